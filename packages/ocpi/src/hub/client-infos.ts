import type { Reader } from "@cpokit/storage";
import type { Peers } from "../peers/create-peers.ts";
import type { Peer, PeerStatus } from "../peers/peer.ts";
import { circuits } from "../push/circuit.ts";
import { writeDateTime } from "../schema/date-time.ts";
import type { OwnedSource } from "../server/ports.ts";
import type { ClientInfo, ConnectionStatus } from "../v230/index.ts";

const STATUS: Readonly<Partial<Record<PeerStatus, ConnectionStatus>>> = { connected: "CONNECTED", suspended: "SUSPENDED", invited: "PLANNED", registering: "PLANNED" };

/**
 * The parties that are connected with us, for `hubclientinfo`: `owned: { ClientInfo: clientInfos(peers, store) }`. Partners do not see
 * themselves. With the store in which push keeps who does not answer, a partner about whom somebody was told is OFFLINE.
 */
export function clientInfos(peers: Peers, store?: Pick<Reader, "get">): OwnedSource<ClientInfo> {
  return {
    async page({ from, to, offset, limit }, call) {
      const all: ClientInfo[] = [];
      for (let after: string | undefined; ;) {
        const page = await peers.list({ limit: 1_000, ...(after === undefined ? {} : { after }) });
        for (const { body } of page.items) {
          if (body.id === call.peer.id) continue;
          if ((from !== undefined && body.updatedAt < from) || (to !== undefined && body.updatedAt >= to)) continue;
          const status = await statusOf(body, store);
          if (status !== undefined) all.push(...infosOf(body, status));
        }
        if (page.next === undefined) break;
        after = page.next;
      }
      return { items: all.slice(offset, offset + limit), total: all.length };
    },
  };
}

async function statusOf({ id, status }: Peer, store: Pick<Reader, "get"> | undefined): Promise<ConnectionStatus | undefined> {
  const circuit = status === "connected" ? await store?.get(circuits, id) : undefined;
  return circuit?.isAlarmed === true ? "OFFLINE" : STATUS[status];
}

function infosOf({ roles, updatedAt }: Peer, status: ConnectionStatus): readonly ClientInfo[] {
  return roles.map(({ country_code, party_id, role }) => ({ country_code, party_id, role, status, last_updated: writeDateTime(updatedAt) }));
}
