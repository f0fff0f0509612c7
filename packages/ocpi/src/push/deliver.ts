import type { Answer, Failure } from "../client/answer.ts";
import type { Call, Caller } from "../client/create-caller.ts";
import { writeWire, type WrittenObject } from "../client/wire.ts";
import type { Json } from "../convert/narrow.ts";
import { KINDS, type Kind, type Kinds } from "../peers/kinds.ts";
import type { Peer } from "../peers/peer.ts";
import type { OcpiVersion } from "../schema/version-facts.ts";
import type { Location } from "../v230/index.ts";
import { tokenOwnerOf } from "../peers/is-for.ts";
import type { Mail } from "./mail.ts";
import { planUpdate, type Step } from "./plan-update.ts";

/** What came of an attempt to tell a partner the latest state of an object. */
export type Delivered =
  /** `requests` is 0 when there was nothing to say. */
  | { readonly outcome: "told"; readonly requests: number; readonly url?: string }
  /** The partner does not want this object as it is. */
  | { readonly outcome: "refused"; readonly rule: string }
  /** Its version has no words for it. */
  | { readonly outcome: "unsayable"; readonly rule: string }
  /** It is the partner, not the object: no answer, no right, no connection. What it has is not known. */
  | { readonly outcome: "failed"; readonly reason: Failure["reason"] | "unauthorized" | "unserved" | "url" | "unconnected"; readonly rule: string; readonly retryAfter?: number };

export interface DeliveryInput {
  readonly peer: Peer;
  readonly call: Caller;
  readonly mail: Mail;
  /** The latest state; absent when it was withdrawn. */
  readonly object?: Kinds[Kind];
  /** What the partner has for certain. */
  readonly before?: Kinds[Kind];
  /** Of sessions and CDRs for 2.1.1. */
  readonly location?: Location;
}

/** Tells a partner what an object of ours is now. A PATCH that is not taken, for whatever reason, becomes a PUT of the whole at once (roaming 11). */
export async function deliver(input: DeliveryInput): Promise<Delivered> {
  const { peer, call, mail, object, before } = input;
  const { module } = KINDS[mail.kind];
  const base = addressOf(mail, object, peer.version!);
  if (object === undefined || mail.isGone === true) return deliverEnd(await call({ ...base, method: "DELETE" }));
  const { wire, broken = "" } = mail.offered === undefined ? say(object, input) : { wire: mail.offered };
  if (wire === undefined) return { outcome: "unsayable", rule: broken };
  if (mail.kind === "CDR" || mail.kind === "FinancialAdviceConfirmation" || mail.kind === "Terminal") return deliverPost(await call({ ...base, segments: base.segments!.slice(0, -1), method: "POST", body: wire }));
  const known = before === undefined || peer.profile.noPatch === true ? undefined : say(before, input).wire;
  const steps = planUpdate(mail.kind, peer.version!, known, wire);
  let requests = 0;
  for (const step of steps) {
    const answer = await call(callOf(step, base, module));
    requests += 1;
    if (answer.outcome === "ok") continue;
    const isWhole = step.method === "PUT" && step.segments.length === 0;
    if (isWhole || isOfPartner(answer)) return failureOf(answer);
    const put = await call({ ...base, method: "PUT", body: wire });
    return put.outcome === "ok" ? { outcome: "told", requests: requests + 1 } : failureOf(put);
  }
  return { outcome: "told", requests };
}

/** An object in the version of the partner. */
export function say(object: Kinds[Kind], { peer, mail, location }: Pick<DeliveryInput, "peer" | "mail" | "location">): WrittenObject {
  return writeWire(mail.kind, object as never, peer.version!, {
    party: { countryCode: mail.key.countryCode, partyId: mail.key.partyId }, ...(location === undefined ? {} : { location: () => location as unknown as Json }),
  });
}

/** Where the partner takes the object, as whom and for whom. */
function addressOf({ kind, key }: Mail, object: Kinds[Kind] | undefined, version: OcpiVersion): Call {
  const { module } = KINDS[kind];
  const owner = object === undefined ? undefined : tokenOwnerOf(object);
  const common: Call = {
    method: "PUT", module, role: "RECEIVER", retries: 0, from: { countryCode: key.countryCode, partyId: key.partyId },
    ...(owner === undefined ? {} : { to: { countryCode: owner.country_code, partyId: owner.party_id } }),
    ...(key.type === undefined || version === "2.1.1" ? {} : { query: { type: key.type } }),
  };
  switch (kind) {
    case "CDR":
      return { ...common, segments: [key.id] };
    case "Terminal":
      return { ...common, segments: ["terminals", key.id] };
    case "FinancialAdviceConfirmation":
      return { ...common, segments: ["financial-advice-confirmations", key.id] };
    case "BookingLocation":
      return { ...common, segments: [key.countryCode, key.partyId, "booking_locations", key.id] };
    case "ClientInfo":
      return { ...common, segments: [key.countryCode, key.partyId] };
    case "Location":
    case "Session":
    case "Tariff":
    case "Token":
    case "InvoiceReconciliationRecord":
    case "Booking":
      return { ...common, segments: [key.countryCode, key.partyId, key.id] };
  }
}

function callOf({ method, segments, body }: Step, base: Call, module: string): Call {
  return { ...base, module, method, segments: [...base.segments!, ...segments], body };
}

function deliverPost(answer: Answer<unknown>): Delivered {
  // 409: it has it already, from an attempt whose answer was lost.
  if (answer.outcome === "refused" && answer.http === 409) return { outcome: "told", requests: 1 };
  if (answer.outcome !== "ok") return failureOf(answer);
  const url = answer.headers.get("location");
  return { outcome: "told", requests: 1, ...(url === null ? {} : { url }) };
}

function deliverEnd(answer: Answer<unknown>): Delivered {
  const isGone = answer.outcome === "ok" || (answer.outcome === "refused" && (answer.http === 404 || answer.status === 2003));
  return isGone ? { outcome: "told", requests: 1 } : failureOf(answer);
}

/** A PUT would fare no better. */
function isOfPartner(answer: Exclude<Answer<unknown>, { outcome: "ok" }>): boolean {
  return answer.outcome === "not-sent" || (answer.outcome === "refused" ? answer.http === 401 || answer.http === 403 : answer.reason !== "server" && answer.reason !== "unreadable" && answer.reason !== "not-json");
}

function failureOf(answer: Answer<unknown>): Delivered {
  switch (answer.outcome) {
    case "refused":
      if (answer.http === 401 || answer.http === 403) return { outcome: "failed", reason: "unauthorized", rule: answer.message };
      return { outcome: "refused", rule: answer.status === undefined ? answer.message : `${answer.status}: ${answer.message}` };
    case "failed":
      return { outcome: "failed", reason: answer.reason, rule: answer.message, ...(answer.retryAfter === undefined ? {} : { retryAfter: answer.retryAfter }) };
    case "not-sent":
      return answer.reason === "unsayable" ? { outcome: "unsayable", rule: answer.message } : { outcome: "failed", reason: answer.reason, rule: answer.message };
    case "ok":
      return { outcome: "told", requests: 1 };
  }
}
