import type { Clock, Ids } from "@cpokit/kernel";
import { decodeBody } from "../body.ts";
import type { Check, Driver, Write } from "../driver.ts";
import type { PublishedEvent } from "../unit.ts";
import { deliveries, deliveryId, SUBSCRIPTIONS, subscriptionsCollection } from "./documents.ts";

/** Turns published events into one document for each subscription of their topic. */
export interface FanOut {
  /** `fresh` reads the subscriptions anew, after a conflict that may have been about them. */
  plan(events: readonly PublishedEvent[], fresh: boolean): FanOutPlan | Promise<FanOutPlan>;
  /** Hears of every key that a committed unit of this process left something to deliver for. */
  onCommit(listener: (subscription: string, key: string) => void): void;
}

export interface FanOutPlan {
  readonly checks: readonly Check[];
  readonly writes: readonly Write[];
  /** To be called after the commit. */
  readonly wake: () => void;
}

interface Known {
  readonly subscribersOf: ReadonlyMap<string, readonly string[]>;
  /** For events that nobody subscribes to: still so at the commit. */
  readonly unheard: FanOutPlan;
}

export function createFanOut(driver: Driver, scope: string, { clock, ids }: { readonly clock: Clock; readonly ids: Ids }): FanOut {
  const address = { scope, collection: subscriptionsCollection.name, id: SUBSCRIPTIONS };
  const listeners: ((subscription: string, key: string) => void)[] = [];
  let known: Known | undefined;

  async function load(): Promise<Known> {
    const document = await driver.get(address);
    const subscribersOf = new Map<string, string[]>();
    const { subscriptions } = document === undefined ? { subscriptions: [] } : decodeBody(subscriptionsCollection, SUBSCRIPTIONS, document.body);
    for (const { name, topics } of subscriptions) {
      for (const topic of topics) subscribersOf.set(topic, [...(subscribersOf.get(topic) ?? []), name]);
    }
    const unheard: FanOutPlan = { checks: [{ ...address, version: document?.version ?? 0 }], writes: [], wake: () => undefined };
    return (known = { subscribersOf, unheard });
  }

  function planFor({ subscribersOf, unheard }: Known, events: readonly PublishedEvent[]): FanOutPlan {
    if (!events.some(({ topic }) => subscribersOf.has(topic))) return unheard;
    const publishedAt = clock.now();
    const checks: Check[] = [...unheard.checks];
    const writes: Write[] = [];
    const woken: (readonly [subscription: string, key: string])[] = [];
    for (const { topic, key, payload } of events) {
      const subscribers = subscribersOf.get(topic);
      if (subscribers === undefined) continue;
      const eventId = ids.next();
      const body = `{"v":1,"b":{"id":${JSON.stringify(eventId)},"topic":${JSON.stringify(topic)},"key":${JSON.stringify(key)},"publishedAt":${publishedAt},"payload":${payload}}}`;
      for (const subscription of subscribers) {
        const id = deliveryId(subscription, key, eventId);
        checks.push({ scope, collection: deliveries.name, id, version: 0 });
        writes.push({ kind: "put", scope, collection: deliveries.name, id, body, keys: [] });
        woken.push([subscription, key]);
      }
    }
    return {
      checks,
      writes,
      wake() {
        for (const [subscription, key] of woken) for (const listener of listeners) listener(subscription, key);
      },
    };
  }

  return {
    plan(events, fresh) {
      return fresh || known === undefined ? load().then((loaded) => planFor(loaded, events)) : planFor(known, events);
    },
    onCommit: (listener) => void listeners.push(listener),
  };
}
