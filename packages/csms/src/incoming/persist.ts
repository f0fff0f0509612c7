import { isCpoError, type Scheduler } from "@cpokit/kernel";
import type { Store, Unit } from "@cpokit/storage";

/** Waits before the second, third and fourth try, in ms; together well below the patience of a station. */
const WAITS: readonly number[] = [50, 250, 1_000];

/**
 * Runs a unit of work again when it fails: the database may be busy, failing over or full for a moment (F15), and a
 * repeated unit is harmless since every fact has its key (I2).
 *
 * @throws the error of the last try.
 */
export async function persist<Result>(
  ports: { readonly store: Store; readonly scheduler?: Scheduler | undefined },
  work: (unit: Unit) => Promise<Result>,
): Promise<Result> {
  for (const wait of WAITS) {
    try {
      return await ports.store.transaction(work);
    } catch (error) {
      if (isCpoError(error, "storage.closed")) throw error;
      await pause(ports.scheduler, wait);
    }
  }
  return ports.store.transaction(work);
}

async function pause(scheduler: Scheduler | undefined, milliseconds: number): Promise<void> {
  if (scheduler !== undefined) await new Promise<void>((resolve) => void scheduler.after(milliseconds, resolve));
}
