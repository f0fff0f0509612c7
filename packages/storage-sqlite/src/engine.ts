import { CpoError, isCpoError } from "@cpokit/kernel";

/** What is bound and read. */
export type SqliteValue = string | number | null;

/** A prepared statement of `node:sqlite` or better-sqlite3. */
export interface SqliteStatement {
  get(...values: SqliteValue[]): unknown;
  all(...values: SqliteValue[]): unknown[];
  run(...values: SqliteValue[]): { readonly lastInsertRowid: number | bigint; readonly changes: number | bigint };
  /** How `node:sqlite` gives rows as arrays. */
  setReturnArrays?(enabled: boolean): void;
  /** How better-sqlite3 does. */
  raw?(enabled: boolean): unknown;
}

/** An opened database: `DatabaseSync` of `node:sqlite` and `Database` of better-sqlite3 both fit as they are. */
export interface SqliteEngine {
  exec(sql: string): unknown;
  prepare(sql: string): SqliteStatement;
  close(): unknown;
}

/**
 * A full batch changes more pages than SQLite's own 2 MiB hold, and most of them again in the next batch: so they stay in 16 MiB,
 * and are copied from the log into the database only after 4,000 of 4 KiB, for which the event loop stands still.
 */
const MEMORY = "PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 4000";

/**
 * Opens a file with the SQLite that Node.js brings.
 *
 * @throws `storage-sqlite.node` when this Node.js has none, `storage-sqlite.open` when the file cannot be opened.
 */
export function openNodeSqlite(file: string, sqlite: typeof import("node:sqlite") | null = process.getBuiltinModule?.("node:sqlite") ?? null): SqliteEngine {
  if (sqlite === null) {
    throw new CpoError("storage-sqlite.node", `Node.js ${process.version} has no node:sqlite; use Node.js 22.18 or newer, or pass a better-sqlite3 database as engine.`, {
      version: process.version,
    });
  }
  try {
    const database = new sqlite.DatabaseSync(file, { enableForeignKeyConstraints: false });
    database.exec(MEMORY);
    return database;
  } catch (cause) {
    throw new CpoError("storage-sqlite.open", `The database ${file} cannot be opened; check that its folder exists and is writable.`, { file }, cause);
  }
}

/** A statement whose rows are arrays, which both engines build faster than objects. */
export function prepareRows(engine: SqliteEngine, sql: string): SqliteStatement {
  const statement = engine.prepare(sql);
  if (statement.setReturnArrays !== undefined) statement.setReturnArrays(true);
  else statement.raw?.(true);
  return statement;
}

/** True when another connection holds the lock that a statement needs: `SQLITE_BUSY` in either engine's words. */
export function isBusy(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // Extended codes such as SQLITE_BUSY_SNAPSHOT keep the base code in the lowest byte.
  if ("errcode" in error && typeof error.errcode === "number") return (error.errcode & 0xff) === 5;
  return "code" in error && typeof error.code === "string" && error.code.startsWith("SQLITE_BUSY");
}

/** What a failed statement is reported as. */
export function failed(operation: string, cause: unknown): CpoError {
  if (isCpoError(cause)) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CpoError("storage-sqlite.failed", `SQLite could not ${operation}: ${reason}. Check the disk; nothing of it is known to be stored.`, { operation, reason }, cause);
}
