import type { Peer } from "../peers/peer.ts";
import type { EndpointFact } from "../schema/endpoint-fact.ts";
import type { Finding } from "../schema/finding.ts";
import type { OcpiVersion } from "../schema/version-facts.ts";

/** A party: two letters of a country and three of the party. */
export interface PartyId {
  readonly countryCode: string;
  readonly partyId: string;
}

/** Who asks, in which version, on behalf of whom. */
export interface OcpiCall {
  readonly peer: Peer;
  readonly version: OcpiVersion;
  readonly requestId: string;
  readonly correlationId: string;
  /** The party that asks (OCPI-from), or the only one behind the connection. */
  readonly from?: PartyId;
  /** The party of ours that is asked (OCPI-to). */
  readonly to?: PartyId;
}

/** A request that was authenticated and routed. */
export interface Incoming {
  readonly call: OcpiCall;
  readonly endpoint: EndpointFact;
  /** Values of the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly url: URL;
  /** The URL without query, as the partner sees it. */
  readonly publicUrl: string;
  /** The JSON of the body; `undefined` when there is none. */
  readonly body: unknown;
  /** What a reader noticed, for the log. */
  readonly findings: Finding[];
}
