import type { Json } from "../convert/narrow.ts";
import type { Kind } from "../peers/kinds.ts";
import { diffForPatch, isSame } from "../rules/merge-patch.ts";
import { isPlainObject } from "../schema/clean.ts";
import type { OcpiVersion } from "../schema/version-facts.ts";

/** One request of an update, behind the URL of the object. */
export interface Step {
  readonly method: "PUT" | "PATCH";
  /** Behind the object's own URL: an EVSE. */
  readonly segments: readonly string[];
  readonly body: Json;
}

/** Modules with PATCH in every version that this one speaks of; the rest is PUT. */
const PATCHED: ReadonlySet<Kind> = new Set(["Location", "Session", "Token"]);
/** More requests than this cost more than one PUT of the whole. */
const MOST_STEPS = 4;

/**
 * The requests that make of what a partner has (`before`) what it should have, both in its version: PATCHes of what changed, for EVSEs on
 * their own URLs, or one PUT of the whole. Empty when they say the same.
 */
export function planUpdate(kind: Kind, version: OcpiVersion, before: Json | undefined, after: Json): readonly Step[] {
  const whole: readonly Step[] = [{ method: "PUT", segments: [], body: after }];
  // Before 2.2 a PATCH replaces the charging periods instead of appending (E28), and sessions carry a copy of a location that changes.
  if (before === undefined || !PATCHED.has(kind) || (kind === "Session" && version === "2.1.1")) return whole;
  if (isSame(before, after)) return [];
  const steps = kind === "Location" ? locationSteps(before, after) : patchOf(before, after);
  return steps === undefined || steps.length === 0 || steps.length > MOST_STEPS ? whole : steps;
}

function patchOf(before: Json, after: Json): readonly Step[] | undefined {
  const patch = diffForPatch(before, after);
  return patch === undefined ? undefined : [{ method: "PATCH", segments: [], body: patch }];
}

/** `undefined` when EVSEs went away: there is no DELETE, only the whole tells it. */
function locationSteps(before: Json, after: Json): readonly Step[] | undefined {
  const [old, now] = [evsesOf(before), evsesOf(after)];
  const isPrefix = old.every((evse, place) => evse["uid"] === now[place]?.["uid"]);
  if (!isPrefix) return undefined;
  const steps: Step[] = [];
  for (const [place, evse] of now.entries()) {
    const segments = [String(evse["uid"])];
    if (old[place] === undefined) steps.push({ method: "PUT", segments, body: evse });
    else if (!isSame(old[place], evse)) steps.push({ method: "PATCH", segments, body: diffForPatch(old[place], evse)! });
  }
  // Receivers that compare times of the whole location take them in this order only.
  steps.sort((a, b) => (String(a.body["last_updated"]) < String(b.body["last_updated"]) ? -1 : 1));
  const own = diffForPatch({ ...before, evses: null }, { ...after, evses: null })!;
  const { last_updated: updated, ...members } = own;
  // A change of an EVSE is one of its location: its time need not be told again.
  const isTold = Object.keys(members).length === 0 && steps.some(({ body }) => body["last_updated"] === updated);
  return isTold || updated === undefined ? steps : [...steps, { method: "PATCH", segments: [], body: own }];
}

function evsesOf({ evses }: Json): readonly Json[] {
  return Array.isArray(evses) ? (evses as readonly unknown[]).filter(isPlainObject) : [];
}
