import { z } from "@hono/zod-openapi";
import { Moment, MoneyView } from "./common.ts";
import { TariffFinding } from "./tariff.ts";

const Example = z
  .strictObject({
    name: z.string().max(60).openapi({ description: "Yours; comes back as it is", example: "evening" }),
    start: z.string().openapi({ format: "date-time", example: "2026-11-23T17:00:00Z" }),
    energyWh: z.int().min(1).max(1_000_000),
    minutes: z.int().min(1).max(10_080).openapi({ description: "Time in which the car charges" }),
    parkedMinutes: z.int().min(0).max(10_080).optional().openapi({ description: "Time in which it stays connected afterwards" }),
  })
  .openapi("TariffExample");
export type TariffExample = z.infer<typeof Example>;

export const TariffPreviewRequest = z
  .strictObject({
    ocpiVersion: z.enum(["2.1.1", "2.2.1", "2.3.0"]),
    tariff: z.record(z.string(), z.unknown()).openapi({ description: "The OCPI Tariff object; its id may be left out" }),
    timeZone: z.string().max(64).optional().openapi({ description: "Of the place; UTC when absent", example: "Europe/Amsterdam" }),
    language: z.enum(["en", "de", "fr", "nl", "es"]).optional(),
    sessions: z.array(Example).max(20).optional().openapi({ description: "What to price; three usual charges when absent" }),
  })
  .openapi("TariffPreviewRequest");
export type TariffPreviewRequest = z.infer<typeof TariffPreviewRequest>;

export const TariffPreviewView = z
  .object({
    findings: z.array(TariffFinding).openapi({ description: "What is wrong or strange, with the place of each in the tariff" }),
    summary: z.array(z.string()).openapi({ description: "The price in plain words; empty while the tariff cannot be read" }),
    worstPerKwh: MoneyView.optional().openapi({ description: "The most that a kWh costs with the first session, whenever in the coming week it starts" }),
    sessions: z.array(
      z.object({
        ...Example.shape,
        total: MoneyView.optional().openapi({ description: "Without tax" }),
        totalWithTax: MoneyView.optional(),
        lines: z.array(z.string()).openapi({ description: "How the price comes about" }),
        problem: z.string().optional().openapi({ description: "Why it has no price" }),
      }),
    ),
    pricedAt: Moment,
  })
  .openapi("TariffPreview");
export type TariffPreviewView = z.infer<typeof TariffPreviewView>;
