import type { Json } from "../convert/narrow.ts";
import { isPlainObject } from "../schema/clean.ts";
import { parseDateTime } from "../schema/date-time.ts";

/** How one reaches the parts that have URLs of their own: the list, and the member that is their id. */
const STEPS: Readonly<Record<string, readonly (readonly [list: string, id: string])[]>> = {
  EVSE: [["evses", "uid"]],
  Connector: [["evses", "uid"], ["connectors", "id"]],
  Calendar: [["calendars", "id"]],
};

/** The part of an object with these ids, compared without case; the object itself when the name is its own. */
export function partOf(whole: Json, name: string, ids: readonly string[]): Json | undefined {
  let part: Json | undefined = whole;
  for (const [place, [list, id]] of (STEPS[name] ?? []).entries()) {
    part = elementsOf(part, list).find((element) => isId(element[id], ids[place]!));
    if (part === undefined) return undefined;
  }
  return part;
}

/** The object with a part put in the place of the one with these ids, or added; `undefined` when what would hold it is not there. */
export function withPart(whole: Json, name: string, ids: readonly string[], part: Json): Json | undefined {
  return place(whole, STEPS[name] ?? [], ids, part);
}

/** The member of a part that its URL ends with. */
export function partIdOf(name: string): string | undefined {
  return STEPS[name]?.at(-1)?.[1];
}

function place(whole: Json, [step, ...steps]: readonly (readonly [string, string])[], [id, ...ids]: readonly string[], part: Json): Json | undefined {
  if (step === undefined || id === undefined) return part;
  const [list, member] = step;
  const elements = elementsOf(whole, list);
  const at = elements.findIndex((element) => isId(element[member], id));
  if (at < 0 && steps.length > 0) return undefined;
  const inner = steps.length === 0 ? part : place(elements[at]!, steps, ids, part);
  if (inner === undefined) return undefined;
  // What holds a newer part is as new as the part.
  const newest = updatedAt(part) > updatedAt(whole) ? part["last_updated"] : whole["last_updated"];
  return { ...whole, [list]: at < 0 ? [...elements, inner] : elements.with(at, inner), last_updated: newest };
}

/** In ms; the beginning of time when it is not told. */
export function updatedAt({ last_updated: text }: Json): number {
  return (typeof text === "string" ? parseDateTime(text) : undefined) ?? -Infinity;
}

function elementsOf(whole: Json, list: string): readonly Json[] {
  const elements = whole[list];
  return Array.isArray(elements) ? (elements as readonly unknown[]).filter(isPlainObject) : [];
}

function isId(given: unknown, id: string): boolean {
  return typeof given === "string" && given.toUpperCase() === id.toUpperCase();
}
