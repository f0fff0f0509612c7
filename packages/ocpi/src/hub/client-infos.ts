import type { Peers } from "../peers/create-peers.ts";
import type { Peer, PeerStatus } from "../peers/peer.ts";
import { writeDateTime } from "../schema/date-time.ts";
import type { OwnedSource } from "../server/ports.ts";
import type { ClientInfo, ConnectionStatus } from "../v230/index.ts";

const STATUS: Readonly<Partial<Record<PeerStatus, ConnectionStatus>>> = { connected: "CONNECTED", suspended: "SUSPENDED", invited: "PLANNED", registering: "PLANNED" };

/** The parties that are connected with us, for `hubclientinfo`: `owned: { ClientInfo: clientInfos(peers) }`. Partners do not see themselves. */
export function clientInfos(peers: Peers): OwnedSource<ClientInfo> {
  return {
    async page({ from, to, offset, limit }, call) {
      const all: ClientInfo[] = [];
      for (let after: string | undefined; ;) {
        const page = await peers.list({ limit: 1_000, ...(after === undefined ? {} : { after }) });
        for (const { body } of page.items) {
          if (body.id !== call.peer.id && (from === undefined || body.updatedAt >= from) && (to === undefined || body.updatedAt < to)) all.push(...infosOf(body));
        }
        if (page.next === undefined) break;
        after = page.next;
      }
      return { items: all.slice(offset, offset + limit), total: all.length };
    },
  };
}

function infosOf({ status, roles, updatedAt }: Peer): readonly ClientInfo[] {
  const told = STATUS[status];
  return told === undefined ? [] : roles.map(({ country_code, party_id, role }) => ({ country_code, party_id, role, status: told, last_updated: writeDateTime(updatedAt) }));
}
