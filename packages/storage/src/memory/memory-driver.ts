import { CpoError } from "@cpokit/kernel";
import { compareKeys, type Address, type CommitResult, type CommitUnit, type Driver, type IndexEntry, type ScannedDocument, type ScanRange, type StoredDocument, type Write } from "../driver.ts";
import { judge, type JudgedState } from "../judge.ts";
import { createSortedList, type Entry, type SortedList } from "./sorted-list.ts";

interface MemoryDocument extends StoredDocument {
  readonly keys: readonly IndexEntry[];
}

/** One collection of one scope. */
interface Table {
  readonly documents: Map<string, MemoryDocument>;
  readonly ids: SortedList;
  readonly indexes: Map<string, SortedList>;
}

/** Memory that several drivers can share, as several processes share a database. */
export interface MemoryPlace {
  /** One more driver on the same documents; closing it leaves them. */
  open(): Driver;
}

/** A driver that keeps everything in memory as JSON text: for tests, simulations and the first five minutes. Nothing survives the process. */
export function createMemoryDriver(): Driver {
  return createMemoryPlace().open();
}

/** An empty place, to play several processes in one. */
export function createMemoryPlace(): MemoryPlace {
  const tables = new Map<string, Table>();
  let version = 0;

  const state: JudgedState = {
    version: (address) => lookUp(address)?.version ?? 0,
    holders: (address, entry) => holders(tableOf(address)?.indexes.get(entry.index), entry.key),
  };

  function tableOf(place: { readonly scope: string; readonly collection: string }): Table | undefined {
    return tables.get(tableKey(place));
  }

  function lookUp(address: Address): MemoryDocument | undefined {
    return tableOf(address)?.documents.get(address.id);
  }

  function commitOne(unit: CommitUnit): CommitResult {
    const refusal = judge(unit, state);
    if (refusal !== undefined) return refusal;
    version += 1;
    for (const write of unit.writes) apply(write, version);
    return { outcome: "committed", version };
  }

  function apply(write: Write, newVersion: number): void {
    let table = tableOf(write);
    if (table === undefined) tables.set(tableKey(write), (table = { documents: new Map(), ids: createSortedList(), indexes: new Map() }));
    for (const { index, key } of table.documents.get(write.id)?.keys ?? []) table.indexes.get(index)?.remove({ key, id: write.id });
    if (write.kind === "delete") {
      table.documents.delete(write.id);
      table.ids.remove({ key: write.id, id: write.id });
      return;
    }
    const { id, body } = write;
    const keys = write.keys.map((entry) => ({ ...entry }));
    table.documents.set(id, { id, version: newVersion, body, keys });
    table.ids.add({ key: id, id });
    for (const { index, key } of keys) {
      let list = table.indexes.get(index);
      if (list === undefined) table.indexes.set(index, (list = createSortedList()));
      list.add({ key, id });
    }
  }

  function open(): Driver {
    let closed = false;

    function refuseWhenClosed(): void {
      if (closed) throw new CpoError("storage.closed", "The memory driver was closed; open a new one.");
    }

    return {
      async get(address) {
        refuseWhenClosed();
        const document = lookUp(address);
        return document && { id: document.id, version: document.version, body: document.body };
      },
      async scan(range) {
        refuseWhenClosed();
        const table = tableOf(range);
        const list = range.index === undefined ? table?.ids : table?.indexes.get(range.index);
        const found: ScannedDocument[] = [];
        if (table === undefined || list === undefined) return found;
        for (const { key, id } of entriesOf(list, range)) {
          if (found.length >= range.limit) break;
          const { version: documentVersion, body } = table.documents.get(id)!;
          found.push({ id, version: documentVersion, body, key });
        }
        return found;
      },
      async commit(units) {
        refuseWhenClosed();
        return units.map(commitOne);
      },
      async close() {
        closed = true;
      },
    };
  }

  return { open };
}

function tableKey({ scope, collection }: { readonly scope: string; readonly collection: string }): string {
  return `${scope.length}:${scope}${collection}`;
}

function* holders(list: SortedList | undefined, key: string): Generator<string> {
  for (const entry of list?.ascending({ key, id: "" }) ?? []) {
    if (entry.key !== key) return;
    yield entry.id;
  }
}

function* entriesOf(list: SortedList, { from, to, after, reverse }: ScanRange): Generator<Entry> {
  if (reverse === true) {
    // `after` and `to` are both exclusive upper bounds; the lower one wins.
    const end = to === undefined || (after !== undefined && compareKeys(after.key, to) < 0) ? after : { key: to, id: "" };
    for (const entry of list.descending(end)) {
      if (from !== undefined && compareKeys(entry.key, from) < 0) return;
      yield entry;
    }
    return;
  }
  const skips = after !== undefined && (from === undefined || compareKeys(after.key, from) >= 0);
  const start = skips ? after : from === undefined ? undefined : { key: from, id: "" };
  for (const entry of list.ascending(start, skips)) {
    if (to !== undefined && compareKeys(entry.key, to) >= 0) return;
    yield entry;
  }
}
