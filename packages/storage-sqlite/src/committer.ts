import { escapeText, judge, unescapeText, type CommitResult, type CommitUnit, type JudgedState, type Write } from "@cpokit/storage";
import type { Documents } from "./documents.ts";
import { prepareRows, type SqliteEngine } from "./engine.ts";
import type { Places } from "./places.ts";

/** Judges and applies units inside the transaction that is open. */
export function createCommitter(engine: SqliteEngine, places: Places, documents: Documents): (units: readonly CommitUnit[]) => CommitResult[] {
  const readVersion = prepareRows(engine, "SELECT value FROM cpokit_meta WHERE name = 'version'");
  const writeVersion = engine.prepare("UPDATE cpokit_meta SET value = ? WHERE name = 'version'");
  const readHolders = prepareRows(engine, "SELECT id FROM cpokit_index_entries WHERE collection = ? AND name = ? AND key = ?");
  const putEntry = engine.prepare("REPLACE INTO cpokit_index_entries (collection, name, key, id, document) VALUES (?, ?, ?, ?, ?)");
  const deleteEntry = engine.prepare("DELETE FROM cpokit_index_entries WHERE collection = ? AND name = ? AND key = ? AND id = ?");

  const state: JudgedState = {
    version: (address) => documents.head(address).version,
    holders(address, { index, key }) {
      const place = places.find(address);
      if (place === undefined) return [];
      const rows = readHolders.all(place, escapeText(index), escapeText(key)) as (readonly [id: string])[];
      return rows.map(([id]) => unescapeText(id));
    },
  };

  function apply(write: Write, version: number): void {
    if (write.kind === "delete") {
      removeEntries(write, documents.head(write).keys);
      documents.delete(write);
      return;
    }
    const { before, keys, number } = documents.put(write, version, write.keys, write.body);
    if (keys === before.keys) return;
    removeEntries(write, before.keys);
    const place = places.open(write);
    for (const [name, key] of entriesOf(keys)) putEntry.run(place, name, key, escapeText(write.id), number);
  }

  function removeEntries(write: Write, keys: string | null): void {
    if (keys === null) return;
    const place = places.open(write);
    for (const [name, key] of entriesOf(keys)) deleteEntry.run(place, name, key, escapeText(write.id));
  }

  return function commit(units) {
    documents.refresh();
    const [before] = readVersion.get() as readonly [number];
    let version = before;
    const results = units.map((unit): CommitResult => {
      const refusal = judge(unit, state);
      if (refusal !== undefined) return refusal;
      version += 1;
      for (const write of unit.writes) apply(write, version);
      return { outcome: "committed", version };
    });
    if (version !== before) writeVersion.run(version);
    return results;
  };
}

function entriesOf(keys: string | null): readonly (readonly [name: string, key: string])[] {
  return keys === null ? [] : (JSON.parse(keys) as [string, string][]);
}
