import type { Address, CommitResult, CommitUnit, IndexEntry, Write } from "./driver.ts";

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

/** Every address and every key of the unit is looked at a fixed number of times, for a unit may be large. */
function findDuplicate(unit: CommitUnit, state: JudgedState): Exclude<CommitResult, { outcome: "committed" }> | undefined {
  const claims: [write: Write, entry: IndexEntry][] = [];
  for (const write of unit.writes) {
    if (write.kind === "put") for (const entry of write.keys) if (entry.unique) claims.push([write, entry]);
  }
  if (claims.length === 0) return undefined;
  const written = new Set(unit.writes.map((write) => addressKey(write, write.id)));
  const claimants = new Map<string, string>();
  const shared = new Set<string>();
  for (const [write, entry] of claims) {
    const key = claimKey(write, entry);
    const first = claimants.get(key);
    if (first === undefined) claimants.set(key, write.id);
    else if (first !== write.id) shared.add(key);
  }
  for (const [write, entry] of claims) {
    if (shared.has(claimKey(write, entry)) || heldElsewhere(write, entry, state, written)) {
      return { outcome: "duplicate", at: addressOf(write), index: entry.index, key: entry.key };
    }
  }
  return undefined;
}

/** Whether a document that the unit leaves alone holds the key. */
function heldElsewhere(write: Write, entry: IndexEntry, state: JudgedState, written: ReadonlySet<string>): boolean {
  for (const id of state.holders(write, entry)) if (id !== write.id && !written.has(addressKey(write, id))) return true;
  return false;
}

function addressKey({ scope, collection }: Address, id: string): string {
  return `${scope.length}/${collection.length}/${scope}${collection}${id}`;
}

function claimKey(address: Address, { index, key }: IndexEntry): string {
  return addressKey(address, `${index.length}/${index}${key}`);
}

function addressOf({ scope, collection, id }: Address): Address {
  return { scope, collection, id };
}
