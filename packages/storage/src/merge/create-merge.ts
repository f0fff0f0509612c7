import { CpoError } from "@cpokit/kernel";
import { each } from "../reader.ts";
import type { Store } from "../store.ts";
import { merges, renames, type LateDocuments, type MergeProgress, type Rename } from "./merge-documents.ts";
import type { MergeNames, MergePart, MergeRule, MergeWrite } from "./merge-rule.ts";
import { createMergePlanner, eachDocument, MERGE_BATCH, namesOf, takenOf, writesOf, type MergePlan, type PlanOptions } from "./plan-merge.ts";

export interface MergeOptions {
  /** The tenant that is taken in. It is only read. */
  readonly from: string;
  readonly into: string;
  /** How the documents of each package are merged, in the order in which they are carried. */
  readonly parts: readonly MergePart[];
  readonly given?: PlanOptions["given"];
}

/** What a merge has done. */
export interface MergeReport {
  /** Carried documents by collection. */
  readonly counts: Readonly<Record<string, number>>;
  /** What was written in the source meanwhile, and may be missing in the target. */
  readonly late: LateDocuments;
}

/** Takes one tenant into another. */
export interface Merge {
  /** The dry run: reads everything, writes nothing. Once a merge has begun, what it was begun with. */
  plan(): Promise<MergePlan>;
  /**
   * Carries everything, in units of bounded size. Run it again after a crash, in any process: it goes on where it stopped, and a merge
   * that is done does nothing. Nothing is published, so nothing happens a second time because of it (I15).
   *
   * @throws `storage.merge-refused` when the plan has problems, `storage.merge-taken` when somebody took a name since,
   * `storage.merge-busy` when two processes plan at once.
   */
  run(): Promise<MergeReport>;
  /** The remap table: what something of the source is called in the target. */
  renamed(kind: string, name: string): Promise<string>;
}

/** Ids that a report names of what was late. */
const SOME = 100;

/**
 * A merge of two tenants of one store (F24). Every name that must be unique in a tenant (I4, I22) gets a new one where the target
 * has it, in all documents that speak of it.
 *
 * @param root the store that opens scopes
 * @throws `storage.merge-same` when the two are one
 * @example
 * const merge = createMerge(store, { from: "acquired", into: "main", parts: [csmsMerge, sessionsMerge, billingMerge] });
 * const { renames, problems } = await merge.plan();
 */
export function createMerge(root: Store, { from, into, parts, given = {} }: MergeOptions): Merge {
  if (from === into) throw new CpoError("storage.merge-same", `The tenant "${from}" cannot be merged into itself.`, { from });
  const source = root.scope(from);
  const target = root.scope(into);
  const planner = createMergePlanner({ from, source, target, parts, given });

  async function tableOf(plan: number): Promise<readonly Rename[]> {
    const table: Rename[] = [];
    for await (const { body: { kind, name, to, joined } } of each(target, renames, { index: "byPlan", prefix: [from, plan], limit: 1_000 })) table.push({ kind, name, to, ...(joined && { joined }) });
    return table;
  }

  /** Plans, writes the plan down, and begins to carry by it. */
  async function begin(): Promise<void> {
    const { plan } = await target.transaction(async (unit) => {
      const progress = await unit.get(merges, from);
      const begun: MergeProgress = { state: "planning", plan: (progress?.plan ?? 0) + 1, rule: 0, counts: {}, newest: 0 };
      if (progress === undefined || progress.state === "planning") unit.put(merges, from, begun);
      return begun;
    });
    const { renames: planned, problems, newest } = await planner.plan();
    const [first] = problems;
    if (first !== undefined) {
      const sentence = `The tenant "${from}" cannot be merged yet, ${problems.length} documents are in the way; ${first.collection} "${first.id}": ${first.reason}`;
      throw new CpoError("storage.merge-refused", sentence, { from, into, problems: problems.length });
    }
    for (let start = 0; start < planned.length; start += MERGE_BATCH) {
      const batch = planned.slice(start, start + MERGE_BATCH);
      await target.transaction((unit) => {
        for (const rename of batch) unit.put(renames, renameId(from, plan, rename), { from, plan, ...rename });
      });
    }
    await target.transaction(async (unit) => {
      const progress = await unit.get(merges, from);
      if (progress?.plan !== plan || progress.state !== "planning") throw new CpoError("storage.merge-busy", `Another process began to merge "${from}"; let one alone do it.`, { from, into });
      unit.put(merges, from, { ...progress, state: "carrying", newest });
    });
  }

  /** Carries one page of one rule, together with the note that it is carried. */
  async function carryPage(rule: MergeRule, progress: MergeProgress, names: MergeNames): Promise<void> {
    const { documents, next } = await rule.read(source, MERGE_BATCH, progress.after);
    await target.transaction(async (unit) => {
      if (!isSame(await unit.get(merges, from), progress)) return;
      const carriedHere = documents.map((document) => writesOf(document, names)).filter((writes) => writes.length > 0);
      const writes = carriedHere.flat();
      const [taken] = await takenOf(writes, unit);
      if (taken !== undefined) throw takenSince(taken);
      for (const write of writes) write.put(unit);
      const count = (progress.counts[rule.collection] ?? 0) + carriedHere.length;
      const { after: _, ...rest } = progress;
      const counts = count === 0 ? rest.counts : { ...rest.counts, [rule.collection]: count };
      unit.put(merges, from, { ...rest, counts, ...(next === undefined ? { rule: rest.rule + 1 } : { after: next }) });
    });
  }

  async function finish(progress: MergeProgress): Promise<void> {
    const some: { collection: string; id: string }[] = [];
    let count = 0;
    for await (const [{ collection }, { id, version }] of eachDocument(planner.rules, source)) {
      if (version <= progress.newest) continue;
      count += 1;
      if (some.length < SOME) some.push({ collection, id });
    }
    await target.transaction((unit) => unit.put(merges, from, { ...progress, state: "done", late: { count, some } }));
  }

  return {
    async plan() {
      const progress = await target.get(merges, from);
      if (progress !== undefined && progress.state !== "planning") return { counts: progress.counts, renames: await tableOf(progress.plan), problems: [] };
      const { counts, renames: planned, problems } = await planner.plan();
      return { counts, renames: planned, problems };
    },
    async run() {
      let names: MergeNames | undefined;
      for (;;) {
        const progress = await target.get(merges, from);
        if (progress === undefined || progress.state === "planning") {
          await begin();
          continue;
        }
        if (progress.state === "done") return { counts: progress.counts, late: progress.late! };
        names ??= namesOf(from, await tableOf(progress.plan));
        const rule = planner.rules[progress.rule];
        await (rule === undefined ? finish(progress) : carryPage(rule, progress, names));
      }
    },
    async renamed(kind, name) {
      const progress = await target.get(merges, from);
      const rename = progress === undefined ? undefined : await target.get(renames, renameId(from, progress.plan, { kind, name }));
      return rename?.to ?? name;
    },
  };
}

function renameId(from: string, plan: number, { kind, name }: Pick<Rename, "kind" | "name">): string {
  return JSON.stringify([from, plan, kind, name]);
}

function isSame(a: MergeProgress | undefined, b: MergeProgress): boolean {
  return a !== undefined && a.rule === b.rule && a.after === b.after && a.state === b.state;
}

function takenSince({ collection, id }: MergeWrite): CpoError {
  return new CpoError("storage.merge-taken", `Somebody gave the target a document "${id}" of ${collection} since the merge was planned; remove it or give it another id, then run the merge again.`, { collection, id });
}
