import { Pool } from "pg";
import { afterAll, describe, expect, it } from "vitest";
import type { CommitUnit, Write } from "@cpokit/storage";
import { createPostgresDriver } from "@cpokit/storage-postgres";
import { createTestDatabase } from "./postgres-server.ts";

const database = await createTestDatabase();
afterAll(() => database?.remove());

interface Question {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** A driver on a schema of its own, and what its commits send to the server. */
function openCounted(schema: string) {
  const pool = new Pool({ connectionString: database!.url });
  const query = pool.query.bind(pool) as (question: Question) => Promise<unknown>;
  let sizes: number[] = [];
  pool.query = ((question: Question) => {
    if (question.text.includes("cpokit_commit")) sizes.push(question.values.reduce<number>((sum, value) => sum + (value instanceof Buffer ? value.length : 0), 0));
    return query(question);
  }) as typeof pool.query;
  const driver = createPostgresDriver({ pool, schema });
  return {
    driver,
    /** Bytes of each statement that a commit took. */
    async cost(unit: CommitUnit): Promise<readonly number[]> {
      sizes = [];
      expect(await driver.commit([unit])).toMatchObject([{ outcome: "committed" }]);
      return sizes;
    },
    async close(): Promise<void> {
      await driver.close();
      await pool.end();
    },
  };
}

/** Every document holds a unique key, which depends on the shift, and one that it shares with others. */
function things(count: number, shift: number): CommitUnit {
  return {
    checks: [],
    writes: Array.from(
      { length: count },
      (_, place): Write => ({
        kind: "put",
        scope: "",
        collection: `things of ${count}`,
        id: `thing ${String(place).padStart(6, "0")}`,
        body: JSON.stringify({ place, text: "x".repeat(100) }),
        keys: [
          { index: "byNumber", key: String((place + shift) % count).padStart(6, "0"), unique: true },
          { index: "byGroup", key: String(place % 100), unique: false },
        ],
      }),
    ),
  };
}

describe.skipIf(database === undefined)("a unit of work may be large", () => {
  it.each([
    ["created", [0], 1],
    ["written again", [0, 0], 1],
    ["written again with the unique keys of one another", [0, 1], 2],
  ])("is sent in statements as long as the unit when documents are %s", async (what, shifts, statements) => {
    const { cost, close } = openCounted(what);
    const last = async (count: number): Promise<readonly number[]> => {
      let sizes: readonly number[] = [];
      for (const shift of shifts) sizes = await cost(things(count, shift));
      return sizes;
    };
    const [small, large] = [await last(500), await last(5_000)];
    expect([small.length, large.length]).toEqual([statements, statements]);
    small.forEach((size, place) => expect(large[place]).toBeLessThan(11 * size));
    await close();
  });

  it("writes, changes and deletes twenty thousand documents with their index entries", async () => {
    const { driver, cost, close } = openCounted("twenty thousand");
    for (const shift of [0, 1]) await cost(things(20_000, shift));
    const range = { scope: "", collection: "things of 20000", index: "byNumber", limit: 2 };
    expect((await driver.scan(range)).map(({ id }) => id)).toEqual(["thing 019999", "thing 000000"]);
    await cost({ checks: [], writes: things(20_000, 1).writes.map(({ scope, collection, id }) => ({ kind: "delete", scope, collection, id })) });
    expect(await driver.scan(range)).toEqual([]);
    await close();
  });
});
