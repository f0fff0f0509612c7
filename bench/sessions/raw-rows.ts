import { DatabaseSync } from "node:sqlite";
import type { CommitUnit } from "@cpokit/storage";

/**
 * Writes what the engine wrote, as a careful program would by hand: prepared statements, one transaction per batch, WAL and
 * FULL sync; index rows only where they change. It reads, decides and checks nothing. Its cache and its checkpoints are those that
 * SQLite comes with, smaller and more frequent than the driver's, unless `pragmas` say otherwise. Returns the seconds it took.
 */
export function writeRaw(file: string, batches: readonly (readonly RawStatement[])[], pragmas = ""): number {
  const database = new DatabaseSync(file);
  database.exec(`
    PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; ${pragmas};
    CREATE TABLE documents (collection TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (collection, id));
    CREATE TABLE entries (collection TEXT NOT NULL, name TEXT NOT NULL, key TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (collection, name, key, id)) WITHOUT ROWID;
  `);
  const put = database.prepare("INSERT INTO documents (collection, id, body) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body");
  const remove = database.prepare("DELETE FROM documents WHERE collection = ? AND id = ?");
  const putEntry = database.prepare("INSERT OR REPLACE INTO entries (collection, name, key, id) VALUES (?, ?, ?, ?)");
  const removeEntry = database.prepare("DELETE FROM entries WHERE collection = ? AND name = ? AND key = ? AND id = ?");

  const begin = performance.now();
  for (const batch of batches) {
    database.exec("BEGIN IMMEDIATE");
    for (const { kind, values } of batch) ({ put, remove, putEntry, removeEntry })[kind].run(...values);
    database.exec("COMMIT");
  }
  const seconds = (performance.now() - begin) / 1_000;
  database.close();
  return seconds;
}

/** One row to write or remove. */
export interface RawStatement {
  readonly kind: "put" | "remove" | "putEntry" | "removeEntry";
  readonly values: readonly string[];
}

/** Which rows each batch changes; worked out before the clock runs. */
export function prepareBatches(batches: readonly (readonly CommitUnit[])[]): readonly (readonly RawStatement[])[] {
  const known = new Map<string, readonly (readonly string[])[]>();
  return batches.map((units) => units.flatMap(({ writes }) => writes).flatMap((write): RawStatement[] => {
    const place = JSON.stringify([write.collection, write.id]);
    const before = known.get(place) ?? [];
    const entries = write.kind === "put" ? write.keys.map(({ index, key }) => [write.collection, index, key, write.id]) : [];
    known.set(place, entries);
    const isSame = JSON.stringify(before) === JSON.stringify(entries);
    const document: RawStatement = write.kind === "put" ? { kind: "put", values: [write.collection, write.id, write.body] } : { kind: "remove", values: [write.collection, write.id] };
    return [document, ...(isSame ? [] : [...before.map((values) => ({ kind: "removeEntry" as const, values })), ...entries.map((values) => ({ kind: "putEntry" as const, values }))])];
  }));
}
