import { judge, type CommitResult, type CommitUnit, type JudgedState } from "@cpokit/storage";
import type { Documents } from "./documents.ts";
import { prepareRows, type SqliteEngine } from "./engine.ts";
import type { Entries } from "./entries.ts";
import type { Places } from "./places.ts";

/** Judges and applies units inside the transaction that is open. */
export function createCommitter(engine: SqliteEngine, places: Places, documents: Documents, entries: Entries): (units: readonly CommitUnit[]) => CommitResult[] {
  const readVersion = prepareRows(engine, "SELECT value FROM cpokit_meta WHERE name = 'version'");
  const writeVersion = engine.prepare("UPDATE cpokit_meta SET value = ? WHERE name = 'version'");

  const state: JudgedState = {
    version: (address) => documents.head(address).version,
    holders(address, entry) {
      const place = places.find(address);
      return place === undefined ? [] : entries.holders(place, entry);
    },
  };

  return function commit(units) {
    documents.refresh();
    const [before] = readVersion.get() as readonly [number];
    let version = before;
    const results = units.map((unit): CommitResult => {
      const refusal = judge(unit, state);
      if (refusal !== undefined) return refusal;
      version += 1;
      for (const write of unit.writes) {
        if (write.kind === "put") documents.put(write, version, write.keys, write.body);
        else documents.delete(write);
      }
      return { outcome: "committed", version };
    });
    documents.flush();
    if (version !== before) writeVersion.run(version);
    return results;
  };
}
