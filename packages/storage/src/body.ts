import { CpoError } from "@cpokit/kernel";
import type { Collection } from "./collection.ts";

/**
 * Writes a body as the text that drivers keep: `{"v":<version of the collection>,"b":<body>}`.
 *
 * @throws `storage.body` when the body cannot be JSON.
 */
export function encodeBody<Body>(collection: Collection<Body>, id: string, body: Body): string {
  const what = `${collection.name} "${id}"`;
  // In one piece: joined texts would be copied once more by whoever writes them down.
  const text = toJson({ v: collection.version, b: body }, what);
  // A body that is no JSON value is left out.
  if (!text.includes(",")) throw noJson(what);
  return text;
}

/**
 * Reads what `encodeBody` wrote, upgraded to the version of the collection. Every call gives a copy of its own.
 *
 * @throws `storage.newer` when a newer program wrote it, `storage.upgrade` when an upgrade is missing.
 */
export function decodeBody<Body>(collection: Collection<Body>, id: string, text: string): Body {
  const { v, b } = JSON.parse(text) as { v: number; b: Body };
  return v === collection.version ? b : (upgrade(collection, id, v, b) as Body);
}

/** @throws `storage.body` when the value cannot be JSON. */
export function toJson(value: unknown, what: string): string {
  let json: string | undefined;
  try {
    json = JSON.stringify(value);
  } catch (cause) {
    throw new CpoError("storage.body", `The body of ${what} cannot be written as JSON; store plain data only.`, { what }, cause);
  }
  if (json === undefined) throw noJson(what);
  // JSON writes numbers that are none as null; looking for them is only needed where a null is.
  if (json.includes("null") && hasUnwritable(value)) {
    throw new CpoError("storage.body", `The body of ${what} has a number that is not finite; nothing is stored in its place.`, { what });
  }
  return json;
}

function noJson(what: string): CpoError {
  return new CpoError("storage.body", `The body of ${what} is no JSON value; store plain data only.`, { what });
}

function hasUnwritable(value: unknown): boolean {
  if (typeof value === "number") return !Number.isFinite(value);
  return typeof value === "object" && value !== null && Object.values(value).some(hasUnwritable);
}

function upgrade<Body>(collection: Collection<Body>, id: string, from: number, body: unknown): unknown {
  const values = { collection: collection.name, id, written: from, known: collection.version };
  if (from > collection.version) {
    throw new CpoError("storage.newer", `Document "${id}" of ${collection.name} has version ${from}, this program knows ${collection.version}; run the newer program.`, values);
  }
  let upgraded = body;
  for (let version = from; version < collection.version; version += 1) {
    const step = collection.upgrades[version];
    if (step === undefined) {
      throw new CpoError("storage.upgrade", `Collection ${collection.name} has no upgrade from version ${version}; add upgrades[${version}].`, values);
    }
    upgraded = step(upgraded);
  }
  return upgraded;
}
