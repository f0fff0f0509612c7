import type { Instant } from "@cpokit/kernel";
import type { Session, SessionFact } from "@cpokit/model";
import { encodeKey, type Query, type Unit } from "@cpokit/storage";
import { allocateNumber } from "./allocate-number.ts";
import { expectedStarts, inbox, naturalStarts, openSessions, orphans, sessions, stationRecords, transactions, WATCH_HOUR } from "./collections.ts";
import { clearSuspicion, closeInBooks, rejectSession, settle, type Amendment } from "./decide/amend.ts";
import { repeatOf } from "./decide/answer.ts";
import { evseOf } from "./decide/create.ts";
import { decide } from "./decide/decide.ts";
import { expectStart } from "./decide/expect-start.ts";
import { afterAvailable, afterBoot, afterStatus, whenDue } from "./decide/signals.ts";
import type { FreshSession, Situation } from "./decide/situation.ts";
import type { SessionChange } from "./decide/draft.ts";
import { listAlarmed, listSessions, listUnsettled } from "./list-sessions.ts";
import { evseKey, expectedById, expectedByToken, load, naturalKey, stationRecord } from "./load.ts";
import { eraseToken, exportToken, forgetInputs } from "./personal-data.ts";
import { defaultPolicy, type SessionPolicy } from "./policy.ts";
import { pageJournal, whyInState } from "./read-journal.ts";
import { getByTransaction, getOpenOn, getSession, readJournal, readReadings, travel } from "./read-session.ts";
import type { SessionState } from "./session-state.ts";
import type { SessionOutcome, Sessions, SessionsOptions } from "./sessions.ts";
import { isUsableReference } from "./transaction-reference.ts";
import { verified } from "./verified.ts";
import { write } from "./write.ts";

/**
 * Creates the session engine over any store.
 *
 * @example
 * const sessions = createSessions({ clock, ids, random });
 * const answer = await store.transaction((unit) => sessions.record(unit, fact));
 */
export function createSessions(options: SessionsOptions): Sessions {
  const { clock, ids, random } = options;
  const policy: SessionPolicy = { ...defaultPolicy, ...options.policy };

  async function freshSession(unit: Unit, fact: SessionFact, { expected }: Situation, reused: boolean): Promise<FreshSession> {
    const record = await stationRecord(unit, fact.station);
    const incarnation = record.incarnation + (reused ? 1 : 0);
    if (reused) unit.put(stationRecords, fact.station, { ...record, incarnation });
    const id = expected?.session.lifecycle === "pending" ? expected.session.id : ids.next();
    const isOurs = fact.fact === "started" && fact.numbering === "allocate";
    const given = fact.fact === "started" || isUsableReference(fact.transaction) ? (fact.transaction ?? "") : "";
    const transaction = isOurs ? await allocateNumber(unit, random, id, fact.station) : given;
    if (isOurs) unit.put(naturalStarts, naturalKey(fact), { session: id });
    const evse = evseOf(fact);
    const maxPower = evse === undefined ? undefined : await options.maxPower?.(unit, fact.station, evse);
    return { id, incarnation, transaction, reused, ...(maxPower !== undefined && { maxPower }) };
  }

  async function apply(unit: Unit, change: SessionChange | undefined): Promise<Session | undefined> {
    if (change === undefined) return undefined;
    await write(unit, change, clock.now());
    return change.after.session;
  }

  async function amend(unit: Unit, id: string, act: (state: SessionState) => Amendment): Promise<SessionOutcome> {
    const state = await unit.get(sessions, id);
    if (state === undefined) return { outcome: "unknown" };
    const amendment = act(state);
    if ("refused" in amendment) return { outcome: "refused", reason: amendment.refused };
    await write(unit, amendment.change, clock.now());
    return { outcome: "done", session: amendment.change.after.session };
  }

  /** Finds by an index, judges by what `get` says, so that the unit is serialisable over it. */
  async function applyToFound(unit: Unit, query: Query, decideOn: (state: SessionState) => SessionChange | undefined): Promise<readonly Session[]> {
    const page = await unit.find(sessions, query);
    const changed: Session[] = [];
    for (const { id } of page.items) {
      const state = await unit.get(sessions, id);
      const session = state === undefined ? undefined : await apply(unit, decideOn(state));
      if (session !== undefined) changed.push(session);
    }
    return changed;
  }

  function due(unit: Unit, kind: "pending" | "due", now: Instant): Promise<readonly Session[]> {
    return applyToFound(unit, { index: "watch", prefix: [kind], to: [kind, now + 1] }, (state) => whenDue(state, now, policy));
  }

  return {
    async record(unit, told) {
      const key = encodeKey([told.station, told.key]);
      // Both at once: where reads travel, a fact waits for them rather than for anything else.
      const [seen, { situation, reused }] = await Promise.all([unit.get(inbox, key), load(unit, told, policy)]);
      if (seen !== undefined) return repeatOf(seen.answer);
      const fact = options.verify === undefined ? told : await verified(unit, told, options.verify);
      const now = clock.now();
      const needsFresh = situation.session === undefined && (fact.fact !== "metered" || isUsableReference(fact.transaction));
      const fresh = needsFresh ? await freshSession(unit, fact, situation, reused) : { id: "", incarnation: 0, transaction: "" };
      const { changes, answer } = decide(situation, fact, { now, policy, fresh });
      for (const change of changes) await write(unit, change, now);
      if (changes.length === 0) unit.put(orphans, key, { fact });
      unit.put(inbox, key, { answer, at: now });
      return answer;
    },
    async stationBooted(unit, fact) {
      // A triggered boot message says that the station is there, not that it was gone.
      if (fact.reason === "Triggered") return [];
      const known = await stationRecord(unit, fact.station);
      const isOther = known.serial !== undefined && fact.serial !== undefined && known.serial !== fact.serial;
      const serial = fact.serial ?? known.serial;
      const record = { incarnation: known.incarnation + (isOther ? 1 : 0), ...(serial !== undefined && { serial }) };
      if (isOther || serial !== known.serial) unit.put(stationRecords, fact.station, record);
      return applyToFound(unit, { index: "open", prefix: [fact.station], limit: 1_000 }, (state) => afterBoot(state, fact, isOther, policy));
    },
    async connectorAvailable(unit, fact) {
      if (fact.state !== "available" || fact.evse < 1) return undefined;
      const document = await unit.get(openSessions, evseKey(fact.station, fact.evse));
      const state = document?.session === undefined ? undefined : await unit.get(sessions, document.session);
      return state === undefined ? undefined : apply(unit, afterAvailable(state, fact, policy));
    },
    async transactionStatus(unit, status) {
      const pointer = await unit.get(transactions, encodeKey([status.station, status.transaction]));
      const state = pointer === undefined ? undefined : await unit.get(sessions, pointer.session);
      if (state === undefined) return { outcome: "unknown" };
      const session = await apply(unit, afterStatus(state, status, policy));
      return session === undefined ? { outcome: "refused", reason: "The answer says nothing new about the session." } : { outcome: "done", session };
    },
    async expect(unit, start) {
      const change = expectStart(start, ids.next(), (await stationRecord(unit, start.station)).incarnation, clock.now());
      const { id } = change.after.session;
      await write(unit, change, clock.now());
      if (start.remoteStartId !== undefined) unit.put(expectedStarts, expectedById(start.station, start.remoteStartId), { session: id });
      unit.put(expectedStarts, expectedByToken(start.station, start.token.value, start.evse ?? 0), { session: id });
      return id;
    },
    async sweep(unit, now) {
      const before = Math.floor((now - policy.silence) / WATCH_HOUR) + 1;
      const watched = (kind: string, to: number): Promise<readonly Session[]> => applyToFound(unit, { index: "watch", prefix: [kind], to: [kind, to] }, (state) => whenDue(state, now, policy));
      const silent = await watched("silent", before);
      const long = await watched("long", now - policy.maxDuration + 1);
      return [...(await due(unit, "pending", now)), ...(await due(unit, "due", now)), ...silent, ...long];
    },
    expirePending: (unit, now) => due(unit, "pending", now),
    closeInBooks: (unit, id, act) => amend(unit, id, (state) => closeInBooks(state, act, { now: clock.now(), policy })),
    clearSuspicion: (unit, id, act) => amend(unit, id, (state) => clearSuspicion(state, act, act.code, policy)),
    reject: (unit, id, act) => amend(unit, id, (state) => rejectSession(state, act)),
    settle: (unit, id, settlement, detail) => amend(unit, id, (state) => settle(state, settlement, detail)),
    get: getSession,
    byTransaction: getByTransaction,
    openOn: getOpenOn,
    list: (reader, filter = {}) => listSessions(reader, filter),
    unsettled: (reader, filter = {}) => listUnsettled(reader, filter),
    alarms: (reader, filter = {}) => listAlarmed(reader, filter),
    journal: readJournal,
    journalPage: pageJournal,
    why: whyInState,
    readings: readReadings,
    timeTravel: travel,
    exportToken,
    eraseToken: (store, request) => eraseToken(store, request, clock.now(), policy.replayLag),
    forgetInputs,
  };
}
