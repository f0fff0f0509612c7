import type { Clock, Logger } from "@cpokit/kernel";
import type { Store } from "@cpokit/storage";
import type { Peers } from "../peers/create-peers.ts";
import type { Exchange } from "../peers/exchange.ts";
import type { Kind, Kinds, ObjectKey } from "../peers/kinds.ts";
import type { Peer } from "../peers/peer.ts";
import type { OcpiVersion } from "../schema/version-facts.ts";
import type { UrlPolicy } from "../transport/url-policy.ts";
import type { CredentialsRole } from "../v230/index.ts";
import type { OcpiCall, PartyId } from "./call.ts";
import type { OcpiModules } from "./ports.ts";
import type { BodyLimits } from "./read-body.ts";

/** What one partner may cost. */
export interface OcpiLimits extends BodyLimits {
  /** Objects on a page when the partner asks for no limit, and at most. */
  readonly pageSize: number;
  readonly maxPageSize: number;
  /** How old a page of our objects may be that is served again, in ms; 0 makes every page anew. */
  readonly pageAge: number;
  /** Requests of a partner in a second on average, and at once; counted in each process. */
  readonly requestsPerSecond: number;
  readonly requestsAtOnce: number;
  /** How long a replaced token is still taken once the new one was used, in ms. */
  readonly tokenGrace: number;
}

export const DEFAULT_LIMITS: OcpiLimits = {
  bodyBytes: 4 * 1_024 * 1_024, bodyDepth: 32, pageSize: 100, maxPageSize: 1_000, pageAge: 0, requestsPerSecond: 100, requestsAtOnce: 500, tokenGrace: 10 * 60_000,
};

/** A request that does not name its receiver. */
export interface OpenRequest {
  readonly module: string;
  readonly method: string;
  /** Values of the path by their names in OCPI: `country_code`, `session_id`, … */
  readonly params: Readonly<Record<string, string>>;
  /** As it came. */
  readonly body: unknown;
}

/** What happens on connections, for dashboards and alarms. */
export type OcpiEvent =
  | { readonly event: "connected" | "rotated" | "disconnected"; readonly peer: string; readonly version: OcpiVersion }
  | { readonly event: "refused"; readonly peer: string | undefined; readonly http: number; readonly code: number; readonly rule: string }
  /** A write that was older than what is stored: acknowledged and not applied (roaming, decision 3). */
  | { readonly event: "stale"; readonly peer: string; readonly kind: Kind; readonly key: ObjectKey };

export interface OcpiHandlerOptions {
  /** Where the handler is mounted, as partners see it: `https://cpo.example.com/ocpi`. Its versions URL is `<baseUrl>/versions`. */
  readonly baseUrl: string;
  /** Who we are. A connection of 2.1.1 knows the first party only. */
  readonly parties: readonly [CredentialsRole, ...(readonly CredentialsRole[])];
  /** Country code and party id of the hub that we are. Requests for parties of other partners then go on to them, see the README. */
  readonly hubPartyId?: string;
  /** As a hub: whom a request is for that does not name its receiver (open routing), where token, location and session do not tell. */
  readonly findOpenReceiver?: (call: OcpiCall, request: OpenRequest) => Promise<PartyId | undefined> | PartyId | undefined;
  /** All when absent. */
  readonly versions?: readonly OcpiVersion[];
  readonly store: Store;
  readonly clock: Clock;
  readonly peers: Peers;
  /** How partners are called back during registration. */
  readonly exchange: Exchange;
  readonly modules: OcpiModules;
  /** For URLs that partners give; loopback and private networks only if allowed here or at the peer. */
  readonly urlPolicy?: UrlPolicy;
  readonly limits?: Partial<OcpiLimits>;
  readonly logger?: Logger;
  /** Whether a partner may read an object of ours; sessions and CDRs only those of its tokens when absent, and all else. */
  readonly audience?: <Name extends Kind>(kind: Name, object: Kinds[Name], peer: Peer) => boolean;
  /** What a partner is shown of an object of ours; `undefined` hides it. */
  readonly project?: <Name extends Kind>(kind: Name, object: Kinds[Name], peer: Peer) => Kinds[Name] | undefined;
  readonly onEvent?: (event: OcpiEvent) => void;
}

/** The options with nothing left open. */
export interface Platform extends OcpiHandlerOptions {
  readonly versions: readonly OcpiVersion[];
  readonly limits: OcpiLimits;
  readonly logger: Logger;
}
