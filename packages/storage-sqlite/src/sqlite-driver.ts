import { CpoError } from "@cpokit/kernel";
import { systemRandom } from "@cpokit/kernel/system";
import type { CommitResult, CommitUnit, Driver } from "@cpokit/storage";
import { createCommitter } from "./committer.ts";
import { createDocuments } from "./documents.ts";
import { failed, isBusy, openNodeSqlite, prepareRows, type SqliteEngine, type SqliteStatement } from "./engine.ts";
import { createEntries } from "./entries.ts";
import { createPlaces } from "./places.ts";
import { scan } from "./scan.ts";
import { prepareSchema } from "./schema.ts";
import { createSnapshot, endSnapshots } from "./snapshot.ts";

export type SqliteDriverOptions = (
  | { /** Path of the database; it is created when it is absent. */ readonly file: string }
  | { /** A database that is open already, of `node:sqlite` or better-sqlite3; closing the driver leaves it open. */ readonly engine: SqliteEngine }
) & {
  /** `full` (the default) keeps every answered commit through a power loss; `normal` may lose the last ones, never order or atomicity. */
  readonly synchronous?: "full" | "normal";
  /** How long to wait for other processes that write, in ms; 10 000 when absent. */
  readonly patience?: number;
};

/** Longest pause between two tries to become the writer, in ms. */
const LONGEST_PAUSE = 8;

/**
 * The embedded driver: SQLite in WAL mode. A call of `commit` is one transaction and one sync to disk. Several handles and
 * processes may use one file of a local disk.
 *
 * @throws `storage-sqlite.node`, `storage-sqlite.open`, `storage-sqlite.schema`; the driver rejects with `storage-sqlite.busy`
 * and `storage-sqlite.failed`.
 *
 * @example
 * const store = createStore(createSqliteDriver({ file: "cpo.db" }), { clock: systemClock, scheduler: systemScheduler, random: systemRandom });
 */
export function createSqliteDriver(options: SqliteDriverOptions): Driver {
  const engine = "engine" in options ? options.engine : openNodeSqlite(options.file);
  const patience = options.patience ?? 10_000;
  configure(engine, options.synchronous ?? "full", patience);

  const begin = engine.prepare("BEGIN IMMEDIATE");
  const end = engine.prepare("COMMIT");
  const places = createPlaces(engine);
  const entries = createEntries(engine);
  const documents = createDocuments(engine, places, entries);
  const snapshot = createSnapshot(engine, documents.refresh);
  const commitUnits = createCommitter(engine, places, documents, entries);
  const scans = new Map<string, SqliteStatement>();
  const running = new Set<Promise<unknown>>();
  let closed = false;

  function prepareScan(sql: string): SqliteStatement {
    let statement = scans.get(sql);
    if (statement === undefined) scans.set(sql, (statement = prepareRows(engine, sql)));
    return statement;
  }

  function commitNow(units: readonly CommitUnit[]): CommitResult[] {
    endSnapshots();
    begin.run();
    try {
      const results = commitUnits(units);
      end.run();
      return results;
    } catch (error) {
      places.forget();
      documents.forget();
      rollBack(engine, error);
      throw error;
    }
  }

  /** Runs a statement, again and again while another process holds the lock that it needs. */
  function run<Result>(operation: string, statement: () => Result): Promise<Result> {
    if (closed) return Promise.reject(new CpoError("storage.closed", "The SQLite driver was closed; create a new one."));
    try {
      return Promise.resolve(statement());
    } catch (error) {
      if (!isBusy(error)) return Promise.reject(failed(operation, error));
    }
    const work = runWhenFree(operation, statement);
    running.add(work);
    return work.finally(() => running.delete(work));
  }

  async function runWhenFree<Result>(operation: string, statement: () => Result): Promise<Result> {
    for (const end = performance.now() + patience; ; ) {
      await new Promise((resolve) => setTimeout(resolve, 1 + systemRandom() * (LONGEST_PAUSE - 1)));
      try {
        return statement();
      } catch (error) {
        if (!isBusy(error)) throw failed(operation, error);
        if (performance.now() > end) {
          throw new CpoError("storage-sqlite.busy", `Another process kept the database locked for ${patience} ms; look for a long transaction in it.`, { operation, patience }, error);
        }
      }
    }
  }

  return {
    get: (address) =>
      run("read", () => {
        snapshot.begin();
        return documents.get(address);
      }),
    scan: (range) =>
      run("read", () => {
        snapshot.begin();
        const place = places.find(range);
        return place === undefined ? [] : scan(prepareScan, place, range);
      }),
    commit: (units) => run("commit", () => commitNow(units)),
    async close() {
      if (closed) return;
      closed = true;
      await Promise.allSettled(running);
      snapshot.end();
      if ("file" in options) engine.close();
    },
  };
}

function configure(engine: SqliteEngine, synchronous: "full" | "normal", patience: number): void {
  try {
    // Opening may wait in place; later nothing does, so that the event loop never stands still for another process.
    engine.exec(`PRAGMA busy_timeout = ${patience}`);
    engine.exec("PRAGMA journal_mode = WAL");
    engine.exec(`PRAGMA synchronous = ${synchronous}`);
    prepareSchema(engine);
    engine.exec("PRAGMA busy_timeout = 0");
  } catch (error) {
    throw failed("open the database", error);
  }
}

function rollBack(engine: SqliteEngine, cause: unknown): void {
  try {
    engine.exec("ROLLBACK");
  } catch (error) {
    // After a full disk or an I/O error SQLite has rolled back by itself and says that there is no transaction.
    if (error instanceof Error && error.message.includes("no transaction")) return;
    throw new AggregateError([cause, error], "The transaction failed and could not be rolled back.", { cause: error });
  }
}
