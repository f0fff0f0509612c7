import type { JsonSchema } from "./oracle.ts";
import type { RandomSource } from "./random.ts";

/** A payload that the schema accepts; optional fields come and go. */
export function validPayload(schema: JsonSchema, random: RandomSource): unknown {
  if (schema.enum !== undefined) return random.pick(schema.enum);
  switch (schema.type) {
    case "object": {
      const present = Object.entries(schema.properties ?? {}).filter(([name]) => schema.required?.includes(name) || random.chance(0.4));
      const fields = present.map(([name, field]) => [name, validPayload(field, random)]);
      if (schema.additionalProperties !== false && random.chance(0.5)) fields.push(["anything", random.pick<unknown>([1, "two", null, { three: [] }])]);
      return Object.fromEntries(fields);
    }
    case "array": {
      const least = schema.minItems ?? 0;
      const most = Math.min(schema.maxItems ?? least + 2, least + 2);
      return Array.from({ length: least + random.below(most - least + 1) }, () => validPayload(schema.items ?? {}, random));
    }
    case "string":
      return validText(schema, random);
    case "integer":
      return bounded(schema, random.pick([0, 1, -1, 7, 42, 2 ** 31, 8_638_204_744_887, 1e300]), 1);
    case "number":
      if (schema.multipleOf !== undefined) return random.pick([0, 0.1, 6.25 - 0.05, 8.1, 16, 32.7, 2000.1, -1]);
      return bounded(schema, random.pick([0, 0.1, -3.25, 16, 1e-9, 1e21]), 0.5);
    case "boolean":
      return random.chance(0.5);
    default:
      return random.pick<unknown>([null, 1, "text", true, [1], { data: { deep: [] } }]);
  }
}

const WORDS = ["", "a", "Å", "漢字", "😀", " ", "04A2B3C4", "\u0000", "\ud83d", "kWh"];

function validText({ format, maxLength }: JsonSchema, random: RandomSource): string {
  if (format === "date-time") return random.pick(GOOD_DATE_TIMES);
  if (format === "uri") return random.pick(GOOD_URIS);
  if (maxLength === undefined) return random.pick(WORDS);
  if (random.chance(0.2)) return "x".repeat(maxLength);
  // Astral letters count once although they take two UTF-16 units.
  if (random.chance(0.1)) return "😀".repeat(Math.min(maxLength, 3000));
  return Array.from({ length: random.below(4) }, () => random.pick(WORDS)).join("").slice(0, maxLength);
}

function bounded({ minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY }: JsonSchema, value: number, step: number): number {
  if (value < minimum) return minimum + (value % 2 === 0 ? 0 : step);
  return value > maximum ? maximum : value;
}

export const GOOD_DATE_TIMES = [
  "2026-11-21T09:30:00Z", "2026-11-21T09:30:00.000Z", "2026-11-21t09:30:00.123456789z", "2024-02-29T23:59:59+02:00", "2026-11-21 09:30:00-0530",
  "2026-11-21T09:30:00+02", "2016-12-31T23:59:60Z", "2017-01-01T00:59:60+01:00", "0000-01-01T00:00:00Z", "2000-02-29T00:00:00-18:00",
];

export const BAD_DATE_TIMES = [
  "", " ", "now", "2026-11-21", "09:30:00Z", "2026-11-21T09:30:00", "2026-11-21T09:30Z", "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
  "2026-00-10T00:00:00Z", "2026-04-31T00:00:00Z", "2026-11-21T24:00:00Z", "2026-11-21T09:60:00Z", "2026-11-21T09:30:60Z", "2026-11-21T09:30:00.Z",
  "2026-11-21T09:30:00,5Z", "2026-11-21T09:30:00+2", "2026-11-21T09:30:00+02:0", "2026-11-21T09:30:00+02:60", "2026-11-21T09:30:00+19:00", "2026-11-21\t09:30:00Z",
  "2026-11-21T09:30:00 Z", "2026-11-21T09:30:00Z ", " 2026-11-21T09:30:00Z", "2026-11-21T09:30:00+02:00Z", "+2026-11-21T09:30:00Z", "2026/11/21T09:30:00Z",
  "2026-1-21T09:30:00Z", "2026-11-21T09-30-00Z", "２026-11-21T09:30:00Z", "2026-11-21T09:30:00+", "2026-11-21T09:30:00-00:", "2026-11-21T23:59:60+01:00",
  "2026-11-21  09:30:00Z", "2026-11-21T09:30:00ZZ", "1763717400", "2026-11-21T09:30:00.5.5Z",
];

export const GOOD_URIS = [
  "ftp://user:secret@files.example.com/logs", "https://example.com", "http://10.0.0.1:8080/a%20b?x=1#y", "file:///tmp/log.txt", "mailto:ops@example.com",
  "http://[2001:db8::1]/firmware.bin", "sftp://host/~user/", "a:/", "urn:isbn:0451450523",
];

export const BAD_URIS = ["", "firmware.bin", "//example.com/x", "/tmp/x", "http://exa mple.com", "1http://x", "http://x/%zz", "http:", "http://x#a#b", "ftp://häuser.example", "http://x/<y>", "a:?b"];
