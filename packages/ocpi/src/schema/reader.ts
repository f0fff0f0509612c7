import { clean, isPlainObject, UNSAFE_MEMBERS } from "./clean.ts";
import { objectRepairs } from "./errata.ts";
import type { Finding, FindingCode, Severity } from "./finding.ts";
import { readPrimitive } from "./primitives.ts";
import type { FieldFact, VersionFacts } from "./version-facts.ts";

/** `strict` for what we emit and for conformance tests; `lenient` for what partners send: it repairs what is plain and keeps what is harmless. */
export type ReadMode = "strict" | "lenient";

/** What a reader made of a value. */
export interface ReadResult<Value> {
  /** A copy without nulls of optional members and without unsafe members; `undefined` when there is an error. Unknown members are kept. */
  readonly value: Value | undefined;
  readonly findings: readonly Finding[];
}

/** Where a value is read; collects findings. */
export interface ReadContext {
  readonly mode: ReadMode;
  readonly facts: VersionFacts;
  /** Tells of something at a member of the object that is being read. */
  report(code: FindingCode, lenient: Severity, rule: string, member: string | number | undefined): void;
}

/** Reads a value as an object of a version; `isPartial` for a PATCH, where members may be missing. */
export function readObject(facts: VersionFacts, name: string, value: unknown, mode: ReadMode, isPartial = false): ReadResult<Readonly<Record<string, unknown>>> {
  const findings: Finding[] = [];
  const path: (string | number)[] = [];
  const context: ReadContext = {
    mode, facts,
    report(code, lenient, rule, member) {
      const severity = mode === "strict" && lenient !== "note" ? "error" : lenient;
      findings.push({ pointer: [...path, ...(member === undefined ? [] : [member])].map((step) => `/${escapeStep(step)}`).join(""), code, severity, rule });
    },
  };
  const read = readMembers(context, path, name, value, isPartial);
  return { value: findings.some(({ severity }) => severity === "error") ? undefined : read, findings };
}

/** The members of an object; `undefined` when it is none. */
function readMembers(context: ReadContext, path: (string | number)[], name: string, value: unknown, isPartial: boolean): Readonly<Record<string, unknown>> | undefined {
  if (!isPlainObject(value)) {
    context.report(Array.isArray(value) ? "list" : "type", "error", `${name} is an object`, undefined);
    return undefined;
  }
  const fields = context.facts.objects[name]!;
  const source = context.mode === "lenient" ? repaired(context, name, value) : value;
  const read: Record<string, unknown> = {};
  for (const member of Object.keys(source)) {
    const given = source[member];
    const field = Object.hasOwn(fields, member) ? fields[member] : undefined;
    if (field !== undefined) {
      const kept = readField(context, path, field, member, given);
      if (kept !== undefined) read[member] = kept;
    } else if (UNSAFE_MEMBERS.has(member)) {
      context.report("prototype", "warning", "this member name is not taken over", member);
    } else {
      context.report("unknown-member", "note", `${name} has no such member in ${context.facts.version}`, member);
      read[member] = clean(given);
    }
  }
  if (!isPartial) checkPresence(context, name, fields, source);
  return read;
}

function repaired(context: ReadContext, name: string, value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const repair = objectRepairs[context.facts.version]?.[name];
  return repair === undefined ? value : repair(value, (member, rule) => context.report("erratum", "repaired", rule, member));
}

function checkPresence(context: ReadContext, name: string, fields: VersionFacts["objects"][string], source: Readonly<Record<string, unknown>>): void {
  let choices = 0;
  let chosen = 0;
  for (const member of Object.keys(fields)) {
    const { is, choice } = fields[member]!;
    const isGiven = Object.hasOwn(source, member) && source[member] !== undefined;
    if (choice === true) {
      choices += 1;
      if (isGiven && source[member] !== null) chosen += 1;
    } else if (!isGiven && (is === "1" || is === "+")) {
      context.report("missing", "error", `${name}.${member} is required`, member);
    }
  }
  if (choices > 0 && chosen === 0) context.report("choice", "error", `${name} needs one of a group of members`, undefined);
}

function readField(context: ReadContext, path: (string | number)[], field: FieldFact, member: string, value: unknown): unknown {
  if (value === null || value === undefined) {
    const isNeeded = (field.is === "1" && field.choice !== true) || field.is === "+";
    if (value === null && isNeeded) context.report("null", "error", "a required member is not null", member);
    return undefined;
  }
  const isList = field.is === "*" || field.is === "+";
  if (!isList) return readValue(context, path, field, member, value);
  if (!Array.isArray(value)) {
    context.report("not-a-list", "error", "a list is expected", member);
    return undefined;
  }
  if (field.is === "+" && value.length === 0) context.report("empty-list", "warning", "the list has at least one element", member);
  path.push(member);
  const read = value.map((element: unknown, place) => readValue(context, path, field, place, element)).filter((element) => element !== undefined);
  path.pop();
  return read;
}

function readValue(context: ReadContext, path: (string | number)[], field: FieldFact, member: string | number, value: unknown): unknown {
  const known = context.facts.enums[field.type];
  if (known !== undefined) return readEnum(context, known, member, value);
  if (context.facts.objects[field.type] === undefined) return readPrimitive(context, field, member, value);
  path.push(member);
  const read = readMembers(context, path, field.type, value, false);
  path.pop();
  return read;
}

function readEnum(context: ReadContext, { values, open }: VersionFacts["enums"][string], member: string | number, value: unknown): unknown {
  if (typeof value !== "string") {
    context.report(Array.isArray(value) ? "list" : "type", "error", "a string is expected", member);
    return undefined;
  }
  if (values.includes(value)) return value;
  // E24: enums are case sensitive, partners are not.
  const meant = context.mode === "lenient" ? values.find((each) => each.toUpperCase() === value.toUpperCase()) : undefined;
  if (meant !== undefined) {
    context.report("enum", "repaired", "the value is spelled with other letters", member);
    return meant;
  }
  if (open) context.report("enum", "note", "a value that this version does not list", member);
  else context.report("enum", "error", `one of ${values.join(", ")}`, member);
  return value;
}

function escapeStep(step: string | number): string {
  return String(step).replaceAll("~", "~0").replaceAll("/", "~1");
}
