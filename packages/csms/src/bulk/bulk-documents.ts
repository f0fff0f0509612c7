import type { Instant } from "@cpokit/kernel";
import type { Command } from "@cpokit/model";
import { collection } from "@cpokit/storage";

/** One command for many stations. */
export interface BulkOrder {
  readonly id: string;
  readonly command: Command;
  readonly requestedBy: string;
  readonly requestedAt: Instant;
  /** `cancelled`: nothing more is sent; what was sent runs to its end. */
  readonly state: "running" | "cancelled" | "done";
  /** How many stations. */
  readonly total: number;
  /** All stations before this place were handed over to the commands; those behind it wait. */
  readonly cursor: number;
  /** How many commands are open at once. */
  readonly atOnce: number;
  /** The most commands begun in a minute; absent: as fast as they are answered. */
  readonly perMinute?: number;
  /** Milliseconds that each command may wait for its station. */
  readonly queueFor?: number;
  /** Milliseconds to wait for each answer. */
  readonly timeout?: number;
  /** The process that works on it. */
  readonly node: string;
  readonly endedAt?: Instant;
  readonly cancelledBy?: string;
}

/** Every bulk order by its id. */
export const bulkOrders = collection<BulkOrder>("bulkOrders", {
  indexes: { byTime: { keys: (order) => [order.requestedAt] }, byRunningNode: { keys: (order) => (order.state === "running" ? [order.node] : []) } },
});

/** The stations of an order, `<order>/<page>`. */
export const bulkPages = collection<readonly string[]>("bulkPages");

/** How many stations are in one document. */
export const PAGE_SIZE = 500;

/** The order that was first asked for under a key. */
export const bulkKeys = collection<{ readonly order: string }>("bulkKeys");

/** How far an order is, by what came of its commands. */
export interface BulkProgress {
  readonly order: BulkOrder;
  /** Not handed over yet. */
  readonly waiting: number;
  /** On their way, or waiting for their station. */
  readonly open: number;
  /** By outcome: `accepted`, `rejected`, `offline`, … and `unknown` for stations that do not exist, `invalid` for calls that their version refuses. */
  readonly outcomes: Readonly<Record<string, number>>;
}

/** The subject of an order's counts. */
export function tallyOf(order: string): string {
  return `bulk/${order}`;
}
