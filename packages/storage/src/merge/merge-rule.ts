import type { Collection } from "../collection.ts";
import type { Found, Reader, Unit } from "../store.ts";

/** A name that only one thing of a tenant may have, such as the id of a station, or the identity by which it connects. */
export interface MergedName {
  /** `station`, `identity`, `session` …: one of the kinds that the parts of the merge declare. */
  readonly kind: string;
  readonly name: string;
}

/** What things of the source are called in the target. */
export interface MergeNames {
  /** The tenant that they come from. */
  readonly from: string;
  /** The name itself unless it was taken. */
  of(kind: string, name: string): string;
  /** The target's own thing stands for it. */
  isJoined(kind: string, name: string): boolean;
}

/** How names of one kind are told apart and replaced. */
export interface MergeKind {
  readonly kind: string;
  isTaken(reader: Reader, name: string): Promise<boolean>;
  /** The n-th proposal for a name that is taken, n from 2; `name-n`, cut to the 36 characters of an id, when absent. */
  readonly propose?: (name: string, attempt: number) => string;
  /** Why such a name cannot be replaced, and what to do instead. */
  readonly fixed?: string;
}

/** A document as the target will hold it. */
export interface MergeWrite {
  readonly collection: string;
  readonly id: string;
  isFree(reader: Reader): Promise<boolean>;
  put(unit: Unit): void;
}

/** A document of the source. */
export interface MergeDocument {
  readonly id: string;
  readonly version: number;
  /** The names that it brings, its own first. */
  readonly names: readonly MergedName[];
  /** Why the merge must wait. */
  readonly obstacle: string | undefined;
  carry(names: MergeNames): readonly MergeWrite[];
}

/** How the documents of one collection are merged. */
export interface MergeRule {
  readonly collection: string;
  read(reader: Reader, limit: number, after: string | undefined): Promise<{ readonly documents: readonly MergeDocument[]; readonly next?: string }>;
}

/** All that one package has to say about a merge. */
export interface MergePart {
  readonly kinds: readonly MergeKind[];
  readonly rules: readonly MergeRule[];
}

/**
 * Declares how a collection is merged. Without `carry` its documents stay in the source, and only `obstacle` looks at them.
 *
 * @example
 * mergeRule(cards, { names: ({ id }) => [{ kind: "card", name: id }], carry: ({ id, body }, names) => [carried(cards, names.of("card", id), body)] });
 */
export function mergeRule<Body>(
  collection: Collection<Body>,
  rule: {
    readonly names?: (document: Found<Body>) => readonly MergedName[];
    /** A sentence that says what to do before the merge, for a document that is not at rest. */
    readonly obstacle?: (document: Found<Body>) => string | undefined;
    readonly carry?: (document: Found<Body>, names: MergeNames) => readonly MergeWrite[];
  },
): MergeRule {
  return {
    collection: collection.name,
    async read(reader, limit, after) {
      const { items, next } = await reader.find(collection, { limit, ...(after !== undefined && { after }) });
      const documents = items.map((document) => ({
        id: document.id,
        version: document.version,
        names: rule.names?.(document) ?? [],
        obstacle: rule.obstacle?.(document),
        carry: (names: MergeNames) => rule.carry?.(document, names) ?? [],
      }));
      return { documents, ...(next !== undefined && { next }) };
    },
  };
}

/** A document for the target, with all names in it replaced. */
export function carried<Body>(collection: Collection<Body>, id: string, body: Body): MergeWrite {
  return {
    collection: collection.name,
    id,
    isFree: async (reader) => (await reader.get(collection, id)) === undefined,
    put: (unit) => unit.put(collection, id, body),
  };
}
