import { createHash, randomUUID } from "node:crypto";
import type { ClientBase } from "pg";
import { CpoError, type Clock, type Instant } from "@cpokit/kernel";
import { systemClock } from "@cpokit/kernel/system";
import type { CommitResult, CommitUnit, Driver, WatchListener } from "@cpokit/storage";
import { createCommitter } from "./committer.ts";
import { connectionOf, openDatabase, readsOf, type DatabaseOptions } from "./database.ts";
import { failed } from "./errors.ts";
import { createListener } from "./listener.ts";
import { createNotifier } from "./notifier.ts";
import { createPartitions, type TimePartitions } from "./partitions.ts";
import { createPlaces } from "./places.ts";
import { createGet } from "./reader.ts";
import { createScan } from "./scan.ts";
import { prepareSchema } from "./schema.ts";
import { tablesOf } from "./tables.ts";

export type PostgresDriverOptions = DatabaseOptions & {
  /** Where the tables lie; `cpokit` when absent. Each schema is a store of its own. */
  readonly schema?: string;
  /**
   * Collections that are kept in partitions by time, such as `{ sessionReadings: { days: 30 } }`. They are made when the
   * driver is first used and by `maintain`; what is there already moves into them.
   */
  readonly partitions?: Readonly<Record<string, TimePartitions>>;
  /** Tells which partitions are due; the machine's clock when absent. */
  readonly clock?: Clock;
};

/** The driver on PostgreSQL, and what only PostgreSQL can do. */
export interface PostgresDriver extends Driver {
  /** Connects and brings the tables up to date now; otherwise the first use does. */
  prepare(): Promise<void>;
  /**
   * A driver whose reads and commits run in the transaction that is open on this client, beside the caller's own statements:
   * what it answers as committed is durable when the caller commits. Use it for one unit after another; closing it does nothing.
   */
  within(client: ClientBase): Driver;
  /** Makes the partitions of the time to come; run it daily. Without it nothing breaks: documents wait in a table for all others. */
  maintain(): Promise<void>;
  /**
   * Drops the partitions of a collection whose time is over, at the cost of dropping files. Everything made before the
   * returned instant is gone.
   *
   * @throws `storage-postgres.partitions` when the collection has none.
   */
  dropBefore(collection: string, before: Instant): Promise<Instant>;
  /** By LISTEN and NOTIFY, on one more connection from the first watch on. */
  watch(collection: string, listener: WatchListener): () => void;
}

/**
 * The driver for more than one machine: PostgreSQL 14 or newer. A call of `commit` is one statement, hence one round trip and
 * one sync to disk; `get` calls of one turn of the event loop are one statement as well. Any number of processes may share a schema.
 *
 * @throws `storage.unavailable`, `storage.closed`, `storage-postgres.schema`, `storage-postgres.encoding`,
 * `storage-postgres.contended`, `storage-postgres.too-long`, `storage-postgres.failed`: the methods reject with these.
 *
 * @example
 * const driver = createPostgresDriver({ connectionString: "postgres://cpo@localhost/cpo" });
 * const store = createStore(driver, { clock: systemClock, scheduler: systemScheduler, random: systemRandom });
 */
export function createPostgresDriver(options: PostgresDriverOptions): PostgresDriver {
  const tables = tablesOf(options.schema ?? "cpokit");
  const database = openDatabase(options);
  const reads = readsOf(database);
  const places = createPlaces(database, tables);
  const partitions = createPartitions({ database, places, tables, clock: options.clock ?? systemClock, partitions: options.partitions ?? {} });
  const committer = createCommitter(database, places, tables);
  const get = createGet(reads, places, tables);
  const scan = createScan(reads, places, tables);
  const shared = { database, places, channel: channelOf(tables.schema), origin: randomUUID(), logger: options.logger };
  const notifier = createNotifier(shared);
  const listener = createListener({ ...shared, ready });
  const running = new Set<Promise<unknown>>();
  let preparing: Promise<void> | undefined;
  let closing: Promise<void> | undefined;

  function ready(): Promise<void> {
    preparing ??= prepareTables();
    return preparing;
  }

  async function prepareTables(): Promise<void> {
    try {
      await prepareSchema(database, tables);
      await partitions.maintain();
    } catch (error) {
      preparing = undefined;
      throw failed("prepare its tables", error);
    }
  }

  async function maintain<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw failed("change its partitions", error);
    }
  }

  /** Refuses when closed, prepares the tables first, and lets `close` wait. */
  function run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (closing !== undefined) return Promise.reject(new CpoError("storage.closed", "The PostgreSQL driver was closed; create a new one."));
    const result = ready().then(work);
    running.add(result);
    const done = (): void => void running.delete(result);
    result.then(done, done);
    return result;
  }

  async function close(): Promise<void> {
    await Promise.allSettled(running);
    await notifier.drained();
    await listener.close();
    await database.end();
  }

  return {
    prepare: () => run(async () => undefined),
    maintain: () => run(() => maintain(partitions.maintain)),
    dropBefore: (collection, before) => run(() => maintain(() => partitions.dropBefore(collection, before))),
    get: (address) => run(() => get(address)),
    scan: (range) => run(() => scan(range)),
    commit: (units) =>
      run(async () => {
        const results = await committer.commit(units);
        notifier.committed(units.filter((_, place) => results[place]?.outcome === "committed"));
        return results;
      }),
    close: () => (closing ??= close()),
    watch: listener.watch,
    within(client) {
      const connection = connectionOf(client);
      const [getWithin, scanWithin] = [createGet(connection, places, tables), createScan(connection, places, tables)];
      let last: Promise<unknown> = Promise.resolve();

      async function commitWithin(units: readonly CommitUnit[]): Promise<readonly CommitResult[]> {
        const results = await committer.commitWithin(connection, units);
        await notifier.committedWithin(connection, units.filter((_, place) => results[place]?.outcome === "committed"));
        return results;
      }

      return {
        get: (address) => run(() => getWithin(address)),
        scan: (range) => run(() => scanWithin(range)),
        commit(units) {
          // One at a time: each has a savepoint of the same name.
          const result = last.then(() => run(() => commitWithin(units)));
          last = result.catch(() => undefined);
          return result;
        },
        close: async () => undefined,
      };
    },
  };
}

/** Names of channels are short; schemas have names of any kind. */
function channelOf(schema: string): string {
  return `cpokit_${createHash("sha1").update(schema).digest("hex").slice(0, 24)}`;
}
