import type { ClientBase } from "pg";
import { CpoError } from "@cpokit/kernel";
import { commitFunction } from "./commit-function.ts";
import { statement, type Database } from "./database.ts";
import type { Tables } from "./tables.ts";

/** The layout that this version knows: as many steps as there are below. */
const LAYOUT = 2;

/** What brings the layout from one number to the next. A step that was published never changes. */
const STEPS: readonly ((tables: Tables) => string)[] = [createTables, createView];

/**
 * Brings the schema to the layout that this version knows. Safe to run twice and from several nodes at once: one does it, in
 * one transaction, the others wait and find it done.
 *
 * @throws `storage-postgres.schema` when a newer version made the layout, `storage-postgres.encoding` when the database is not UTF8.
 */
export async function prepareSchema(database: Database, tables: Tables): Promise<void> {
  if ((await layoutOf(database, tables)) === LAYOUT) return;
  await database.transaction(async (client) => {
    await lockSchema(client, tables);
    await refuseEncoding(client);
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${tables.schema}`);
    await client.query(`CREATE TABLE IF NOT EXISTS ${tables.meta} (name text PRIMARY KEY, value bigint NOT NULL)`);
    const { rows } = await client.query<{ value: string }>(`SELECT value FROM ${tables.meta} WHERE name = 'layout'`);
    const found = Number(rows[0]?.value ?? 0);
    refuseNewer(found);
    for (const step of STEPS.slice(found)) await client.query(step(tables));
    await client.query(`INSERT INTO ${tables.meta} VALUES ('layout', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, [LAYOUT]);
  });
}

/** Waits until no other process changes the tables of this schema, and keeps others from it until the transaction ends. */
export async function lockSchema(client: ClientBase, tables: Tables): Promise<void> {
  await client.query("SELECT pg_advisory_xact_lock(hashtext('cpokit'), hashtext($1))", [tables.schema]);
}

/** 0 when there is no schema yet; also what a user without the right to create tables asks first. */
async function layoutOf(database: Database, tables: Tables): Promise<number> {
  const [present] = await database.rows(statement("SELECT to_regclass($1) IS NOT NULL"), [tables.meta]);
  if (present?.[0] !== true) return 0;
  const [row] = await database.rows(statement(`SELECT value FROM ${tables.meta} WHERE name = 'layout'`), []);
  const found = Number(row?.[0] ?? 0);
  refuseNewer(found);
  return found;
}

function refuseNewer(found: number): void {
  if (found <= LAYOUT) return;
  throw new CpoError("storage-postgres.schema", `The schema has layout ${found}, this version of storage-postgres knows ${LAYOUT}; run the newer program.`, { found, known: LAYOUT });
}

async function refuseEncoding(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ server_encoding: string }>("SHOW server_encoding");
  const encoding = rows[0]?.server_encoding ?? "unknown";
  if (encoding === "UTF8") return;
  throw new CpoError("storage-postgres.encoding", `The database has the encoding ${encoding}; create one with ENCODING 'UTF8', for ids and bodies may hold any character.`, { encoding });
}

// Ids and entries are stored as `escapeText` writes them; "C" compares their UTF-8 bytes, which is the order of compareKeys.
// An index entry is the name of the index as a key part, then the key. `keys` repeats the entries of a document, so that a
// write that leaves them alone never looks at the index. Documents change in place as long as their page has room.
function createTables(tables: Tables): string {
  return `
    CREATE SEQUENCE ${tables.versions};
    CREATE TABLE ${tables.collections} (number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text COLLATE "C" NOT NULL UNIQUE);
    CREATE TABLE ${tables.scopes} (number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text COLLATE "C" NOT NULL UNIQUE);
    CREATE TABLE ${tables.documents} (
      version bigint NOT NULL, collection integer NOT NULL, scope integer NOT NULL, id text COLLATE "C" NOT NULL, keys text, body text NOT NULL,
      PRIMARY KEY (collection, scope, id)
    ) PARTITION BY LIST (collection);
    CREATE TABLE ${tables.named("cpokit_documents_rest")} PARTITION OF ${tables.documents} DEFAULT WITH (fillfactor = 80);
    CREATE TABLE ${tables.entries} (
      collection integer NOT NULL, scope integer NOT NULL, entry text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, sole boolean NOT NULL,
      PRIMARY KEY (collection, scope, entry, id)
    );
    CREATE UNIQUE INDEX ON ${tables.entries} (collection, scope, entry) WHERE sole;
    CREATE TABLE ${tables.graves} (version bigint NOT NULL, dug timestamptz NOT NULL DEFAULT now());
    CREATE INDEX ON ${tables.graves} (version);
    ${commitFunction(tables)};
  `;
}

/** For people who speak SQL. `json` and not `jsonb`, for bodies may hold U+0000. */
function createView(tables: Tables): string {
  return `
    CREATE VIEW ${tables.named("cpokit")} AS
      SELECT s.name AS scope, c.name AS collection, d.id, d.version, d.body::json -> 'b' AS body
      FROM ${tables.documents} d JOIN ${tables.collections} c ON c.number = d.collection JOIN ${tables.scopes} s ON s.number = d.scope;
  `;
}
