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
  return new OpenDraft(before);
}

/** A class, for every fact opens one: an object with a getter of its own costs V8 a shape that lives until the next full collection. */
class OpenDraft implements Draft {
  readonly #before: SessionState | undefined;
  #state: SessionState;
  readonly #events: SessionEvent[];
  readonly #points: EnergyPoint[] = [];
  readonly #states: StateMark[] = [];
  readonly #aside: Quarantined[] = [];

  constructor(before: SessionState | SessionEvent) {
    const isNew = "event" in before;
    this.#before = isNew ? undefined : before;
    this.#state = isNew ? evolve(undefined, before) : before;
    this.#events = isNew ? [before] : [];
  }

  get state(): SessionState {
    return this.#state;
  }

  apply(event: SessionEvent): void {
    this.#state = evolve(this.#state, event);
    this.#events.push(event);
  }

  addPoints(points: readonly EnergyPoint[]): void {
    this.#points.push(...points);
  }

  addState(mark: StateMark): void {
    this.#states.push(mark);
  }

  setAside(quarantined: readonly Quarantined[]): void {
    this.#aside.push(...quarantined);
  }

  finish(cause: JournalCause): SessionChange {
    const before = this.#before;
    const { session, meter } = this.#state;
    const after = { session: { ...session, journalLength: (before?.session.journalLength ?? 0) + 1 }, meter };
    return { ...(before !== undefined && { before }), after, cause, events: this.#events, points: this.#points, states: this.#states, quarantined: this.#aside };
  }
}

/** The later of two moments. */
export function later(a: Instant, b: Instant): Instant {
  return instant(Math.max(a, b));
}

export function after(at: Instant, milliseconds: number): Instant {
  return instant(at + milliseconds);
}
