import type { Scheduler } from "@cpokit/kernel";
import { createTestClock } from "./kit.ts";

/** Lets the units of work and the calls that follow them come to an end. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 60; turn += 1) await new Promise((resolve) => void setImmediate(resolve));
}

/** A clock with timers that move by hand; what is due at the same moment runs in the order in which it was planned. */
export function createTestTime(clock = createTestClock()) {
  const plans = new Set<{ readonly at: number; readonly run: () => void }>();
  const scheduler: Scheduler = {
    afterTurn: (run) => void setImmediate(run),
    after(milliseconds, run) {
      const plan = { at: clock.now() + milliseconds, run };
      plans.add(plan);
      return () => void plans.delete(plan);
    },
  };
  const pass = async (milliseconds: number): Promise<void> => {
    const end = clock.now() + milliseconds;
    for (;;) {
      const [next] = [...plans].filter(({ at }) => at <= end).sort((left, right) => left.at - right.at);
      if (next === undefined) break;
      plans.delete(next);
      clock.advance(Math.max(0, next.at - clock.now()));
      next.run();
      for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => void setImmediate(resolve));
    }
    clock.advance(Math.max(0, end - clock.now()));
    await settled();
  };
  return { clock, scheduler, pass };
}
