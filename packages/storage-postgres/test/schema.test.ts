import { afterAll, describe, expect, it } from "vitest";
import { Client } from "pg";
import { createPostgresDriver, type PostgresDriver } from "@cpokit/storage-postgres";
import { createTestDatabase } from "./postgres-server.ts";

const database = await createTestDatabase();
afterAll(() => database?.remove());
const NUL = "\u0000";

describe.skipIf(database === undefined)("the tables", () => {
  const url = database?.url ?? "";
  const open = (schema: string): PostgresDriver => createPostgresDriver({ connectionString: url, schema, connections: 2 });

  it("are made once by several nodes that begin at once, and again by nobody", async () => {
    const nodes = Array.from({ length: 6 }, () => open("at once"));
    await Promise.all(nodes.map((node) => node.prepare()));
    await Promise.all(nodes.map((node, index) => node.commit([{ checks: [], writes: [put(`d${index}`, "1")] }])));
    for (const node of nodes) {
      await node.prepare();
      expect((await node.scan({ scope: "", collection: "things", limit: 10 })).length).toBe(6);
      await node.close();
    }
  });

  it("of an older layout are brought up to date by one of several nodes, and keep what they hold", async () => {
    const first = open("older");
    await first.commit([{ checks: [], writes: [put("a", '{"v":1,"b":{"vendor":"Acme"}}')] }]);
    await first.close();
    await sql('DROP VIEW older.cpokit; UPDATE older.cpokit_meta SET value = 1 WHERE name = \'layout\'');

    const nodes = Array.from({ length: 4 }, () => open("older"));
    await Promise.all(nodes.map((node) => node.prepare()));
    expect((await nodes[0]!.get(at("a")))?.body).toBe('{"v":1,"b":{"vendor":"Acme"}}');
    expect(await sql("SELECT scope, collection, id, body ->> 'vendor' AS vendor FROM older.cpokit")).toEqual([{ scope: "", collection: "things", id: "a", vendor: "Acme" }]);
    await Promise.all(nodes.map((node) => node.close()));
  });

  it("of a newer program are refused, and left as they are", async () => {
    const first = open("newer");
    await first.prepare();
    await first.close();
    await sql("UPDATE newer.cpokit_meta SET value = 99 WHERE name = 'layout'");
    const old = open("newer");
    await expect(old.get(at("a"))).rejects.toMatchObject({ code: "storage-postgres.schema" });
    await old.close();
    expect(await sql("SELECT value FROM newer.cpokit_meta WHERE name = 'layout'")).toEqual([{ value: "99" }]);
  });

  it("keep U+0000 in ids, keys, names and bodies, which PostgreSQL itself cannot", async () => {
    const driver = open(`nul ${"x".repeat(10)}`);
    const address = { scope: `t${NUL}`, collection: `c${NUL}`, id: `a${NUL}b` };
    const body = JSON.stringify({ v: 1, b: { text: NUL } });
    await driver.commit([{ checks: [], writes: [{ kind: "put", ...address, body, keys: [{ index: `i${NUL}`, key: `k${NUL}`, unique: true }] }] }]);
    expect(await driver.get(address)).toMatchObject({ id: address.id, body });
    expect(await driver.scan({ ...address, index: `i${NUL}`, limit: 1 })).toMatchObject([{ key: `k${NUL}`, id: address.id, body }]);
    expect(await driver.get({ ...address, id: "ab" })).toBeUndefined();
    await driver.close();
  });

  async function sql(text: string): Promise<unknown[]> {
    const client = new Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query<Record<string, unknown>>(text);
    await client.end();
    return rows;
  }
});

function at(id: string) {
  return { scope: "", collection: "things", id };
}

function put(id: string, body: string) {
  return { kind: "put", ...at(id), body, keys: [] } as const;
}
