import type { Instant } from "@cpokit/kernel";
import { foldTokenValue, type EnergyPoint, type SessionAnswer, type SessionFact } from "@cpokit/model";
import { collection, type Key } from "@cpokit/storage";
import type { StateMark } from "./decide/draft.ts";
import type { JournalEntry } from "./journal.ts";
import type { LastStop } from "./plausibility.ts";
import type { SessionState } from "./session-state.ts";

/** The state of each session, by its id. */
export const sessions = collection<SessionState>("sessions", {
  indexes: {
    byStart: { keys: ({ session }) => [session.startAt] },
    byStation: { keys: ({ session }) => [[session.station, session.startAt]] },
    byLifecycle: { keys: ({ session }) => [[session.lifecycle, session.startAt]] },
    byStationAndLifecycle: { keys: ({ session }) => [[session.station, session.lifecycle, session.startAt]] },
    /** As tokens compare, whatever station read them. */
    byToken: { keys: ({ session }) => (session.token === undefined ? [] : [[foldTokenValue(session.token.value), session.startAt]]) },
    /** Sessions that wait for a person: those that are suspect, and those that have no price. */
    waiting: { keys: waitingKeys },
    /** Sessions that are not over, by station. */
    open: { keys: ({ session }) => (session.lifecycle === "active" || session.lifecycle === "ending" ? [[session.station, session.startAt]] : []) },
    watch: { keys: watchKeys },
    /** Ended sessions without a settlement that lasts (I9). */
    unsettled: { keys: unsettledKeys },
    alarms: { keys: ({ session: { alarm } }) => (alarm === undefined ? [] : [alarm.since]) },
  },
});

/** Silence is watched by the hour, so that a reading rarely moves the key. */
export const WATCH_HOUR = 3_600_000;

function watchKeys({ session }: SessionState): readonly Key[] {
  const due: readonly Key[] = session.dueAt === undefined ? [] : [[session.lifecycle === "pending" ? "pending" : "due", session.dueAt]];
  if (session.lifecycle !== "active") return due;
  const keys = due.length > 0 ? due : [["silent", Math.floor(session.lastEvidenceAt / WATCH_HOUR)]];
  return session.alarm === undefined ? [...keys, ["long", session.startAt]] : keys;
}

function unsettledKeys({ session }: SessionState): readonly Key[] {
  const isOpen = session.settlement === "none" || session.settlement === "held" || session.settlement === "rated";
  return session.lifecycle === "ended" && isOpen ? [session.endAt ?? session.startAt] : [];
}

function waitingKeys({ session }: SessionState): readonly Key[] {
  if (session.lifecycle !== "ended") return [];
  const why = session.review === "suspect" || session.settlement === "held" ? "suspect" : session.settlement === "unpriced" ? "unpriced" : undefined;
  return why === undefined ? [] : [[why, session.startAt]];
}

/** The journal: `<session>/<seq>`, append-only (I8). */
export const journals = collection<JournalEntry>("sessionJournal");

/** The state right after each so many entries, under the id of its entry, so that time travel need not begin at the beginning. */
export const snapshots = collection<SessionState>("sessionSnapshots");
export const SNAPSHOT_EVERY = 100;

/** What one journal entry added to the series of its session; ids as in the journal, so it never is a growing array. */
export interface ReadingsDocument {
  readonly points: readonly EnergyPoint[];
  readonly states: readonly StateMark[];
}
export const readings = collection<ReadingsDocument>("sessionReadings");

/** One document per EVSE, `<station>/<evse>`: at most one session is ACTIVE there (I3). */
export interface EvseDocument {
  readonly session?: string;
  readonly lastStop?: LastStop;
}
export const openSessions = collection<EvseDocument>("openSessions");

/** The session behind a station's newest use of a transaction reference: `<station>/<reference>` (I4). */
export const transactions = collection<{ readonly session: string }>("transactions");

/** Every 1.6 transaction number that was ever given out, unique per tenant for ever (I4, Q16). */
export const transactionNumbers = collection<{ readonly session: string; readonly station: string }>("transactionNumbers");

/** The answer to every input, by `<station>/<key>` (I2). */
export const inbox = collection<{ readonly answer: SessionAnswer; readonly at: Instant }>("sessionInbox");

/** 1.6 starts by their content: connector, token, time and register (F6). */
export const naturalStarts = collection<{ readonly session: string }>("sessionStarts");

/** Remote starts by `<station>/id/<remoteStartId>` and `<station>/token/<token>/<evse>` (T2). */
export const expectedStarts = collection<{ readonly session: string }>("expectedStarts");

/** Which device a station is: a swap or a counter reset opens a new incarnation (I24, F12). */
export interface StationRecord {
  readonly incarnation: number;
  readonly serial?: string;
}
export const stationRecords = collection<StationRecord>("sessionStations");

/** Evidence that belongs to no session: `<station>/<key>`. */
export const orphans = collection<{ readonly fact: SessionFact }>("orphanEvidence");
