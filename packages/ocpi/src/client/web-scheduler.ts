import type { Scheduler } from "@cpokit/kernel";

/** Timers that every web-like runtime has. */
export const webScheduler: Scheduler = Object.freeze({
  afterTurn: (run: () => void) => void setTimeout(run, 0),
  after(milliseconds: number, run: () => void) {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
});
