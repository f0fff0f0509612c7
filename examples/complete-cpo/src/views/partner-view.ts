import { instantText } from "@cpokit/model";
import { canonicalOf, type Circuit, type ConformanceReport, type IssuedRequest, type Mail, type Peer, type ReceivedObject, type ResyncPlan } from "@cpokit/ocpi";
import type { Instant } from "@cpokit/kernel";
import type { PartnerJob, PartnerResult } from "../roaming/partner-jobs.ts";
import type { ConformanceView, DeliveriesView, ParkedView, PartnerCommandView, PartnerJobView, PartnerObjectView, PartnerView } from "../wire/partner.ts";
import { optional } from "./optional.ts";

/** Without anything secret. */
export function partnerView({ id, name, status, version, versionsUrl, roles, isHub, endpoints, profile, urlPolicy, updatedAt }: Peer): PartnerView {
  return {
    id, status, isHub: isHub === true, profile: { ...profile }, allowHosts: [...(urlPolicy?.allow ?? [])], updatedAt: instantText(updatedAt), ...optional({ name, version, versionsUrl }),
    parties: roles.map(({ role, country_code: countryCode, party_id: partyId, business_details: { name: company } }) => ({ role, countryCode, partyId, name: company })),
    endpoints: endpoints.map(({ module, role, url }) => ({ module, url, ...optional({ role }) })),
  };
}

export function deliveriesView({ kinds }: ResyncPlan, circuit: Circuit | undefined): DeliveriesView {
  return {
    ...(circuit === undefined ? {} : { outage: { since: instantText(circuit.since), failures: circuit.failures, message: circuit.message, retryAt: instantText(circuit.openUntil) } }),
    modules: kinds.map(({ module, pending, parked: held, since }) => ({ module, pending, parked: held, ...(since === undefined ? {} : { since: instantText(since) }) })),
  };
}

export function parkedViews(parked: readonly Mail[], { kinds }: ResyncPlan): ParkedView[] {
  const modules = new Map(kinds.map(({ kind, module }) => [kind, module]));
  return parked.flatMap(({ kind, key, parked: why }) => (why === undefined ? [] : [{ module: modules.get(kind) ?? kind, kind, id: key.id, rule: why.rule, at: instantText(why.at) }]));
}

export function partnerObjectView(received: ReceivedObject): PartnerObjectView {
  return { id: received.key.id, lastUpdated: instantText(received.lastUpdated), object: { ...canonicalOf(received) } };
}

export function conformanceView({ versionsUrl, counts, checks }: ConformanceReport, at: Instant): ConformanceView {
  return { at: instantText(at), versionsUrl, counts: { ...counts }, checks: checks.map((check) => ({ ...check })) };
}

export function partnerJobView({ id, about, work, state, by, begunAt, endedAt, cancelledBy, progress, problem, result }: PartnerJob): PartnerJobView {
  return {
    id, partner: about, kind: work.kind, state, by, begunAt: instantText(begunAt), progress: { ...progress },
    ...optional({ full: work.kind === "pull" ? work.full : undefined, endedAt: endedAt === undefined ? undefined : instantText(endedAt), cancelledBy, problem: problem === undefined ? undefined : { ...problem } }),
    ...(result === undefined ? {} : { result: resultOf(result) }),
  };
}

function resultOf(result: PartnerResult): NonNullable<PartnerJobView["result"]> {
  switch (result.kind) {
    case "conformance": return { counts: { ...result.counts } };
    case "push": return { objects: result.objects };
    case "pull": return { objects: result.objects, changed: result.changed, unreadable: result.unreadable, vanished: result.vanished };
  }
}

export function partnerCommandView({ id, request, sentAt, response, trouble, results, timedOutAt, session }: IssuedRequest): PartnerCommandView {
  return {
    id, command: request, sentAt: instantText(sentAt), timedOut: timedOutAt !== undefined, ...optional({ response: response?.result, trouble, sessionId: session }),
    results: results.map(({ result, at, isLate }) => ({ result: String(result["result"]), at: instantText(at), late: isLate })),
  };
}
