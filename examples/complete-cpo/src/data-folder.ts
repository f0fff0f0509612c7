import { CpoError } from "@cpokit/kernel";
import { accessSync, constants, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** The folder in which one running CPO keeps everything. */
export interface DataFolder {
  readonly path: string;
  readonly database: string;
  /** Lets another CPO have the folder. */
  release(): void;
}

/**
 * Makes the folder ready and takes it for this process. The lock is an open SQLite transaction: the system frees it with
 * the process, however that ends, so that a crash never leaves a stale lock behind.
 *
 * @throws `complete-cpo.data-folder` when it cannot be written, `complete-cpo.data-locked` when another CPO runs on it.
 */
export function openDataFolder(path: string): DataFolder {
  const folder = resolve(path);
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new CpoError("complete-cpo.data-folder", `The data folder ${folder} cannot be written; give another one with --data, or change its permissions.`, { folder }, cause);
  }
  const lock = takeLock(folder);
  return { path: folder, database: join(folder, "cpo.db"), release: () => lock.close() };
}

function takeLock(folder: string): DatabaseSync {
  const lock = new DatabaseSync(join(folder, "cpo.lock"), { timeout: 0 });
  try {
    lock.exec("BEGIN EXCLUSIVE");
    return lock;
  } catch (cause) {
    lock.close();
    throw new CpoError("complete-cpo.data-locked", `Another CPO is running on the data folder ${folder}; stop it first, or give another folder with --data.`, { folder }, cause);
  }
}
