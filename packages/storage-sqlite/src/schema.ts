import { CpoError } from "@cpokit/kernel";
import { prepareRows, type SqliteEngine } from "./engine.ts";

const SCHEMA = 1;

// Texts are stored as `escapeText` writes them; BINARY compares their UTF-8 bytes, which is the order of compareKeys.
// Documents lie in the order of their creation, so that new ones share pages; a collection of a scope has a number.
// `keys` repeats the index entries of a document as JSON, so that a write that leaves them alone never looks at the index.
const CREATE = `
  CREATE TABLE cpokit_meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE cpokit_collections (number INTEGER PRIMARY KEY, scope TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (scope, name));
  CREATE TABLE cpokit_documents (
    number INTEGER PRIMARY KEY, collection INTEGER NOT NULL, id TEXT NOT NULL,
    version INTEGER NOT NULL, keys TEXT, body TEXT NOT NULL
  );
  CREATE UNIQUE INDEX cpokit_documents_by_id ON cpokit_documents (collection, id);
  CREATE TABLE cpokit_index_entries (
    collection INTEGER NOT NULL, name TEXT NOT NULL, key TEXT NOT NULL, id TEXT NOT NULL, document INTEGER NOT NULL,
    PRIMARY KEY (collection, name, key, id)
  ) WITHOUT ROWID;
  CREATE VIEW cpokit AS SELECT c.scope, c.name AS collection, d.id, d.version, json_extract(d.body, '$.b') AS body
    FROM cpokit_documents d JOIN cpokit_collections c ON c.number = d.collection;
  INSERT INTO cpokit_meta VALUES ('schema', ${SCHEMA}), ('version', 0);
`;

/** Creates the tables in a new database, in one transaction: of several processes one creates, the others find them. */
export function prepareSchema(engine: SqliteEngine): void {
  engine.exec("BEGIN IMMEDIATE");
  try {
    const present = engine.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'cpokit_meta'").get();
    if (present === undefined) engine.exec(CREATE);
    else refuseOther(engine);
    engine.exec("COMMIT");
  } catch (error) {
    engine.exec("ROLLBACK");
    throw error;
  }
}

function refuseOther(engine: SqliteEngine): void {
  const row = prepareRows(engine, "SELECT value FROM cpokit_meta WHERE name = 'schema'").get() as readonly [number] | undefined;
  if (row?.[0] === SCHEMA) return;
  throw new CpoError("storage-sqlite.schema", `The database has layout ${row?.[0]}, this version of storage-sqlite knows ${SCHEMA}; use the version that wrote it or a newer one.`, {
    found: row?.[0] ?? null,
    known: SCHEMA,
  });
}
