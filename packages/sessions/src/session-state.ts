import { CpoError } from "@cpokit/kernel";
import { emptyMeter, type MeterState } from "@cpokit/metering";
import type { Session } from "@cpokit/model";
import type { JournalEntry } from "./journal.ts";

/** All that is remembered of one session: what everybody sees, and its meter. */
export interface SessionState {
  readonly session: Session;
  readonly meter: MeterState;
}

export type SessionEventName =
  | "expected" | "started" | "startFilled" | "repeated" | "metered" | "stateChanged" | "tokenGiven" | "placed"
  | "doubted" | "doubtCleared" | "ending" | "superseded" | "lost" | "resumed" | "ended" | "replaced" | "closedInBooks" | "cancelled" | "invalidated"
  | "suspected" | "cleared" | "rejected" | "settled" | "lateEvidence" | "tokenErased" | "alarmed" | "signed";

/** The fields of a session that can become unknown again. */
type Clearable = { readonly [Key in keyof Session]-?: undefined extends Session[Key] ? Key : never }[keyof Session];

/**
 * One change of a session with its reason. It holds results, not computations, so that an old journal replays to the
 * same bytes under newer code (I8, F26).
 */
export interface SessionEvent {
  readonly event: SessionEventName;
  /** A sentence for people. */
  readonly reason: string;
  /** The whole session; only the very first event has it. */
  readonly create?: Session;
  readonly set?: Partial<Session>;
  readonly clear?: readonly Clearable[];
  readonly meter?: MeterState;
}

/** The state after one event. @throws `sessions.journal` when the first event creates nothing. */
export function evolve(state: SessionState | undefined, event: SessionEvent): SessionState {
  if (event.create !== undefined) return { session: event.create, meter: event.meter ?? emptyMeter };
  if (state === undefined) {
    throw new CpoError("sessions.journal", `A journal cannot begin with "${event.event}"; read it from its first entry.`, { event: event.event });
  }
  const session: Session = { ...state.session, ...event.set };
  return { session: event.clear === undefined ? session : without(session, event.clear), meter: event.meter ?? state.meter };
}

/** The state after one journal entry. */
export function evolveEntry(state: SessionState | undefined, entry: Pick<JournalEntry, "events" | "seq">): SessionState {
  let next = state;
  for (const event of entry.events) next = evolve(next, event);
  if (next === undefined) throw new CpoError("sessions.journal", "A journal entry without events cannot create a session.");
  return { session: { ...next.session, journalLength: entry.seq + 1 }, meter: next.meter };
}

/** Rebuilds the state of a session from its journal, byte for byte (I8), or goes on from a state that was rebuilt before. @throws `sessions.journal` */
export function replay(entries: readonly Pick<JournalEntry, "events" | "seq">[], from?: SessionState): SessionState {
  let state = from;
  for (const entry of entries) state = evolveEntry(state, entry);
  if (state === undefined) throw new CpoError("sessions.journal", "An empty journal holds no session.");
  return state;
}

function without(session: Session, keys: readonly Clearable[]): Session {
  const kept: Partial<Record<keyof Session, unknown>> = { ...session };
  for (const key of keys) delete kept[key];
  return kept as Session;
}
