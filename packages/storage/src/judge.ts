import type { Address, CommitResult, CommitUnit, IndexEntry } from "./driver.ts";

/** What a judge must know of the state that a unit meets. */
export interface JudgedState {
  /** Version of the document, 0 when it is absent. */
  version(address: Address): number;
  /** Ids of the documents of this scope and collection that hold the key in the index. */
  holders(address: Address, entry: IndexEntry): Iterable<string>;
}

/**
 * Decides whether a unit may commit: a broken fence first, then a broken check, then a unique key that another document
 * would hold as well after the unit. `undefined` means that it may. For drivers that can look at their state synchronously.
 */
export function judge(unit: CommitUnit, state: JudgedState): Exclude<CommitResult, { outcome: "committed" }> | undefined {
  let conflict: Address | undefined;
  for (const check of unit.checks) {
    if (state.version(check) === check.version) continue;
    if (check.fence === true) return { outcome: "fenced", at: addressOf(check) };
    conflict ??= check;
  }
  return conflict === undefined ? findDuplicate(unit, state) : { outcome: "conflict", at: addressOf(conflict) };
}

function findDuplicate(unit: CommitUnit, state: JudgedState): Exclude<CommitResult, { outcome: "committed" }> | undefined {
  for (const write of unit.writes) {
    if (write.kind === "delete") continue;
    for (const entry of write.keys) {
      if (!entry.unique) continue;
      for (const id of holdersAfter(unit, write, entry, state)) {
        if (id !== write.id) return { outcome: "duplicate", at: addressOf(write), index: entry.index, key: entry.key };
      }
    }
  }
  return undefined;
}

/** Who holds the key once the unit has applied: documents that it leaves alone, and those that it writes with the key. */
function* holdersAfter(unit: CommitUnit, address: Address, entry: IndexEntry, state: JudgedState): Generator<string> {
  for (const id of state.holders(address, entry)) {
    if (!unit.writes.some((write) => sameCollection(write, address) && write.id === id)) yield id;
  }
  for (const write of unit.writes) {
    if (write.kind === "delete" || !sameCollection(write, address)) continue;
    if (write.keys.some((other) => other.index === entry.index && other.key === entry.key)) yield write.id;
  }
}

function sameCollection(a: Address, b: Address): boolean {
  return a.collection === b.collection && a.scope === b.scope;
}

function addressOf({ scope, collection, id }: Address): Address {
  return { scope, collection, id };
}
