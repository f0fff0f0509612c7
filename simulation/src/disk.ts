import { CpoError, type Scheduler } from "@cpokit/kernel";
import type { CommitResult, CommitUnit, Driver, MemoryPlace } from "@cpokit/storage";

/**
 * What becomes of one call of `commit`: it fails and nothing is stored; all is stored and only the answer is lost; or the
 * process dies before or after its data is durable (F1, F2). A disk that lies says that all is stored and stores nothing:
 * no CPO survives that, and so it tells whether the checks would notice one that loses something.
 */
export type CommitFate = "commits" | "fails" | "answerLost" | "diesBefore" | "diesAfter" | "lies";

/** The life of one process: when it is over, nothing of it moves any more. */
export interface Life {
  readonly isOver: boolean;
  readonly scheduler: Scheduler;
  /** Resolves when it is over. */
  readonly over: Promise<void>;
  end(): void;
}

export function createLife(scheduler: Scheduler): Life {
  let isOver = false;
  let tell: () => void = () => undefined;
  const over = new Promise<void>((resolve) => (tell = resolve));
  const guarded = (run: () => void) => (): void => {
    if (!isOver) run();
  };
  return {
    get isOver() {
      return isOver;
    },
    over,
    scheduler: {
      afterTurn: (run) => scheduler.afterTurn(guarded(run)),
      after: (milliseconds, run) => scheduler.after(milliseconds, guarded(run)),
    },
    end() {
      isOver = true;
      tell();
    },
  };
}

export interface DiskOptions {
  readonly place: MemoryPlace;
  /** Asked once for each call of `commit`. */
  readonly fate: () => CommitFate;
  /** While true nothing can be read or written (F15). */
  readonly isDown?: () => boolean;
  /** How long a commit takes, in ms; nothing when absent. */
  readonly latency?: () => number;
  /** Sees what became durable, whether its writer lives to hear of it or not. */
  readonly committed?: (units: readonly CommitUnit[], results: readonly CommitResult[]) => void;
}

/** Storage that fails as storage does. Its data outlives the processes that use it. */
export interface Disk {
  /** The disk as one process sees it. What a dead process asked for never gets an answer. */
  open(life: Life): Driver;
}

const never = (): Promise<never> => new Promise(() => undefined);

export function createDisk({ place, fate, isDown = () => false, latency = () => 0, committed }: DiskOptions): Disk {
  const failure = (): CpoError => new CpoError("storage.fault", "The disk of the simulation failed.");

  return {
    open(life) {
      const driver = place.open();
      const pause = (): Promise<void> | undefined => {
        const milliseconds = latency();
        return milliseconds === 0 ? undefined : new Promise((resolve) => void life.scheduler.after(milliseconds, resolve));
      };
      return {
        async get(address) {
          if (life.isOver) return never();
          if (isDown()) throw failure();
          return driver.get(address);
        },
        async scan(range) {
          if (life.isOver) return never();
          if (isDown()) throw failure();
          return driver.scan(range);
        },
        async commit(units) {
          if (life.isOver) return never();
          const found = isDown() ? "fails" : fate();
          await pause();
          if (found === "diesBefore") life.end();
          if (life.isOver) return never();
          if (found === "fails") throw failure();
          if (found === "lies") return units.map(() => ({ outcome: "committed", version: Number.MAX_SAFE_INTEGER }));
          const results = await driver.commit(units);
          committed?.(units, results);
          if (found === "diesAfter") life.end();
          if (life.isOver) return never();
          if (found === "answerLost") throw failure();
          return results;
        },
        close: () => driver.close(),
      };
    },
  };
}
