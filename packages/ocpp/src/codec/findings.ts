import type * as z from "zod/mini";
import type { Violation, ViolationKind } from "../protocol.ts";
import type { Broken, Need } from "./schema.ts";

/** A violation with its path in pieces and what the field needs. */
export interface Finding extends Violation {
  readonly keys: readonly (string | number)[];
  readonly need: Need;
}

/** Every rule of the schema that the value breaks, in the order of the fields. */
export function findings(schema: z.ZodMiniType, value: unknown): readonly Finding[] {
  const result = schema.safeParse(value);
  return result.success ? [] : result.error.issues.flatMap((issue) => toFindings(issue, value));
}

function toFindings(issue: z.core.$ZodIssue, payload: unknown): readonly Finding[] {
  const keys = issue.path.map((key) => (typeof key === "number" ? key : String(key)));
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => finding([...keys, key], "format", { need: "absent" }));
  const isMissing = keys.length > 0 && valueAt(payload, keys) === undefined;
  if (isMissing) return [finding(keys, "occurrence", { need: "present" })];
  if (issue.code === "invalid_value") {
    const values = issue.values.map(String);
    const isText = typeof valueAt(payload, keys) === "string";
    return [isText ? finding(keys, "property", { need: "value", values }) : finding(keys, "type", { need: "type", type: "text" })];
  }
  if (issue.code === "invalid_type") {
    return [finding(keys, keys.length === 0 ? "format" : "type", { need: "type", type: TYPES[issue.expected] ?? "object" })];
  }
  const { kind, need } = issue.code === "custom" && isBroken(issue.params) ? issue.params : UNKNOWN_RULE;
  return [finding(keys, kind, need)];
}

/** The names that zod has for our types. */
const TYPES: Readonly<Record<string, "text" | "number" | "boolean" | "list" | "object">> = {
  string: "text", number: "number", boolean: "boolean", array: "list", object: "object",
};

const UNKNOWN_RULE: Broken = { kind: "format", need: { need: "type", type: "object" } };

function isBroken(params: unknown): params is Broken {
  return typeof params === "object" && params !== null && "need" in params && "kind" in params;
}

function finding(keys: readonly (string | number)[], kind: ViolationKind, need: Need): Finding {
  return { kind, path: pointer(keys), rule: words(need), keys, need };
}

/** RFC 6901. */
function pointer(keys: readonly (string | number)[]): string {
  return keys.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** The value at the path, `undefined` when there is none; own fields only. */
export function valueAt(payload: unknown, keys: readonly (string | number)[]): unknown {
  let value = payload;
  for (const key of keys) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

function words(need: Need): string {
  switch (need.need) {
    case "present":
      return "is required";
    case "absent":
      return "is not a field of this message";
    case "type":
      return `must be ${ARTICLES[need.type]}`;
    case "value":
      return `must be one of ${need.values.join(", ")}`;
    case "length":
      return `at most ${need.maximum} characters`;
    case "items":
      return need.maximum === Number.POSITIVE_INFINITY ? `at least ${need.minimum} items` : `${need.minimum} to ${need.maximum} items`;
    case "range":
      if (need.maximum === Number.POSITIVE_INFINITY) return `at least ${need.minimum}`;
      return need.minimum === Number.NEGATIVE_INFINITY ? `at most ${need.maximum}` : `from ${need.minimum} to ${need.maximum}`;
    case "tenths":
      return "at most one decimal";
    case "dateTime":
      return "must be an RFC 3339 date-time with an offset";
    case "uri":
      return "must be an absolute URI";
  }
}

const ARTICLES = { text: "text", number: "a number", integer: "a whole number", boolean: "true or false", list: "a list", object: "an object" } as const;
