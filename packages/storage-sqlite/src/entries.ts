import { escapeText, unescapeText, type IndexEntry } from "@cpokit/storage";
import { prepareRows, type SqliteEngine } from "./engine.ts";

/** The index entries of documents; those of one document are also kept beside it, as JSON. */
export interface Entries {
  /** Writes down what changed; `null` stands for none. Only inside a transaction. */
  replace(place: number, id: string, number: number, before: string | null, after: string | null): void;
  /** Ids of the documents that hold the key. */
  holders(place: number, entry: IndexEntry): readonly string[];
}

export function createEntries(engine: SqliteEngine): Entries {
  const selectHolders = prepareRows(engine, "SELECT id FROM cpokit_index_entries WHERE collection = ? AND name = ? AND key = ?");
  const put = engine.prepare("REPLACE INTO cpokit_index_entries (collection, name, key, id, document) VALUES (?, ?, ?, ?, ?)");
  const remove = engine.prepare("DELETE FROM cpokit_index_entries WHERE collection = ? AND name = ? AND key = ? AND id = ?");

  return {
    replace(place, id, number, before, after) {
      if (before === after) return;
      for (const [name, key] of parse(before)) remove.run(place, name, key, escapeText(id));
      for (const [name, key] of parse(after)) put.run(place, name, key, escapeText(id), number);
    },
    holders(place, { index, key }) {
      const rows = selectHolders.all(place, escapeText(index), escapeText(key)) as (readonly [id: string])[];
      return rows.map(([id]) => unescapeText(id));
    },
  };
}

/** Index entries as they are kept beside a document. */
export function entriesText(entries: readonly IndexEntry[]): string | null {
  return entries.length === 0 ? null : JSON.stringify(entries.map(({ index, key }) => [escapeText(index), escapeText(key)]));
}

function parse(keys: string | null): readonly (readonly [name: string, key: string])[] {
  return keys === null ? [] : (JSON.parse(keys) as [string, string][]);
}
