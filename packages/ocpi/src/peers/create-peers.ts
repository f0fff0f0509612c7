import { CpoError, type Clock, type Ids } from "@cpokit/kernel";
import type { Page, Store, Unit } from "@cpokit/storage";
import { hashOfToken, newToken } from "../transport/credentials-token.ts";
import type { PartnerProfile } from "./partner-profile.ts";
import { partyKey, peers, type InboundToken, type Peer, type PeerStatus } from "./peer.ts";

/** What is known of a partner before it is connected. */
export interface NewPeer {
  /** A new one when absent. */
  readonly id?: string;
  readonly name?: string;
  readonly profile?: PartnerProfile;
  readonly urlPolicy?: Peer["urlPolicy"];
  /** It is a hub: it may speak for all parties and is told what is for any. */
  readonly isHub?: boolean;
  /** Roles of a partner of 2.1.1, whose credentials do not tell its role. */
  readonly roles?: Peer["roles"];
}

/** The partners of a platform. */
export interface Peers {
  get(id: string): Promise<Peer | undefined>;
  /** Whoever may present the token with this hash, whatever its status and the token's end. */
  byTokenHash(hash: string): Promise<Peer | undefined>;
  /** The partners that speak for a party, compared without case. */
  byParty(countryCode: string, partyId: string): Promise<readonly Peer[]>;
  list(query?: { readonly status?: PeerStatus; readonly after?: string; readonly limit?: number }): Promise<Page<Peer>>;
  /** A partner that may register with us: give it the token and our versions URL. The token is not kept and cannot be read again. */
  invite(peer: NewPeer): Promise<{ readonly peer: Peer; readonly token: string }>;
  /** A partner that we register with. @throws `ocpi.peer` when the id is taken */
  add(peer: NewPeer & { readonly versionsUrl: string; readonly token: string }): Promise<Peer>;
  /**
   * Changes a peer in one unit of work of its own; `updatedAt` is set.
   *
   * @throws `ocpi.peer` when there is none
   */
  update(id: string, change: (peer: Peer, unit: Unit) => Peer | Promise<Peer>): Promise<Peer>;
}

export interface PeersOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** How long a partner is remembered by its token, in ms: until then a change that another process makes is not seen here. */
const REMEMBERED = 1_000;
const MOST = 10_000;

/** The partners in a store. */
export function createPeers({ store, clock, ids }: PeersOptions): Peers {
  /** Who presented which token a moment ago: partners present the same all day. */
  const presented = new Map<string, { readonly peer: Peer; readonly until: number }>();
  let changes = 0;

  async function create({ id = ids.next(), name, profile = {}, urlPolicy, roles = [], isHub = false }: NewPeer, state: Pick<Peer, "status" | "inbound"> & Partial<Peer>): Promise<Peer> {
    const peer: Peer = {
      id, endpoints: [], roles, profile, updatedAt: clock.now(), ...state,
      ...(name === undefined ? {} : { name }), ...(urlPolicy === undefined ? {} : { urlPolicy }), ...(isHub ? { isHub } : {}),
    };
    await store.transaction(async (unit) => {
      if ((await unit.get(peers, id)) !== undefined) throw new CpoError("ocpi.peer", `There is a partner "${id}" already; choose another id, or update it.`, { peer: id });
      unit.put(peers, id, peer);
    });
    return peer;
  }

  return {
    get: (id) => store.get(peers, id),
    async byTokenHash(hash) {
      const now = clock.now();
      const known = presented.get(hash);
      if (known !== undefined && known.until > now) return known.peer;
      const before = changes;
      const { items } = await store.find(peers, { index: "byToken", prefix: [hash], limit: 1 });
      const peer = items[0]?.body;
      presented.delete(hash);
      if (presented.size >= MOST) presented.clear();
      // What changed while it was read may be newer than what was read.
      if (peer !== undefined && changes === before) presented.set(hash, { peer, until: now + REMEMBERED });
      return peer;
    },
    async byParty(countryCode, partyId) {
      const found: Peer[] = [];
      for await (const { body } of store.each(peers, { index: "byParty", prefix: [partyKey(countryCode, partyId)] })) found.push(body);
      return found;
    },
    list: ({ status, after, limit } = {}) =>
      store.find(peers, {
        ...(status === undefined ? {} : { index: "byStatus", prefix: [status] }), ...(after === undefined ? {} : { after }), ...(limit === undefined ? {} : { limit }),
      }),
    async invite(peer) {
      const token = newToken();
      const inbound: InboundToken = { hash: await hashOfToken(token), kind: "registration", issuedAt: clock.now() };
      return { peer: await create(peer, { status: "invited", inbound: [inbound] }), token };
    },
    add: ({ versionsUrl, token, ...peer }) => create(peer, { status: "registering", inbound: [], versionsUrl, outbound: { token, kind: "registration" } }),
    update: (id, change) =>
      store.transaction(async (unit) => {
        const peer = await unit.get(peers, id);
        if (peer === undefined) throw new CpoError("ocpi.peer", `There is no partner "${id}"; add or invite it first.`, { peer: id });
        const changed = { ...(await change(peer, unit)), id, updatedAt: clock.now() };
        unit.put(peers, id, changed);
        unit.afterCommit(() => {
          changes += 1;
          presented.clear();
        });
        return changed;
      }),
  };
}
