import fc from "fast-check";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { createMemoryDriver, type CommitUnit, type Driver, type Write } from "@cpokit/storage";
import { createSqliteDriver } from "./sqlite-driver.ts";

const place = { scope: "", collection: "things" };

const write = fc.record({ id: fc.nat(90).map(String), body: fc.nat(9).map(String), index: fc.constantFrom(false, false, false, true), kind: fc.constantFrom("put", "put", "put", "put", "put", "delete") })
  .map(({ id, body, index, kind }): Write => (kind === "delete" ? { kind: "delete", ...place, id } : { kind: "put", ...place, id, body, keys: index ? [{ index: "byBody", key: body, unique: false }] : [] }));
const unit = fc.uniqueArray(write, { selector: ({ id }) => id, minLength: 4, maxLength: 24 }).map((writes): CommitUnit => ({ checks: [], writes }));

async function contents(driver: Driver): Promise<unknown> {
  const byId = await driver.scan({ ...place, limit: 100 });
  const byBody = await driver.scan({ ...place, index: "byBody", limit: 100 });
  return [byId, byBody].map((list) => list.map(({ key, id, body }) => ({ key, id, body })));
}

describe("documents that are gathered into one statement", () => {
  it("end as if each was written alone, new or known, with and without index entries", async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.array(unit, { minLength: 1, maxLength: 6 }), { minLength: 2, maxLength: 4 }), async (calls) => {
      const engine = new DatabaseSync(":memory:");
      const memory = createMemoryDriver();
      for (const units of calls) {
        // A new driver knows nothing of what was written before.
        const driver = createSqliteDriver({ engine });
        await driver.commit(units);
        await memory.commit(units);
        expect(await contents(driver)).toEqual(await contents(memory));
        await driver.close();
      }
      engine.close();
    }));
  });

  it("are seen by the units behind them in the same call", async () => {
    const driver = createSqliteDriver({ engine: new DatabaseSync(":memory:") });
    const put = (id: string, body: string, version?: number): CommitUnit => ({ checks: version === undefined ? [] : [{ ...place, id, version }], writes: [{ kind: "put", ...place, id, body, keys: [] }] });
    const results = await driver.commit([put("a", "1"), put("b", "1"), put("a", "2", 0), put("a", "3", 1), { checks: [], writes: [{ kind: "delete", ...place, id: "b" }] }]);
    expect(results.map(({ outcome }) => outcome)).toEqual(["committed", "committed", "conflict", "committed", "committed"]);
    expect(await driver.get({ ...place, id: "a" })).toEqual({ id: "a", version: 3, body: "3" });
    expect(await driver.get({ ...place, id: "b" })).toBeUndefined();
    await driver.close();
  });
});
