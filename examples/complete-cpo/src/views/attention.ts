import { connectionAttempts, connectorStatuses, stationEvents, stations, unprocessedMessages } from "@cpokit/csms";
import { instant, type Instant } from "@cpokit/kernel";
import { instantText, type Session } from "@cpokit/model";
import type { Sessions } from "@cpokit/sessions";
import type { Store } from "@cpokit/storage";
import type { AttentionItem } from "../wire/overview.ts";
import { createDirectory } from "./directory.ts";

const HOUR = 3_600_000;

/** Everything that waits for a person: money that stands still first, then stations. */
export async function attention({ store, sessions, now }: { readonly store: Store; readonly sessions: Sessions; readonly now: Instant }): Promise<AttentionItem[]> {
  const [unsettled, parked, unprocessed, faulted, refused, unknown] = await Promise.all([
    unsettledSessions(store, sessions, now), parkedDeliveries(store), unprocessedOnes(store), faultedConnectors(store), refusedConnections(store, now), unknownStations(store, now),
  ]);
  return [...parked, ...unprocessed, ...unsettled, ...faulted, ...refused, ...unknown];
}

async function unsettledSessions(store: Store, sessions: Sessions, now: Instant): Promise<AttentionItem[]> {
  const directory = createDirectory(store);
  // A session that just ended is on its way through billing.
  const waiting = await sessions.unsettled(store, { endedBefore: instant(now - 60_000), limit: 100 });
  const recent = await sessions.list(store, { lifecycle: "ended", limit: 500 });
  const unpriced = recent.items.filter((session) => session.settlement === "unpriced");
  const endless = (await sessions.alarms(store, { limit: 100 })).filter((session) => session.alarm?.code === "never-ends");
  return Promise.all([...unpriced, ...waiting, ...endless].map(async (session): Promise<AttentionItem> => {
    const station = await directory.station(session.station);
    const where = `${station?.identity ?? session.station}${session.evse === undefined ? "" : `, EVSE ${session.evse}`}`;
    return { id: `session ${session.id}`, sessionId: session.id, stationId: session.station, at: instantText(session.endAt ?? session.lastEvidenceAt), ...wordsFor(session, where) };
  }));
}

function wordsFor(session: Session, where: string): Pick<AttentionItem, "kind" | "severity" | "title" | "reason" | "advice"> {
  if (session.settlement === "unpriced") {
    return { kind: "unpriced", severity: "error", title: `A session at ${where} has no price`, reason: "No tariff applied, or its place is not known.", advice: "Give the EVSE a location and the location a tariff, then open the session and bill it." };
  }
  if (session.alarm?.code === "never-ends") {
    return { kind: "suspect", severity: "warning", title: `A session at ${where} does not end`, reason: "It has been active for days, and its station still reports it.", advice: "Look at the EVSE; stop the session, or close it in the books." };
  }
  const reasons = session.suspicions.filter((suspicion) => suspicion.clearedBy === undefined).map((suspicion) => suspicion.reason);
  return { kind: "suspect", severity: "warning", title: `A session at ${where} is held back from billing`, reason: reasons.join(" ") || "Its measurements need a look.", advice: "Look at it, then bill it as it is or declare it not billable." };
}

async function parkedDeliveries(store: Store): Promise<AttentionItem[]> {
  return (await store.outbox.parked()).map((delivery) => ({
    id: delivery.id, kind: "parked", severity: "error", subscription: delivery.subscription, at: instantText(delivery.parkedAt),
    title: `"${delivery.subscription}" gave up on ${delivery.topic}`,
    reason: delivery.error,
    advice: "Remove the cause, then try again. Later events of the same thing wait behind it.",
  }));
}

async function unprocessedOnes(store: Store): Promise<AttentionItem[]> {
  const page = await store.find(unprocessedMessages, { limit: 50 });
  return page.items.map(({ body }) => ({
    id: `message ${body.id}`, kind: "unprocessed", severity: "error", stationId: body.station, messageId: body.id, at: instantText(body.receivedAt),
    title: `A ${body.action} of ${body.station} could not be worked in`,
    reason: body.error,
    advice: "It is kept as it came. Remove the cause, then try again.",
  }));
}

async function faultedConnectors(store: Store): Promise<AttentionItem[]> {
  const faulted: AttentionItem[] = [];
  for await (const { id, body } of store.each(connectorStatuses)) {
    if (body.state !== "faulted") continue;
    const station = await store.get(stations, body.station);
    faulted.push({
      id: `status ${id}`, kind: "faulted", severity: "error", stationId: body.station, at: instantText(body.since),
      title: `${station?.identity ?? body.station}${body.evse === 0 ? "" : `, EVSE ${body.evse}`} is faulted`,
      reason: [body.error, body.detail].filter((text) => text !== undefined).join(": ") || "The station gave no reason.",
      advice: "Try a restart of the station; if it stays, send somebody.",
    });
  }
  return faulted;
}

/** Known stations that were turned away in the last hour. */
async function refusedConnections(store: Store, now: Instant): Promise<AttentionItem[]> {
  const page = await store.find(stationEvents, { index: "byTime", from: [now - HOUR], reverse: true, limit: 200 });
  const newest = new Map(page.items.map((item) => item.body).filter((event) => event.kind === "connection-refused").reverse().map((event) => [event.station, event]));
  return [...newest.values()].map((event) => ({
    id: `refused ${event.station}`, kind: "refused", severity: "warning", stationId: event.station, at: instantText(event.at),
    title: `${event.station} was refused when it connected`,
    reason: event.summary,
    advice: "Compare its password with the one here, or make a new one on its page.",
  }));
}

/** Identities that nobody entered, seen in the last hour. */
async function unknownStations(store: Store, now: Instant): Promise<AttentionItem[]> {
  const page = await store.find(connectionAttempts, { index: "byTime", from: [now - HOUR], reverse: true, limit: 20 });
  return page.items.map(({ body }) => ({
    id: `attempt ${body.identity}`, kind: "refused", severity: "warning", at: instantText(body.lastAt),
    title: `"${body.identity.slice(0, 80)}" wants to connect and is not known`,
    reason: `${body.count === 1 ? "One attempt" : `${body.count} attempts`}${body.remoteAddress === undefined ? "" : ` from ${body.remoteAddress}`}: ${body.reason}.`,
    advice: "If it is yours, add it as a station under exactly this identity.",
  }));
}
