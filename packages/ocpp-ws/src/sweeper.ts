import type { Cancel, Clock, Instant, Scheduler } from "@cpokit/kernel";

/** Between two sweeps, in ms: one timer per server or client instead of one per call and ping. */
export const SWEEP_INTERVAL = 1_000;

/** Calls `sweep` about once a second. `isLate` tells that the process could not run for a while, so that deadlines may not be its peers' fault. */
export function startSweeper(clock: Clock, scheduler: Scheduler, sweep: (now: Instant, isLate: boolean) => void): Cancel {
  let last = clock.now();
  let cancel = scheduler.after(SWEEP_INTERVAL, run);
  return () => cancel();

  function run(): void {
    const now = clock.now();
    const isLate = now - last > 5 * SWEEP_INTERVAL;
    last = now;
    cancel = scheduler.after(SWEEP_INTERVAL, run);
    sweep(now, isLate);
  }
}
