import { instant, type Instant } from "@cpokit/kernel";
import type { Quarantined } from "@cpokit/metering";
import type { EnergyPoint, EnergyState } from "@cpokit/model";
import type { JournalCause } from "../journal.ts";
import { evolve, type SessionEvent, type SessionState } from "../session-state.ts";

/** From when on the session was in an energy state. */
export interface StateMark {
  readonly at: Instant;
  readonly state: EnergyState;
}

/** What one input did to one session: one journal entry and at most one readings document. */
export interface SessionChange {
  readonly before?: SessionState;
  readonly after: SessionState;
  readonly cause: JournalCause;
  readonly events: readonly SessionEvent[];
  readonly points: readonly EnergyPoint[];
  readonly states: readonly StateMark[];
  readonly quarantined: readonly Quarantined[];
}

/** A session while one input is decided about: events are applied as they are found. */
export interface Draft {
  readonly state: SessionState;
  apply(event: SessionEvent): void;
  addPoints(points: readonly EnergyPoint[]): void;
  addState(mark: StateMark): void;
  setAside(quarantined: readonly Quarantined[]): void;
  finish(cause: JournalCause): SessionChange;
}

/** Opens a session for changes: one that exists, or the event that creates it. */
export function createDraft(before: SessionState | SessionEvent): Draft {
  const isNew = "event" in before;
  const events: SessionEvent[] = isNew ? [before] : [];
  const points: EnergyPoint[] = [];
  const states: StateMark[] = [];
  const aside: Quarantined[] = [];
  let current = isNew ? evolve(undefined, before) : before;

  return {
    get state() {
      return current;
    },
    apply(event) {
      current = evolve(current, event);
      events.push(event);
    },
    addPoints: (more) => void points.push(...more),
    addState: (mark) => void states.push(mark),
    setAside: (more) => void aside.push(...more),
    finish(cause) {
      const { session, meter } = current;
      const after = { session: { ...session, journalLength: isNew ? 1 : before.session.journalLength + 1 }, meter };
      return { ...(!isNew && { before }), after, cause, events, points, states, quarantined: aside };
    },
  };
}

/** The later of two moments. */
export function later(a: Instant, b: Instant): Instant {
  return instant(Math.max(a, b));
}

export function after(at: Instant, milliseconds: number): Instant {
  return instant(at + milliseconds);
}
