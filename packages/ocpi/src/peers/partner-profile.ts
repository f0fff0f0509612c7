import type { ReadMode } from "../schema/reader.ts";
import type { TokenEncoding } from "../transport/credentials-token.ts";

/** What a partner wants otherwise than the text says. Plain data: kept with the peer, and empty for a partner without quirks. */
export interface PartnerProfile {
  /** How it writes and wants tokens in the Authorization header; what the version asks for when absent (E02). */
  readonly tokenEncoding?: TokenEncoding;
  /** `strict` refuses what `lenient` (the default) repairs. */
  readonly readMode?: ReadMode;
  /** It wants HTTP 4xx and 5xx where OCPI has 200 with a status code of 2xxx or 3xxx. */
  readonly httpErrors?: boolean;
  /** It does not know PATCH: whole objects are PUT. */
  readonly noPatch?: boolean;
  /** CDRs are offered once, never again after a failure. */
  readonly cdrsOnce?: boolean;
  /** It expects results of commands in the response envelope instead of bare (E26). */
  readonly envelopedResults?: boolean;
  /** Endpoint URLs of it want a trailing slash on lists. */
  readonly trailingSlash?: boolean;
  /** It chokes on OCPI-to and OCPI-from headers. */
  readonly noRoutingHeaders?: boolean;
  /** Objects on one page that it is asked for; its own default when absent. */
  readonly pageSize?: number;
  /** Modules that it advertises and does not serve. */
  readonly brokenModules?: readonly string[];
}
