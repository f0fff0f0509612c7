import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClient, RefusedRequest, type Client } from "../client/client.ts";
import { typesOf } from "../client/types-of.ts";
import { chargeOnce, createTestCpo, furnish, KEY, type TestCpo } from "./support.ts";

let house: TestCpo;
let cpo: Client;
beforeAll(async () => {
  house = await createTestCpo();
  await furnish(house);
  cpo = createClient({ url: "", key: KEY, fetch: (path, init) => house.fetch(path, init) });
});
afterAll(() => house.close());

describe("the typed client", () => {
  it("does what test suites of others need, one request each", async () => {
    const session = await chargeOnce(house);
    expect(await cpo("POST /stations/{id}/call", { path: { id: "CS-1" }, body: { action: "Reset", payload: { type: "Soft" } } })).toMatchObject({ stationId: "CS-1" });
    for (const status of ["blocked", "accepted"] as const) expect(await cpo("PUT /tokens", { body: { value: "BEEF", status } })).toMatchObject({ value: "BEEF", status });
    expect((await cpo("GET /tokens", { query: { limit: "200" } })).items.filter(({ value }) => value === "BEEF")).toHaveLength(1);
    // Pending, accepted, and not let in at all.
    for (const lifecycle of ["planned", "operative", "retired", "operative"] as const) expect((await cpo("PATCH /stations/{id}", { path: { id: "CS-1" }, body: { lifecycle } })).station.lifecycle).toBe(lifecycle);
    expect((await cpo("GET /stations/{id}", { path: { id: "CS-1" } })).identity).toBe("CS-1");
    expect((await cpo("GET /sessions", { query: { station: "CS-1" } })).items.map(({ id }) => id)).toEqual([session]);
    expect((await cpo("GET /cdrs", { query: { session } })).items).toHaveLength(1);
    expect((await cpo("GET /reservations")).items).toEqual([]);
  });

  it("throws what the CPO refuses, with field and rule, and repeats a request by its key", async () => {
    const wrong = await cpo("GET /sessions/{id}", { path: { id: "a/b" } }).catch((error: unknown) => error);
    expect(wrong).toBeInstanceOf(RefusedRequest);
    expect(wrong).toMatchObject({ status: 404, problem: { code: "not-found" } });
    const first = await cpo("POST /tokens", { body: { value: "CAFE" }, idempotencyKey: "once" });
    expect(await cpo("POST /tokens", { body: { value: "CAFE" }, idempotencyKey: "once" })).toEqual(first);
  });
});

describe("the types of a description", () => {
  it("are those of its schemas and routes", () => {
    const text = typesOf({
      components: { schemas: { Pet: { type: "object", required: ["kind"], properties: { kind: { type: "string", enum: ["cat", "dog"] }, "given name": { type: ["string", "null"] }, legs: { type: "array", items: { anyOf: [{ type: "integer" }, { type: "null" }] } } } } } },
      paths: { "/api/v1/pets/{id}": { get: { summary: "One", parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }, { name: "full", in: "query", schema: { type: "boolean" } }], responses: { 200: { content: { "application/json": { schema: { $ref: "#/components/schemas/Pet" } } } }, 404: {} } }, delete: { responses: { 204: {} } } } },
    });
    expect(text).toContain('export type Pet = { kind: "cat" | "dog"; "given name"?: string | null; legs?: (number | null)[] };');
    expect(text).toContain('"GET /pets/{id}": { path: { id: string }; query: { full?: boolean }; answer: Pet };');
    expect(text).toContain('"DELETE /pets/{id}": { answer: Response };');
  });
});
