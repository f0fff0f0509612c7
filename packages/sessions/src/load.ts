import { foldTokenValue, type EndedFact, type MeteredFact, type SessionFact, type StartedFact } from "@cpokit/model";
import { encodeKey, type Unit } from "@cpokit/storage";
import { expectedStarts, naturalStarts, openSessions, sessions, stationRecords, transactions, type EvseDocument, type StationRecord } from "./collections.ts";
import { evseOf } from "./decide/create.ts";
import type { Situation } from "./decide/situation.ts";
import { effectiveTime } from "./effective-time.ts";
import { findLostStart } from "./find-lost-start.ts";
import type { SessionPolicy } from "./policy.ts";
import type { SessionState } from "./session-state.ts";
import { isUsableReference } from "./transaction-reference.ts";

/** The situation of a fact, and whether its reference belonged to another transaction before (F12). */
export interface Loaded {
  readonly situation: Situation;
  readonly reused: boolean;
}

/** Reads with `get` all that a decision about the fact rests on, so that the unit is serialisable over it. */
export function load(unit: Unit, fact: SessionFact, policy: SessionPolicy): Promise<Loaded> {
  switch (fact.fact) {
    case "started":
      return loadStarted(unit, fact, policy);
    case "metered":
      return loadMetered(unit, fact);
    case "ended":
      return loadEnded(unit, fact, policy);
  }
}

async function loadStarted(unit: Unit, fact: StartedFact, policy: SessionPolicy): Promise<Loaded> {
  const known = fact.numbering === "given" ? await byReference(unit, fact.station, fact.transaction) : await byContent(unit, fact, policy);
  const isOther = known !== undefined && await isOtherTransaction(unit, known, fact, policy);
  const session = isOther ? undefined : known;
  const expected = session === undefined ? await findExpected(unit, fact) : undefined;
  const evse = await atEvse(unit, fact, session);
  return {
    situation: { ...evse, ...(session !== undefined && { session }), ...(expected !== undefined && { expected }) },
    reused: isOther && known.session.incarnation === (await stationRecord(unit, fact.station)).incarnation,
  };
}

async function loadMetered(unit: Unit, fact: MeteredFact): Promise<Loaded> {
  const named = await currentByReference(unit, fact);
  if (named !== undefined) {
    const { session } = named;
    // Only a session that does not hold its EVSE needs to know who does.
    const evse = session.lifecycle === "active" && session.evse !== undefined ? {} : await atEvse(unit, fact, named);
    return { situation: { ...evse, session: named }, reused: false };
  }
  const evse = await atEvse(unit, fact, undefined);
  if (isUsableReference(fact.transaction)) return { situation: evse, reused: false };
  return { situation: evse.open === undefined ? {} : { session: evse.open }, reused: false };
}

async function loadEnded(unit: Unit, fact: EndedFact, policy: SessionPolicy): Promise<Loaded> {
  const named = await currentByReference(unit, fact);
  const session = named ?? (isUsableReference(fact.transaction) ? undefined : await findLostStart(unit, fact, policy));
  return { situation: session === undefined ? {} : { session }, reused: false };
}

/** The station's record; a station that never booted with us is in its first incarnation. */
export async function stationRecord(unit: Unit, station: string): Promise<StationRecord> {
  return (await unit.get(stationRecords, station)) ?? { incarnation: 1 };
}

export function evseKey(station: string, evse: number): string {
  return encodeKey([station, evse]);
}

async function byReference(unit: Unit, station: string, transaction: string | undefined): Promise<SessionState | undefined> {
  if (transaction === undefined || transaction === "") return undefined;
  const pointer = await unit.get(transactions, encodeKey([station, transaction]));
  return pointer === undefined ? undefined : unit.get(sessions, pointer.session);
}

/** As `byReference`, but a device that took the station's place does not speak of its predecessor's finished sessions. */
async function currentByReference(unit: Unit, fact: SessionFact): Promise<SessionState | undefined> {
  const found = await byReference(unit, fact.station, fact.transaction);
  if (found === undefined || found.session.lifecycle === "active" || found.session.lifecycle === "ending") return found;
  return found.session.incarnation === (await stationRecord(unit, fact.station)).incarnation ? found : undefined;
}

/** A 1.6 start that came before under another key: same connector, token, time and register (F6, pain 1). */
async function byContent(unit: Unit, fact: StartedFact, policy: SessionPolicy): Promise<SessionState | undefined> {
  const pointer = await unit.get(naturalStarts, naturalKey(fact));
  if (pointer === undefined) return undefined;
  const found = await unit.get(sessions, pointer.session);
  const isOver = found === undefined || (found.session.lifecycle !== "active" && found.session.lifecycle !== "ending");
  // A clock that is never set repeats its times: then a finished session says nothing about this start.
  return isOver && effectiveTime(fact, policy).suspicion !== undefined ? undefined : found;
}

export function naturalKey(fact: StartedFact): string {
  const register = fact.readings.find((reading) => reading.context === "Transaction.Begin")?.value ?? "";
  return encodeKey([fact.station, fact.evse ?? 0, foldTokenValue(fact.token?.value ?? ""), fact.stationTime, register]);
}

/** The same reference, but not the same transaction: another device, or one that began after the known one had ended (I4, F12). */
async function isOtherTransaction(unit: Unit, { session }: SessionState, fact: StartedFact, policy: SessionPolicy): Promise<boolean> {
  if (fact.numbering !== "given") return false;
  if (session.incarnation !== (await stationRecord(unit, fact.station)).incarnation) return true;
  const isOver = (session.closure === "station" || session.closure === "stationLate") && !session.provisional;
  if (!isOver || session.suspicions.some(({ code }) => code === "missing-start")) return false;
  const time = effectiveTime(fact, policy);
  return time.suspicion === undefined && session.endAt !== undefined && time.at > session.endAt;
}

async function findExpected(unit: Unit, fact: StartedFact): Promise<SessionState | undefined> {
  if (fact.remoteStartId !== undefined) {
    const found = await behind(unit, expectedById(fact.station, fact.remoteStartId));
    const isFree = found?.session.lifecycle === "pending" || found?.session.lifecycle === "cancelled";
    if (isFree) return found;
  }
  if (fact.token === undefined) return undefined;
  for (const evse of [evseOf(fact) ?? 0, 0]) {
    const found = await behind(unit, expectedByToken(fact.station, fact.token.value, evse));
    if (found?.session.lifecycle === "pending" && fact.receivedAt <= (found.session.dueAt ?? fact.receivedAt)) return found;
  }
  return undefined;
}

async function behind(unit: Unit, id: string): Promise<SessionState | undefined> {
  const pointer = await unit.get(expectedStarts, id);
  return pointer === undefined ? undefined : unit.get(sessions, pointer.session);
}

export function expectedById(station: string, remoteStartId: number): string {
  return encodeKey([station, "id", remoteStartId]);
}

/** Types of one tag differ between messages (Q5), so the value alone counts. EVSE 0 is any. */
export function expectedByToken(station: string, token: string, evse: number): string {
  return encodeKey([station, "token", foldTokenValue(token), evse]);
}

/** Who else is ACTIVE on the EVSE that the fact or its session names. */
async function atEvse(unit: Unit, fact: SessionFact, session: SessionState | undefined): Promise<Pick<Situation, "open" | "lastStop">> {
  const evse = session?.session.evse ?? evseOf(fact);
  if (evse === undefined) return {};
  const document: EvseDocument = (await unit.get(openSessions, evseKey(fact.station, evse))) ?? {};
  const other = document.session === undefined || document.session === session?.session.id ? undefined : await unit.get(sessions, document.session);
  return { ...(other !== undefined && { open: other }), ...(document.lastStop !== undefined && { lastStop: document.lastStop }) };
}
