import { Client } from "pg";
import type { RawStatement } from "./raw-rows.ts";

/**
 * Writes what the engine wrote, as a careful program would by hand: one transaction per batch and one multi-row statement
 * per table; index rows only where they change. It reads, decides and checks nothing. Returns the seconds it took.
 */
export async function writeRawToPostgres(url: string, schema: string, batches: readonly (readonly RawStatement[])[]): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`
    DROP SCHEMA IF EXISTS ${schema} CASCADE;
    CREATE SCHEMA ${schema};
    SET search_path = ${schema};
    CREATE TABLE documents (collection text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, body text NOT NULL, PRIMARY KEY (collection, id));
    CREATE TABLE entries (collection text COLLATE "C" NOT NULL, name text COLLATE "C" NOT NULL, key text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, PRIMARY KEY (collection, name, key, id));
  `);
  const begin = performance.now();
  for (const batch of batches) {
    await client.query("BEGIN");
    for (const [kind, text] of STATEMENTS) {
      const columns = columnsOf(batch.filter((statement) => statement.kind === kind).map(({ values }) => values));
      if (columns !== undefined) await client.query({ name: kind, text, values: columns });
    }
    await client.query("COMMIT");
  }
  const seconds = (performance.now() - begin) / 1_000;
  await client.query(`DROP SCHEMA ${schema} CASCADE`);
  await client.end();
  return seconds;
}

const STATEMENTS: readonly (readonly [RawStatement["kind"], string])[] = [
  ["remove", "DELETE FROM documents d USING unnest($1::text[], $2::text[]) AS a(collection, id) WHERE d.collection = a.collection AND d.id = a.id"],
  // Of several writes of one batch to one document the last one counts.
  ["put", `INSERT INTO documents SELECT DISTINCT ON (collection, id) collection, id, body FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS a(collection, id, body, place)
    ORDER BY collection, id, place DESC ON CONFLICT (collection, id) DO UPDATE SET body = excluded.body`],
  ["removeEntry", `DELETE FROM entries e USING unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS a(collection, name, key, id)
    WHERE e.collection = a.collection AND e.name = a.name AND e.key = a.key AND e.id = a.id`],
  ["putEntry", "INSERT INTO entries SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) ON CONFLICT DO NOTHING"],
];

/** PostgreSQL's text has no U+0000; what stands for it here costs as much. */
function columnsOf(rows: readonly (readonly string[])[]): string[][] | undefined {
  return rows[0]?.map((_, column) => rows.map((row) => row[column]!.replaceAll("\u0000", "\u0001")));
}
