import type { Instant } from "@cpokit/kernel";
import { collection, encodeKey } from "@cpokit/storage";
import type { Json } from "../convert/narrow.ts";
import { hashOfToken } from "../transport/credentials-token.ts";
import type { OcpiVersion } from "../schema/version-facts.ts";

/** What a partner asked us to do and is told the outcome of later: a command, or a charging profile. */
export interface PartnerRequest {
  readonly id: string;
  readonly peer: string;
  readonly version: OcpiVersion;
  /** The command, or `ACTIVE`, `SET` and `CLEAR` for charging profiles. */
  readonly request: string;
  readonly responseUrl: string;
  /** Whom the outcome is for and from whom it is (routing headers), as far as the request told. */
  readonly from?: { readonly countryCode: string; readonly partyId: string };
  readonly to?: { readonly countryCode: string; readonly partyId: string };
  readonly correlationId: string;
  readonly receivedAt: Instant;
  /** What we answered; absent while the application has not. */
  readonly response?: Json;
  /** Outcomes that were reported, the latest last; a reservation may have several (roaming 22). */
  readonly results: readonly Json[];
}

export const partnerRequests = collection<PartnerRequest>("ocpi.requests", { indexes: { byPeer: { keys: ({ peer, receivedAt }) => [[peer, receivedAt]] } } });

/** The same partner and response_url are the same request: it may be sent again (roaming 23). */
export async function requestId(peer: string, responseUrl: string): Promise<string> {
  return (await hashOfToken(encodeKey([peer, responseUrl]))).slice(0, 32);
}
