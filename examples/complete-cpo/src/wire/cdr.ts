import { z } from "@hono/zod-openapi";
import { Moment, MoneyView } from "./common.ts";

export const CdrSummary = z
  .object({
    id: z.string(),
    sessionId: z.string(),
    credit: z.boolean(),
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

export const CdrView = CdrSummary.extend({
  lines: z.array(CdrLine),
  taxes: z.array(z.object({ name: z.string(), percent: z.string().optional(), amount: MoneyView })),
  warnings: z.array(z.string()),
  ocpi: z.unknown().openapi({ description: "The sealed OCPI CDR object" }),
}).openapi("Cdr");
export type CdrView = z.infer<typeof CdrView>;
