import type { CommitResult, CommitUnit, Driver } from "./driver.ts";

/** Group commit: what arrives within one turn of the event loop shares one call of the driver, hence one transaction and one sync to disk. */
export interface CommitQueue {
  /** Units are committed in the order of these calls. */
  commit(unit: CommitUnit): Promise<CommitResult>;
  /** Resolves when nothing is waiting or under way. */
  drained(): Promise<void>;
}

/** More units in one call bring little and make the first wait for the last (toolchain §3). */
const MAX_BATCH = 200;

interface Waiting {
  readonly unit: CommitUnit;
  readonly resolve: (result: CommitResult) => void;
  readonly reject: (error: unknown) => void;
}

/** One call of the driver is under way at a time; `afterTurn` says when a turn is over. */
export function createCommitQueue(driver: Driver, afterTurn: (run: () => void) => void): CommitQueue {
  const waiting: Waiting[] = [];
  const idle: (() => void)[] = [];
  let busy = false;

  // Also between two calls a turn passes, so that a long queue never keeps sockets and timers from being served.
  function schedule(): void {
    if (busy || waiting.length === 0) return;
    busy = true;
    afterTurn(() => void flush());
  }

  async function flush(): Promise<void> {
    const batch = waiting.splice(0, MAX_BATCH);
    try {
      const results = await driver.commit(batch.map(({ unit }) => unit));
      batch.forEach(({ resolve }, index) => resolve(results[index]!));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    busy = false;
    schedule();
    if (!busy) for (const resolve of idle.splice(0)) resolve();
  }

  return {
    commit: (unit) =>
      new Promise((resolve, reject) => {
        waiting.push({ unit, resolve, reject });
        schedule();
      }),
    drained: () => new Promise((resolve) => (busy ? idle.push(resolve) : resolve())),
  };
}
