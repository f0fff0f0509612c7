import type { Instant } from "@cpokit/kernel";
import { explain } from "../codec/codec.ts";
import { valueAt, type Finding } from "../codec/findings.ts";
import type { Codec, Protocol } from "../protocol.ts";
import { REPAIRS } from "./catalogue.ts";
import type { RepairContext, RepairName, RepairRule } from "./rule.ts";

/** One use of a repair. */
export interface UsedRepair {
  readonly name: RepairName;
  /** JSON pointer to the field, as it was when the repair was made. */
  readonly path: string;
  /** What stood there, so that nothing is lost; it comes from the station and may be personal. */
  readonly was: unknown;
}

/** A payload after repair. Without used repairs it is the one that came in. */
export interface Repaired {
  readonly payload: unknown;
  readonly used: readonly UsedRepair[];
  /** Nothing was left that says anything: the payload is still not valid, and there is nothing to handle. */
  readonly isVoid?: true;
}

export interface RepairOptions {
  /** `request` when absent. */
  readonly part?: "request" | "response";
  /** When the message arrived, for blank timestamps. */
  readonly receivedAt?: Instant;
}

/**
 * Mends a payload that the version refuses with the given repairs, and tells which were used. A payload that is fine, or that these
 * repairs cannot make fine, comes back as it is with nothing used. Changes nothing in place.
 */
export function repair(
  protocol: Protocol, action: string, payload: unknown, repairs: readonly RepairName[], { part = "request", receivedAt }: RepairOptions = {},
): Repaired {
  const untouched: Repaired = { payload, used: [] };
  const codec = protocol.action(action)?.[part];
  if (codec === undefined || typeof payload !== "object" || payload === null || codec.accepts(payload)) return untouched;
  const rules = REPAIRS.filter(({ name, versions }) => repairs.includes(name) && versions.includes(protocol.version));
  const context: RepairContext = { version: protocol.version, action, receivedAt };
  const draft: object = JSON.parse(JSON.stringify(payload));
  const used: UsedRepair[] = [];
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const mended = mendOnce(codec, draft, rules, context);
    if (mended === undefined || mended.used.length === 0) return untouched;
    used.push(...mended.used);
    if (mended.isVoid) return { payload: draft, used, isVoid: true };
    if (codec.accepts(draft)) return { payload: draft, used };
  }
  return untouched;
}

/** A mended field can show the next fault below it: list, item, text, value. Deeper chains are no slips of a known station. */
const MOST_ROUNDS = 8;

/** Mends every broken rule once; `undefined` when one of them has no repair. Items are dropped last, so that no path moves meanwhile. */
function mendOnce(codec: Codec<unknown>, draft: object, rules: readonly RepairRule[], context: RepairContext): { readonly used: readonly UsedRepair[]; readonly isVoid: boolean } | undefined {
  const used: UsedRepair[] = [];
  let isVoid = false;
  const dropped = new Map<unknown[], Set<unknown>>();
  for (const finding of explain(codec, draft)) {
    const found = firstMending(rules, finding, valueAt(draft, finding.keys), context, () => isRequired(codec, draft, finding.keys));
    if (found === undefined) return undefined;
    const { name, mending } = found;
    const keys = "drop" in mending && mending.drop === "item" ? itemAround(finding.keys) : finding.keys;
    const parent = valueAt(draft, keys.slice(0, -1));
    const key = keys.at(-1);
    if (key === undefined || typeof parent !== "object" || parent === null) return undefined;
    const was = valueAt(parent, [key]);
    if ("drop" in mending && mending.drop === "message") isVoid = true;
    else if ("set" in mending) Reflect.set(parent, key, mending.set);
    else if (!Array.isArray(parent)) Reflect.deleteProperty(parent, key);
    else if (dropped.get(parent)?.has(was) === true) continue;
    else dropped.set(parent, (dropped.get(parent) ?? new Set()).add(was));
    used.push({ name, path: finding.path, was });
  }
  for (const [list, items] of dropped) list.splice(0, list.length, ...list.filter((item) => !items.has(item)));
  return { used, isVoid };
}

/** A field that the message must have is not left out: the next repair may know what to put there. */
function firstMending(rules: readonly RepairRule[], finding: Finding, value: unknown, context: RepairContext, mustStay: () => boolean) {
  for (const { name, mend } of rules) {
    const mending = mend(finding, value, context);
    const leavesOut = mending !== undefined && "drop" in mending && mending.drop === "field";
    if (mending !== undefined && !(leavesOut && mustStay())) return { name, mending };
  }
  return undefined;
}

function isRequired(codec: Codec<unknown>, draft: object, keys: readonly (string | number)[]): boolean {
  const without: object = JSON.parse(JSON.stringify(draft));
  const [parent, key] = [valueAt(without, keys.slice(0, -1)), keys.at(-1)];
  if (key === undefined || typeof parent !== "object" || parent === null || Array.isArray(parent)) return false;
  Reflect.deleteProperty(parent, key);
  const path = keys.join("/");
  return explain(codec, without).some((finding) => finding.need.need === "present" && finding.keys.join("/") === path);
}

/** The path of the innermost list item that holds the field. */
function itemAround(keys: readonly (string | number)[]): readonly (string | number)[] {
  return keys.slice(0, keys.findLastIndex((key) => typeof key === "number") + 1);
}
