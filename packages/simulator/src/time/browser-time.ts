import { instant } from "@cpokit/kernel";
import type { TimeSource } from "./accelerated-clock.ts";

/** The clock and the timers of a page. */
export const browserTime: TimeSource = Object.freeze({
  clock: { now: () => instant(Date.now()) },
  scheduler: {
    afterTurn: (run: () => void) => void setTimeout(run, 0),
    after: (milliseconds: number, run: () => void) => {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
  },
});
