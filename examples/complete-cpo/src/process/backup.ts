import { CpoError } from "@cpokit/kernel";
import { spawn, type ChildProcess } from "node:child_process";
import { copyFileSync, existsSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { backup, DatabaseSync } from "node:sqlite";
import { openDataFolder } from "../data-folder.ts";

/** Where the driver keeps everything when it is not told otherwise. */
const SCHEMA = "cpokit";

/** Where the data are. */
export interface Place {
  readonly dataFolder: string;
  /** PostgreSQL instead of the file in the folder. */
  readonly databaseUrl: string | undefined;
}

/**
 * Copies the whole database while the CPO runs: SQLite by its online backup, PostgreSQL by `pg_dump`, which must be on the PATH. Log files of stations are not in it.
 *
 * @throws `complete-cpo.backup`
 */
export async function backUp({ dataFolder, databaseUrl }: Place, target: string): Promise<void> {
  if (existsSync(target)) throw failed(`${target} is there already; give the name of a new file.`);
  if (databaseUrl !== undefined) {
    await finished("pg_dump", spawn("pg_dump", ["--format=custom", `--schema=${SCHEMA}`, `--file=${target}`, databaseUrl], { stdio: ["ignore", "inherit", "inherit"] }));
    return;
  }
  const file = join(resolve(dataFolder), "cpo.db");
  if (!existsSync(file)) throw failed(`There is no database in ${resolve(dataFolder)}; give the data folder with --data.`);
  const half = `${target}.part`;
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    await backup(database, half);
    checkDatabase(half);
    renameSync(half, target);
  } catch (cause) {
    rmSync(half, { force: true });
    throw failed(`The backup could not be written to ${target}; check that the folder is there and has room.`, cause);
  } finally {
    database.close();
  }
}

/**
 * Puts a backup in the place of the data; the CPO must not run. What was there before is kept beside it (SQLite), or replaced in one transaction by `pg_restore` and `psql`, which must be on the PATH.
 *
 * @throws `complete-cpo.backup`, `complete-cpo.data-locked`
 */
export async function restore({ dataFolder, databaseUrl }: Place, source: string): Promise<void> {
  if (!existsSync(source)) throw failed(`There is no file ${source}.`);
  if (databaseUrl !== undefined) {
    await refuseWhileConnected(databaseUrl);
    return replaceSchema(databaseUrl, source);
  }
  checkDatabase(source);
  const folder = openDataFolder(dataFolder);
  try {
    const half = `${folder.database}.part`;
    copyFileSync(source, half);
    // The log of the old database belongs to it.
    for (const end of ["", "-wal", "-shm"]) if (existsSync(folder.database + end)) renameSync(folder.database + end, `${folder.database}.before${end}`);
    renameSync(half, folder.database);
  } finally {
    folder.release();
  }
}

function checkDatabase(file: string): void {
  let result: unknown;
  try {
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      result = database.prepare("PRAGMA integrity_check").get()?.["integrity_check"];
    } finally {
      database.close();
    }
  } catch (cause) {
    throw failed(`${file} is no database of a CPO; give a file that "backup" made.`, cause);
  }
  if (result !== "ok") throw failed(`${file} is damaged: ${String(result)}; take an older backup.`);
}

/** Tables of a running CPO cannot be replaced: it would go on with what it remembers. */
async function refuseWhileConnected(databaseUrl: string): Promise<void> {
  const child = spawn("psql", ["--no-psqlrc", "--tuples-only", "--no-align", "--command=SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'cpokit'", databaseUrl], { stdio: ["ignore", "pipe", "inherit"] });
  let connections = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => void (connections += part));
  await finished("psql", child);
  if (Number(connections) > 0) throw new CpoError("complete-cpo.data-locked", `A CPO is connected to the database (connections: ${connections.trim()}); stop it first.`, { connections: Number(connections) });
}

/** In one transaction: whatever fails, what was there before stays. */
async function replaceSchema(databaseUrl: string, source: string): Promise<void> {
  const reader = spawn("pg_restore", ["--no-owner", "--file=-", source], { stdio: ["ignore", "pipe", "inherit"] });
  const writer = spawn("psql", ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null", `--command=SET client_min_messages TO warning; DROP SCHEMA IF EXISTS ${SCHEMA} CASCADE`, "--file=-", databaseUrl], { stdio: ["pipe", "ignore", "inherit"] });
  const written = finished("psql", writer);
  // When psql gives up, its own status says so.
  writer.stdin.on("error", () => undefined);
  reader.stdout.pipe(writer.stdin, { end: false });
  try {
    await Promise.race([finished("pg_restore", reader), written.then(() => new Promise<never>(() => undefined))]);
  } catch (error) {
    reader.kill();
    writer.kill("SIGKILL");
    await written.catch(() => undefined);
    throw error;
  }
  writer.stdin.end();
  await written;
}

async function finished(program: string, child: ChildProcess): Promise<void> {
  const status = await new Promise<number | null>((done, fail) => {
    child.once("error", (cause) => fail(failed(`${program} cannot be run; install the client programs of PostgreSQL.`, cause)));
    child.once("close", done);
  });
  if (status !== 0) throw failed(`${program} ended with status ${status}; what it printed says why.`);
}

function failed(sentence: string, cause?: unknown): CpoError {
  return new CpoError("complete-cpo.backup", sentence, {}, cause);
}
