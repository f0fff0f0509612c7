import { formatInstant, instant } from "@cpokit/kernel";
import type { AuthorizationResult, AuthorizeFact, OcspQuestion, RefusalReason, TokenReference } from "@cpokit/model";
import type { AuthorizationStatusEnumType, AuthorizeResponse, IdTokenInfoType } from "@cpokit/ocpp/v201";
import type { AuthorizeRequest, IdTokenType, OCSPRequestDataType } from "@cpokit/ocpp/v21";
import { compact } from "../compact.ts";
import type { Envelope } from "../envelope.ts";

const STATUSES: Readonly<Record<RefusalReason, AuthorizationStatusEnumType>> = {
  invalid: "Invalid",
  blocked: "Blocked",
  expired: "Expired",
  concurrent: "ConcurrentTx",
  notAllowedHere: "NotAtThisLocation",
  noCredit: "NoCredit",
  notNow: "NotAtThisTime",
  unavailable: "Unknown",
};

/** An IdTokenType as a neutral reference. */
export function tokenReference({ idToken, type }: IdTokenType): TokenReference {
  return { value: idToken, type };
}

/** A 2.x Authorize as a fact. */
export function authorizeFact(request: AuthorizeRequest, envelope: Envelope): AuthorizeFact {
  const { certificate: chain, iso15118CertificateHashData: hashes } = request;
  return compact({
    fact: "authorize" as const, station: envelope.station, receivedAt: envelope.receivedAt, token: tokenReference(request.idToken), purpose: "check" as const,
    certificate: chain === undefined && hashes === undefined ? undefined : compact({ chain, hashes: (hashes ?? []).map(ocspQuestion) }),
  });
}

/** What a station wants to know of a certificate. */
export function ocspQuestion({ hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber, responderURL }: OCSPRequestDataType): OcspQuestion {
  return { hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber, responderUrl: responderURL };
}

/** A decision as the answer to an Authorize. */
export function authorizeResponse(result: AuthorizationResult): AuthorizeResponse {
  return compact({ idTokenInfo: idTokenInfo(result), certificateStatus: result.certificate });
}

/** A decision as 2.x says it. A group is a token of our own making, hence type Central. */
export function idTokenInfo(result: AuthorizationResult): IdTokenInfoType {
  const groupIdToken = result.group === undefined ? undefined : { idToken: result.group, type: "Central" as const };
  if (result.result === "refused") return compact({ status: STATUSES[result.reason], groupIdToken });
  const cacheExpiryDateTime = result.validUntil === undefined ? undefined : formatInstant(instant(result.validUntil));
  return compact({ status: "Accepted" as const, cacheExpiryDateTime, groupIdToken });
}
