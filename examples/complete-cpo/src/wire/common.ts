import { z } from "@hono/zod-openapi";

/** A moment on the wire. */
export const Moment = z.string().openapi({ format: "date-time", example: "2026-11-21T09:30:00.000Z" });

/** An exact amount; the page formats it, nobody computes with it. */
export const MoneyView = z
  .object({
    amount: z.string().openapi({ description: "Exact decimal", example: "3.10" }),
    currency: z.string().openapi({ description: "ISO 4217", example: "EUR" }),
  })
  .openapi("Money");
export type MoneyView = z.infer<typeof MoneyView>;

/** What a sentence says: its code and the texts at its places, for a page that says it in its own words. */
export const Said = z.object({ code: z.string(), values: z.record(z.string(), z.string()) }).openapi("Said", { example: { code: "register", values: { register: "1200" } } });
export type Said = z.infer<typeof Said>;

/** One page of a list. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    next: z.string().optional().openapi({ description: "Give it as `after` to read on; absent on the last page" }),
  });
}

/** The paging part of a query. */
export const paging = {
  limit: z.string().regex(/^([1-9]\d?|1\d\d|200)$/, "must be a whole number from 1 to 200").transform(Number).optional().openapi({ description: "1 to 200; 50 when absent", example: "50" }),
  after: z.string().max(2_000).optional().openapi({ description: "The `next` of the page before" }),
};

/** How many items a page has when the request does not say. */
export const PAGE = 50;
