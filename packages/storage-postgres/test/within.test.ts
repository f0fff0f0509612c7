import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Client } from "pg";
import { systemClock, systemRandom, systemScheduler } from "@cpokit/kernel/system";
import { collection, createStore, type Store } from "@cpokit/storage";
import { createPostgresDriver, type PostgresDriver } from "@cpokit/storage-postgres";
import { createTestDatabase } from "./postgres-server.ts";

const database = await createTestDatabase();
afterAll(() => database?.remove());

const cards = collection<{ readonly visits: number }>("cards", { indexes: { byVisits: { keys: ({ visits }) => [visits] }, sole: { keys: ({ visits }) => (visits > 90 ? [visits] : []), unique: true } } });
const ports = { clock: systemClock, scheduler: systemScheduler, random: systemRandom };

describe.skipIf(database === undefined)("within the caller's own transaction", () => {
  const url = database?.url ?? "";
  let client: Client;
  let driver: PostgresDriver;
  let outside: Store;

  beforeAll(async () => {
    client = new Client({ connectionString: url });
    await client.connect();
    await client.query("CREATE TABLE invoices (number integer PRIMARY KEY)");
    driver = createPostgresDriver({ connectionString: url });
    outside = createStore(driver, ports);
    return async () => {
      await outside.close();
      await client.end();
    };
  });

  /** Runs in one transaction of the client; `end` says how it ends. */
  async function inTransaction<Result>(end: "COMMIT" | "ROLLBACK", work: (store: Store) => Promise<Result>): Promise<Result> {
    await client.query("BEGIN");
    const store = createStore(driver.within(client), ports);
    const result = await work(store);
    await store.close();
    await client.query(end);
    return result;
  }

  it("documents and the caller's rows commit together", async () => {
    await inTransaction("COMMIT", async (store) => {
      await client.query("INSERT INTO invoices VALUES (1)");
      await store.transaction((unit) => unit.put(cards, "a", { visits: 1 }));
      expect(await store.get(cards, "a")).toEqual({ visits: 1 });
      expect((await store.find(cards, { index: "byVisits", prefix: 1 })).items).toHaveLength(1);
      expect(await outside.get(cards, "a"), "nobody else sees it yet").toBeUndefined();
    });
    expect(await outside.get(cards, "a")).toEqual({ visits: 1 });
    expect((await client.query("SELECT FROM invoices WHERE number = 1")).rowCount).toBe(1);
  });

  it("documents and the caller's rows are rolled back together", async () => {
    await inTransaction("ROLLBACK", async (store) => {
      await client.query("INSERT INTO invoices VALUES (2)");
      await store.transaction((unit) => unit.put(cards, "b", { visits: 1 }));
      await store.transaction(async (unit) => unit.put(cards, "b", { visits: (await unit.get(cards, "b"))!.visits + 1 }));
      expect(await store.get(cards, "b")).toEqual({ visits: 2 });
    });
    expect(await outside.get(cards, "b")).toBeUndefined();
    expect((await client.query("SELECT FROM invoices WHERE number = 2")).rowCount).toBe(0);
  });

  it("a refused unit leaves the caller's transaction usable", async () => {
    await outside.transaction((unit) => unit.put(cards, "taken", { visits: 99 }));
    await inTransaction("COMMIT", async (store) => {
      await client.query("INSERT INTO invoices VALUES (3)");
      await expect(store.transaction((unit) => unit.put(cards, "c", { visits: 99 }))).rejects.toMatchObject({ code: "storage.duplicate" });
      await store.transaction((unit) => unit.put(cards, "c", { visits: 3 }));
    });
    expect(await outside.get(cards, "c")).toEqual({ visits: 3 });
    expect((await client.query("SELECT FROM invoices WHERE number = 3")).rowCount).toBe(1);
  });

  it("what changed since it was read is a conflict, and the next attempt sees it", async () => {
    await outside.transaction((unit) => unit.put(cards, "d", { visits: 10 }));
    let runs = 0;
    await inTransaction("COMMIT", (store) => store.transaction(async (unit) => {
      runs += 1;
      const { visits } = (await unit.get(cards, "d"))!;
      if (runs === 1) await outside.transaction((other) => other.put(cards, "d", { visits: 20 }));
      unit.put(cards, "d", { visits: visits + 1 });
    }));
    expect([runs, await outside.get(cards, "d")]).toEqual([2, { visits: 21 }]);
  });

  it("an event that is published there is delivered once the caller commits, and never when it rolls back", async () => {
    const seen: unknown[] = [];
    await outside.outbox.deliver("s", "t", ({ payload }) => void seen.push(payload));
    const publish = (payload: string) => (store: Store) => store.transaction((unit) => unit.publish({ topic: "t", key: "k", payload }));
    await inTransaction("ROLLBACK", publish("never"));
    await inTransaction("COMMIT", publish("once"));
    await outside.outbox.idle();
    expect(seen).toEqual(["once"]);
  });
});
