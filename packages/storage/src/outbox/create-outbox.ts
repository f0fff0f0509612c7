import { CpoError, type Clock, type Ids, type Scheduler } from "@cpokit/kernel";
import type { Collection } from "../collection.ts";
import type { Driver } from "../driver.ts";
import { keyPrefix } from "../key.ts";
import type { Leases } from "../lease.ts";
import type { DeliverOptions, DeliveryHandler, Outbox, ParkedDelivery } from "../outbox.ts";
import { each } from "../reader.ts";
import type { Reader, StoreLogger, Unit } from "../store.ts";
import type { Transact } from "../transact.ts";
import { deliveries, deliveryId, discarded, failureId, failures, SUBSCRIPTIONS, subscriptionsCollection, type DeliveryBody } from "./documents.ts";
import type { FanOut } from "./fan-out.ts";
import { createLeaseKeeper } from "./lease-keeper.ts";
import { createWorker, type Worker } from "./worker.ts";

export interface OutboxSettings {
  /** How often each subscription looks for events of other processes, in ms; 1 000 when absent, 0 for never. A driver that can `watch` wakes it sooner. */
  readonly poll?: number;
  /** For how long a process holds a subscription without a sign of life, in ms; 10 000 when absent. */
  readonly lease?: number;
}

export interface RunningOutbox extends Outbox {
  /** Stops all deliveries of this process. */
  stop(): Promise<void>;
}

export interface OutboxContext {
  readonly scope: string;
  readonly driver: Pick<Driver, "watch">;
  readonly reader: Reader;
  readonly transact: Transact;
  readonly fanOut: FanOut;
  readonly leases: Leases;
  readonly clock: Clock;
  readonly scheduler: Scheduler | undefined;
  readonly ids: Ids;
  readonly logger: StoreLogger;
  readonly settings: OutboxSettings;
}

export function createOutbox(context: OutboxContext): RunningOutbox {
  const { scope, driver, reader, transact, fanOut, leases, clock, scheduler, ids, logger, settings } = context;
  const workers = new Map<string, Worker>();
  /** Counts what may have left something to deliver, so that `idle` knows when to look again. */
  let wakes = 0;
  let endWatch: (() => void) | undefined;
  fanOut.onCommit((subscription, key) => {
    wakes += 1;
    workers.get(subscription)?.wake(key);
  });

  function startWorker(subscription: string, handler: DeliveryHandler, options: DeliverOptions, planner: Scheduler): Worker {
    const keeper = createLeaseKeeper({
      leases,
      name: `outbox/${subscription}`,
      holder: ids.next(),
      milliseconds: settings.lease ?? 10_000,
      scheduler: planner,
      onError: (error) => logger.error({ scope, subscription, error }, "The lease of a subscription cannot be renewed; another process may take over."),
    });
    const attempt = { subscription, handler, options, transact, fence: keeper.current, clock, logger };
    return createWorker({ attempt, reader, keeper, clock, scheduler: planner, logger, concurrency: options.concurrency ?? 8, poll: settings.poll ?? 1_000 });
  }

  function wakeFromElsewhere(where: string | undefined): void {
    if (where !== undefined && where !== scope) return;
    for (const worker of workers.values()) worker.hint();
  }

  async function stop(subscription: string, worker: Worker): Promise<void> {
    await worker.stop();
    if (workers.get(subscription) === worker) workers.delete(subscription);
  }

  async function removeAll<Body>(collection: Collection<Body>, subscription: string): Promise<void> {
    const range = { ...keyPrefix([subscription]), limit: 200 };
    for (let page = await reader.find(collection, range); page.items.length > 0; page = await reader.find(collection, range)) {
      await transact((unit) => page.items.forEach(({ id }) => unit.delete(collection, id)));
    }
  }

  return {
    async deliver(subscription, topics, handler, options = {}) {
      if (scheduler === undefined) {
        throw new CpoError("storage.scheduler", "Deliveries need time; give createStore a scheduler.", { subscription });
      }
      await transact((unit) => subscribe(unit, subscription, typeof topics === "string" ? [topics] : topics));
      if (workers.has(subscription)) {
        throw new CpoError("storage.subscription", `"${subscription}" is already delivered by this store; stop it first.`, { subscription });
      }
      const worker = startWorker(subscription, handler, options, scheduler);
      workers.set(subscription, worker);
      endWatch ??= driver.watch?.(deliveries.name, wakeFromElsewhere);
      return () => stop(subscription, worker);
    },
    async parked(subscription) {
      const found: ParkedDelivery[] = [];
      for await (const { body } of each(reader, failures, subscription === undefined ? {} : { prefix: [subscription] })) {
        if (body.parkedAt === undefined) continue;
        const delivery = await reader.get(deliveries, deliveryId(body.subscription, body.key, body.delivery));
        if (delivery === undefined) continue;
        const { id, topic, key, payload, publishedAt } = delivery;
        found.push({ id, topic, key, payload, publishedAt, attempt: body.attempts, subscription: body.subscription, parkedAt: body.parkedAt, error: body.error });
      }
      return found;
    },
    async retry(delivery) {
      await transact((unit) => unpark(unit, delivery));
      workers.get(delivery.subscription)?.wake(delivery.key);
    },
    async discard(delivery, reason) {
      const { subscription, error } = delivery;
      await transact(async (unit) => {
        const body = await unpark(unit, delivery);
        if (body === undefined) return;
        const id = deliveryId(subscription, body.key, body.id);
        unit.delete(deliveries, id);
        unit.put(discarded, id, { ...body, subscription, error, reason, discardedAt: clock.now() });
      });
      workers.get(subscription)?.wake(delivery.key);
    },
    async forget(subscription) {
      const worker = workers.get(subscription);
      if (worker !== undefined) await stop(subscription, worker);
      await transact((unit) => subscribe(unit, subscription, []));
      await removeAll(deliveries, subscription);
      await removeAll(failures, subscription);
    },
    async idle() {
      for (let before = -1; before !== wakes; ) {
        before = wakes;
        await Promise.all(Array.from(workers.values(), (worker) => worker.idle()));
      }
    },
    async stop() {
      endWatch?.();
      endWatch = undefined;
      await Promise.all(Array.from(workers, ([subscription, worker]) => stop(subscription, worker)));
    },
  };
}

/** Writes down who wants what; nothing when it is known already. No topics: the subscription ends. */
async function subscribe(unit: Unit, name: string, topics: readonly string[]): Promise<void> {
  const { subscriptions } = (await unit.get(subscriptionsCollection, SUBSCRIPTIONS)) ?? { subscriptions: [] };
  const known = subscriptions.find((subscription) => subscription.name === name)?.topics ?? [];
  if (known.length === topics.length && topics.every((topic) => known.includes(topic))) return;
  const others = subscriptions.filter((subscription) => subscription.name !== name);
  unit.put(subscriptionsCollection, SUBSCRIPTIONS, { subscriptions: topics.length === 0 ? others : [...others, { name, topics }] });
}

/** Lifts the failure of a parked delivery; `undefined` when somebody was faster. */
async function unpark(unit: Unit, { subscription, key, id }: ParkedDelivery): Promise<DeliveryBody | undefined> {
  const failure = await unit.get(failures, failureId(subscription, key));
  if (failure?.delivery !== id || failure.parkedAt === undefined) return undefined;
  unit.delete(failures, failureId(subscription, key));
  return unit.get(deliveries, deliveryId(subscription, key, id));
}
