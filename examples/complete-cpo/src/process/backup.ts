import { CpoError } from "@cpokit/kernel";
import { spawn } from "node:child_process";
import { copyFileSync, existsSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { backup, DatabaseSync } from "node:sqlite";
import { openDataFolder } from "../data-folder.ts";

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
  if (databaseUrl !== undefined) return run("pg_dump", ["--format=custom", `--file=${target}`, databaseUrl]);
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
 * Puts a backup in the place of the data; the CPO must not run. What was there before is kept beside it (SQLite), or replaced in one transaction by `pg_restore`, which must be on the PATH.
 *
 * @throws `complete-cpo.backup`, `complete-cpo.data-locked`
 */
export async function restore({ dataFolder, databaseUrl }: Place, source: string): Promise<void> {
  if (!existsSync(source)) throw failed(`There is no file ${source}.`);
  if (databaseUrl !== undefined) return run("pg_restore", ["--clean", "--if-exists", "--single-transaction", "--no-owner", `--dbname=${databaseUrl}`, source]);
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

function run(program: string, args: readonly string[]): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { stdio: ["ignore", "inherit", "inherit"] });
    child.once("error", (cause) => fail(failed(`${program} cannot be run; install the client programs of PostgreSQL.`, cause)));
    child.once("exit", (status) => (status === 0 ? done() : fail(failed(`${program} ended with status ${status}; what it printed says why.`))));
  });
}

function failed(sentence: string, cause?: unknown): CpoError {
  return new CpoError("complete-cpo.backup", sentence, {}, cause);
}
