import { judge, type CommitResult, type JudgedState, type Write } from "@cpokit/storage";
import type { Batch, ClaimedKey, TouchedDocument } from "./batch.ts";

/** What is in the database, as it said itself. */
export interface Present {
  /** Versions of the documents of the batch, 0 for absent ones. */
  readonly versions: readonly number[];
  /** Ids of the documents that hold the claimed keys of the batch; keys that nobody holds are left out. */
  readonly holders: ReadonlyMap<ClaimedKey, readonly string[]>;
}

/** What a batch comes to if the database is as expected. */
export interface Simulation {
  /** The number of its version among the units that commit, counted from 1, or why a unit does not. */
  readonly outcomes: readonly (number | Refusal)[];
  readonly committed: number;
  /** In the order of the batch. */
  readonly documents: readonly SimulatedDocument[];
  /** Ids that may hold each claimed key now without changing any outcome, in the order of the batch. */
  readonly allowed: readonly (readonly string[])[];
}

type Refusal = Exclude<CommitResult, { outcome: "committed" }>;

export interface SimulatedDocument {
  readonly document: TouchedDocument;
  /** The version that must be there; `undefined` when any will do. */
  readonly expected: number | undefined;
  /** The last write of a unit that commits. */
  write: Write | undefined;
  /** The number of that unit, 0 without any. */
  unit: number;
}

interface SimulatedKey {
  readonly holders: Set<string>;
  allowed: readonly string[] | undefined;
}

/**
 * Judges the units in order, each on top of those before it: on what is present or, to save the question, on the guess that
 * the first check of every document holds and that claimed keys are free. The database verifies what was expected before it writes.
 */
export function simulate(batch: Batch, present?: Present): Simulation {
  const documents = new Map<TouchedDocument, SimulatedDocument>();
  batch.documents.forEach((document, place) => {
    documents.set(document, { document, expected: present?.versions[place] ?? document.guess, write: undefined, unit: 0 });
  });
  const keys = new Map<ClaimedKey, SimulatedKey>();
  /** The same the other way round: what each document holds. */
  const held = new Map<string, Set<SimulatedKey>>();
  for (const claim of batch.claims) {
    const holders = present?.holders.get(claim) ?? [];
    const key: SimulatedKey = { holders: new Set(), allowed: present && holders };
    keys.set(claim, key);
    for (const id of holders) hold(claim, id, key);
  }

  const state: JudgedState = {
    version: (address) => versionOf(documents.get(batch.documentOf(address))!),
    holders: (address, entry) => keys.get(batch.claimOf(address, entry))!.holders,
  };
  let committed = 0;
  const outcomes = batch.units.map((unit): number | Refusal => {
    const refusal = judge(unit, state);
    if (batch.claims.length > 0) allowFirst(unit.writes, refusal === undefined);
    if (refusal !== undefined) return refusal;
    committed += 1;
    for (const write of unit.writes) Object.assign(documents.get(batch.documentOf(write))!, { write, unit: committed });
    if (batch.claims.length > 0) moveKeys(unit.writes);
    return committed;
  });
  return { outcomes, committed, documents: [...documents.values()], allowed: Array.from(keys.values(), ({ allowed }) => allowed ?? []) };

  /**
   * The first unit that claims a key may find it with the document that it gives it to. That a unit takes it from another of
   * its documents is rare, and costs one more question: lists of all that a unit writes would grow with its square.
   */
  function allowFirst(writes: readonly Write[], commits: boolean): void {
    for (const [write, , key] of claimsOf(writes)) key.allowed ??= commits ? [write.id] : [];
  }

  function moveKeys(writes: readonly Write[]): void {
    for (const write of writes) {
      const document = heldBy(batch.documentOf(write), write.id);
      for (const key of held.get(document) ?? []) key.holders.delete(write.id);
      held.delete(document);
    }
    for (const [write, claim, key] of claimsOf(writes)) hold(claim, write.id, key);
  }

  function hold(claim: ClaimedKey, id: string, key: SimulatedKey): void {
    const document = heldBy(claim, id);
    key.holders.add(id);
    held.set(document, (held.get(document) ?? new Set()).add(key));
  }

  function* claimsOf(writes: readonly Write[]): Generator<readonly [write: Write, claim: ClaimedKey, key: SimulatedKey]> {
    for (const write of writes) {
      if (write.kind === "delete") continue;
      for (const entry of write.keys) {
        if (!entry.unique) continue;
        const claim = batch.claimOf(write, entry);
        yield [write, claim, keys.get(claim)!];
      }
    }
  }
}

function heldBy({ collection, scope }: { readonly collection: number; readonly scope: number }, id: string): string {
  return `${collection}/${scope}/${id}`;
}

/** A version that was not given yet equals none that a check may expect. */
function versionOf({ expected, write, unit }: SimulatedDocument): number {
  if (write === undefined) return expected ?? 0;
  return write.kind === "put" ? -unit : 0;
}
