import { createHash } from "node:crypto";
import { Pool, type ClientBase, type PoolClient } from "pg";
import type { Logger } from "@cpokit/kernel";
import { failed, isUnreachable } from "./errors.ts";

/** A prepared statement: each connection parses and plans it once. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Where statements run: on any connection of the pool, or on one that is in a transaction. Rows are arrays. */
export interface Connection {
  rows(statement: Statement, values: readonly unknown[]): Promise<readonly unknown[][]>;
}

export interface Database extends Connection {
  /** Runs the work on one connection between BEGIN and COMMIT, or ROLLBACK when it throws. */
  transaction<Result>(work: (client: ClientBase) => Promise<Result>): Promise<Result>;
  /** A connection of one's own; `release` it with an error when it is of no use any more. */
  connect(): Promise<PoolClient>;
  /** Ends the connections, unless the pool is the caller's. */
  end(): Promise<void>;
}

export type DatabaseOptions = (
  | { /** As `pg` understands it: `postgres://user:password@host:5432/database`. */ readonly connectionString: string; /** Connections at most; 10 when absent. */ readonly connections?: number }
  | { /** A pool of `pg`; closing the driver leaves it open. */ readonly pool: Pool }
) & {
  /** Told of connections that broke while nobody used them. */
  readonly logger?: Pick<Logger, "warn">;
};

/** Waiting for a lock or a connection ends after this many ms, so that nothing hangs for ever. */
const PATIENCE = 10_000;
/** Plans must stay good while small tables grow. */
const SESSION = `SET lock_timeout = ${PATIENCE}; SET enable_seqscan = off; SET jit = off`;

export function openDatabase(options: DatabaseOptions): Database {
  const pool = "pool" in options ? options.pool : createPool(options.connectionString, options.connections ?? 10);
  // Without a listener a broken idle connection would end the process; the pool has replaced it by then.
  const onIdleError = (error: Error): void => options.logger?.warn({ error }, "A connection to PostgreSQL broke while nobody used it; another is opened when it is needed.");
  if (!("pool" in options)) pool.on("error", onIdleError);

  return {
    rows: (statement, values) => rowsOn(pool, statement, values),
    connect: () => pool.connect(),
    async transaction(work) {
      const client = await pool.connect();
      let broken: Error | undefined;
      const onError = (error: Error): void => void (broken = error);
      client.on("error", onError);
      try {
        await client.query("BEGIN");
        const result = await work(client);
        await client.query("COMMIT");
        return result;
      } catch (error) {
        if (isUnreachable(error)) broken ??= error instanceof Error ? error : new Error(String(error));
        else await client.query("ROLLBACK");
        throw error;
      } finally {
        client.off("error", onError);
        client.release(broken);
      }
    },
    end: async () => ("pool" in options ? undefined : pool.end()),
  };
}

/** One connection as a place for statements; they run one after another. */
export function connectionOf(client: ClientBase): Connection {
  let last: Promise<unknown> = Promise.resolve();
  return {
    rows(statement, values) {
      const run = last.then(() => rowsOn(client, statement, values));
      last = run.catch(() => undefined);
      return run;
    },
  };
}

/** For reads: they are made again once when their connection turns out to be gone, as it is after a restart of the server. */
export function readsOf(database: Database): Connection {
  return {
    async rows(statement, values) {
      try {
        return await database.rows(statement, values);
      } catch (error) {
        if (!isUnreachable(error)) throw failed("read", error);
      }
      try {
        return await database.rows(statement, values);
      } catch (error) {
        throw failed("read", error);
      }
    },
  };
}

export function statement(text: string): Statement {
  return { text, name: `cpokit_${createHash("sha1").update(text).digest("hex").slice(0, 24)}` };
}

async function rowsOn(queryable: Pick<ClientBase, "query">, { name, text }: Statement, values: readonly unknown[]): Promise<readonly unknown[][]> {
  const result = await queryable.query<unknown[]>({ name, text, values: [...values], rowMode: "array" });
  return result.rows;
}

function createPool(connectionString: string, connections: number): Pool {
  return new Pool({
    connectionString,
    max: connections,
    connectionTimeoutMillis: PATIENCE,
    application_name: "cpokit",
    // oxlint-disable-next-line typescript/no-misused-promises -- the pool waits for it; its types do not say so.
    onConnect: (client: ClientBase) => client.query(SESSION),
  });
}
