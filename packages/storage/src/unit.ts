import { CpoError } from "@cpokit/kernel";
import { decodeBody, encodeBody, toJson } from "./body.ts";
import type { Collection } from "./collection.ts";
import type { Check, Driver, IndexEntry, Write } from "./driver.ts";
import { encodeKey, type Key } from "./key.ts";
import type { Lease } from "./lease.ts";
import { leases } from "./create-leases.ts";
import type { OutboxEvent } from "./outbox.ts";
import type { Reader, Unit } from "./store.ts";

/** An event as it was when it was published. */
export interface PublishedEvent {
  readonly topic: string;
  readonly key: string;
  /** JSON text. */
  readonly payload: string;
}

/** What one attempt read and wants to write; the lists are the caller's to add to. */
export interface UnitRecord {
  readonly checks: Check[];
  readonly writes: Write[];
  readonly events: readonly PublishedEvent[];
  readonly afterCommit: (() => void)[];
}

/** One attempt of a unit of work, and what it came to. */
export interface OpenUnit {
  readonly unit: Unit;
  /** Ends the attempt: the unit refuses everything afterwards. */
  finish(): UnitRecord;
}

interface Read {
  readonly check: Check;
  readonly body: string | undefined;
}

/** Bodies become text when they are put and are parsed anew for every `get`, so that nobody changes what another sees. */
export function openUnit(scope: string, driver: Driver, reader: Reader): OpenUnit {
  const reads = new Map<string, Read>();
  const writes = new Map<string, Write>();
  const checks: Check[] = [];
  const events: PublishedEvent[] = [];
  const afterCommit: (() => void)[] = [];
  let open = true;

  function refuseWhenFinished(): void {
    if (!open) throw new CpoError("storage.finished", "The unit of work is over; await everything inside it, and start a new transaction for more.");
  }

  const unit: Unit = {
    scope,
    async get(collection, id) {
      refuseWhenFinished();
      const key = addressKey(collection.name, id);
      const own = writes.get(key);
      if (own !== undefined) return own.kind === "put" ? decodeBody(collection, id, own.body) : undefined;
      let read = reads.get(key);
      if (read === undefined) {
        const check = { scope, collection: collection.name, id, version: 0 };
        const document = await driver.get(check);
        check.version = document?.version ?? 0;
        // Another get of the same document may have been faster: what the unit saw first stays what it sees.
        read = reads.get(key) ?? { check, body: document?.body };
        reads.set(key, read);
      }
      return read.body === undefined ? undefined : decodeBody(collection, id, read.body);
    },
    find: (collection, query) => reader.find(collection, query),
    put(collection, id, body) {
      refuseWhenFinished();
      const text = encodeBody(collection, id, body);
      writes.set(addressKey(collection.name, id), { kind: "put", scope, collection: collection.name, id, body: text, keys: keysOf(collection, body) });
    },
    delete(collection, id) {
      refuseWhenFinished();
      writes.set(addressKey(collection.name, id), { kind: "delete", scope, collection: collection.name, id });
    },
    publish({ topic, key, payload }: OutboxEvent) {
      refuseWhenFinished();
      events.push({ topic, key, payload: toJson(payload, `event ${topic}`) });
    },
    fence(lease: Lease) {
      refuseWhenFinished();
      checks.push(fenceOf(scope, lease));
    },
    afterCommit(run) {
      refuseWhenFinished();
      afterCommit.push(run);
    },
  };

  return {
    unit,
    finish() {
      open = false;
      for (const { check } of reads.values()) checks.push(check);
      const written = Array.from(writes.values());
      // Who still knows the unit shall not keep alive what it read and wrote.
      reads.clear();
      writes.clear();
      return { checks, writes: written, events, afterCommit };
    },
  };
}

/** The check that breaks once another holds the lease. */
export function fenceOf(scope: string, lease: Lease): Check {
  return { scope, collection: leases.name, id: lease.name, version: lease.version, fence: true };
}

function addressKey(collection: string, id: string): string {
  return `${collection.length}:${collection}${id}`;
}

function keysOf<Body>(collection: Collection<Body>, body: Body): readonly IndexEntry[] {
  const entries: IndexEntry[] = [];
  for (const index of Object.keys(collection.indexes)) {
    const { keys, unique = false } = collection.indexes[index]!;
    for (const key of distinct(keys(body))) entries.push({ index, key, unique });
  }
  return entries;
}

/** The keys as text, each once; few documents have more than two. */
function distinct(keys: readonly Key[]): Iterable<string> {
  const texts = keys.map(encodeKey);
  return texts.length < 2 || (texts.length === 2 && texts[0] !== texts[1]) ? texts : new Set(texts);
}
