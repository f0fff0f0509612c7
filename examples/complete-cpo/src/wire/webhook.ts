import { z } from "@hono/zod-openapi";
import { Moment } from "./common.ts";
import { WEBHOOK_TOPICS } from "./webhook-topics.ts";

const Topics = z.array(z.enum(WEBHOOK_TOPICS)).min(1);
const url = z.string().min(1).max(2_000).openapi({ example: "https://hooks.example.org/cpo" });

export const WebhookView = z
  .object({ id: z.string(), url: z.string(), topics: z.array(z.enum(WEBHOOK_TOPICS)), createdAt: Moment, rotatingUntil: Moment.optional().openapi({ description: "Until then the secret before signs too" }), parked: z.int().openapi({ description: "Deliveries that were given up" }) })
  .openapi("Webhook");
export type WebhookView = z.infer<typeof WebhookView>;

export const WebhookDraft = z.strictObject({ url, topics: Topics }).openapi("WebhookDraft");
export const WebhookChange = z.strictObject({ url: url.optional(), topics: Topics.optional() }).openapi("WebhookChange");

export const WebhookWithSecret = z.object({ webhook: WebhookView, secret: z.string().openapi({ description: "Signs what is sent; shown this once" }) }).openapi("WebhookWithSecret");
export type WebhookWithSecret = z.infer<typeof WebhookWithSecret>;

export const WebhookTryView = z
  .object({ id: z.string(), delivery: z.string(), topic: z.string(), attempt: z.int(), at: Moment, status: z.int().optional(), error: z.string().optional(), took: z.int().openapi({ description: "In ms" }) })
  .openapi("WebhookTry");
export type WebhookTryView = z.infer<typeof WebhookTryView>;

export const WebhookParked = z.object({ id: z.string(), topic: z.string(), publishedAt: Moment, parkedAt: Moment, attempts: z.int(), error: z.string() }).openapi("WebhookParked");
export type WebhookParked = z.infer<typeof WebhookParked>;
