import { CpoError } from "@cpokit/kernel";
import { deliveries } from "../outbox/documents.ts";
import type { Reader } from "../store.ts";
import type { Rename } from "./merge-documents.ts";
import { mergeRule, type MergeDocument, type MergeKind, type MergeNames, type MergePart, type MergeRule, type MergeWrite } from "./merge-rule.ts";

/** Something that keeps a merge from beginning. */
export interface MergeProblem {
  readonly collection: string;
  readonly id: string;
  /** A sentence that says what to do. */
  readonly reason: string;
}

/** What a merge would do. */
export interface MergePlan {
  /** Documents that would be carried, by collection. */
  readonly counts: Readonly<Record<string, number>>;
  /** Every name that is taken in the target, with the new one. */
  readonly renames: readonly Rename[];
  /** The merge begins only when there is none. */
  readonly problems: readonly MergeProblem[];
}

export interface MergePlanner {
  readonly rules: readonly MergeRule[];
  /** Reads all of the source and writes nothing. `newest` is the highest version in the source. */
  plan(): Promise<MergePlan & { readonly newest: number }>;
}

export interface PlanOptions {
  readonly from: string;
  readonly source: Reader;
  readonly target: Reader;
  readonly parts: readonly MergePart[];
  /** Names chosen by a person, by kind. Where the target has the id that was chosen for a document, its own stands for both. */
  readonly given: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Documents read at a time, and written in one unit. */
export const MERGE_BATCH = 100;

const LONGEST_ID = 36;

/** What is still to be delivered would happen in the source, where nobody sees it any more (I15). */
const waitingDeliveries = mergeRule(deliveries, { obstacle: ({ body: { topic } }) => `A delivery of ${topic} waits; let the outbox of the tenant run until nothing waits or is parked.` });

export function createMergePlanner({ from, source, target, parts, given }: PlanOptions): MergePlanner {
  const kinds = new Map(parts.flatMap((part) => part.kinds.map((kind) => [kind.kind, kind] as const)));
  const rules = [waitingDeliveries, ...parts.flatMap((part) => part.rules)];

  /** A name that is free on both sides and that nothing else gets. */
  async function newName(kind: MergeKind, name: string, reserved: ReadonlySet<string>): Promise<string> {
    for (let attempt = 2; ; attempt += 1) {
      const to = kind.propose?.(name, attempt) ?? numbered(name, attempt);
      if (!reserved.has(to) && !(await kind.isTaken(target, to)) && !(await kind.isTaken(source, to))) return to;
    }
  }

  return {
    rules,
    async plan() {
      const table = new Map<string, Rename>();
      const reserved = new Map<string, Set<string>>();
      const problems: MergeProblem[] = [];
      const problem = (collection: string, id: string, reason: string): void => void problems.push({ collection, id, reason });
      let newest = 0;

      async function rename(kind: MergeKind, name: string, isOwn: boolean): Promise<"done" | "joined" | "fixed"> {
        const key = renameKey(kind.kind, name);
        const chosen = given[kind.kind]?.[name];
        const isTaken = await kind.isTaken(target, chosen ?? name);
        if (chosen !== undefined) {
          const isJoined = isTaken && isOwn;
          table.set(key, { kind: kind.kind, name, to: chosen, ...(isJoined && { joined: true }) });
          return isJoined ? "joined" : "done";
        }
        if (!isTaken || table.has(key)) return "done";
        if (kind.fixed !== undefined) return "fixed";
        const ofKind = reserved.get(kind.kind) ?? new Set();
        const to = await newName(kind, name, ofKind);
        reserved.set(kind.kind, ofKind.add(to));
        table.set(key, { kind: kind.kind, name, to });
        return "done";
      }

      for await (const [{ collection }, { id, version, obstacle, names }] of eachDocument(rules, source)) {
        newest = Math.max(newest, version);
        if (obstacle !== undefined) problem(collection, id, obstacle);
        for (const [place, { kind, name }] of names.entries()) {
          const definition = kindOf(kind);
          const outcome = await rename(definition, name, place === 0);
          // Nothing else of a document counts whose place is taken by one of the target.
          if (outcome === "joined") break;
          if (outcome === "fixed") problem(collection, id, `The ${kind} "${name}" is taken. ${definition.fixed}`);
        }
      }
      const found = [...table.values()];
      const names = namesOf(from, found);
      const counts: Record<string, number> = {};
      for await (const [{ collection }, documents] of eachPage(rules, source)) {
        const carriedHere = documents.map((document) => writesOf(document, names)).filter((writes) => writes.length > 0);
        if (carriedHere.length > 0) counts[collection] = (counts[collection] ?? 0) + carriedHere.length;
        for (const write of await takenOf(carriedHere.flat(), target)) {
          problem(write.collection, write.id, "The target has a document of this id, and this one cannot get another; find out whether they are the same.");
        }
      }
      return { counts, renames: found, problems, newest };
    },
  };

  function kindOf(kind: string): MergeKind {
    const definition = kinds.get(kind);
    if (definition === undefined) throw new CpoError("storage.merge-kind", `No part of the merge says what a ${kind} is; add the part of the package that does.`, { kind });
    return definition;
  }
}

export function namesOf(from: string, renames: readonly Rename[]): MergeNames {
  const table = new Map(renames.map((rename) => [renameKey(rename.kind, rename.name), rename]));
  return {
    from,
    of: (kind, name) => table.get(renameKey(kind, name))?.to ?? name,
    isJoined: (kind, name) => table.get(renameKey(kind, name))?.joined === true,
  };
}

/** What the target gets for a document; nothing when one of its own stands for it. */
export function writesOf(document: MergeDocument, names: MergeNames): readonly MergeWrite[] {
  const own = document.names[0];
  return own !== undefined && names.isJoined(own.kind, own.name) ? [] : document.carry(names);
}

/** Those whose place is taken. */
export async function takenOf(writes: readonly MergeWrite[], reader: Reader): Promise<readonly MergeWrite[]> {
  const areFree = await Promise.all(writes.map((write) => write.isFree(reader)));
  return writes.filter((_, place) => !areFree[place]);
}

export async function* eachDocument(rules: readonly MergeRule[], reader: Reader): AsyncGenerator<readonly [rule: MergeRule, document: MergeDocument]> {
  for await (const [rule, documents] of eachPage(rules, reader)) for (const document of documents) yield [rule, document];
}

async function* eachPage(rules: readonly MergeRule[], reader: Reader): AsyncGenerator<readonly [rule: MergeRule, documents: readonly MergeDocument[]]> {
  for (const rule of rules) {
    for (let after: string | undefined, isLast = false; !isLast; ) {
      const page = await rule.read(reader, MERGE_BATCH, after);
      yield [rule, page.documents];
      after = page.next;
      isLast = after === undefined;
    }
  }
}

/** Ids have at most 36 characters; what may be longer stays as long as it is. */
function numbered(name: string, attempt: number): string {
  const end = `-${attempt}`;
  return name.slice(0, Math.max(LONGEST_ID, name.length) - end.length) + end;
}

function renameKey(kind: string, name: string): string {
  return `${kind}\n${name}`;
}
