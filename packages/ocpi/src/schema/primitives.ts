import { readDateTime } from "./date-time.ts";
import type { FindingCode } from "./finding.ts";
import type { ReadContext } from "./reader.ts";
import type { FieldFact } from "./version-facts.ts";

/** A string, number or boolean by the rules of its field; `undefined` when it is none. */
export function readPrimitive(context: ReadContext, field: FieldFact, member: string | number, value: unknown): unknown {
  if (field.type === "any") return value;
  if (Array.isArray(value)) {
    context.report("list", "error", "one value is expected, not a list", member);
    return undefined;
  }
  switch (field.type) {
    case "boolean":
      return readBoolean(context, member, value);
    case "number":
    case "int":
      return readNumber(context, field, member, value);
    default:
      return readString(context, field, member, value);
  }
}

function readBoolean(context: ReadContext, member: string | number, value: unknown): boolean | undefined {
  if (typeof value === "boolean") return value;
  if (context.mode === "lenient" && (value === "true" || value === "false")) {
    context.report("type", "repaired", "a boolean was written as a string", member);
    return value === "true";
  }
  context.report("type", "error", "a boolean is expected", member);
  return undefined;
}

/** E06: numbers written as strings are accepted from partners. */
function readNumber(context: ReadContext, { type, minimum, maximum }: FieldFact, member: string | number, value: unknown): number | undefined {
  const isText = context.mode === "lenient" && typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value);
  if (isText) context.report("type", "repaired", "a number was written as a string", member);
  const number = isText ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number)) {
    context.report("type", "error", "a number is expected", member);
    return undefined;
  }
  if (type === "int" && !Number.isInteger(number)) context.report("fraction", "error", "an integer is expected", member);
  if ((minimum !== undefined && number < minimum) || (maximum !== undefined && number > maximum)) {
    context.report("range", "warning", `from ${minimum ?? "any"} to ${maximum ?? "any"}`, member);
  }
  return number;
}

/** E04: numbers are accepted from partners where a string is expected. */
function readString(context: ReadContext, field: FieldFact, member: string | number, value: unknown): string | undefined {
  const isNumber = context.mode === "lenient" && typeof value === "number" && field.type !== "DateTime";
  if (isNumber) context.report("type", "repaired", "a string was written as a number", member);
  const text = isNumber ? String(value) : value;
  if (typeof text !== "string") {
    context.report("type", "error", "a string is expected", member);
    return undefined;
  }
  if (field.type === "DateTime") return readDateTime(context, member, text);
  const broken = brokenRule(field, text);
  if (broken === undefined) return text;
  // E20: the end of a day.
  if (context.mode === "lenient" && text === "24:00" && broken.code === "pattern") {
    context.report("pattern", "repaired", "24:00 is the end of the day", member);
    return member === "end_time" ? "00:00" : "23:59";
  }
  context.report(broken.code, "warning", broken.rule, member);
  return text;
}

/** The first rule that a string breaks. */
function brokenRule({ type, maxLength = Infinity, minLength = 0, pattern }: FieldFact, text: string): { readonly code: FindingCode; readonly rule: string } | undefined {
  // No string has more characters than code units; counting is for the few that might be too long.
  if (text.length > maxLength && Array.from(text).length > maxLength) return { code: "too-long", rule: `at most ${maxLength} characters` };
  if (text.length < minLength) return { code: "too-short", rule: `at least ${minLength} characters` };
  if (type === "CiString" && !/^[ -~]*$/.test(text)) return { code: "charset", rule: "printable ASCII only" };
  if (pattern !== undefined && !expression(pattern).test(text)) return { code: "pattern", rule: `matches ${pattern}` };
  return undefined;
}

const expressions = new Map<string, RegExp>();

function expression(pattern: string): RegExp {
  const known = expressions.get(pattern) ?? new RegExp(`^(?:${pattern})$`);
  expressions.set(pattern, known);
  return known;
}
