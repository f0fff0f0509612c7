import { instant, type Clock, type Scheduler } from "@cpokit/kernel";

/** A clock that stands still until it is told to go on. */
export interface VirtualTime {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** Runs what was planned for the next milliseconds, in order. */
  advance(milliseconds: number): void;
}

export function createVirtualTime(start = 1_700_000_000_000): VirtualTime {
  let now = start;
  const planned = new Set<{ readonly at: number; readonly run: () => void }>();
  return {
    clock: { now: () => instant(now) },
    scheduler: {
      afterTurn: (run) => void Promise.resolve().then(run),
      after(milliseconds, run) {
        const plan = { at: now + milliseconds, run };
        planned.add(plan);
        return () => void planned.delete(plan);
      },
    },
    advance(milliseconds) {
      const end = now + milliseconds;
      for (;;) {
        const [next] = [...planned].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (next === undefined) break;
        planned.delete(next);
        now = Math.max(now, next.at);
        next.run();
      }
      now = end;
    },
  };
}
