import { createRequire } from "node:module";
import type { Driver } from "@cpokit/storage";
import { createSqliteDriver, type SqliteEngine } from "@cpokit/storage-sqlite";

// It brings no types of its own; a database of it fits `SqliteEngine` as it is.
const Database = createRequire(import.meta.url)("better-sqlite3") as new (file: string) => SqliteEngine;

/** A driver on a database of better-sqlite3, which is closed with it. */
export function openBetterSqlite(file: string): Driver {
  const engine = new Database(file);
  const driver = createSqliteDriver({ engine });
  return {
    ...driver,
    async close() {
      await driver.close();
      engine.close();
    },
  };
}
