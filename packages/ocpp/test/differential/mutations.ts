import type { JsonSchema } from "./oracle.ts";
import { BAD_DATE_TIMES, BAD_URIS, GOOD_DATE_TIMES, GOOD_URIS } from "./payloads.ts";
import type { RandomSource } from "./random.ts";

/** A value inside a payload: its place and its schema. */
interface Site {
  readonly schema: JsonSchema;
  readonly value: unknown;
  readonly replace: (value: unknown) => void;
}

/** Changes the payload in one place, mostly so that it breaks a rule; at the edges it may stay valid. Returns what was done. */
export function mutate(payload: { root: unknown }, schema: JsonSchema, random: RandomSource): string {
  const sites: Site[] = [];
  collect({ schema, value: payload.root, replace: (value) => void (payload.root = value) }, sites);
  for (;;) {
    // The kind of change first, so that a rule of one field is broken as often as one of all fields.
    const mutation = random.pick(MUTATIONS);
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const done = mutation(random.pick(sites), random);
      if (done !== undefined) return done;
    }
  }
}

function collect(site: Site, sites: Site[]): void {
  sites.push(site);
  const { schema, value } = site;
  if (isRecord(value) && schema.properties !== undefined) {
    for (const [name, field] of Object.entries(schema.properties)) {
      if (name in value) collect({ schema: field, value: value[name], replace: (next) => void (value[name] = next) }, sites);
    }
  }
  if (Array.isArray(value)) value.forEach((item: unknown, at) => collect({ schema: schema.items ?? {}, value: item, replace: (next) => void (value[at] = next) }, sites));
}

type Mutation = (site: Site, random: RandomSource) => string | undefined;

const missing: Mutation = ({ value }, random) => {
  if (!isRecord(value) || Object.keys(value).length === 0) return undefined;
  const name = random.pick(Object.keys(value));
  delete value[name];
  return `without ${name}`;
};

const EXTRA_NAMES = ["extra", "__proto__", "constructor", "toString", "", "0", "customdata", "Status", "vendorId", "customData", "id"];

const extra: Mutation = ({ schema, value }, random) => {
  if (!isRecord(value) || schema.properties === undefined) return undefined;
  const name = random.pick(EXTRA_NAMES);
  const content = random.pick<unknown>([1, {}, null, "x"]);
  Object.defineProperty(value, name, { value: content, enumerable: true, configurable: true, writable: true });
  return `with ${JSON.stringify(name)}`;
};

const otherType: Mutation = ({ replace }, random) => {
  const other = random.pick<unknown>([null, true, 0, 1.5, "x", "1", [], {}, [{}], [[]], { length: 1 }]);
  replace(other);
  return `${JSON.stringify(other)} instead`;
};

const length: Mutation = ({ schema: { maxLength }, replace }, random) => {
  if (maxLength === undefined) return undefined;
  const text = random.pick(["x", "😀"]).repeat(maxLength + random.below(2));
  replace(text);
  return `${text.length} units`;
};

const enumValue: Mutation = ({ schema, value, replace }, random) => {
  if (schema.enum === undefined || typeof value !== "string") return undefined;
  const other = random.pick([value.toLowerCase(), value.toUpperCase(), `${value} `, "", "Hertz", "Hz", "Celsius", "constructor", value.slice(1)]);
  replace(other);
  return `value ${JSON.stringify(other)}`;
};

const range: Mutation = ({ schema: { type, minimum, maximum, multipleOf }, replace }, random) => {
  if (type !== "integer" && type !== "number") return undefined;
  const low = minimum ?? -1;
  const high = maximum ?? 100;
  const tenths = multipleOf === undefined ? [] : [8.15, 2000.1, 0.30000000000000004, 1e-7, 6.25, random.below(401) / 10];
  const other = random.pick([low, low - 1, low - 0.5, high, high + 1, high + 0.5, 5e-324, 2 ** 53, ...tenths]);
  replace(other);
  return `number ${other}`;
};

const items: Mutation = ({ schema, value, replace }, random) => {
  if (!Array.isArray(value)) return undefined;
  const count = random.pick([0, schema.minItems ?? 1, (schema.minItems ?? 1) - 1, schema.maxItems ?? 5, (schema.maxItems ?? 5) + 1]);
  replace(Array.from({ length: Math.max(0, Math.min(count, 2000)) }, (_, at): unknown => structuredClone(value[at % Math.max(1, value.length)])));
  return `${count} items`;
};

const format: Mutation = ({ schema, replace }, random) => {
  if (schema.format === undefined) return undefined;
  const text = random.pick(schema.format === "uri" ? [...BAD_URIS, ...GOOD_URIS] : [...BAD_DATE_TIMES, ...GOOD_DATE_TIMES]);
  replace(text);
  return `format ${JSON.stringify(text)}`;
};

const MUTATIONS: readonly Mutation[] = [missing, extra, otherType, length, enumValue, range, items, format];

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
