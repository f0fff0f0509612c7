import { escapeText, keyPrefix, type Address, type CommitUnit, type IndexEntry } from "@cpokit/storage";
import type { Places } from "./places.ts";

/** An address that some unit of a call checks or writes. */
export interface TouchedDocument {
  readonly collection: number;
  readonly scope: number;
  /** As the database holds it. */
  readonly id: string;
  /** What the first check expects, which is the best guess before the database was asked; `undefined` when nobody checks. */
  readonly guess: number | undefined;
}

/** A unique key that some unit of a call claims. */
export interface ClaimedKey {
  readonly collection: number;
  readonly scope: number;
  /** As the database holds it. */
  readonly entry: string;
}

/** The units of one call of `commit`, and all that they touch. */
export interface Batch {
  readonly units: readonly CommitUnit[];
  /** In the order in which all processes lock. */
  readonly documents: readonly TouchedDocument[];
  readonly claims: readonly ClaimedKey[];
  /** For the checks and writes of the units themselves, as objects. */
  documentOf(address: Address): TouchedDocument;
  claimOf(address: Address, entry: IndexEntry): ClaimedKey;
}

/** Looks at the units; all their places must be open. */
export function createBatch(units: readonly CommitUnit[], places: Places): Batch {
  const documents = new Map<string, { collection: number; scope: number; id: string; guess: number | undefined }>();
  const documentsOf = new Map<Address, TouchedDocument>();
  const claims = new Map<string, ClaimedKey>();

  function touch(address: Address, guess: number | undefined): void {
    const { collection, scope } = places.find(address)!;
    const key = `${collection}/${scope}/${address.id}`;
    let document = documents.get(key);
    if (document === undefined) documents.set(key, (document = { collection, scope, id: escapeText(address.id), guess }));
    document.guess ??= guess;
    documentsOf.set(address, document);
  }

  for (const { checks, writes } of units) {
    for (const check of checks) touch(check, check.version);
    for (const write of writes) {
      touch(write, undefined);
      if (write.kind === "delete") continue;
      for (const entry of write.keys) if (entry.unique) claim(write, entry);
    }
  }

  function claim(address: Address, entry: IndexEntry): void {
    const { collection, scope } = documentsOf.get(address)!;
    claims.set(claimKey(address, entry), { collection, scope, entry: entryText(entry) });
  }

  function claimKey(address: Address, entry: IndexEntry): string {
    const { collection, scope } = documentsOf.get(address)!;
    return `${collection}/${scope}/${entryText(entry)}`;
  }

  // Any order will do for locks, as long as everybody's is the same.
  const inOrder = [...documents].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, document]) => document);
  return {
    units,
    documents: inOrder,
    claims: [...claims.values()],
    documentOf: (address) => documentsOf.get(address)!,
    claimOf: (address, entry) => claims.get(claimKey(address, entry))!,
  };
}

/** An index entry as the database holds it: entries of one index stand together, in the order of their keys. */
export function entryText({ index, key }: { readonly index: string; readonly key: string }): string {
  return escapeText(keyPrefix(index).from + key);
}
