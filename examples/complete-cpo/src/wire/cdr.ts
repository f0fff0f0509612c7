import { z } from "@hono/zod-openapi";
import { Moment, MoneyView } from "./common.ts";

/** Where a record stands: `credited` was taken back by a `credit`. */
export const CdrState = z.enum(["standing", "credited", "credit"]);

export const CdrSummary = z
  .object({
    id: z.string(),
    sessionId: z.string(),
    credit: z.boolean(),
    state: CdrState,
    stationIdentity: z.string(),
    locationName: z.string().optional(),
    evse: z.int().optional(),
    timeZone: z.string(),
    token: z.string().optional(),
    holder: z.string().optional(),
    startAt: Moment,
    endAt: Moment,
    sealedAt: Moment,
    durationSeconds: z.int(),
    energyWh: z.int(),
    total: MoneyView.openapi({ description: "Without tax" }),
    totalWithTax: MoneyView.optional(),
    tariffId: z.string(),
    tariffName: z.string().optional(),
  })
  .openapi("CdrSummary");
export type CdrSummary = z.infer<typeof CdrSummary>;

export const CdrLine = z
  .object({
    from: Moment,
    to: Moment,
    dimension: z.string().openapi({ example: "ENERGY" }),
    quantity: z.string().openapi({ description: "Exact decimal", example: "12.4" }),
    unit: z.string().openapi({ example: "kWh" }),
    price: z.string().openapi({ description: "Per unit, exact decimal", example: "0.25" }),
    amount: MoneyView,
    taxPercent: z.string().optional(),
    element: z.int().optional().openapi({ description: "The tariff element that it comes from, counted from 1" }),
    why: z.array(z.string()).openapi({ description: "Why this element applied, sentence by sentence" }),
    notes: z.array(z.string()).openapi({ description: "What happened to the quantity, e.g. rounding up to a block" }),
  })
  .openapi("CdrLine");
export type CdrLine = z.infer<typeof CdrLine>;

/** How a price comes about. */
const priceFields = {
  lines: z.array(CdrLine),
  taxes: z.array(z.object({ name: z.string(), percent: z.string().optional(), amount: MoneyView })),
  warnings: z.array(z.string()),
};

/** The price of a session so far, or at its end. */
export const PriceView = z
  .discriminatedUnion("known", [
    z.object({ known: z.literal(true), final: z.boolean(), total: MoneyView.openapi({ description: "Without tax" }), totalWithTax: MoneyView.optional(), ...priceFields }),
    z.object({ known: z.literal(false), reason: z.string() }),
  ])
  .openapi("Price");
export type PriceView = z.infer<typeof PriceView>;

export const CdrView = CdrSummary.extend({
  creditOf: z.string().optional().openapi({ description: "The record that this one takes back" }),
  supersedes: z.string().optional().openapi({ description: "The record that this one replaces" }),
  tariffVersion: z.string().openapi({ description: "<tariffId>/<number>" }),
  ...priceFields,
  ocpi: z.unknown().optional().openapi({ description: "The sealed OCPI CDR object" }),
}).openapi("Cdr");
export type CdrView = z.infer<typeof CdrView>;

/** How one partner stands with a charge record. */
export const CdrDeliveryView = z
  .object({
    partner: z.string(),
    name: z.string().optional(),
    state: z.enum(["told", "waiting", "refused"]).openapi({ description: "refused: it is tried again when somebody says so" }),
    attempts: z.int().openapi({ description: "In a row without success" }),
    since: Moment.optional().openapi({ description: "Since when the partner lacks it" }),
    triedAt: Moment.optional(),
    answer: z.string().optional().openapi({ description: "What it answered last, where it did not take it" }),
    nextAt: Moment.optional().openapi({ description: "When it is tried again" }),
    outage: z.string().optional().openapi({ description: "The partner does not answer at all; why" }),
  })
  .openapi("CdrDelivery");
export type CdrDeliveryView = z.infer<typeof CdrDeliveryView>;

export const CorrectionRequest = z
  .strictObject({
    reason: z.string().trim().min(1).max(1_000),
    tariffVersion: z.string().max(300).optional().openapi({ description: "<tariffId>/<number> that should have applied; the one that it was sealed by when absent", example: "T1/2" }),
  })
  .openapi("CdrCorrection");
