import { CpoError, hours, instant, isCpoError, type Clock, type Ids, type Instant } from "@cpokit/kernel";
import { checkedUrl } from "@cpokit/ocpi";
import { collection, type ParkedDelivery, type Store } from "@cpokit/storage";
import { createHmac, randomBytes } from "node:crypto";
import type { WebhookTopic } from "../wire/webhook-topics.ts";

/** A program elsewhere that is told what happens. */
export interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly topics: readonly WebhookTopic[];
  readonly secret: string;
  /** The secret before the last rotation; it signs too until then. */
  readonly previous?: { readonly secret: string; readonly until: Instant };
  readonly createdAt: Instant;
}

export const webhooks = collection<Webhook>("webhooks", { indexes: { byTime: { keys: (webhook) => [webhook.createdAt] } } });

/** One try to tell; kept for a week. */
export interface WebhookTry {
  readonly webhook: string;
  readonly delivery: string;
  readonly topic: string;
  readonly attempt: number;
  readonly at: Instant;
  readonly status?: number;
  readonly error?: string;
  /** How long it took, in ms. */
  readonly took: number;
}

export const webhookTries = collection<WebhookTry>("webhookTries", { indexes: { byWebhook: { keys: (one) => [[one.webhook, one.at]] }, byTime: { keys: (one) => [one.at] } } });

export type Post = (url: string, init: { readonly method: "POST"; readonly headers: Readonly<Record<string, string>>; readonly body: string }) => Promise<{ readonly ok: boolean; readonly status: number }>;

/**
 * Tells programs elsewhere, from the outbox: each event at least once, in order per thing, tried again for hours and then parked. `cpokit-signature` is `t=<seconds>,v1=<mac>[,v1=<mac>]`:
 * HMAC-SHA256 over `<seconds>.<body>` with the secret, and with the one before for a day after a rotation. `cpokit-delivery` is the same for every try.
 */
export interface Webhooks {
  start(): Promise<void>;
  /** @throws `complete-cpo.webhook` when the address must not be called. */
  add(draft: Pick<Webhook, "url" | "topics">): Promise<Webhook>;
  change(id: string, change: Partial<Pick<Webhook, "url" | "topics">>): Promise<Webhook | undefined>;
  rotate(id: string): Promise<Webhook | undefined>;
  /** What is not delivered yet goes with it. */
  remove(id: string): Promise<Webhook | undefined>;
  /** Tells it something harmless now, once. */
  test(webhook: Webhook): Promise<WebhookTry>;
  parked(id: string): Promise<readonly ParkedDelivery[]>;
  sweep(now: Instant): Promise<void>;
}

export interface WebhooksOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly post: Post;
  /** Hosts that may be called although they are private, or by http. */
  readonly allow?: readonly string[];
}

const ROTATION = hours(24);
const KEPT = hours(24 * 7);

export function createWebhooks({ store, clock, ids, post, allow = [] }: WebhooksOptions): Webhooks {
  const stops = new Map<string, () => Promise<void>>();
  const subscriptionOf = (id: string): string => `webhook/${id}`;

  async function deliver({ id, topics }: Webhook): Promise<void> {
    await stops.get(id)?.();
    stops.set(id, await store.outbox.deliver(subscriptionOf(id), topics, async (delivery) => {
      const webhook = await store.get(webhooks, id);
      if (webhook === undefined) return;
      const { id: event, topic, payload, publishedAt, attempt } = delivery;
      const tried = await tell(webhook, { id: event, topic, at: new Date(publishedAt).toISOString(), data: payload }, attempt);
      if (tried.error !== undefined) throw new CpoError("complete-cpo.webhook-delivery", `${webhook.url}: ${tried.error}; it is tried again.`, { webhook: id });
    }, { wait: 2_000, maxWait: hours(1), attempts: 15 }));
  }

  async function tell(webhook: Webhook, event: { readonly id: string; readonly topic: string; readonly at: string; readonly data: unknown }, attempt: number): Promise<WebhookTry> {
    const at = clock.now();
    const body = JSON.stringify(event);
    const seconds = Math.floor(at / 1_000);
    const secrets = [webhook.secret, ...(webhook.previous !== undefined && webhook.previous.until > at ? [webhook.previous.secret] : [])];
    const signature = [`t=${seconds}`, ...secrets.map((secret) => `v1=${createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex")}`)].join(",");
    const headers = { "content-type": "application/json", "user-agent": "cpokit", "cpokit-topic": event.topic, "cpokit-delivery": event.id, "cpokit-signature": signature };
    const base = { webhook: webhook.id, delivery: event.id, topic: event.topic, attempt, at };
    const tried = await post(checked(webhook.url), { method: "POST", headers, body }).then(
      ({ ok, status }) => ({ ...base, status, took: clock.now() - at, ...(ok ? {} : { error: `it answered ${status}` }) }),
      (error: unknown) => ({ ...base, took: clock.now() - at, error: reasonOf(error) }),
    );
    await store.transaction((unit) => unit.put(webhookTries, ids.next(), tried));
    return tried;
  }

  function checked(url: string): string {
    try {
      return checkedUrl(url, { allow }).href;
    } catch (error) {
      throw new CpoError("complete-cpo.webhook", `The address cannot be called: ${isCpoError(error) ? String(error.values["rule"]) : String(error)}. CPOKIT_WEBHOOK_HOSTS names private hosts that may.`, {}, error);
    }
  }

  async function changed(id: string, how: (webhook: Webhook) => Webhook): Promise<Webhook | undefined> {
    return store.transaction(async (unit) => {
      const webhook = await unit.get(webhooks, id);
      if (webhook === undefined) return undefined;
      const next = how(webhook);
      unit.put(webhooks, id, next);
      return next;
    });
  }

  return {
    async start() {
      for await (const { body } of store.each(webhooks)) await deliver(body);
    },
    async add({ url, topics }) {
      const webhook: Webhook = { id: ids.next(), url: checked(url), topics, secret: newSecret(), createdAt: clock.now() };
      await store.transaction((unit) => unit.put(webhooks, webhook.id, webhook));
      await deliver(webhook);
      return webhook;
    },
    async change(id, { url, topics }) {
      const next = await changed(id, (webhook) => ({ ...webhook, ...(url === undefined ? {} : { url: checked(url) }), ...(topics === undefined ? {} : { topics }) }));
      if (next !== undefined && topics !== undefined) await deliver(next);
      return next;
    },
    rotate: (id) => changed(id, (webhook) => ({ ...webhook, secret: newSecret(), previous: { secret: webhook.secret, until: instant(clock.now() + ROTATION) } })),
    async remove(id) {
      const removed = await store.transaction(async (unit) => {
        const webhook = await unit.get(webhooks, id);
        unit.delete(webhooks, id);
        return webhook;
      });
      if (removed === undefined) return undefined;
      stops.delete(id);
      await store.outbox.forget(subscriptionOf(id));
      return removed;
    },
    test: (webhook) => tell(webhook, { id: `test-${ids.next()}`, topic: "webhook.test", at: new Date(clock.now()).toISOString(), data: { hello: "This is a test." } }, 1),
    parked: (id) => store.outbox.parked(subscriptionOf(id)),
    async sweep(now) {
      const { items } = await store.find(webhookTries, { index: "byTime", to: instant(now - KEPT), limit: 500 });
      if (items.length > 0) await store.transaction((unit) => items.forEach(({ id }) => unit.delete(webhookTries, id)));
    },
  };
}

/** What `fetch` throws says why only in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message !== "" ? `${error.message}: ${error.cause.message}` : error.message;
}

/** 256 bits. */
function newSecret(): string {
  return `whsec_${randomBytes(32).toString("base64url")}`;
}
