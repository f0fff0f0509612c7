import { escapeText, type Address, type IndexEntry, type StoredDocument } from "@cpokit/storage";
import { prepareRows, type SqliteEngine } from "./engine.ts";
import type { Places } from "./places.ts";
import { createRemembered, type Head } from "./remembered.ts";

/**
 * Documents by address. What was read is remembered until another connection commits, so that a unit checks what it read,
 * and the next one reads what was just written, for free.
 */
export interface Documents {
  /** Only inside a transaction or snapshot that began with `refresh`, as all of these. */
  get(address: Address): StoredDocument | undefined;
  head(address: Address): Head;
  /** Writes a document; returns what was there before, and where it lies. */
  put(address: Address, version: number, entries: readonly IndexEntry[], body: string): { readonly before: Head; readonly keys: string | null; readonly number: number };
  delete(address: Address): void;
  /** Forgets what another connection may have changed. */
  refresh(): void;
  /** Forgets everything, after a rollback. */
  forget(): void;
}

type HeadRow = readonly [number: number, version: number, keys: string | null];
type Row = readonly [...HeadRow, body: string];

const ABSENT: Head = Object.freeze({ number: 0, version: 0, keys: null });
/** Characters; longer bodies are read again. */
const MAX_BODY = 4_000;

export function createDocuments(engine: SqliteEngine, places: Places): Documents {
  const select = prepareRows(engine, "SELECT number, version, keys, body FROM cpokit_documents WHERE collection = ? AND id = ?");
  const selectHead = prepareRows(engine, "SELECT number, version, keys FROM cpokit_documents WHERE collection = ? AND id = ?");
  const insert = engine.prepare("INSERT INTO cpokit_documents (collection, id, version, keys, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING");
  const update = engine.prepare("UPDATE cpokit_documents SET version = ?, keys = ?, body = ? WHERE number = ?");
  const remove = engine.prepare("DELETE FROM cpokit_documents WHERE number = ?");
  // Changes when another connection has committed, and only then.
  const dataVersion = prepareRows(engine, "PRAGMA data_version");
  const remembered = createRemembered();
  let seen = -1;

  function headAt(place: number, id: string): Head {
    return remembered.find(place, id) ?? remembered.add(place, id, headOf(selectHead.get(place, escapeText(id)) as HeadRow | undefined));
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
    put(address, version, entries, body) {
      const place = places.open(address);
      const known = remembered.find(place, address.id);
      const keys = known?.entries !== undefined && sameEntries(known.entries, entries) ? known.keys : keysOf(entries);
      if (known === undefined || known.number === 0) {
        // Most documents that nothing is known of are new, and nobody asks for them soon: inserting finds out by itself.
        const { changes, lastInsertRowid } = insert.run(place, escapeText(address.id), version, keys, body);
        if (Number(changes) === 1) {
          const number = Number(lastInsertRowid);
          // Most are looked for once, before they are made, and never again: such as the answer to a message.
          if (known !== undefined) remembered.remove(place, address.id);
          return { before: ABSENT, keys, number };
        }
      }
      const before = headAt(place, address.id);
      update.run(version, keys, body, before.number);
      remembered.add(place, address.id, createHead(before.number, version, keys, body, entries));
      return { before, keys, number: before.number };
    },
    delete(address) {
      const place = places.find(address);
      if (place === undefined) return;
      const { number } = headAt(place, address.id);
      if (number !== 0) remove.run(number);
      remembered.add(place, address.id, ABSENT);
    },
    refresh() {
      const [current] = dataVersion.get() as [number];
      if (current !== seen) remembered.clear();
      seen = current;
    },
    forget: remembered.clear,
  };
}

function headOf(row: HeadRow | Row | undefined, body?: string): Head {
  if (row === undefined) return ABSENT;
  return createHead(row[0], row[1], row[2], body);
}

function createHead(number: number, version: number, keys: string | null, body: string | undefined, entries?: readonly IndexEntry[]): Head {
  return { number, version, keys, entries, body: body !== undefined && body.length <= MAX_BODY ? body : undefined };
}

/** Index entries as they are kept beside a document. */
function keysOf(entries: readonly IndexEntry[]): string | null {
  return entries.length === 0 ? null : JSON.stringify(entries.map(({ index, key }) => [escapeText(index), escapeText(key)]));
}

function sameEntries(a: readonly IndexEntry[], b: readonly IndexEntry[]): boolean {
  return a.length === b.length && a.every(({ index, key }, place) => index === b[place]!.index && key === b[place]!.key);
}
