import { CpoError } from "@cpokit/kernel";
import { decodeBody, encodeBody, toJson } from "./body.ts";
import type { Collection } from "./collection.ts";
import type { Check, Driver, IndexEntry, Write } from "./driver.ts";
import { encodeKey } from "./key.ts";
import type { Lease } from "./lease.ts";
import { leases } from "./create-leases.ts";
import type { OutboxEvent } from "./outbox.ts";
import type { Reader, Unit } from "./store.ts";
import { Put, TouchedDocuments, VersionCheck } from "./touched-documents.ts";

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

/**
 * One attempt of a unit of work. Bodies become text when they are put and are parsed anew for every `get`, so that nobody changes
 * what another sees. A class, since it waits for a commit (decision 0014).
 */
export class OpenUnit implements Unit {
  readonly scope: string;
  readonly find: Reader["find"];
  readonly #driver: Driver;
  /** Absent once the attempt is over, so that who still knows the unit keeps nothing alive. */
  #touched: TouchedDocuments | undefined = new TouchedDocuments();
  #fences: Check[] | undefined;
  #events: PublishedEvent[] | undefined;
  #afterCommit: (() => void)[] | undefined;

  constructor(scope: string, driver: Driver, reader: Reader) {
    this.scope = scope;
    this.find = reader.find;
    this.#driver = driver;
  }

  async get<Body>(collection: Collection<Body>, id: string): Promise<Body | undefined> {
    const touched = this.#open();
    const { name } = collection;
    const known = touched.find(name, id);
    if (known?.write !== undefined) return known.write.kind === "put" ? decodeBody(collection, id, known.write.body) : undefined;
    let body = known?.body;
    if (known?.check === undefined) {
      const check = new VersionCheck(this.scope, name, id);
      const document = await this.#driver.get(check);
      body = touched.open(name, id).saw(check, document);
    }
    return body === undefined ? undefined : decodeBody(collection, id, body);
  }

  put<Body>(collection: Collection<Body>, id: string, body: Body): void {
    const touched = this.#open();
    const text = encodeBody(collection, id, body);
    touched.open(collection.name, id).write = new Put(this.scope, collection.name, id, text, keysOf(collection, body));
  }

  delete<Body>(collection: Collection<Body>, id: string): void {
    this.#open().open(collection.name, id).write = { kind: "delete", scope: this.scope, collection: collection.name, id };
  }

  publish({ topic, key, payload }: OutboxEvent): void {
    this.#open();
    (this.#events ??= []).push({ topic, key, payload: toJson(payload, `event ${topic}`) });
  }

  fence(lease: Lease): void {
    this.#open();
    (this.#fences ??= []).push(fenceOf(this.scope, lease));
  }

  afterCommit(run: () => void): void {
    this.#open();
    (this.#afterCommit ??= []).push(run);
  }

  /** Ends the attempt: the unit refuses everything afterwards. */
  finish(): UnitRecord {
    const record = new Record(this.#fences ?? [], this.#events ?? [], this.#afterCommit ?? []);
    for (const { check, write } of this.#open().all) {
      if (check !== undefined) record.checks.push(check);
      if (write !== undefined) record.writes.push(write);
    }
    this.#touched = undefined;
    return record;
  }

  #open(): TouchedDocuments {
    if (this.#touched !== undefined) return this.#touched;
    throw new CpoError("storage.finished", "The unit of work is over; await everything inside it, and start a new transaction for more.");
  }
}

/** What came of an attempt. A class, since it waits for a commit (decision 0014). */
class Record implements UnitRecord {
  readonly checks: Check[];
  readonly writes: Write[] = [];
  readonly events: readonly PublishedEvent[];
  readonly afterCommit: (() => void)[];

  constructor(checks: Check[], events: readonly PublishedEvent[], afterCommit: (() => void)[]) {
    this.checks = checks;
    this.events = events;
    this.afterCommit = afterCommit;
  }
}

/** The check that breaks once another holds the lease. */
export function fenceOf(scope: string, lease: Lease): Check {
  return { scope, collection: leases.name, id: lease.name, version: lease.version, fence: true };
}

/** A class, since it waits for a commit (decision 0014). */
class Entry implements IndexEntry {
  readonly index: string;
  readonly key: string;
  readonly unique: boolean;

  constructor(index: string, key: string, unique: boolean) {
    this.index = index;
    this.key = key;
    this.unique = unique;
  }
}

/** Made by the methods of arrays, since of an array literal the same is true as of an object (decision 0014). */
function keysOf<Body>(collection: Collection<Body>, body: Body): readonly IndexEntry[] {
  return Object.keys(collection.indexes).flatMap((index) => {
    const { keys, unique = false } = collection.indexes[index]!;
    const texts = keys(body).map(encodeKey);
    const distinct = texts.length < 2 ? texts : Array.from(new Set(texts));
    return distinct.map((key) => new Entry(index, key, unique));
  });
}
