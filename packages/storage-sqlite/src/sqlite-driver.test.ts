import { copyFileSync, mkdtempSync, rmSync, statSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, describe, expect, it } from "vitest";
import type { CommitUnit } from "@cpokit/storage";
import { openNodeSqlite, type SqliteEngine } from "./engine.ts";
import { createSqliteDriver } from "./sqlite-driver.ts";

const folder = mkdtempSync(join(tmpdir(), "cpokit-"));
let files = 0;
afterAll(() => rmSync(folder, { recursive: true }));

function newFile(): string {
  files += 1;
  return join(folder, `${files}.db`);
}

function put(id: string, body: unknown): CommitUnit {
  return { checks: [], writes: [{ kind: "put", scope: "", collection: "things", id, body: JSON.stringify(body), keys: [{ index: "n", key: id, unique: true }] }] };
}

const at = (id: string) => ({ scope: "", collection: "things", id });

describe("another process that holds the lock", () => {
  it("is waited for without stopping the event loop", async () => {
    const file = newFile();
    const driver = createSqliteDriver({ file });
    const other = new DatabaseSync(file);
    other.exec("BEGIN IMMEDIATE");
    const commit = driver.commit([put("a", 1)]);
    const first = await Promise.race([commit.then(() => "committed"), new Promise((resolve) => setTimeout(() => resolve("the loop goes on"), 5))]);
    expect(first).toBe("the loop goes on");
    const closing = driver.close();
    other.exec("COMMIT");
    expect(await commit).toMatchObject([{ outcome: "committed" }]);
    await closing;
    other.close();
  });

  it("is not waited for for ever", async () => {
    const file = newFile();
    const driver = createSqliteDriver({ file, patience: 20 });
    const other = new DatabaseSync(file);
    other.exec("BEGIN IMMEDIATE");
    await expect(driver.commit([put("a", 1)])).rejects.toMatchObject({ code: "storage-sqlite.busy", values: { patience: 20 } });
    expect(await driver.get(at("a"))).toBeUndefined();
    other.exec("COMMIT");
    expect(await driver.commit([put("a", 1)])).toMatchObject([{ outcome: "committed" }]);
    await driver.close();
    other.close();
  });
});

describe("a database that fails", () => {
  it("rejects the whole call, keeps nothing of it, and serves the next", async () => {
    const engine = new DatabaseSync(newFile());
    const driver = createSqliteDriver({ engine });
    await driver.commit([put("a", 1)]);
    const { page_count: pages } = engine.prepare("PRAGMA page_count").get() as { page_count: number };
    engine.exec(`PRAGMA max_page_count = ${pages + 5}`);
    const large = { ...put("b", "x".repeat(100_000)), checks: [] };
    const elsewhere: CommitUnit = { checks: [], writes: [{ kind: "put", scope: "new", collection: "place", id: "c", body: "1", keys: [] }] };
    await expect(driver.commit([put("a", 2), elsewhere, large])).rejects.toMatchObject({ code: "storage-sqlite.failed", values: { operation: "commit", reason: "database or disk is full" } });
    expect((await driver.get(at("a")))?.body).toBe("1");
    expect(await driver.commit([put("a", 3), elsewhere])).toMatchObject([{ outcome: "committed" }, { outcome: "committed" }]);
    await driver.close();
    const reopened = createSqliteDriver({ engine });
    expect((await reopened.get({ scope: "new", collection: "place", id: "c" }))?.body).toBe("1");
    await reopened.close();
    engine.close();
  });

  it("keeps a consistent beginning when its log is torn", async () => {
    const file = newFile();
    const driver = createSqliteDriver({ file });
    // Every commit writes the number of its entries and one entry more.
    for (let count = 1; count <= 40; count += 1) await driver.commit([{ checks: [], writes: [...put("count", count).writes, ...put(`entry ${count}`, "x".repeat(count * 50)).writes] }]);
    const size = statSync(`${file}-wal`).size;
    const counts: number[] = [];
    for (let cut = 0; cut < 8; cut += 1) {
      const torn = newFile();
      copyFileSync(file, torn);
      copyFileSync(`${file}-wal`, `${torn}-wal`);
      truncateSync(`${torn}-wal`, Math.floor((size * (cut + 1)) / 8.5));
      const reopened = createSqliteDriver({ file: torn });
      const count = Number((await reopened.get(at("count")))?.body ?? 0);
      const entries = await reopened.scan({ scope: "", collection: "things", index: "n", from: "entry", limit: 100 });
      expect(entries).toHaveLength(count);
      counts.push(count);
      await reopened.close();
    }
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(counts.at(-1)).toBeGreaterThan(20);
    await driver.close();
  });
});

describe("opening", () => {
  it("asks for a newer Node.js where there is no node:sqlite", () => {
    expect(() => openNodeSqlite("x.db", null)).toThrow(expect.objectContaining({ code: "storage-sqlite.node" }));
  });

  it("names the file that cannot be opened", () => {
    const file = join(folder, "no such folder", "x.db");
    expect(() => createSqliteDriver({ file })).toThrow(expect.objectContaining({ code: "storage-sqlite.open", values: { file } }));
  });

  it("refuses a layout that it does not know", async () => {
    const file = newFile();
    await createSqliteDriver({ file }).close();
    const database = new DatabaseSync(file);
    database.exec("UPDATE cpokit_meta SET value = 99 WHERE name = 'schema'");
    database.close();
    expect(() => createSqliteDriver({ file })).toThrow(expect.objectContaining({ code: "storage-sqlite.schema", values: { found: 99, known: 1 } }));
  });

  it("syncs every commit in full unless told otherwise", async () => {
    for (const [synchronous, level] of [[undefined, 2], ["full", 2], ["normal", 1]] as const) {
      const engine = new DatabaseSync(newFile());
      const driver = createSqliteDriver({ engine, ...(synchronous === undefined ? {} : { synchronous }) });
      expect(engine.prepare("PRAGMA synchronous").get()).toEqual({ synchronous: level });
      expect(engine.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
      await driver.close();
      engine.close();
    }
  });

  it("leaves other databases alone when one is closed behind its driver", async () => {
    const engine = new DatabaseSync(newFile());
    const [orphan, driver] = [createSqliteDriver({ engine }), createSqliteDriver({ file: newFile() })];
    await orphan.get(at("a"));
    engine.close();
    expect(await driver.commit([put("a", 1)])).toMatchObject([{ outcome: "committed" }]);
    await expect(orphan.get(at("a"))).rejects.toMatchObject({ code: "storage-sqlite.failed" });
    await driver.close();
  });

  it("works with an engine of the shape of better-sqlite3, and leaves it open", async () => {
    const database = new DatabaseSync(newFile());
    const engine: SqliteEngine = {
      exec: (sql) => database.exec(sql),
      prepare(sql) {
        const statement = database.prepare(sql);
        return {
          get: (...values) => statement.get(...values),
          all: (...values) => statement.all(...values),
          run: (...values) => statement.run(...values),
          raw: (enabled) => statement.setReturnArrays(enabled),
        };
      },
      close: () => database.close(),
    };
    const driver = createSqliteDriver({ engine });
    await driver.commit([put("a", 1)]);
    expect(await driver.scan({ scope: "", collection: "things", index: "n", limit: 1 })).toMatchObject([{ id: "a", key: "a", body: "1" }]);
    await driver.close();
    // The view for people who speak SQL.
    await createSqliteDriver({ engine }).commit([{ checks: [], writes: [{ kind: "put", scope: "t", collection: "cards", id: "x", body: '{"v":1,"b":{"visits":3}}', keys: [] }] }]);
    expect(database.prepare("SELECT scope, id, body ->> 'visits' AS visits FROM cpokit WHERE collection = 'cards'").get()).toEqual({ scope: "t", id: "x", visits: 3 });
    database.close();
  });
});
