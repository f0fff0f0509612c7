import { CpoError, createUlids, silentLogger, type Clock, type Ids, type Random, type Scheduler } from "@cpokit/kernel";
import { createCommitQueue } from "./commit-queue.ts";
import { createLeases } from "./create-leases.ts";
import type { Driver } from "./driver.ts";
import { createLanes } from "./lanes.ts";
import { createOutbox, type OutboxSettings, type RunningOutbox } from "./outbox/create-outbox.ts";
import { createFanOut } from "./outbox/fan-out.ts";
import { createReader, each } from "./reader.ts";
import type { Store, StoreLogger } from "./store.ts";
import { createTransact } from "./transact.ts";

export interface StoreOptions {
  readonly clock: Clock;
  /** Groups commits per turn of the event loop and spaces retries; outbox deliveries need one. */
  readonly scheduler?: Scheduler;
  /** Jitter of retries, and ids when `ids` is absent; give one when several processes share the place. */
  readonly random?: Random;
  /** Ids of events; ULIDs of clock and random when absent. */
  readonly ids?: Ids;
  readonly logger?: StoreLogger;
  readonly outbox?: OutboxSettings;
}

/**
 * The store over a driver: units of work with retry, group commit, scopes, outbox and leases. It has the root scope `""`.
 * A unit without writes commits nothing and verifies nothing.
 *
 * @example
 * const store = createStore(createMemoryDriver(), { clock: systemClock, scheduler: systemScheduler, random: systemRandom });
 */
export function createStore(driver: Driver, options: StoreOptions): Store {
  const { clock, scheduler, random = () => 0.5, logger = silentLogger } = options;
  const ids = options.ids ?? createUlids({ clock, random });
  const afterTurn = scheduler === undefined ? (run: () => void) => void Promise.resolve().then(run) : (run: () => void) => scheduler.afterTurn(run);
  const queue = createCommitQueue(driver, afterTurn);
  const ports = { driver, queue, lanes: createLanes(scheduler), scheduler, random, logger };
  const outboxes: RunningOutbox[] = [];
  const scopes = new Map<string, Store>();
  const idle: (() => void)[] = [];
  let running = 0;
  let refusing = false;
  let closing: Promise<void> | undefined;

  function open(scope: string): Store {
    const known = scopes.get(scope);
    if (known !== undefined) return known;
    const reader = createReader(driver, scope);
    const fanOut = createFanOut(driver, scope, { clock, ids });
    const transact = createTransact(ports, scope, reader, fanOut);
    const leases = createLeases(transact, clock);
    const outbox = createOutbox({ scope, driver, reader, transact, fanOut, leases, clock, scheduler, ids, logger, settings: options.outbox ?? {} });
    outboxes.push(outbox);
    const store: Store = {
      ...reader,
      scopeName: scope,
      transaction(work, transactionOptions) {
        if (refusing) return Promise.reject(new CpoError("storage.closed", "The store was closed; create a new one."));
        running += 1;
        return transact(work, transactionOptions).then(
          ({ result }) => {
            finished();
            return result;
          },
          (error: unknown) => {
            finished();
            throw error;
          },
        );
      },
      each: (collection, query) => each(reader, collection, query),
      scope(tenant) {
        if (scope !== "" && tenant !== scope) {
          throw new CpoError("storage.scope", `The store of "${scope}" cannot open "${tenant}"; ask the root store.`, { scope, tenant });
        }
        return open(tenant);
      },
      outbox,
      leases,
      close,
    };
    scopes.set(scope, store);
    return store;
  }

  function finished(): void {
    running -= 1;
    if (running === 0 && idle.length > 0) for (const resolve of idle.splice(0)) resolve();
  }

  function close(): Promise<void> {
    closing ??= (async () => {
      // Deliveries may need units of their own to come to their end.
      await Promise.all(outboxes.map((outbox) => outbox.stop()));
      refusing = true;
      if (running > 0) await new Promise<void>((resolve) => idle.push(resolve));
      await queue.drained();
      await driver.close();
    })();
    return closing;
  }

  return open("");
}
