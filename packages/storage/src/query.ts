import { CpoError } from "@cpokit/kernel";
import type { ScannedDocument, ScanRange } from "./driver.ts";
import { compareKeys } from "./driver.ts";
import { encodeKey, keyPrefix, type Key } from "./key.ts";
import type { Query } from "./store.ts";

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;

/** The stretch that a query reads; it asks for one document more than the page holds, to know whether there is a next one. */
export function rangeOf(scope: string, collection: string, query: Query): ScanRange {
  const limit = query.limit ?? DEFAULT_LIMIT;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw new CpoError("storage.query", `A page holds 1 to ${MAX_LIMIT} documents, not ${limit}; use each() to read more.`, { limit });
  }
  const encode = query.index === undefined ? idBound : encodeKey;
  const prefix = query.prefix === undefined ? undefined : prefixRange(query.prefix, query.index === undefined);
  const from = highest(prefix?.from, query.from === undefined ? undefined : encode(query.from));
  const to = lowest(prefix?.to, query.to === undefined ? undefined : encode(query.to));
  return {
    scope,
    collection,
    limit: limit + 1,
    ...(query.index === undefined ? {} : { index: query.index }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(query.after === undefined ? {} : { after: readCursor(query.after) }),
    ...(query.reverse === undefined ? {} : { reverse: query.reverse }),
  };
}

/** The cursor that continues behind a document. */
export function cursorBehind({ key, id }: ScannedDocument): string {
  return JSON.stringify([key, id]);
}

function readCursor(cursor: string): { readonly key: string; readonly id: string } {
  try {
    const [key, id] = JSON.parse(cursor) as unknown[];
    if (typeof key === "string" && typeof id === "string") return { key, id };
  } catch (cause) {
    throw brokenCursor(cursor, cause);
  }
  throw brokenCursor(cursor);
}

function brokenCursor(cursor: string, cause?: unknown): CpoError {
  return new CpoError("storage.cursor", "This is no cursor of a page; pass the `next` of the page before, unchanged.", { cursor }, cause);
}

// Ids are plain text; several parts mean an id that was written with `encodeKey`.
function idBound(bound: Key): string {
  return typeof bound === "string" ? bound : encodeKey(bound);
}

function prefixRange(prefix: Key, ofId: boolean): { readonly from: string; readonly to?: string } {
  if (!ofId || typeof prefix !== "string") return keyPrefix(prefix);
  const to = behindPrefix(prefix);
  return { from: prefix, ...(to === undefined ? {} : { to }) };
}

/** The first text, in the order of `compareKeys`, behind all that start with the prefix; `undefined` when nothing is. */
function behindPrefix(prefix: string): string | undefined {
  for (let end = prefix.length; end > 0; end -= 1) {
    const unit = prefix.charCodeAt(end - 1);
    // The order of code units is 0000–D7FF, E000–FFFF, D800–DFFF.
    if (unit === 0xdfff) continue;
    const next = unit === 0xd7ff ? 0xe000 : unit === 0xffff ? 0xd800 : unit + 1;
    return prefix.slice(0, end - 1) + String.fromCharCode(next);
  }
  return undefined;
}

function highest(a: string | undefined, b: string | undefined): string | undefined {
  return a === undefined || (b !== undefined && compareKeys(b, a) > 0) ? b : a;
}

function lowest(a: string | undefined, b: string | undefined): string | undefined {
  return a === undefined || (b !== undefined && compareKeys(b, a) < 0) ? b : a;
}
