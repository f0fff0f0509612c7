import { formatInstant, instant } from "@cpokit/kernel";
import type { AuthorizationResult, AuthorizeFact, RefusalReason } from "@cpokit/model";
import type { AuthorizationStatus, AuthorizeRequest, AuthorizeResponse, IdTagInfo } from "@cpokit/ocpp/v16";
import { compact } from "../compact.ts";
import type { Envelope } from "../envelope.ts";

/** 1.6 knows five words; what it has none for is `Blocked`: a known token that may not charge (1.6 §7.2). */
const STATUSES: Readonly<Record<RefusalReason, AuthorizationStatus>> = {
  invalid: "Invalid",
  blocked: "Blocked",
  expired: "Expired",
  concurrent: "ConcurrentTx",
  notAllowedHere: "Blocked",
  noCredit: "Blocked",
  notNow: "Blocked",
  unavailable: "Invalid",
};

/** A 1.6 idTag is at most 20 characters. */
const LONGEST_TAG = 20;

/** A 1.6 Authorize as a fact. */
export function authorizeFact(request: AuthorizeRequest, envelope: Envelope): AuthorizeFact {
  return { fact: "authorize", station: envelope.station, receivedAt: envelope.receivedAt, token: { value: request.idTag }, purpose: "check" };
}

/** A decision as the answer to an Authorize. */
export function authorizeResponse(result: AuthorizationResult): AuthorizeResponse {
  return { idTagInfo: idTagInfo(result) };
}

/** A decision as 1.6 says it. A group too long for an idTag is left out: the station would refuse the whole answer. */
export function idTagInfo(result: AuthorizationResult): IdTagInfo {
  const group = result.group !== undefined && result.group.length <= LONGEST_TAG ? result.group : undefined;
  if (result.result === "refused") return compact({ status: STATUSES[result.reason], parentIdTag: group });
  const expiryDate = result.validUntil === undefined ? undefined : formatInstant(instant(result.validUntil));
  return compact({ status: "Accepted" as const, expiryDate, parentIdTag: group });
}
