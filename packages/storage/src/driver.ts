/** Where a document lives. Ids are any text: the driver must keep every one apart, whatever characters it has. */
export interface Address {
  /** The tenant, `""` for the store's own. Nothing crosses scopes (I22). */
  readonly scope: string;
  readonly collection: string;
  readonly id: string;
}

/** A document as a driver keeps it. */
export interface StoredDocument {
  readonly id: string;
  /**
   * Positive, and greater than any version that this address ever had, even across deletion: it works as a fencing token.
   * It is also greater than any version of the whole store that a `commit` had answered before the one that wrote it was
   * called: it works as the order of commits.
   */
  readonly version: number;
  /** JSON text, kept exactly. */
  readonly body: string;
}

/** A document in an ordered scan, with the key that placed it. */
export interface ScannedDocument extends StoredDocument {
  readonly key: string;
}

/** One secondary key of a document. */
export interface IndexEntry {
  readonly index: string;
  /** Keys compare by code point, as `compareKeys` does. */
  readonly key: string;
  /** At most one document of the scope and collection may hold this key in this index. The same for all entries of an index. */
  readonly unique: boolean;
}

/**
 * A stretch of one collection in order: by id, or by the keys of an index and then by id.
 * A document with several keys in the index appears once for each.
 */
export interface ScanRange {
  readonly scope: string;
  readonly collection: string;
  /** Absent: the order is by id, and `key` of a result is its id. */
  readonly index?: string;
  /** Only keys ≥ this. */
  readonly from?: string;
  /** Only keys < this. */
  readonly to?: string;
  /** Continue behind this (key, id) in the direction of the scan. */
  readonly after?: { readonly key: string; readonly id: string };
  readonly reverse?: boolean;
  readonly limit: number;
}

/** The document must still be at this version; 0 means it must be absent. */
export interface Check extends Address {
  readonly version: number;
  /** A broken fence is reported as `fenced`, and before any other conflict of its unit. */
  readonly fence?: boolean;
}

export type Write =
  | (Address & { readonly kind: "put"; readonly body: string; readonly keys: readonly IndexEntry[] })
  | (Address & { readonly kind: "delete" });

/** All checks hold and all writes apply, or nothing does. An address is written at most once. */
export interface CommitUnit {
  readonly checks: readonly Check[];
  readonly writes: readonly Write[];
}

export type CommitResult =
  /** `version` is the new version of every document that the unit put. */
  | { readonly outcome: "committed"; readonly version: number }
  | { readonly outcome: "conflict"; readonly at: Address }
  | { readonly outcome: "fenced"; readonly at: Address }
  | { readonly outcome: "duplicate"; readonly at: Address; readonly index: string; readonly key: string };

/**
 * What a database must offer; everything else is built on it once. A driver is right when it passes the contract kit
 * (`@cpokit/storage/contract`).
 */
export interface Driver {
  get(address: Address): Promise<StoredDocument | undefined>;
  scan(range: ScanRange): Promise<readonly ScannedDocument[]>;
  /**
   * Judges several independent units, in order, each on top of those before it that committed, and makes all that
   * committed durable before it answers. A unit that does not commit never touches its neighbours. When the promise
   * rejects, none of the units is known to have committed (the caller treats the outcome as unknown).
   */
  commit(units: readonly CommitUnit[]): Promise<readonly CommitResult[]>;
  /** Finishes what was begun; using the driver afterwards rejects with `storage.closed`. */
  close(): Promise<void>;
  /**
   * Tells, soon, that another handle put something into the collection: a hint that may come late, twice or never. A driver
   * that has it wakes the outbox of other processes; without it they poll. Returns a function that ends the watch.
   */
  watch?(collection: string, listener: WatchListener): () => void;
}

/** Told the scope where something was put; without one anything may have been missed. */
export type WatchListener = (scope: string | undefined) => void;

/** Orders keys and ids by code point, as SQLite's BINARY and PostgreSQL's "C" do with UTF-8 (JavaScript's `<` differs above U+FFFF). */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left === right) continue;
    // Surrogates encode the highest code points, yet sort below U+E000–U+FFFF as UTF-16.
    const leftSurrogate = left >= 0xd800 && left <= 0xdfff;
    const rightSurrogate = right >= 0xd800 && right <= 0xdfff;
    if (leftSurrogate !== rightSurrogate) return leftSurrogate ? 1 : -1;
    return left < right ? -1 : 1;
  }
  return a.length - b.length;
}
