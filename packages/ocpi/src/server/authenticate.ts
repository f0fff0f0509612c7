import { instant } from "@cpokit/kernel";
import type { InboundToken, Peer } from "../peers/peer.ts";
import { hashOfToken, tokensIn } from "../transport/credentials-token.ts";
import type { Platform } from "./options.ts";
import type { PlainRequest } from "./plain.ts";
import { CODES, refuse } from "./reply.ts";

/** Who presented which token. */
export interface Caller {
  readonly peer: Peer;
  /** As the partner knows it. */
  readonly token: string;
  readonly inbound: InboundToken;
}

/** Finds the partner by the token in the Authorization header, raw or base64 (E02). Hashes are looked up and compared, never tokens. */
export type Authenticate = (headers: PlainRequest["headers"]) => Promise<Caller>;

/** Authorization headers that were good, and the reading of the token that was meant: partners send the same one all day. */
const REMEMBERED = 1_000;

export function createAuthenticate({ peers, clock }: Platform): Authenticate {
  const meant = new Map<string, { readonly token: string; readonly hash: string }>();

  async function find(token: string, hash: string): Promise<Caller | undefined> {
    const peer = await peers.byTokenHash(hash);
    const inbound = peer?.inbound.find((known) => isEqual(known.hash, hash));
    if (peer === undefined || inbound === undefined) return undefined;
    if (peer.status === "suspended" || peer.status === "removed") return refuse(401, CODES.invalid, `The connection is ${peer.status}.`, { peer: peer.id });
    if (inbound.until !== undefined && inbound.until <= clock.now()) return refuse(401, CODES.invalid, "The token was replaced; use the newest one.", { peer: peer.id });
    return { peer, token, inbound };
  }

  return async (headers) => {
    const header = headers.get("authorization") ?? "";
    const known = meant.get(header);
    if (known !== undefined) {
      const caller = await find(known.token, known.hash);
      if (caller !== undefined) return caller;
      meant.delete(header);
    }
    const given = tokensIn(header);
    if (given.length === 0) return refuse(401, CODES.invalid, "A token is expected: Authorization: Token <token>.");
    for (const token of given) {
      const hash = await hashOfToken(token);
      const caller = await find(token, hash);
      if (caller === undefined) continue;
      if (meant.size >= REMEMBERED) meant.delete(meant.keys().next().value!);
      meant.set(header, { token, hash });
      return caller;
    }
    return refuse(401, CODES.invalid, "The token is not known.");
  };
}

/**
 * The partner has used a new access token, so it holds it: a registration token ends, older access tokens end after the grace time.
 * Until then a partner that crashed before it stored our answer can repeat its request with the token it has.
 */
export async function confirmToken({ peers, clock, limits }: Platform, { peer, inbound }: Caller): Promise<Peer> {
  if (inbound.kind !== "access" || inbound.confirmed === true) return peer;
  return peers.update(peer.id, (current) => ({
    ...current,
    inbound: current.inbound
      .filter(({ kind }) => kind === "access")
      .map((token) => {
        if (token.hash === inbound.hash) return { ...token, confirmed: true as const };
        const until = clock.now() + limits.tokenGrace;
        return token.issuedAt <= inbound.issuedAt && (token.until ?? Infinity) > until ? { ...token, until: instant(until) } : token;
      }),
  }));
}

/** Takes the same time wherever two hashes differ. */
function isEqual(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let place = 0; place < a.length; place += 1) difference |= a.charCodeAt(place) ^ b.charCodeAt(place);
  return difference === 0;
}
