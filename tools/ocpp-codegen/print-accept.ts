import { acceptName, type Declaration } from "./declarations.ts";
import type { Field } from "./facts.ts";

/** A function body and the helpers of `codec/` that it calls. */
export interface Printed {
  readonly text: string;
  readonly helpers: ReadonlySet<string>;
}

/** The straight-line accept function of a declaration: it allocates nothing and looks at own fields and names only. */
export function printAccept(declaration: Declaration): Printed {
  const helpers = new Set<string>();
  const { name } = declaration;
  const body = declaration.kind === "enum" ? enumBody(declaration.values) : objectBody(declaration, helpers);
  const text = [`export function ${acceptName(name)}(value: unknown): value is ${name} {`, ...body.map((line) => `  ${line}`), "}"].join("\n");
  return { text, helpers };
}

/** By length first: one comparison instead of one per value. */
function enumBody(values: readonly string[]): readonly string[] {
  const lengths = [...new Set(values.map(({ length }) => length))].toSorted((a, b) => a - b);
  return [
    `if (typeof value !== "string") return false;`,
    "switch (value.length) {",
    ...lengths.flatMap((length) => {
      const comparisons = values.filter((value) => value.length === length).map((value) => `value === ${JSON.stringify(value)}`);
      return [`  case ${length}:`, `    return ${comparisons.join(" || ")};`];
    }),
    "  default:",
    "    return false;",
    "}",
  ];
}

function objectBody({ name, fields, isOpen }: Extract<Declaration, { kind: "object" }>, helpers: Set<string>): readonly string[] {
  helpers.add("isObject");
  const names = Object.keys(fields);
  const lookedAt = isOpen || names.length === 0 ? (names.map((field) => JSON.stringify(field)).join(" | ") || "never") : `keyof ${name}`;
  const checks = Object.entries(fields).flatMap(([field, facts]) => fieldLines(field, facts, helpers));
  return [`if (!isObject<${lookedAt}>(value)) return false;`, ...checks, ...closing(names, isOpen, helpers)];
}

function fieldLines(name: string, field: Field, helpers: Set<string>): readonly string[] {
  const access = `value.${name}`;
  if (field.type === "any") return field.required === true ? [`if (${access} === undefined) return false;`] : [];
  if (field.array === undefined) {
    const isRefused = refusal(access, field, helpers);
    if (field.required === true) return [`if (${isRefused}) return false;`];
    return [`if (${access} !== undefined && ${isRefused.includes("||") ? `(${isRefused})` : isRefused}) return false;`];
  }
  helpers.add("isList");
  const loop = [
    `if (!isList(${access}, ${field.minItems ?? 0}, ${field.maxItems ?? "Infinity"})) return false;`,
    `for (let at = 0; at < ${access}.length; at += 1) {`,
    `  const item = ${access}[at];`,
    `  if (${refusal("item", field.array, helpers)}) return false;`,
    "}",
  ];
  return field.required === true ? loop : [`if (${access} !== undefined) {`, ...loop.map((line) => `  ${line}`), "}"];
}

/** An expression that is true when the value at `access` breaks a rule of the field. */
function refusal(access: string, field: Field, helpers: Set<string>): string {
  if (field.array !== undefined) throw new Error("The generator does not know lists of lists.");
  const named = field.enum ?? field.object;
  if (named !== undefined) return `!${acceptName(named)}(${access})`;
  const use = (helper: string) => {
    helpers.add(helper);
    return helper;
  };
  const { type, format, maxLength, minimum, maximum, multipleOf } = field;
  const bounds = [...(minimum === undefined ? [] : [`${access} < ${minimum}`]), ...(maximum === undefined ? [] : [`${access} > ${maximum}`])];
  switch (type) {
    case "string": {
      const rules = [
        ...(maxLength === undefined ? [] : [`${use("isLonger")}(${access}, ${maxLength})`]),
        ...(format === "date-time" ? [`!${use("isDateTime")}(${access})`] : []),
        ...(format === "uri" ? [`!${use("isUri")}(${access})`] : []),
      ];
      return [`typeof ${access} !== "string"`, ...rules].join(" || ");
    }
    case "boolean":
      return `typeof ${access} !== "boolean"`;
    case "integer":
      return [...(bounds.length === 0 ? [] : [`typeof ${access} !== "number"`]), `!Number.isInteger(${access})`, ...bounds].join(" || ");
    case "number": {
      const tenths = multipleOf === undefined ? [] : [`!${use("isTenths")}(${access})`];
      return [`typeof ${access} !== "number"`, `!Number.isFinite(${access})`, ...bounds, ...tenths].join(" || ");
    }
    default:
      throw new Error(`The generator does not know the type ${type}.`);
  }
}

function closing(names: readonly string[], isOpen: boolean, helpers: Set<string>): readonly string[] {
  if (isOpen) return ["return true;"];
  if (names.length === 0) {
    helpers.add("isEmpty");
    return ["return isEmpty(value);"];
  }
  return [
    "for (const field in value) {",
    "  switch (field) {",
    ...names.map((name) => `    case ${JSON.stringify(name)}:`),
    "      continue;",
    "    default:",
    "      return false;",
    "  }",
    "}",
    "return true;",
  ];
}
