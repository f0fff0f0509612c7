import { createPostgresDriver } from "@cpokit/storage-postgres";
import type { Driver } from "@cpokit/storage";
import { Client } from "pg";

/** The PostgreSQL to measure on: the one of CPOKIT_POSTGRES_URL, else one of this machine that lets everybody in. */
export async function findPostgres(): Promise<string | undefined> {
  const given = process.env["CPOKIT_POSTGRES_URL"];
  const candidates = given === undefined ? ["postgres://postgres@127.0.0.1:5432/postgres", "postgres://root@127.0.0.1:5432/test"] : [given];
  for (const connectionString of candidates) {
    const client = new Client({ connectionString, connectionTimeoutMillis: 2_000 });
    try {
      await client.connect();
      await client.end();
      return connectionString;
    } catch (error) {
      if (given !== undefined) throw error;
    }
  }
  return undefined;
}

/** Measures on a schema of its own, which is dropped afterwards; says so when there is no PostgreSQL. */
export async function onPostgres(bench: string, measure: (driver: Driver, client: Client, schema: string) => Promise<void>): Promise<void> {
  const connectionString = await findPostgres();
  if (connectionString === undefined) return console.log(`${bench}: NOT MEASURED on PostgreSQL, there is none; set CPOKIT_POSTGRES_URL.`);
  const schema = `bench_${bench}_${process.pid}`;
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await measure(createPostgresDriver({ connectionString, schema }), client, schema);
  } finally {
    await client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
    await client.end();
  }
}
