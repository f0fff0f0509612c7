import type { JsonSchema } from "./oracle.ts";
import { BAD_DATE_TIMES, BAD_URIS, GOOD_DATE_TIMES, GOOD_URIS } from "./payloads.ts";

/** A payload with every field that the schema knows, one item in every list. */
export function fullPayload(schema: JsonSchema): unknown {
  if (schema.enum !== undefined) return schema.enum[0];
  switch (schema.type) {
    case "object":
      return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, field]) => [name, fullPayload(field)]));
    case "array":
      return Array.from({ length: Math.max(1, schema.minItems ?? 1) }, () => fullPayload(schema.items ?? {}));
    case "string":
      if (schema.format === undefined) return "x";
      return schema.format === "uri" ? GOOD_URIS[0] : GOOD_DATE_TIMES[0];
    case "integer":
    case "number":
      return schema.minimum ?? Math.min(0, schema.maximum ?? 0);
    case "boolean":
      return true;
    default:
      return "anything";
  }
}

/**
 * Breaks, or bends to the edge, every rule of every field of the payload, one at a time: the box holds the changed payload at each
 * step, and what was changed is yielded. The payload is as before in the end. A type that occurs again, such as CustomDataType, is
 * not broken inside once more.
 */
export function* edgeCases(box: { root: unknown }, schema: JsonSchema): Generator<string> {
  yield* edgesOf(schema, box.root, "", (value) => void (box.root = value), new Set());
}

function* edgesOf(schema: JsonSchema, value: unknown, path: string, put: (value: unknown) => void, known: Set<string>): Generator<string> {
  for (const edge of replacements(schema, value)) {
    put(edge);
    yield `${path} ${JSON.stringify(edge)?.slice(0, 60)}`;
    put(value);
  }
  if (Array.isArray(value)) {
    const item: unknown = value[0];
    yield* edgesOf(schema.items ?? {}, item, `${path}/0`, (next) => void (value[0] = next), known);
  }
  if (!isRecord(value) || schema.properties === undefined) return;
  const type = JSON.stringify(schema);
  if (known.has(type)) return;
  known.add(type);
  for (const name of ["extra", "__proto__", "constructor", "toString", ""]) {
    Object.defineProperty(value, name, { value: 1, enumerable: true, configurable: true, writable: true });
    yield `${path} with ${name}`;
    Reflect.deleteProperty(value, name);
  }
  for (const [name, field] of Object.entries(schema.properties)) {
    const content = value[name];
    Reflect.deleteProperty(value, name);
    yield `${path} without ${name}`;
    value[name] = undefined;
    yield `${path} with undefined ${name}`;
    value[name] = content;
    yield* edgesOf(field, content, `${path}/${name}`, (next) => void (value[name] = next), known);
  }
}

const OTHER_TYPES: readonly unknown[] = [null, true, 0, 0.5, Number.NaN, Number.POSITIVE_INFINITY, "x", "", [], {}, [null]];

function replacements(schema: JsonSchema, value: unknown): readonly unknown[] {
  const { maxLength, minimum, maximum, multipleOf, format, minItems, maxItems } = schema;
  return [
    ...OTHER_TYPES,
    ...(maxLength === undefined ? [] : ["x".repeat(maxLength), "x".repeat(maxLength + 1), "😀".repeat(maxLength), "😀".repeat(maxLength + 1)]),
    ...[minimum, maximum].flatMap((bound) => (bound === undefined ? [] : [bound, bound - 1, bound + 1, bound - 0.5, bound + 0.5])),
    ...(multipleOf === undefined ? [] : [0.1, 8.1, 8.15, 2000.1, 0.30000000000000004]),
    ...(schema.enum === undefined ? [] : [...schema.enum, ...schema.enum.flatMap((text) => [`${text} `, text.toUpperCase(), text.slice(1)])]),
    ...(format === "date-time" ? [...GOOD_DATE_TIMES, ...BAD_DATE_TIMES] : []),
    ...(format === "uri" ? [...GOOD_URIS, ...BAD_URIS] : []),
    ...(Array.isArray(value) ? [minItems, maxItems, 1, 2].flatMap((count) => (count === undefined ? [] : [repeat(value, count), repeat(value, count + 1)])) : []),
    ...(Array.isArray(value) && (minItems ?? 0) > 0 ? [repeat(value, minItems! - 1)] : []),
  ];
}

function repeat(items: readonly unknown[], count: number): readonly unknown[] {
  return Array.from({ length: count }, () => items[0]);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
