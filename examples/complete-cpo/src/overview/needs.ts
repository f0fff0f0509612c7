import { balanceOf, payments, refusalsOf, type Payment } from "@cpokit/billing";
import { cases, connectionAttempts, stationCertificates, stationEvents, unprocessedMessages } from "@cpokit/csms";
import { hours, instant, type Instant } from "@cpokit/kernel";
import { instantText, type Session } from "@cpokit/model";
import type { Sessions } from "@cpokit/sessions";
import type { Store } from "@cpokit/storage";
import { addressText } from "../views/address-text.ts";
import { connectionProblem } from "../views/connection-check.ts";
import { optional } from "../views/optional.ts";
import type { NeedItem, NeedView } from "../wire/overview.ts";
import type { Network } from "./network.ts";

/** Who asks what needs them. */
export interface Asker {
  /** Whether they may know of what happens at a station. */
  readonly sees: (station: string) => boolean;
  /** Whether they may know of what belongs to no location. */
  readonly isEverywhere: boolean;
  /** Whether payments are their business. */
  readonly seesMoney: boolean;
}

export interface NeedSources {
  readonly store: Store;
  readonly sessions: Sessions;
  readonly network: Network;
  readonly now: Instant;
  readonly asker: Asker;
}

/** Nobody works through more of a kind than this at once; more are not counted. */
const MOST = 200;
/** A certificate that ends this soon should have been renewed; one of a short life in its last third. */
const EXPIRES = hours(30 * 24);
/** A station that was lost this lately may come back by itself. */
const LOST = hours(0.25);
const RECENT = hours(1);
/** Payments that were refused longer ago are history. */
const PAYMENTS_FROM = hours(7 * 24);

type Kind = NeedView["kind"];
type Found = Omit<NeedItem, "at"> & { readonly at?: Instant };

const SEVERE: ReadonlySet<Kind> = new Set(["faulted", "parked", "unprocessed", "payment", "unpriced"]);

/** What waits for a person, by kind, money and faults first; `limit` of each kind, the oldest first. */
export async function needs(sources: NeedSources, limit: number): Promise<readonly NeedView[]> {
  const found: Readonly<Record<Kind, Promise<readonly Found[]>>> = {
    faulted: Promise.resolve(faulted(sources)), parked: parked(sources), unprocessed: unprocessed(sources), payment: failedPayments(sources),
    unpriced: waiting(sources, "unpriced"), suspect: waiting(sources, "suspect"), endless: endless(sources), certificate: certificates(sources), offline: Promise.resolve(offline(sources)),
    case: openCases(sources), refused: refused(sources),
  };
  const groups: NeedView[] = [];
  for (const kind of Object.keys(found) as Kind[]) {
    const all = [...(await found[kind])].sort((left, right) => (left.at ?? 0) - (right.at ?? 0));
    if (all.length === 0) continue;
    const oldest = all.find(({ at }) => at !== undefined)?.at;
    groups.push({
      kind, severity: SEVERE.has(kind) ? "error" : "warning", count: Math.min(all.length, MOST), more: all.length >= MOST, ...(oldest !== undefined && { oldestAt: instantText(oldest) }),
      items: all.slice(0, limit).map(({ at, ...item }) => ({ ...item, ...(at !== undefined && { at: instantText(at) }) })),
    });
  }
  return groups;
}

function faulted({ network, asker }: NeedSources): readonly Found[] {
  return network.evses.filter(({ state, station }) => state === "faulted" && asker.sees(station.id)).map(({ station, number, fault }) => ({
    id: `${station.id}/${number}`, subject: placeName(station.identity, number), stationId: station.id, ...optional({ at: fault?.since, detail: [fault?.error, fault?.detail].filter((part) => part !== undefined).join(": ") || undefined }),
  }));
}

function offline({ network, asker, now }: NeedSources): readonly Found[] {
  return [...network.stations.values()].filter(({ id, online, isExpected, since = now }) => !online && isExpected && since <= now - LOST && asker.sees(id))
    .map(({ id, identity, since }) => ({ id, subject: identity, stationId: id, ...optional({ at: since }) }));
}

async function parked({ store, asker }: NeedSources): Promise<readonly Found[]> {
  if (!asker.isEverywhere) return [];
  return (await store.outbox.parked()).slice(0, MOST).map(({ id, subscription, topic, error, parkedAt }) => ({ id, subject: `${subscription}: ${topic}`, detail: error, subscription, at: parkedAt }));
}

async function unprocessed({ store, asker }: NeedSources): Promise<readonly Found[]> {
  const page = await store.find(unprocessedMessages, { limit: MOST });
  return page.items.map(({ body }) => body).filter(({ station }) => asker.sees(station))
    .map(({ id, station, action, error, receivedAt }) => ({ id, subject: `${station}: ${action}`, detail: error, stationId: station, messageId: id, at: receivedAt }));
}

async function waiting(sources: NeedSources, why: "suspect" | "unpriced"): Promise<readonly Found[]> {
  const page = await sources.sessions.list(sources.store, { waiting: why, limit: MOST });
  return ofSessions(sources, page.items);
}

async function endless(sources: NeedSources): Promise<readonly Found[]> {
  const alarmed = await sources.sessions.alarms(sources.store, { limit: MOST });
  return ofSessions(sources, alarmed.filter(({ alarm }) => alarm?.code === "never-ends"));
}

function ofSessions({ network, asker }: NeedSources, sessions: readonly Session[]): readonly Found[] {
  return sessions.filter(({ station }) => asker.sees(station)).map(({ id, station, evse, endAt, startAt, suspicions }) => ({
    id, subject: placeName(network.stations.get(station)?.identity ?? station, evse), sessionId: id, stationId: station, at: endAt ?? startAt,
    ...optional({ detail: suspicions.filter(({ clearedBy }) => clearedBy === undefined).map(({ reason }) => reason).join(" ") || undefined }),
  }));
}

async function failedPayments({ store, asker, now }: NeedSources): Promise<readonly Found[]> {
  if (!asker.seesMoney || !asker.isEverywhere) return [];
  const page = await store.find(payments, { index: "byOpening", from: [instant(now - PAYMENTS_FROM)], reverse: true, limit: MOST * 5 });
  return page.items.map(({ body }) => body).filter(isFailed).slice(0, MOST).map((payment) => {
    const last = refusalsOf(payment).at(-1);
    return { id: payment.id, subject: `${balanceOf(payment).outstanding} ${payment.currency}`, paymentId: payment.id, at: last?.at ?? payment.openedAt, ...optional({ detail: last?.refusal ?? payment.dispute?.reason, sessionId: payment.session }) };
  });
}

/** Money that does not move although it should. A card that was declined before anything was charged is its driver's affair. */
function isFailed(payment: Payment): boolean {
  return payment.state === "disputed" || (payment.state !== "declined" && refusalsOf(payment).length > 0);
}

async function certificates({ store, asker, network, now }: NeedSources): Promise<readonly Found[]> {
  const page = await store.find(stationCertificates, { index: "byExpiry", to: [instant(now + EXPIRES)], limit: MOST });
  return page.items.map(({ body }) => body).filter(({ station, notBefore, notAfter }) => asker.sees(station) && now >= notAfter - Math.min(EXPIRES, (notAfter - notBefore) / 3)).map(({ fingerprint, station, commonName, notAfter }) => ({
    id: fingerprint, subject: [...new Set([network.stations.get(station)?.identity ?? station, commonName])].join(": "), stationId: station, at: notAfter,
  }));
}

async function openCases({ store, asker, network }: NeedSources): Promise<readonly Found[]> {
  const page = await store.find(cases, { index: "byState", prefix: "open", limit: MOST });
  return page.items.map(({ body }) => body).filter(({ station }) => asker.sees(station)).map(({ id, station, evse, title, openedAt }) => ({
    id, subject: placeName(network.stations.get(station)?.identity ?? station, evse), detail: title, stationId: station, at: openedAt,
  }));
}

/** Known stations that were turned away in the last hour, and identities that nobody entered. */
async function refused({ store, asker, now, network }: NeedSources): Promise<readonly Found[]> {
  const since = instant(now - RECENT);
  const told = await store.find(stationEvents, { index: "byTime", from: [since], reverse: true, limit: MOST });
  const newest = new Map(told.items.map(({ body }) => body).filter(({ kind, station }) => kind === "connection-refused" && asker.sees(station)).reverse().map((event) => [event.station, event]));
  const known = [...newest.values()].map(({ station, summary, at }): Found => ({ id: station, subject: network.stations.get(station)?.identity ?? station, detail: summary, refusal: refusalOf(summary), stationId: station, at }));
  if (!asker.isEverywhere) return known;
  const attempts = await store.find(connectionAttempts, { index: "byTime", from: [since], reverse: true, limit: MOST });
  return [...known, ...attempts.items.map(({ body }): Found => ({ id: body.identity, subject: body.identity.slice(0, 80), detail: [body.reason, ...(body.remoteAddress === undefined ? [] : [addressText(body.remoteAddress)])].join(", "), refusal: refusalOf(body.reason, body.remoteAddress), at: body.lastAt }))];
}

function refusalOf(reason: string, remoteAddress?: string): NonNullable<NeedItem["refusal"]> {
  return { problem: connectionProblem(reason).problem, reason, ...optional({ remoteAddress: remoteAddress === undefined ? undefined : addressText(remoteAddress) }) };
}

function placeName(identity: string, evse: number | undefined): string {
  return evse === undefined ? identity : `${identity}, EVSE ${evse}`;
}
