import type { Instant } from "@cpokit/kernel";
import { collection } from "../collection.ts";
import { encodeKey } from "../key.ts";

/** Who wants which topics: one document per scope, checked by every unit that publishes, so that no event misses a subscription. */
export interface SubscriptionsBody {
  readonly subscriptions: readonly { readonly name: string; readonly topics: readonly string[] }[];
}

/** An event on its way to one subscription. The version of the document is the order of its commit. */
export interface DeliveryBody {
  readonly id: string;
  readonly topic: string;
  readonly key: string;
  readonly payload: unknown;
  readonly publishedAt: Instant;
}

/** Why the first delivery of a key waits: until `next`, or for a person when it is parked. */
export interface FailureBody {
  readonly subscription: string;
  readonly key: string;
  readonly delivery: string;
  readonly attempts: number;
  readonly error: string;
  readonly next: Instant;
  readonly parkedAt?: Instant;
}

export interface DeliveredBody extends DeliveryBody {
  readonly deliveredAt: Instant;
}

export interface DiscardedBody extends DeliveryBody {
  readonly subscription: string;
  readonly error: string;
  readonly reason: string;
  readonly discardedAt: Instant;
}

export const subscriptionsCollection = collection<SubscriptionsBody>("storage.subscriptions");
export const deliveries = collection<DeliveryBody>("storage.deliveries");
export const failures = collection<FailureBody>("storage.failures");
/** Deliveries of subscriptions that keep them. */
export const delivered = collection<DeliveredBody>("storage.delivered");
export const discarded = collection<DiscardedBody>("storage.discarded");

/** The id of the only document of `subscriptionsCollection`. */
export const SUBSCRIPTIONS = "all";

export function deliveryId(subscription: string, key: string, id: string): string {
  return encodeKey([subscription, key, id]);
}

/** One failure per key: only the first delivery of a key is ever tried. */
export function failureId(subscription: string, key: string): string {
  return encodeKey([subscription, key]);
}
