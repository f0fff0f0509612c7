import type { Scheduler } from "@cpokit/kernel";

/** Puts those who lost a race for the same document in line, so that everyone who tries again wins in the end. */
export interface Lanes {
  /** Resolves when everyone before has left the lane; the result leaves it. */
  enter(lane: string): Promise<() => void>;
}

/** Nobody waits longer than this for the one before, who may itself wait for us. */
const PATIENCE = 100;

/** Without a scheduler nobody waits at all. */
export function createLanes(scheduler: Scheduler | undefined): Lanes {
  const tails = new Map<string, Promise<void>>();
  if (scheduler === undefined) return { enter: async () => () => undefined };
  return {
    async enter(lane) {
      const before = tails.get(lane);
      let left = (): void => undefined;
      const tail = new Promise<void>((resolve) => (left = resolve));
      tails.set(lane, tail);
      if (before !== undefined) await patiently(before, scheduler);
      return () => {
        if (tails.get(lane) === tail) tails.delete(lane);
        left();
      };
    },
  };
}

function patiently(before: Promise<void>, scheduler: Scheduler): Promise<void> {
  return new Promise((resolve) => {
    const cancel = scheduler.after(PATIENCE, resolve, { keepAlive: true });
    void before.then(() => {
      cancel();
      resolve();
    });
  });
}
