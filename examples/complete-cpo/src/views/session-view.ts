import { settlementSentences, type CdrRecord } from "@cpokit/billing";
import { instantText, type Session } from "@cpokit/model";
import { journalSentences, type JournalEntry, type SessionEvent, type SessionReadings } from "@cpokit/sessions";
import type { Priced } from "@cpokit/tariffs";
import type { CostView, JournalEntryView, ReadingsView, SessionView } from "../wire/session.ts";
import type { Directory } from "./directory.ts";
import type { CarShare } from "../balancing/balanced.ts";
import { chargingView } from "./charging-view.ts";
import { optional } from "./optional.ts";
import { said } from "./said.ts";

/** What a view of a session needs beside the session. */
export interface SessionSources {
  readonly directory: Directory;
  runningCost(session: string): Promise<Priced | undefined>;
  /** The CDR that stands for the session. */
  currentCdr(session: string): Promise<CdrRecord | undefined>;
  /** What its car gets now, where the location shares its power. */
  share(station: string, transaction: string): CarShare | undefined;
}

export async function sessionView(session: Session, sources: SessionSources): Promise<SessionView> {
  const { directory } = sources;
  const [station, place, token, cdr] = await Promise.all([
    directory.station(session.station),
    directory.place(session.station, session.evse, session.connector),
    session.token === undefined ? undefined : directory.token(session.token.value),
    sources.currentCdr(session.id),
  ]);
  const { id, evse, connector, transaction, lifecycle, energyState, closure, provisional, review, settlement, stopReason } = session;
  const share = sources.share(session.station, transaction);
  const lastAt = session.endAt ?? session.lastEvidenceAt;
  return {
    id, transaction, lifecycle, energyState, provisional, review, settlement,
    stationId: session.station,
    stationIdentity: station?.identity ?? session.station,
    timeZone: place?.location.timeZone ?? "UTC",
    ...(place === undefined ? {} : { locationId: place.location.id, locationName: place.location.name, evseId: place.evse.id }),
    ...optional({ evse, connector, closure, stopReason, energyWh: session.energy, powerW: session.power, cdrId: cdr?.id }),
    ...(session.token === undefined ? {} : { token: { value: session.token.value, ...optional({ type: session.token.type, holder: token?.holder }) } }),
    ...(session.authorization === undefined ? {} : { authorization: authorizationOf(session.authorization) }),
    suspicions: session.suspicions.map(({ code, reason }) => ({ code, reason })),
    startAt: instantText(session.startAt),
    ...(session.endAt === undefined ? {} : { endAt: instantText(session.endAt) }),
    lastEvidenceAt: instantText(session.lastEvidenceAt),
    durationSeconds: Math.max(Math.round((lastAt - session.startAt) / 1_000), 0),
    ...optional({ charging: lifecycle === "active" && share !== undefined ? chargingView(share) : undefined }),
    ...optional({ cost: await costOf(session, cdr, sources) }),
  };
}

/** What a reader asks of a session: why is it in this state? */
const STATES = ["lifecycle", "energyState", "review", "settlement", "closure"] as const;

export function journalEntryView(entry: JournalEntry): JournalEntryView {
  return {
    seq: entry.seq,
    at: instantText(entry.cause.kind === "fact" ? entry.cause.fact.stationTime : entry.at),
    kind: entry.cause.kind,
    events: entry.events.map((event) => event.event),
    changes: STATES.flatMap((field) => {
      const to = entry.events.map((event) => event.set?.[field] ?? event.create?.[field]).findLast((value) => value !== undefined);
      return to === undefined ? [] : [{ field, to }];
    }),
    ...optional({ by: entry.cause.kind === "person" ? entry.cause.actor : undefined }),
    text: entry.events.map((event) => event.reason).join(" "),
    reasons: entry.events.map(reasonView),
    detail: entry.cause,
  };
}

/** What an event says: a sentence of sessions, one of billing, or the suspicions that came or stand. */
function reasonView({ event, reason, set }: SessionEvent): JournalEntryView["reasons"][number] {
  const suspicions = (set?.suspicions ?? []).filter((suspicion) => event === "suspected" && reason.includes(suspicion.reason)).map(({ code, reason }) => ({ code, reason }));
  return { text: reason, ...(suspicions.length > 0 ? { suspicions } : said(event === "settled" ? settlementSentences : journalSentences, reason)) };
}

/** All of its readings, or a page of them. */
export function readingsView({ points, states, excluded }: SessionReadings, page?: { readonly limit: number; readonly from: number }): ReadingsView {
  const first = points[0]?.register ?? 0;
  const { from, limit } = page ?? { from: 0, limit: points.length };
  return {
    total: points.length,
    ...(from + limit < points.length ? { next: String(from + limit) } : {}),
    points: points.slice(from, from + limit).map(({ at, register, power }) => ({ at: instantText(at), registerWh: register, energyWh: register - first, ...optional({ powerW: power }) })),
    states: states.map(({ at, state }) => ({ at: instantText(at), state })),
    excluded: excluded.map(({ point, reason }) => ({ at: instantText(point.at), registerWh: point.register, reason })),
  };
}

/** What the reasons of refused tokens mean. */
export const REFUSALS: Readonly<Record<string, string>> = {
  invalid: "The token is not known here.", blocked: "The token is blocked.", expired: "The token has expired.", concurrent: "The token charges elsewhere already.",
  notAllowedHere: "The token may not charge here.", noCredit: "The account has no credit.", notNow: "The token may not charge at this time.", unavailable: "Nobody could be asked.",
};

function authorizationOf(result: NonNullable<Session["authorization"]>): NonNullable<SessionView["authorization"]> {
  return result.result === "accepted" ? { result: "accepted" } : { result: "refused", code: result.reason, reason: REFUSALS[result.reason] ?? result.reason };
}

/** The sealed price, the price so far, or why there is none. */
async function costOf(session: Session, cdr: CdrRecord | undefined, sources: SessionSources): Promise<CostView | undefined> {
  if (cdr !== undefined) return { known: true, final: true, total: { amount: cdr.total.incl ?? cdr.total.excl, currency: cdr.currency }, tariffId: cdr.tariffVersion };
  if (session.lifecycle === "pending" || session.lifecycle === "cancelled" || session.lifecycle === "invalid" || session.settlement === "waived") return undefined;
  const priced = await sources.runningCost(session.id);
  if (priced === undefined) {
    return { known: false, code: "no-tariff", reason: "No tariff applies to this session. Assign one to its location, or to everything, then bill it again." };
  }
  const { cost } = priced.totals;
  return { known: true, final: false, total: { amount: cost.incl ?? cost.excl, currency: priced.currency }, ...optional({ tariffId: priced.tariffs[0]?.id }) };
}
