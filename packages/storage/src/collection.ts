import type { Key } from "./key.ts";

/** How one index of a collection finds its keys. */
export interface IndexDefinition<Body> {
  /** The keys of a document: none, one (`Key`) or several (an array of `Key` arrays is ambiguous, hence `keys`). */
  readonly keys: (body: Body) => readonly Key[];
  /** At most one document may hold a key. */
  readonly unique?: boolean;
}

/** A kind of document. Bodies are plain JSON-safe data. */
export interface Collection<Body> {
  readonly name: string;
  /** Version of the body's shape, from 1. */
  readonly version: number;
  readonly indexes: Readonly<Record<string, IndexDefinition<Body>>>;
  /** `upgrades[n]` turns a body of version n into one of version n + 1; they run on read. */
  readonly upgrades: Readonly<Record<number, (body: unknown) => unknown>>;
}

/**
 * Declares a collection.
 *
 * @example
 * const cards = collection<Card>("cards", { indexes: { byHolder: { keys: (card) => [card.holder] } } });
 */
export function collection<Body>(
  name: string,
  options: {
    readonly version?: number;
    readonly indexes?: Readonly<Record<string, IndexDefinition<Body>>>;
    readonly upgrades?: Readonly<Record<number, (body: unknown) => unknown>>;
  } = {},
): Collection<Body> {
  return Object.freeze({ name, version: options.version ?? 1, indexes: options.indexes ?? {}, upgrades: options.upgrades ?? {} });
}
