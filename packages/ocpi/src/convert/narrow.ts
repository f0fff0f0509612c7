import { isPlainObject } from "../schema/clean.ts";
import type { FieldFact, VersionFacts } from "../schema/version-facts.ts";
import type { Loss } from "./loss.ts";

export type Json = Readonly<Record<string, unknown>>;

/** For required members: what comes nearest in versions that do not have the value. */
const NEAREST: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  TokenType: { EMAID: "OTHER", APP_USER: "OTHER", AD_HOC_USER: "OTHER", LICENSE_PLATE: "OTHER" },
  AuthMethod: { COMMAND: "AUTH_REQUEST" },
  SessionStatus: { RESERVATION: "PENDING" },
  PowerType: { AC_2_PHASE: "AC_1_PHASE", AC_2_PHASE_SPLIT: "AC_1_PHASE" },
};
const NEAREST_OF_ANY: Readonly<Record<string, string>> = { ImageCategory: "OTHER", TokenType: "OTHER" };

/**
 * Leaves of an object what the target version can say: members that only the source knows are dropped, values that the target does not
 * list are replaced or dropped, texts are cut. Members that neither knows are kept. `undefined` when something required cannot be said.
 */
export function narrow(value: Json, name: string, source: VersionFacts, target: VersionFacts, losses: Loss[], pointer = ""): Json | undefined {
  const [before, after] = [source.objects[name] ?? {}, target.objects[name] ?? {}];
  const narrowed: Record<string, unknown> = {};
  for (const [member, given] of Object.entries(value)) {
    const place = `${pointer}/${member}`;
    const field = after[member];
    if (field === undefined) {
      if (before[member] === undefined) narrowed[member] = given;
      else losses.push({ pointer: place, code: "dropped", rule: `${name}.${member} is not in ${target.version}` });
      continue;
    }
    const kept = Array.isArray(given)
      ? given.map((each: unknown, index) => narrowValue(each, field, source, target, losses, `${place}/${index}`)).filter((each) => each !== undefined)
      : narrowValue(given, field, source, target, losses, place);
    const isMissing = kept === undefined || (field.is === "+" && Array.isArray(kept) && kept.length === 0);
    if (!isMissing) narrowed[member] = kept;
    else if (field.is === "1" || field.is === "+") return lost(losses, place, `${name}.${member} is required in ${target.version} and cannot be said`);
  }
  return narrowed;
}

function narrowValue(value: unknown, field: FieldFact, source: VersionFacts, target: VersionFacts, losses: Loss[], pointer: string): unknown {
  const listed = target.enums[field.type];
  if (listed !== undefined && typeof value === "string") {
    if (listed.values.includes(value) || listed.open) return value;
    const nearest = NEAREST[field.type]?.[value] ?? NEAREST_OF_ANY[field.type];
    if (nearest === undefined) return lost(losses, pointer, `${field.type} of ${target.version} has no such value`);
    losses.push({ pointer, code: "replaced", rule: `${nearest} is the nearest ${field.type} of ${target.version}` });
    return nearest;
  }
  if (isPlainObject(value) && target.objects[field.type] !== undefined) return narrow(value, field.type, source, target, losses, pointer);
  const { maxLength = Infinity } = field;
  if (typeof value !== "string" || value.length <= maxLength || field.type === "DateTime") return value;
  losses.push({ pointer, code: "shortened", rule: `at most ${maxLength} characters in ${target.version}` });
  return field.type === "CiString" ? shortId(value, maxLength) : Array.from(value).slice(0, maxLength).join("");
}

function lost(losses: Loss[], pointer: string, rule: string): undefined {
  losses.push({ pointer, code: "dropped", rule });
  return undefined;
}

/** An id that is too long for the target keeps its beginning, and a fingerprint of the whole so that it stays one of its kind. */
export function shortId(id: string, length: number): string {
  if (id.length <= length) return id;
  return length > 9 ? `${id.slice(0, length - 9)}~${fingerprint(id).toString(16).padStart(8, "0")}` : id.slice(0, length);
}

/** FNV-1a of 32 bits, without case. */
export function fingerprint(id: string): number {
  let hash = 0x811c9dc5;
  for (const character of id.toUpperCase()) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
  return hash >>> 0;
}
