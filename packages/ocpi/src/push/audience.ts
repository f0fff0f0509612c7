import type { Kind, Kinds } from "../peers/kinds.ts";
import { isFor } from "../peers/is-for.ts";
import type { Peer } from "../peers/peer.ts";
import { endpointOf } from "../client/endpoint-url.ts";
import { KINDS } from "../peers/kinds.ts";

/** Whether a partner is told of an object of ours. */
export type Audience = <Name extends Kind>(kind: Name, object: Kinds[Name], peer: Peer) => boolean;

/** Sessions and CDRs go to whom the token belongs to, or to the hub before it; all else to every partner that takes it. */
export const defaultAudience: Audience = (kind, object, peer) => {
  if (peer.status !== "connected" || endpointOf(peer, KINDS[kind].module, "RECEIVER") === undefined) return false;
  return isFor(object, peer);
};
