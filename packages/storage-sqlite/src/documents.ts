import { escapeText, type Address, type IndexEntry, type StoredDocument } from "@cpokit/storage";
import { prepareRows, type SqliteEngine, type SqliteValue } from "./engine.ts";
import { entriesText, type Entries } from "./entries.ts";
import type { Places } from "./places.ts";
import { createRemembered, Head } from "./remembered.ts";

/**
 * Documents by address. What was read is remembered until another connection commits, so that a unit checks what it read,
 * and the next one reads what was just written, for free.
 */
export interface Documents {
  /** Only inside a transaction or snapshot that began with `refresh`, as all of these. */
  get(address: Address): StoredDocument | undefined;
  head(address: Address): Head;
  /** Writes a document with its index entries, at the latest with `flush`. */
  put(address: Address, version: number, entries: readonly IndexEntry[], body: string): void;
  delete(address: Address): void;
  /** Writes what `put` has gathered; to be called before the transaction ends. */
  flush(): void;
  /** Forgets what another connection may have changed. */
  refresh(): void;
  /** Forgets everything, after a rollback. */
  forget(): void;
}

/** A document that nothing is known of, hence most likely a new one; it has no index entries. */
interface FreshDocument {
  readonly place: number;
  readonly id: string;
  readonly version: number;
  readonly body: string;
}

type HeadRow = readonly [number: number, version: number, keys: string | null];
type Row = readonly [...HeadRow, body: string];

const ABSENT = new Head(0, 0, null);
/** Characters; longer bodies are read again. */
const MAX_BODY = 4_000;
/** Fresh documents of one statement: running one costs as much as writing a row. */
const MANY = 16;

export function createDocuments(engine: SqliteEngine, places: Places, entries: Entries): Documents {
  const select = prepareRows(engine, "SELECT number, version, keys, body FROM cpokit_documents WHERE collection = ? AND id = ?");
  const selectHead = prepareRows(engine, "SELECT number, version, keys FROM cpokit_documents WHERE collection = ? AND id = ?");
  const insert = engine.prepare("INSERT INTO cpokit_documents (collection, id, version, keys, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING");
  const rows = Array.from({ length: MANY }, () => "(?, ?, ?, ?)").join(", ");
  const insertMany = engine.prepare(`INSERT INTO cpokit_documents (collection, id, version, body) VALUES ${rows} ON CONFLICT DO NOTHING`);
  const update = engine.prepare("UPDATE cpokit_documents SET version = ?, keys = ?, body = ? WHERE number = ?");
  const remove = engine.prepare("DELETE FROM cpokit_documents WHERE number = ?");
  // Changes when another connection has committed, and only then.
  const dataVersion = prepareRows(engine, "PRAGMA data_version");
  const remembered = createRemembered();
  let fresh: FreshDocument[] = [];
  let seen = -1;

  function headAt(place: number, id: string): Head {
    const known = remembered.find(place, id);
    if (known !== undefined) return known;
    if (isFresh(place, id)) flush();
    return remembered.add(place, id, headOf(selectHead.get(place, escapeText(id)) as HeadRow | undefined));
  }

  function isFresh(place: number, id: string): boolean {
    for (const document of fresh) if (document.place === place && document.id === id) return true;
    return false;
  }

  function flush(): void {
    const documents = fresh;
    fresh = [];
    if (documents.length === MANY) {
      const values: SqliteValue[] = [];
      for (const { place, id, version, body } of documents) values.push(place, escapeText(id), version, body);
      if (Number(insertMany.run(...values).changes) === MANY) return;
    }
    // Too few for the statement, or some are not new: one by one, which does no harm to those that it wrote.
    for (const { place, id, version, body } of documents) write(place, id, version, [], body, remembered.find(place, id));
  }

  /** `known` is what is remembered of the document. */
  function write(place: number, id: string, version: number, indexEntries: readonly IndexEntry[], body: string, known: Head | undefined): void {
    const isSame = known?.entries !== undefined && sameEntries(known.entries, indexEntries);
    const keys = isSame ? known.keys : entriesText(indexEntries);
    let before = known;
    if (before === undefined || before.number === 0) {
      // Most documents that nothing is known of are new, and nobody asks for them soon: inserting finds out by itself.
      const { changes, lastInsertRowid } = insert.run(place, escapeText(id), version, keys, body);
      if (Number(changes) === 1) {
        // Most are looked for once, before they are made, and never again: such as the answer to a message.
        if (before !== undefined) remembered.remove(place, id);
        entries.replace(place, id, Number(lastInsertRowid), null, keys);
        return;
      }
      before = headAt(place, id);
    }
    update.run(version, keys, body, before.number);
    entries.replace(place, id, before.number, before.keys, keys);
    // What is equal is kept as it was, so that the new entries need not outlive this commit.
    remembered.add(place, id, createHead(before.number, version, keys, body, isSame ? known.entries : indexEntries));
  }

  return {
    get(address) {
      const place = places.find(address);
      if (place === undefined) return undefined;
      const known = remembered.find(place, address.id);
      if (known?.version === 0) return undefined;
      if (known?.body !== undefined) return { id: address.id, version: known.version, body: known.body };
      const row = select.get(place, escapeText(address.id)) as Row | undefined;
      remembered.add(place, address.id, headOf(row, row?.[3]));
      return row && { id: address.id, version: row[1], body: row[3] };
    },
    head(address) {
      const place = places.find(address);
      return place === undefined ? ABSENT : headAt(place, address.id);
    },
    put(address, version, indexEntries, body) {
      const { id } = address;
      const place = places.open(address);
      const known = remembered.find(place, id);
      const isAgain = known === undefined && isFresh(place, id);
      if (isAgain) flush();
      if (isAgain || indexEntries.length > 0 || (known !== undefined && known.number !== 0)) {
        write(place, id, version, indexEntries, body, known);
        return;
      }
      if (known !== undefined) remembered.remove(place, id);
      fresh.push({ place, id, version, body });
      if (fresh.length === MANY) flush();
    },
    delete(address) {
      const place = places.find(address);
      if (place === undefined) return;
      const { number, keys } = headAt(place, address.id);
      entries.replace(place, address.id, number, keys, null);
      if (number !== 0) remove.run(number);
      remembered.add(place, address.id, ABSENT);
    },
    flush,
    refresh() {
      const [current] = dataVersion.get() as [number];
      if (current !== seen) remembered.clear();
      seen = current;
    },
    forget() {
      fresh = [];
      remembered.clear();
    },
  };
}

function headOf(row: HeadRow | Row | undefined, body?: string): Head {
  if (row === undefined) return ABSENT;
  return createHead(row[0], row[1], row[2], body);
}

function createHead(number: number, version: number, keys: string | null, body: string | undefined, entries?: readonly IndexEntry[]): Head {
  return new Head(number, version, keys, body !== undefined && body.length <= MAX_BODY ? body : undefined, entries);
}

function sameEntries(a: readonly IndexEntry[], b: readonly IndexEntry[]): boolean {
  if (a.length !== b.length) return false;
  for (let place = 0; place < a.length; place += 1) {
    if (a[place]!.index !== b[place]!.index || a[place]!.key !== b[place]!.key) return false;
  }
  return true;
}
