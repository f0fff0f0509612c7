import type { Kind, Kinds } from "../peers/kinds.ts";
import { partyKey, type Peer } from "../peers/peer.ts";
import { endpointOf } from "../client/endpoint-url.ts";
import { KINDS } from "../peers/kinds.ts";

/** Whether a partner is told of an object of ours. */
export type Audience = <Name extends Kind>(kind: Name, object: Kinds[Name], peer: Peer) => boolean;

/** Sessions and CDRs go to whom the token belongs to, or to the hub before it; all else to every partner that takes it. */
export const defaultAudience: Audience = (kind, object, peer) => {
  if (peer.status !== "connected" || endpointOf(peer, KINDS[kind].module, "RECEIVER") === undefined) return false;
  const owner = tokenOwnerOf(object);
  return owner === undefined || peer.hub !== undefined || peer.roles.some((role) => partyKey(role.country_code, role.party_id) === partyKey(owner.country_code, owner.party_id));
};

/** The party whose token was charged with. */
export function tokenOwnerOf(object: object): { readonly country_code: string; readonly party_id: string } | undefined {
  return "cdr_token" in object ? (object.cdr_token as { readonly country_code: string; readonly party_id: string }) : undefined;
}
