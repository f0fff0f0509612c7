import { collection } from "../collection.ts";

/** How far the merge of a tenant has come; in the target, by the name of the source. */
export interface MergeProgress {
  readonly state: "planning" | "carrying" | "done";
  /** Counts the plans that were begun; only the last one's renames hold. */
  readonly plan: number;
  /** The rule whose documents are carried now, and behind which of them. */
  readonly rule: number;
  readonly after?: string;
  /** Carried documents by collection, counted as documents of the source. */
  readonly counts: Readonly<Record<string, number>>;
  /** No document of the source was newer when the merge was planned. */
  readonly newest: number;
  readonly late?: LateDocuments;
}

/** What changed in the source while it was merged. */
export interface LateDocuments {
  readonly count: number;
  /** Some of them. */
  readonly some: readonly { readonly collection: string; readonly id: string }[];
}

export const merges = collection<MergeProgress>("storage.merges");

/** A name of the source, and what it is called in the target. */
export interface Rename {
  readonly kind: string;
  readonly name: string;
  readonly to: string;
  /** A person said that both are the same: the target's stays, and the source's document is not carried. */
  readonly joined?: true;
}

/** The remap table: it stays, so that an old name can be looked up for ever. */
export const renames = collection<Rename & { readonly from: string; readonly plan: number }>("storage.renames", { indexes: { byPlan: { keys: ({ from, plan, kind, name }) => [[from, plan, kind, name]] } } });
