import { formatInstant, type Instant } from "@cpokit/kernel";
import { isPlainObject } from "../schema/clean.ts";
import { isSame } from "./merge-patch.ts";

type Json = Readonly<Record<string, unknown>>;

/** Lists whose elements have a `last_updated` of their own, and the member that tells elements apart. */
const STAMPED: Readonly<Record<string, string>> = { evses: "uid", connectors: "id", calendars: "id" };

/**
 * Sets `last_updated` where the content differs from what was published before, and nowhere else: a change of a connector is one of its
 * EVSE and of its location. What is the same keeps the time it had.
 */
export function stampChanges<Value extends object>(before: Value | undefined, after: Value, now: Instant): Value {
  return stamped(before as Json | undefined, after as Json, formatInstant(now).replace(".000Z", "Z")) as Value;
}

function stamped(before: Json | undefined, after: Json, now: string): Json {
  const next: Record<string, unknown> = { ...after };
  for (const [member, id] of Object.entries(STAMPED)) {
    const [list, old] = [after[member], before?.[member]];
    if (!Array.isArray(list)) continue;
    const known = Array.isArray(old) ? (old as readonly unknown[]).filter(isPlainObject) : [];
    next[member] = list.map((each: unknown) => (isPlainObject(each) ? stamped(known.find((other) => other[id] === each[id]), each, now) : each));
  }
  if (before === undefined) return { ...next, last_updated: after["last_updated"] ?? now };
  const unchanged = isSame({ ...before, last_updated: null }, { ...next, last_updated: null });
  return { ...next, last_updated: unchanged ? before["last_updated"] : now };
}
