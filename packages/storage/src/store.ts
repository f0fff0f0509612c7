import type { Logger } from "@cpokit/kernel";
import type { Collection } from "./collection.ts";
import type { Key } from "./key.ts";
import type { Leases, Lease } from "./lease.ts";
import type { Outbox, OutboxEvent } from "./outbox.ts";

/** Which documents to read, in which order, how many. */
export interface Query {
  /** The index to read by; absent: by id. */
  readonly index?: string;
  /** Only keys that start with these parts (of the index, or of the id when no index is named). */
  readonly prefix?: Key;
  /** Only keys ≥ this. */
  readonly from?: Key;
  /** Only keys < this. */
  readonly to?: Key;
  readonly reverse?: boolean;
  /** At most this many, 1 to 1000; 100 when absent. */
  readonly limit?: number;
  /** The `next` of the page before. */
  readonly after?: string;
}

export interface Found<Body> {
  readonly id: string;
  readonly version: number;
  readonly body: Body;
}

export interface Page<Body> {
  readonly items: readonly Found<Body>[];
  /** Cursor of the next page; absent on the last one. */
  readonly next?: string;
}

/** Reads of committed documents. */
export interface Reader {
  get<Body>(collection: Collection<Body>, id: string): Promise<Body | undefined>;
  /** A hint inside a unit of work: it sees committed documents only and guards nothing. */
  find<Body>(collection: Collection<Body>, query?: Query): Promise<Page<Body>>;
}

/**
 * One attempt of a unit of work: it buffers writes, remembers the version of all that `get` returned, sees its own
 * writes in `get`, and commits once. It may run more than once, so it must have no effects but through the unit.
 */
export interface Unit extends Reader {
  /** The tenant that this unit works for. */
  readonly scope: string;
  put<Body>(collection: Collection<Body>, id: string, body: Body): void;
  delete<Body>(collection: Collection<Body>, id: string): void;
  /** One more document in the same commit: the event is delivered if and only if the unit commits (I15). */
  publish(event: OutboxEvent): void;
  /** Commits only while the lease is still the newest holder's; otherwise `storage.fenced` is thrown (I17). */
  fence(lease: Lease): void;
  /** Runs after the commit is durable; for listeners and wake-ups, never for decisions. */
  afterCommit(run: () => void): void;
}

export interface TransactionOptions {
  /** Attempts before `storage.conflict`; 10 when absent. */
  readonly attempts?: number;
}

/** Documents, units of work, outbox and leases of one tenant over a driver. */
export interface Store extends Reader {
  readonly scopeName: string;
  /**
   * Runs a unit of work and commits it: serialisable over what it read with `get`, retried with jitter on conflict.
   *
   * @throws `storage.conflict` after the last attempt, `storage.duplicate` when a unique key is taken, `storage.fenced`
   * when a fence was broken, and whatever the work throws (nothing is written then).
   */
  transaction<Result>(work: (unit: Unit) => Promise<Result> | Result, options?: TransactionOptions): Promise<Result>;
  /** All documents of a query, page by page. */
  each<Body>(collection: Collection<Body>, query?: Omit<Query, "after">): AsyncIterable<Found<Body>>;
  /** The same store for one tenant. */
  scope(tenant: string): Store;
  readonly outbox: Outbox;
  readonly leases: Leases;
  /** Stops deliveries, waits for the units that are running, refuses new ones, then closes the driver. Stop first what feeds it. */
  close(): Promise<void>;
}

/** What the library writes when nobody can be told by a return value. */
export type StoreLogger = Pick<Logger, "warn" | "error">;
