import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Ajv } from "ajv";
import * as formats from "ajv-formats/dist/formats.js";
import type { Version } from "../../src/protocol.ts";

/** The parts of JSON Schema that the OCPP schemas use. */
export interface JsonSchema {
  readonly type?: "object" | "array" | "string" | "integer" | "number" | "boolean";
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly enum?: readonly string[];
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly multipleOf?: number;
  readonly format?: string;
  readonly $ref?: string;
}

/** An independent judge: ajv over the schema copies that the npm package ocpp-rpc ships. */
export interface Oracle {
  /** The schema of a payload with all references resolved; `undefined` when there is none. */
  schema(action: string, part: "request" | "response"): JsonSchema | undefined;
  accepts(action: string, part: "request" | "response", payload: unknown): boolean;
  readonly payloads: number;
}

/** Where we differ from ocpp-rpc 2.2.1, ajv 8 or ajv-formats 3 on purpose. */
export const ERRATA = [
  { erratum: "hertz", reason: "Its 1.6 copy predates the OCPP 1.6 errata sheet, which added the unit Hertz (ocpp.md §2 rows 5 and 6)." },
  { erratum: "tenths", reason: "ajv divides by 0.1 in binary floats and refuses 134 of the 401 limits from 0.0 to 40.0 (ocpp.md §2 row 1); judged on decimal text." },
  { erratum: "wide offset", reason: "ajv-formats takes offsets up to 23:59; no clock is more than 18 hours off, and kernel parseInstant refuses it." },
  { erratum: "odd separator", reason: "ajv-formats takes any white space between date and time, e.g. a tab; RFC 3339 §5.6 speaks of T, t or a space." },
  { erratum: "rounded second", reason: "ajv-formats reads 59.99999999999999999999 as the number 60 and looks for a leap second." },
] as const;

export function createOracle(version: Version): Oracle {
  const schemas = readSchemas(version);
  const ajv = new Ajv({ strict: false, strictNumbers: true, addUsedSchema: false });
  ajv.removeKeyword("multipleOf");
  ajv.addKeyword({ keyword: "multipleOf", type: "number", validate: (_step: unknown, value: number) => /^-?\d+(\.\d)?$/.test(String(value)) });
  ajv.addFormat("uri", formatOf("uri"));
  ajv.addFormat("date-time", isDateTimeOfOracle);
  const compiled = new Map<string, (value: unknown) => boolean>();
  const find = (action: string, part: "request" | "response") => schemas.get(`${action}/${part}`);
  return {
    payloads: schemas.size,
    schema: (action, part) => find(action, part),
    accepts: (action, part, payload) => {
      const key = `${action}/${part}`;
      const judge = compiled.get(key) ?? ajv.compile(find(action, part) ?? false);
      compiled.set(key, judge);
      return judge(payload);
    },
  };
}

type StoredSchema = JsonSchema & { readonly $id: string; readonly definitions?: Readonly<Record<string, JsonSchema>> };

/** By `action/part`. */
function readSchemas(version: Version): ReadonlyMap<string, JsonSchema> {
  const home = dirname(createRequire(import.meta.url).resolve("ocpp-rpc/package.json"));
  const stored: StoredSchema[] = JSON.parse(readFileSync(join(home, "lib", "schemas", `ocpp${version.replaceAll(".", "_")}.json`), "utf8"));
  return new Map(stored.map((schema) => [nameOf(schema.$id), resolve(schema, schema.definitions ?? {})]));
}

/** `urn:MeterValues.req`, `urn:MeterValuesRequest` and the SEND `NotifyPeriodicEventStream` of 2.1. */
function nameOf(id: string): string {
  const [, action, part] = /^(?:urn:)?(.+?)(\.req|\.conf|Request|Response)?$/.exec(id)!;
  return `${action}/${part === ".conf" || part === "Response" ? "response" : "request"}`;
}

/** Inlines references and leaves out `$id`, `$schema` (ocpp.md §2 rows 2 and 3) and prose. */
function resolve(schema: JsonSchema, definitions: Readonly<Record<string, JsonSchema>>): JsonSchema {
  if (schema.$ref !== undefined) return resolve(definitions[schema.$ref.split("/").at(-1)!]!, definitions);
  const { type, required, additionalProperties, minItems, maxItems, maxLength, minimum, maximum, multipleOf, format } = schema;
  const properties = schema.properties && Object.fromEntries(Object.entries(schema.properties).map(([name, field]) => [name, resolve(field, definitions)]));
  const kept = {
    type, required, additionalProperties, minItems, maxItems, maxLength, minimum, maximum, multipleOf, format, properties,
    items: schema.items && resolve(schema.items, definitions),
    enum: schema.enum?.includes("Celsius") && !schema.enum.includes("Hertz") ? [...schema.enum, "Hertz"] : schema.enum,
  };
  return JSON.parse(JSON.stringify(kept));
}

/** The verdict of ajv-formats, but for its errata. */
export function isDateTimeOfOracle(text: string): boolean {
  return formatOf("date-time")(text.replace(/(:59\.9{3})9+/, "$1")) && !isWideOffset(text) && !/^\d{4}-\d\d-\d\d[^\S ]/.test(text);
}

function formatOf(name: "uri" | "date-time"): (text: string) => boolean {
  const format: unknown = formats.fullFormats[name];
  const validate: unknown = typeof format === "object" && format !== null && "validate" in format ? format.validate : format;
  if (typeof validate !== "function") throw new Error("ajv-formats has changed.");
  return (text) => validate(text) === true;
}

function isWideOffset(text: string): boolean {
  const match = /[+-](\d\d):?(\d\d)?$/.exec(text.slice(19));
  return match !== null && Number(match[1]) * 60 + Number(match[2] ?? 0) > 18 * 60;
}
