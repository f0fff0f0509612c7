import type { CommitResult, CommitUnit, Write } from "@cpokit/storage";
import type { Findings } from "./findings.ts";
import { RULES, UNIT_RULES, type Change, type Shadow } from "./rules.ts";

/** What is durable, seen from below the store: every write of every process, in the order of the commits. */
export interface Ledger {
  committed(units: readonly CommitUnit[], results: readonly CommitResult[]): void;
  /** A durable document, parsed; `undefined` when there is none. Only collections with a rule are kept. */
  get(collection: string, id: string): unknown;
  /** The documents of a collection with a rule. */
  all(collection: string): ReadonlyMap<string, unknown>;
  readonly commits: number;
  /** A fingerprint of all that was ever committed: equal runs have equal ones. */
  readonly digest: number;
}

/** Follows all commits and checks the rules of each collection that they touch. */
export function createLedger(findings: Findings): Ledger {
  const tables = new Map<string, Map<string, unknown>>();
  let commits = 0;
  let digest = 0;
  for (const collection of RULES.keys()) tables.set(collection, new Map());

  const shadow: Shadow = {
    get: (collection, id) => tables.get(collection)?.get(id),
    all: (collection) => tables.get(collection) ?? new Map(),
    memory: new Map(),
  };

  const changeOf = (write: Write): Change | undefined => {
    const table = tables.get(write.collection);
    if (table === undefined) return undefined;
    const before = table.get(write.id);
    const after = write.kind === "put" ? (JSON.parse(write.body) as { readonly b: unknown }).b : undefined;
    return { collection: write.collection, id: write.id, before, after };
  };

  const apply = ({ collection, id, after }: Change): void => {
    const table = tables.get(collection);
    if (after === undefined) table?.delete(id);
    else table?.set(id, after);
  };

  return {
    committed(units, results) {
      for (const [index, unit] of units.entries()) {
        if (results[index]?.outcome !== "committed") continue;
        commits += 1;
        for (const write of unit.writes) digest = mix(digest, write.kind === "put" ? write.body : write.id);
        const changes = unit.writes.map(changeOf).filter((change) => change !== undefined);
        // Each write is judged against what was there before the unit, the unit as a whole against what is there after it.
        for (const change of changes) {
          for (const rule of RULES.get(change.collection) ?? []) rule(change, shadow, findings);
        }
        changes.forEach(apply);
        for (const rule of UNIT_RULES) rule(changes, shadow, findings);
      }
    },
    get: shadow.get,
    all: shadow.all,
    get commits() {
      return commits;
    },
    get digest() {
      return digest >>> 0;
    },
  };
}

function mix(digest: number, text: string): number {
  let mixed = digest ^ text.length;
  for (let index = 0; index < text.length; index += 7) mixed = Math.imul(mixed ^ text.charCodeAt(index), 0x01000193);
  return mixed;
}
