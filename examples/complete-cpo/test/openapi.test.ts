import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestCpo, type TestCpo } from "./support.ts";

interface Media {
  readonly schema?: object;
  readonly example?: unknown;
}

interface Operation {
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly "x-permission"?: string;
  readonly parameters?: readonly { readonly name: string; readonly schema: object; readonly example?: unknown }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Readonly<Record<string, Media>> }>>;
}

const FOLDER = fileURLToPath(new URL("../src/", import.meta.url));
const SOURCES = readdirSync(FOLDER, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts")).map((file) => readFileSync(join(FOLDER, file), "utf8"));

let house: TestCpo;
let operations: readonly (readonly [string, Operation])[];
let ajv: Ajv2020;
const compiled = new Map<string, ValidateFunction>();
let document: { readonly components: object; readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };
beforeAll(async () => {
  house = await createTestCpo();
  document = (await (await house.fetch("/openapi.json")).json()) as typeof document;
  operations = Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => [`${method} ${path}`, operation] as const));
  ajv = new Ajv2020({ strict: false, coerceTypes: true });
  formats.default(ajv);
  ajv.addSchema({ $id: "api", ...document });
});
afterAll(() => house.close());

/** What an example breaks; references are those of the document. */
function broken(schema: object, example: unknown): string | undefined {
  const key = JSON.stringify(schema);
  const inDocument = JSON.parse(key.replaceAll('"#/components/', '"api#/components/')) as object;
  const isRight = compiled.get(key) ?? ajv.compile(inDocument);
  compiled.set(key, isRight);
  return isRight(structuredClone(example)) ? undefined : `${ajv.errorsText(isRight.errors)} in ${JSON.stringify(example).slice(0, 200)}`;
}

describe("every route in the description of the API", () => {
  it("says what it is for, and what a request gets that is wrong, not allowed or about nothing", () => {
    for (const [name, { summary, tags, responses, ...operation }] of operations) {
      expect(summary, name).toBeTruthy();
      expect(tags?.length, name).toBe(1);
      const codes = Object.keys(responses);
      expect(codes, name).toEqual(expect.arrayContaining(["400", ...(operation["x-permission"] === "public" ? [] : ["401", "403"]), ...(name.includes("{") ? ["404"] : [])]));
      expect(codes.some((code) => code.startsWith("2")), name).toBe(true);
      for (const response of Object.values(responses)) expect(response.description.length, name).toBeGreaterThan(2);
    }
    expect(operations.length).toBeGreaterThan(150);
  });

  it("names each of its schemas once", () => {
    // A second schema of the same name would take the place of the first in the description.
    const names = SOURCES.flatMap((source) => [...source.matchAll(/\.openapi\("([A-Z]\w*)"/g)].map(([, name]) => name));
    expect(names.length).toBeGreaterThan(150);
    expect(names.filter((name, place) => names.indexOf(name) !== place)).toEqual([]);
  });

  it("has examples that its own schemas allow", () => {
    const wrong: string[] = [];
    const check = (name: string, schema: object | undefined, example: unknown): void => {
      if (schema === undefined) return;
      const problem = example === undefined ? "has no example" : broken(schema, example);
      if (problem !== undefined) wrong.push(`${name}: ${problem}`);
    };
    for (const [name, { parameters = [], requestBody, responses }] of operations) {
      for (const each of parameters) check(`${name} ${each.name}`, each.schema, each.example ?? (each.schema as { example?: unknown }).example);
      for (const media of Object.values(requestBody?.content ?? {})) check(`${name} body`, media.schema, media.example);
      for (const [code, { content = {} }] of Object.entries(responses)) for (const media of Object.values(content)) check(`${name} ${code}`, media.schema, media.example);
    }
    expect(wrong).toEqual([]);
  });
});
