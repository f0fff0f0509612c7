import { UNSAFE_MEMBERS } from "../schema/clean.ts";

type Json = Readonly<Record<string, unknown>>;

/** The one list that a PATCH appends to since 2.2, instead of replacing it (E28). */
const APPENDED = "charging_periods";

/**
 * The body of the PATCH that makes `after` of `before`: changed members, null for those that went away, only the new charging periods,
 * and always `last_updated`. `undefined` when a PUT is needed, because periods that were sent have changed.
 */
export function diffForPatch(before: Json, after: Json): Json | undefined {
  const patch: Record<string, unknown> = {};
  for (const member of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, now] = [before[member], after[member]];
    if (isSame(old, now)) continue;
    if (member !== APPENDED) {
      patch[member] = now ?? null;
      continue;
    }
    const [sent, all] = [listOf(old), listOf(now)];
    if (!sent.every((period, place) => isSame(period, all[place]))) return undefined;
    patch[member] = all.slice(sent.length);
  }
  return Object.keys(patch).length === 0 ? patch : { ...patch, last_updated: after["last_updated"] };
}

/** What an object is after a PATCH: null removes a member, lists are replaced whole, charging periods are appended when `appends` (2.2 and later). */
export function applyPatch(object: Json, patch: Json, appends: boolean): Json {
  const patched: Record<string, unknown> = { ...object };
  for (const [member, value] of Object.entries(patch)) {
    if (UNSAFE_MEMBERS.has(member)) continue;
    if (value === null) delete patched[member];
    else if (member === APPENDED && appends) patched[member] = [...listOf(object[member]), ...listOf(value)];
    else patched[member] = value;
  }
  return patched;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** Whether two JSON values say the same, whatever the order of their members; null and absent are the same. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b || (a ?? undefined) === (b ?? undefined)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a as Json, b as Json];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((member) => isSame(left[member], right[member]));
}
