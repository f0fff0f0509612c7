import { isCpoError } from "@cpokit/kernel";
import { instantText } from "@cpokit/model";
import type { Cpo } from "../cpo.ts";
import { optional } from "../views/optional.ts";
import { webhooks as hooks, webhookTries, type Webhook, type Webhooks, type WebhookTry } from "../webhooks/webhooks.ts";
import { PAGE, pageOf, paging } from "../wire/common.ts";
import { WebhookChange, WebhookDraft, WebhookParked, WebhookTryView, WebhookView, WebhookWithSecret } from "../wire/webhook.ts";
import { invalid, notFound } from "./errors.ts";
import { pageOfKnown, placePaging } from "./lists.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

const tags = ["Webhooks"];

/** Programs elsewhere that are told what happens. */
export function webhookRoutes({ store, clock }: Cpo, webhooks: Webhooks) {
  const routes = createRoutes();

  routes.openapi(
    createRoute({ method: "get", path: "/webhooks", permission: "settings:read", tags, summary: "List webhooks", request: { query: z.strictObject(paging) }, responses: { 200: json(pageOf(WebhookView), "Newest first"), ...problems } }),
    async (c) => {
      const { limit = PAGE, after } = c.req.valid("query");
      const page = await store.find(hooks, { index: "byTime", reverse: true, limit, ...optional({ after }) });
      return c.json({ items: await Promise.all(page.items.map((item) => view(item.body))), ...optional({ next: page.next }) }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/webhooks", permission: "settings:write", tags, summary: "Add a webhook", request: { body: body(WebhookDraft) }, responses: { 201: json(WebhookWithSecret, "Added; its secret is shown this once"), ...problems } }),
    async (c) => {
      const webhook = await webhooks.add(c.req.valid("json")).catch(refused);
      return c.json({ webhook: await view(webhook), secret: webhook.secret }, 201);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/webhooks/{id}", permission: "settings:read", tags, summary: "One webhook", request: { params: byId }, responses: { 200: json(WebhookView, "The webhook"), ...problems } }),
    async (c) => c.json(await view(await existing(c.req.valid("param").id)), 200),
  );

  routes.openapi(
    createRoute({ method: "patch", path: "/webhooks/{id}", permission: "settings:write", tags, summary: "Change address or topics", request: { params: byId, body: body(WebhookChange) }, responses: { 200: json(WebhookView, "As it is now"), ...problems } }),
    async (c) => {
      const { id } = await existing(c.req.valid("param").id);
      const changed = await webhooks.change(id, optional(c.req.valid("json"))).catch(refused);
      return c.json(await view(changed ?? (await existing(id))), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "delete", path: "/webhooks/{id}", permission: "settings:write", tags, summary: "Remove a webhook, with what it has not heard yet", request: { params: byId }, responses: { 200: json(WebhookView, "As it was"), ...problems } }),
    async (c) => {
      const known = await view(await existing(c.req.valid("param").id));
      await webhooks.remove(known.id);
      return c.json(known, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/webhooks/{id}/rotate", permission: "settings:write", tags, summary: "Make a new secret; the one before signs too for a day", request: { params: byId }, responses: { 200: json(WebhookWithSecret, "The new secret, shown this once"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      const webhook = await webhooks.rotate(id);
      if (webhook === undefined) throw notFound("webhook", id);
      return c.json({ webhook: await view(webhook), secret: webhook.secret }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/webhooks/{id}/test", permission: "settings:write", tags, summary: "Send a test delivery now", request: { params: byId }, responses: { 200: json(WebhookTryView, "What came of it"), ...problems } }),
    async (c) => c.json(tryView("test", await webhooks.test(await existing(c.req.valid("param").id))), 200),
  );

  routes.openapi(
    createRoute({ method: "get", path: "/webhooks/{id}/deliveries", permission: "settings:read", tags, summary: "Tries of the last week, newest first", request: { params: byId, query: z.strictObject(paging) }, responses: { 200: json(pageOf(WebhookTryView), "Tries"), ...problems } }),
    async (c) => {
      const { id } = await existing(c.req.valid("param").id);
      const { limit = PAGE, after } = c.req.valid("query");
      const page = await store.find(webhookTries, { index: "byWebhook", prefix: id, reverse: true, limit, ...optional({ after }) });
      return c.json({ items: page.items.map((item) => tryView(item.id, item.body)), ...optional({ next: page.next }) }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/webhooks/{id}/parked", permission: "settings:read", tags, summary: "Deliveries that were given up and wait for a person", request: { params: byId, query: z.strictObject(placePaging) }, responses: { 200: json(pageOf(WebhookParked), "Parked"), ...problems } }),
    async (c) => {
      const { id } = await existing(c.req.valid("param").id);
      const { items, ...rest } = pageOfKnown(await webhooks.parked(id), c.req.valid("query"));
      return c.json({ items: items.map(({ id: delivery, topic, publishedAt, parkedAt, attempt, error }) => ({ id: delivery, topic, publishedAt: instantText(publishedAt), parkedAt: instantText(parkedAt), attempts: attempt, error })), ...rest }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/webhooks/{id}/retry", permission: "settings:write", tags, summary: "Put everything that is parked back in line", request: { params: byId }, responses: { 200: json(z.object({ retried: z.int() }), "In line again"), ...problems } }),
    async (c) => {
      const { id } = await existing(c.req.valid("param").id);
      const parked = await webhooks.parked(id);
      for (const delivery of parked) await store.outbox.retry(delivery);
      return c.json({ retried: parked.length }, 200);
    },
  );

  return routes;

  async function existing(id: string): Promise<Webhook> {
    const webhook = await store.get(hooks, id);
    if (webhook === undefined) throw notFound("webhook", id);
    return webhook;
  }

  async function view({ id, url, topics, createdAt, previous }: Webhook): Promise<WebhookView> {
    const isRotating = previous !== undefined && previous.until > clock.now();
    return { id, url, topics: [...topics], createdAt: instantText(createdAt), parked: (await webhooks.parked(id)).length, ...(isRotating ? { rotatingUntil: instantText(previous.until) } : {}) };
  }
}

function tryView(id: string, { delivery, topic, attempt, at, status, error, took }: WebhookTry): WebhookTryView {
  return { id, delivery, topic, attempt, at: instantText(at), took, ...optional({ status, error }) };
}

function refused(error: unknown): never {
  throw isCpoError(error, "complete-cpo.webhook") ? invalid("url", `must be an address that can be called: ${error.message.replace(/\.$/, "")}`) : error;
}
