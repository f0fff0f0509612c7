import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { Client } from "pg";
import { systemClock, systemRandom, systemScheduler } from "@cpokit/kernel/system";
import { createStore } from "@cpokit/storage";
import { createPostgresDriver } from "@cpokit/storage-postgres";
import { counters, ROUNDS } from "./counting-process.ts";
import { createTestDatabase } from "./postgres-server.ts";

const database = await createTestDatabase();
afterAll(() => database?.remove());
const HOUR = 3_600_000;

describe.skipIf(database === undefined)("several processes on one schema", () => {
  const url = database?.url ?? "";

  it("lose no update, though all begin on an empty schema, and wake this one, which never polls", async () => {
    const schema = "several processes";
    const exits = Promise.all([1, 2, 3].map(() => run(url, schema)));
    const store = open(url, schema);
    const delivered: unknown[] = [];
    const all = new Promise<void>((resolve) => {
      void store.outbox.deliver("totals", "counted", ({ payload }, unit) => {
        delivered.push(payload);
        unit.put(counters, "delivered", { count: delivered.length });
        unit.afterCommit(() => (payload === 3 * ROUNDS ? resolve() : undefined));
      });
    });
    expect(await exits).toEqual([0, 0, 0]);
    await all;
    expect(await store.get(counters, "hot")).toEqual({ count: 3 * ROUNDS });
    // One key: in the order of commits, whichever process committed; the first ones may have come before the subscription.
    expect(delivered).toEqual(Array.from({ length: delivered.length }, (_, index) => 3 * ROUNDS - delivered.length + 1 + index));
    await store.close();
  });

  it("an event is delivered by another process within moments, by LISTEN and NOTIFY, and after the listening connection broke", async () => {
    const schema = "woken";
    const [store, publisher] = [open(url, schema), open(url, schema)];
    let arrived = (): void => undefined;
    await store.outbox.deliver("s", "t", () => arrived());
    await store.outbox.idle();

    const first = waits();
    await publisher.transaction((unit) => unit.publish({ topic: "t", key: "k", payload: 1 }));
    await first; // By the notice: the next poll is an hour away.

    const second = waits();
    const broken = await breakListeners(url);
    expect(broken).toBeGreaterThan(0);
    await publisher.transaction((unit) => unit.publish({ topic: "t", key: "k", payload: 2 }));
    // It connects again after a second, and then looks for what it may have missed.
    await second;
    await store.close();
    await publisher.close();

    function waits(): Promise<void> {
      return new Promise((resolve) => (arrived = resolve));
    }
  });
});

function open(url: string, schema: string) {
  return createStore(createPostgresDriver({ connectionString: url, schema }), { clock: systemClock, scheduler: systemScheduler, random: systemRandom, outbox: { poll: HOUR } });
}

function run(url: string, schema: string): Promise<number | null> {
  const script = fileURLToPath(new URL("counting-process.ts", import.meta.url));
  const child = spawn(process.execPath, ["--conditions=@cpokit/source", script, url, schema], { stdio: ["ignore", "inherit", "inherit"] });
  return new Promise((resolve) => void child.on("exit", resolve));
}

/** Ends the connections that listen, from outside; how many there were. */
async function breakListeners(url: string): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  for (let round = 0; round < 100; round += 1) {
    const { rowCount } = await client.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%' AND pid <> pg_backend_pid()");
    if ((rowCount ?? 0) > 0) {
      await client.end();
      return rowCount ?? 0;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await client.end();
  return 0;
}
