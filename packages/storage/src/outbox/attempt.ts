import { instant, isCpoError, type Clock } from "@cpokit/kernel";
import type { Lease } from "../lease.ts";
import type { DeliverOptions, DeliveryHandler } from "../outbox.ts";
import type { Found, StoreLogger, Unit } from "../store.ts";
import type { Transact } from "../transact.ts";
import { delivered, deliveries, failureId, failures, type DeliveryBody, type FailureBody } from "./documents.ts";

/** What became of one attempt: the next delivery of the key may follow, the key has to wait, or the lease is gone. */
export type AttemptOutcome = { readonly outcome: "done" } | { readonly outcome: "failed"; readonly failure: FailureBody } | { readonly outcome: "lost" };

export interface AttemptContext {
  readonly subscription: string;
  readonly handler: DeliveryHandler;
  readonly options: DeliverOptions;
  readonly transact: Transact;
  readonly fence: () => Promise<Lease | undefined>;
  readonly clock: Clock;
  readonly logger: StoreLogger;
}

const ATTEMPTS = 12;
const WAIT = 1_000;
const MAX_WAIT = 900_000;

/** The topic of the event that is published when a delivery is parked. */
const PARKED = "outbox.parked";

/** Tries the first delivery of a key once: its writes and its mark are one commit (F3, F4); a failure is written down with the next try. */
export async function attemptDelivery(context: AttemptContext, found: Found<DeliveryBody>, earlier: FailureBody | undefined): Promise<AttemptOutcome> {
  const { subscription, handler, options, transact, fence, clock, logger } = context;
  const { id, topic, key, payload, publishedAt } = found.body;
  const attempt = (earlier?.delivery === id ? earlier.attempts : 0) + 1;
  try {
    await transact(async (unit) => {
      // Discarded while it was in line.
      if ((await unit.get(deliveries, found.id)) === undefined) return;
      await handler({ id, topic, key, payload, publishedAt, attempt }, unit);
      unit.delete(deliveries, found.id);
      if (earlier !== undefined) unit.delete(failures, failureId(subscription, key));
      if (options.keep === true) unit.put(delivered, found.id, { ...found.body, deliveredAt: clock.now() });
    }, { fence });
    return { outcome: "done" };
  } catch (error) {
    if (isCpoError(error, "storage.fenced") && (await fence()) === undefined) return { outcome: "lost" };
    const failure = failureOf(context, found.body, attempt, error);
    const { result: recorded } = await transact((unit) => recordFailure(unit, found, failure), { fence });
    // It was done after all, and only the answer was lost.
    if (!recorded) return { outcome: "done" };
    const values = { subscription, id, topic, key, attempt, error };
    if (failure.parkedAt === undefined) logger.warn(values, "A delivery failed and will be tried again.");
    else logger.error(values, "A delivery failed too often and is parked; retry or discard it.");
    return { outcome: "failed", failure };
  }
}

function failureOf({ subscription, options, clock }: AttemptContext, { id, key }: DeliveryBody, attempts: number, error: unknown): FailureBody {
  const now = clock.now();
  const wait = Math.min((options.wait ?? WAIT) * 2 ** (attempts - 1), options.maxWait ?? MAX_WAIT);
  const failure = { subscription, key, delivery: id, attempts, error: error instanceof Error ? error.message : String(error), next: instant(now + wait) };
  return attempts < (options.attempts ?? ATTEMPTS) ? failure : { ...failure, parkedAt: now };
}

/** False when there is nothing left to fail. */
async function recordFailure(unit: Unit, { id: documentId, body: { id, topic, key } }: Found<DeliveryBody>, failure: FailureBody): Promise<boolean> {
  if ((await unit.get(deliveries, documentId)) === undefined) return false;
  const { subscription, error } = failure;
  unit.put(failures, failureId(subscription, key), failure);
  if (failure.parkedAt !== undefined && topic !== PARKED) unit.publish({ topic: PARKED, key: subscription, payload: { subscription, id, topic, key, error } });
  return true;
}
