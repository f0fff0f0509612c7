import { CpoError } from "@cpokit/kernel";

/** One part of a composite key. Numbers must be safe integers; instants are. */
export type KeyPart = string | number;

/** A key of an index: one part or several, compared part by part. */
export type Key = KeyPart | readonly KeyPart[];

const END = "\u0002";
const ESCAPE = "\u0003";
/** What makes so many digits sixteen. */
const ZEROS: readonly string[] = Array.from({ length: 17 }, (_, digits) => "0".repeat(16 - digits));

/**
 * Writes a key as text whose code-point order is the order of its parts: texts before a longer text that starts with
 * them, numbers by value. `("a!b")` never matches the prefix `("a")`.
 *
 * @throws `storage.key` when a number is no safe integer.
 */
export function encodeKey(key: Key): string {
  if (typeof key !== "object") return encodePart(key);
  let text = "";
  for (const part of key) text += encodePart(part);
  return text;
}

/**
 * The range of all keys that start with these parts, for `ScanRange.from` and `to`.
 *
 * @throws `storage.key` when there is no part.
 */
export function keyPrefix(parts: Key): { readonly from: string; readonly to: string } {
  const from = encodeKey(parts);
  if (from === "") throw new CpoError("storage.key", "A prefix needs at least one part; leave it out to read everything.");
  // Every further part follows END, and no key has ESCAPE there unless its part is another one.
  return { from, to: from.slice(0, -1) + ESCAPE };
}

/** The first part of an id that `encodeKey` wrote, as text, and the rest of it, still encoded. */
export function firstPart(id: string): { readonly first: string; readonly rest: string } {
  const end = id.indexOf(END) + 1;
  const first = id.slice(0, end - 1).replace(/\u0003(.)/gs, (_, character: string) => String.fromCharCode(character.charCodeAt(0) - 0x10));
  return { first, rest: id.slice(end) };
}

function encodePart(part: KeyPart): string {
  return (typeof part === "number" ? encodeNumber(part) : escape(part)) + END;
}

// U+0000 to U+0003 become two characters, so that END sorts below every character of a part.
// U+0000 and U+0001 never appear: `escapeText` leaves keys as they are.
function escape(text: string): string {
  if (!/[\u0000-\u0003]/.test(text)) return text;
  return text.replace(/[\u0000-\u0003]/g, (character) => ESCAPE + String.fromCharCode(character.charCodeAt(0) + 0x10));
}

function encodeNumber(value: number): string {
  if (!Number.isSafeInteger(value)) {
    throw new CpoError("storage.key", `${value} cannot be part of a key; use a whole number or text.`, { value });
  }
  // A digit for the sign, then sixteen: below 2^53 nothing is rounded.
  return value < 0 ? `0${pad(value + Number.MAX_SAFE_INTEGER)}` : `1${pad(value)}`;
}

function pad(value: number): string {
  const digits = String(value);
  return ZEROS[digits.length]! + digits;
}
