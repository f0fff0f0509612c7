import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { StoreAddress } from "./store-address.ts";

/** Room for the books of one kill loop. */
export interface KillPlace {
  readonly address: StoreAddress;
  remove(): Promise<void>;
}

export async function createSqlitePlace(): Promise<KillPlace> {
  const folder = await mkdtemp(join(tmpdir(), "cpokit-kills-"));
  return { address: { kind: "sqlite", file: join(folder, "store.db") }, remove: () => rm(folder, { recursive: true }) };
}

/** A schema of its own on the given server, or the one of `CPOKIT_POSTGRES_URL`, or one that runs here; `undefined` when none answers. */
export async function createPostgresPlace(given = process.env["CPOKIT_POSTGRES_URL"]): Promise<KillPlace | undefined> {
  const candidates = given === undefined ? [userInfo().username, "postgres"].flatMap((user) => ["test", "postgres"].map((name) => `postgres://${user}@127.0.0.1:5432/${name}`)) : [given];
  for (const url of candidates) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    try {
      await client.connect();
    } catch (error) {
      if (given !== undefined) throw error;
      continue;
    }
    await client.end();
    const schema = `kills_${process.pid}_${Date.now()}`;
    return { address: { kind: "postgres", url, schema }, remove: () => dropSchema(url, schema) };
  }
  return undefined;
}

async function dropSchema(url: string, schema: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`SET client_min_messages = warning; DROP SCHEMA IF EXISTS ${client.escapeIdentifier(schema)} CASCADE`);
  await client.end();
}
