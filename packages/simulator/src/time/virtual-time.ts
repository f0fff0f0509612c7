import { CpoError, instant, type Cancel, type Clock, type Instant, type Scheduler } from "@cpokit/kernel";
import { createTimerQueue } from "./timer-queue.ts";

/** A clock and a scheduler that only move when told to, so that days of traffic run in milliseconds and always the same way. */
export interface VirtualTime {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** Runs everything that is due now, until nothing is. */
  settle(): Promise<void>;
  /** Moves on by `milliseconds`, running all that falls due, in order. */
  advance(milliseconds: number): Promise<void>;
  /** Moves on to `at`. @throws `simulator.time-reversed` when `at` is past. */
  runUntil(at: Instant): Promise<void>;
  /** The time of the next planned run; `undefined` when nothing is planned. */
  next(): Instant | undefined;
}

/**
 * Creates virtual time that starts at `start`. Between two planned runs all promise callbacks run, as they do in Node.js;
 * code that waits for real input (a socket, a file) is not waited for.
 */
export function createVirtualTime(start: Instant): VirtualTime {
  const queue = createTimerQueue();
  let now: Instant = start;

  const runUntil = async (at: Instant): Promise<void> => {
    if (at < now) {
      throw new CpoError("simulator.time-reversed", "Virtual time cannot go back; give a moment at or after its clock.", { now, at });
    }
    await promiseCallbacks();
    for (let due = queue.take(at); due !== undefined; due = queue.take(at)) {
      now = instant(Math.max(now, due.at));
      due.run();
      await promiseCallbacks();
    }
    now = at;
  };

  return {
    clock: { now: () => now },
    scheduler: {
      afterTurn: (run) => void queue.plan(now, run),
      after: (milliseconds: number, run: () => void): Cancel => queue.plan(instant(now + Math.max(0, Math.round(milliseconds))), run),
    },
    settle: () => runUntil(now),
    advance: (milliseconds) => runUntil(instant(now + milliseconds)),
    runUntil,
    next: queue.next,
  };
}

/** Lets every promise callback run that needs no real input. */
function promiseCallbacks(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
