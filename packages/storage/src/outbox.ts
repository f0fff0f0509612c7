import type { Instant } from "@cpokit/kernel";
import type { Unit } from "./store.ts";

/** Something that happened, to be delivered to every subscription of its topic. Payloads are JSON-safe. */
export interface OutboxEvent {
  /** Dotted, past tense: `session.ended`. */
  readonly topic: string;
  /** Events of one key are delivered in the order of their commits. */
  readonly key: string;
  readonly payload: unknown;
}

export interface Delivery {
  readonly id: string;
  readonly topic: string;
  readonly key: string;
  readonly payload: unknown;
  readonly publishedAt: Instant;
  /** 1 for the first attempt. */
  readonly attempt: number;
}

/** Handles one delivery; its writes and the mark "delivered" are one commit. It may run again after a failure. */
export type DeliveryHandler = (delivery: Delivery, unit: Unit) => Promise<void> | void;

export interface DeliverOptions {
  /** Attempts before the delivery is parked; 12 when absent. */
  readonly attempts?: number;
  /** First wait after a failure in ms, doubled each time up to `maxWait`; 1 000 and 15 minutes when absent. */
  readonly wait?: number;
  readonly maxWait?: number;
  /** How many keys are worked on at once; 8 when absent. */
  readonly concurrency?: number;
  /** Keeps delivered events in the collection `storage.delivered` instead of deleting them. */
  readonly keep?: boolean;
}

/** A delivery that failed too often and waits for a person. Later events of its key wait behind it. */
export interface ParkedDelivery extends Delivery {
  readonly subscription: string;
  readonly parkedAt: Instant;
  readonly error: string;
}

/** Events that commit with the state they speak of, delivered at least once and in order per key (I15). */
export interface Outbox {
  /** Registers a subscription by its stable name; events published from now on (in any process) reach it. Returns a stop function. */
  deliver(subscription: string, topics: string | readonly string[], handler: DeliveryHandler, options?: DeliverOptions): Promise<() => Promise<void>>;
  parked(subscription?: string): Promise<readonly ParkedDelivery[]>;
  /** Puts a parked delivery back in line. */
  retry(delivery: ParkedDelivery): Promise<void>;
  /** Takes a parked delivery out of the line for good; the reason is kept with it. */
  discard(delivery: ParkedDelivery, reason: string): Promise<void>;
  /** Ends a subscription for good, in every process, and drops what still waits for it; stop its deliveries first. */
  forget(subscription: string): Promise<void>;
  /** Resolves when nothing that is due now is left to deliver; for tests and shutdown. */
  idle(): Promise<void>;
}
