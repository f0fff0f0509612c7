import type { Facts, Field, Fields } from "./facts.ts";
import type { Samples } from "./samples.ts";

/** A change of a full payload that breaks exactly one rule, and which. */
export interface Breach {
  readonly about: string;
  /** JSON pointer to the field that is changed, which is also where the violation is. */
  readonly at: string;
  /** What to put there; absent when the field is taken away. */
  readonly value?: unknown;
  readonly breaks: "format" | "property" | "occurrence" | "type";
}

/** A field of a sample: its place and its facts. */
interface Place {
  readonly keys: readonly (string | number)[];
  readonly field: Field;
}

/** One breach for each sort of rule that the fields have, of the first field of the full payload that has the rule. */
export function breaches(facts: Facts, fields: Fields, samples: Samples): readonly Breach[] {
  const places = placesOf(facts, fields, samples.full(fields), []);
  const find = (has: (field: Field) => boolean) => places.find(({ field }) => has(field));
  const first = (about: string, breaks: Breach["breaks"], has: (field: Field) => boolean, wrong: (field: Field) => unknown): readonly Breach[] => {
    const place = find(has);
    return place === undefined ? [] : [{ about, at: pointer(place.keys), value: wrong(place.field), breaks }];
  };
  const nested = find(({ object }) => object !== undefined && !facts.openTypes.includes(object));
  return [
    { about: "a field that the message does not have", at: "/noSuchField", value: 1, breaks: "format" },
    ...(nested === undefined ? [] : [{ about: "a nested field that the type does not have", at: pointer([...nested.keys, "noSuchField"]), value: 1, breaks: "format" as const }]),
    ...first("without a required field", "occurrence", ({ required }) => required === true, () => undefined),
    ...first("a value of another type", "type", ({ type, array }) => type !== "any" && array === undefined, ({ type }) => (type === "boolean" ? "yes" : [true])),
    ...first("text instead of a number", "type", ({ type }) => type === "integer" || type === "number", () => "1"),
    ...first("a fraction instead of a whole number", "type", ({ type }) => type === "integer", () => 1.5),
    ...first("an object instead of a list", "type", ({ array }) => array !== undefined, () => ({})),
    ...first("text that is one letter too long", "property", ({ maxLength }) => maxLength !== undefined && maxLength <= 500, ({ maxLength }) => "x".repeat(maxLength! + 1)),
    ...first("a value that is not listed", "property", (field) => field.enum !== undefined, () => "NoSuchValue"),
    ...first("a date-time without an offset", "property", ({ format }) => format === "date-time", () => "2026-11-21T09:30:00"),
    ...first("text that is no URI", "property", ({ format }) => format === "uri", () => "files.example.com"),
    ...first("two decimals", "property", ({ multipleOf }) => multipleOf !== undefined, () => 8.15),
    ...first("a number below its minimum", "property", ({ minimum }) => minimum !== undefined, ({ minimum }) => minimum! - 1),
    ...first("a number above its maximum", "property", ({ maximum }) => maximum !== undefined, ({ maximum }) => maximum! + 1),
    ...first("a list with too few items", "occurrence", ({ minItems }) => minItems !== undefined, () => []),
  ];
}

function placesOf(facts: Facts, fields: Fields, sample: unknown, keys: Place["keys"]): readonly Place[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    if (!isRecord(sample) || !Object.hasOwn(sample, name)) return [];
    const at = [...keys, name];
    const isList = field.array !== undefined;
    const inside = (isList ? field.array : field).object;
    const content = isList && Array.isArray(sample[name]) ? sample[name][0] : sample[name];
    const nested = inside === undefined ? [] : placesOf(facts, facts.types[inside]!, content, isList ? [...at, 0] : at);
    return [{ keys: at, field }, ...nested];
  });
}

function pointer(keys: Place["keys"]): string {
  return keys.map((key) => `/${key}`).join("");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
