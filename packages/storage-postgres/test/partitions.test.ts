import { afterAll, describe, expect, it } from "vitest";
import { Client } from "pg";
import { createUlids, instant, type Instant } from "@cpokit/kernel";
import { encodeKey, type CommitUnit } from "@cpokit/storage";
import { createPostgresDriver } from "@cpokit/storage-postgres";
import { createTestDatabase } from "./postgres-server.ts";

const DAY = 86_400_000;
const START = instant(Date.UTC(2026, 0, 10));
const database = await createTestDatabase();
afterAll(() => database?.remove());

describe.skipIf(database === undefined)("partitions by time", () => {
  const url = database?.url ?? "";

  it("takes in what is there, keeps each stretch in a table of its own, and drops whole stretches", async () => {
    const plain = createPostgresDriver({ connectionString: url, schema: "readings" });
    await plain.commit([put(reading(START, 0)), put(reading(START, 1), true)]);
    await plain.close();

    let now = instant(START + 5 * DAY);
    const driver = createPostgresDriver({ connectionString: url, schema: "readings", clock: { now: () => now }, partitions: { readings: { days: 10 } } });
    const other = createPostgresDriver({ connectionString: url, schema: "readings", clock: { now: () => now }, partitions: { readings: { days: 10 } } });
    await Promise.all([driver.prepare(), other.prepare()]);
    const times = [0, 3, 9, 15, 25].map((days) => instant(START + days * DAY));
    await driver.commit(times.map((time) => put(reading(time, 7))));
    expect(await all(driver)).toEqual([reading(START, 0), reading(START, 1), ...times.map((time) => reading(time, 7))].sort());
    expect(await rowsOf(url, "readings")).toEqual({ "20260107": 4, "20260117": 2, "20260127": 1 });

    // Nobody made the partitions of summer: what is written there waits outside until somebody does.
    const summer = instant(START + 200 * DAY);
    await driver.commit([put(reading(summer, 1))]);
    expect((await rowsOf(url, "readings"))["rest"]).toBe(1);
    now = summer;
    await Promise.all([driver.maintain(), other.maintain()]);
    expect((await rowsOf(url, "readings"))["rest"]).toBeUndefined();

    expect(await driver.dropBefore("readings", instant(START + 20 * DAY))).toBe(instant(START + 17 * DAY));
    expect(await all(driver)).toEqual([reading(times[4]!, 7), reading(summer, 1)]);
    expect(await other.scan({ scope: "", collection: "readings", index: "even", limit: 10 })).toEqual([]);
    const [again] = await other.commit([{ checks: [{ ...at(reading(START, 1)), version: 0 }], writes: [] }]);
    expect(again?.outcome).toBe("committed");
    await driver.close();
    await other.close();
  });

  it("says which collections have none", async () => {
    const driver = createPostgresDriver({ connectionString: url, schema: "readings" });
    await expect(driver.dropBefore("sessions", START)).rejects.toMatchObject({ code: "storage-postgres.partitions" });
    await driver.close();
  });
});

/** The id of a reading of a session that began at this time. */
function reading(time: Instant, sequence: number): string {
  return encodeKey([createUlids({ clock: { now: () => time }, random: () => 0.5 }).next(), sequence]);
}

function at(id: string) {
  return { scope: "", collection: "readings", id };
}

function put(id: string, isEven = false): CommitUnit {
  return { checks: [{ ...at(id), version: 0 }], writes: [{ kind: "put", ...at(id), body: "{}", keys: isEven ? [{ index: "even", key: id, unique: true }] : [] }] };
}

async function all(driver: ReturnType<typeof createPostgresDriver>): Promise<string[]> {
  const found = await driver.scan({ scope: "", collection: "readings", limit: 100 });
  return found.map(({ id }) => id);
}

/** How many documents each leaf below the collection holds, by the end of its name; empty ones are left out. */
async function rowsOf(connectionString: string, schema: string): Promise<Record<string, number>> {
  const client = new Client({ connectionString });
  await client.connect();
  const { rows } = await client.query<{ leaf: string; rows: number }>(
    `SELECT right(tableoid::regclass::text, 8) AS leaf, count(*)::integer AS rows FROM ${client.escapeIdentifier(schema)}.cpokit_documents WHERE collection = 1 GROUP BY 1 ORDER BY 1`,
  );
  await client.end();
  return Object.fromEntries(rows.map(({ leaf, rows: count }) => [leaf.endsWith("rest") ? "rest" : leaf, count]));
}
