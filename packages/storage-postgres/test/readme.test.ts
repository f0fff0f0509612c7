import { readFileSync } from "node:fs";
import { afterAll, expect, it } from "vitest";
import { createTestDatabase } from "./postgres-server.ts";

const database = await createTestDatabase();
afterAll(() => database?.remove());
const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");

it("the README shows the example", () => {
  expect(read("../README.md")).toContain(read("readme.example.ts"));
});

it.skipIf(database === undefined)("the example runs", async () => {
  process.env["DATABASE_URL"] = database!.url;
  const { found, rolledBack } = await import("./readme.example.ts");
  expect({ found, rolledBack }).toEqual({ found: { vendor: "Acme" }, rolledBack: undefined });
});
