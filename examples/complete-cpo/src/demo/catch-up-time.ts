import { instant, type Clock, type Instant, type Scheduler } from "@cpokit/kernel";

/** A clock and a scheduler that agree about time. */
export interface CatchUpTime {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
}

/**
 * Time that starts in the past, runs `speed` times faster than real time until it has caught up with now, and is real
 * time from then on. It is never ahead of the real clock, so that whatever is stamped with it looks like a late report
 * of something true.
 */
export function createCatchUpTime(options: { readonly start: Instant; readonly speed: number; readonly real: Clock; readonly scheduler: Scheduler }): CatchUpTime {
  const { speed, real, scheduler } = options;
  const begun = real.now();
  const start = Math.min(options.start, begun);
  /** The moment at which this time and real time meet. */
  const meeting = begun + (begun - start) / (speed - 1);

  const now = (): number => {
    const at = real.now();
    return at >= meeting ? at : start + (at - begun) * speed;
  };

  return {
    clock: { now: () => instant(Math.floor(now())) },
    scheduler: {
      afterTurn: (run) => scheduler.afterTurn(run),
      after(milliseconds, run) {
        // What lies before the meeting passes quickly, the rest does not.
        const from = now();
        const quick = Math.max(0, Math.min(milliseconds, meeting - from));
        return scheduler.after(Math.ceil(quick / speed + (milliseconds - quick)), run);
      },
    },
  };
}
