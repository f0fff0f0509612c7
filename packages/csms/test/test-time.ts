import type { Scheduler } from "@cpokit/kernel";
import { createTestClock } from "./kit.ts";

/** Lets the units of work and the calls that follow them come to an end. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 60; turn += 1) await new Promise((resolve) => void setImmediate(resolve));
}

/** A clock with timers that move by hand. */
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
    clock.advance(milliseconds);
    for (const plan of [...plans].filter(({ at }) => at <= clock.now())) {
      plans.delete(plan);
      plan.run();
    }
    await settled();
  };
  return { clock, scheduler, pass };
}
