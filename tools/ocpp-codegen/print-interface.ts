import type { Declaration } from "./declarations.ts";
import type { Field } from "./facts.ts";
import type { UnitOf } from "./units.ts";

/** The TypeScript type of a declaration. */
export function printType(declaration: Declaration, unitOf: UnitOf): string {
  const { name } = declaration;
  if (declaration.kind === "enum") return `/** ${declaration.about} */\nexport type ${name} =\n${declaration.values.map((value) => `  | ${JSON.stringify(value)}`).join("\n")};`;
  const fields = Object.entries(declaration.fields).flatMap(([field, facts]) => [
    ...comment(facts, unitOf(name, field, facts)),
    `  ${field}${facts.required === true ? "" : "?"}: ${typeOf(facts)};`,
  ]);
  const rest = declaration.isOpen ? ["  [field: string]: unknown;"] : [];
  const lines = [...fields, ...rest];
  const about = `/** ${declaration.about} */`;
  // An empty interface would accept anything, even a text.
  if (lines.length === 0) return `${about}\nexport type ${name} = Record<string, never>;`;
  return [about, `export interface ${name} {`, ...lines, "}"].join("\n");
}

function typeOf({ type, enum: values, object, array }: Field): string {
  if (array !== undefined) return `${typeOf(array)}[]`;
  if (type === "any") return "unknown";
  return values ?? object ?? (type === "integer" ? "number" : type!);
}

/** What the type cannot say. */
function comment(field: Field, unit: string | undefined): readonly string[] {
  const words = [...(unit === undefined ? [] : [unit]), ...rules(field), ...(field.array === undefined ? [] : rules(field.array).map((rule) => `each ${rule}`))];
  return words.length === 0 ? [] : [`  /** ${unit === undefined ? capitalize(words.join(", ")) : words.join(", ")}. */`];
}

function rules({ type, format, maxLength, minimum, maximum, minItems, maxItems, multipleOf, default: standard }: Field): readonly string[] {
  const rule = (holds: boolean, words: string) => (holds ? [words] : []);
  return [
    ...rule(format === "date-time", "RFC 3339 date-time"),
    ...rule(format === "uri", "absolute URI"),
    ...rule(maxLength !== undefined, `at most ${maxLength} characters`),
    ...rule(type === "integer", "whole number"),
    ...rule(minimum !== undefined, `at least ${minimum}`),
    ...rule(maximum !== undefined, `at most ${maximum}`),
    ...rule(multipleOf !== undefined, `multiple of ${multipleOf}`),
    ...rule(minItems !== undefined, `at least ${minItems} ${minItems === 1 ? "item" : "items"}`),
    ...rule(maxItems !== undefined, `at most ${maxItems} ${maxItems === 1 ? "item" : "items"}`),
    ...rule(standard !== undefined, `default ${JSON.stringify(standard)}`),
  ];
}

function capitalize(words: string): string {
  return `${words[0]!.toUpperCase()}${words.slice(1)}`;
}
