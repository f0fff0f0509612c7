import { z } from "@hono/zod-openapi";
import { MoneyView } from "./common.ts";

const sums = {
  charges: z.int().openapi({ description: "Charges whose record stands" }),
  energyKwh: z.string().openapi({ description: "Exact decimal", example: "1234.567" }),
  connectedSeconds: z.int(),
  revenue: z.array(MoneyView).openapi({ description: "Without tax, per currency" }),
  revenueWithTax: z.array(MoneyView).openapi({ description: "Currencies whose tariffs could all say taxes" }),
};

/** The sums of one month, from charge records: credits take back what they credit. */
export const MonthView = z.object({ month: z.string().openapi({ description: "In which charges ended, on the wall of their location", example: "2026-11" }), ...sums }).openapi("Month");
export type MonthView = z.infer<typeof MonthView>;

export const CarbonView = z
  .object({
    grams: z.string().openapi({ description: "Of the energy whose mix is known; exact decimal" }),
    gramsPerKwh: z.string().optional().openapi({ description: "On average, of the energy whose mix is known" }),
    unknownKwh: z.string().openapi({ description: "Energy of locations without a carbon intensity in their energy mix" }),
  })
  .openapi("Carbon");
export type CarbonView = z.infer<typeof CarbonView>;

export const UsageReport = z
  .object({
    from: z.string(),
    to: z.string(),
    total: z.object({ ...sums, carbon: CarbonView }),
    months: z.array(MonthView.extend({ carbon: CarbonView })),
    locations: z.array(z.object({ id: z.string(), name: z.string(), ...sums, carbon: CarbonView })).openapi({ description: "The most energy first" }),
    week: z.object({ starts: z.array(z.int()), wattHours: z.array(z.int()) }).openapi({ description: "168 hours from Monday 00:00 on the wall of each location: charges that began, and their energy spread evenly over each" }),
  })
  .openapi("UsageReport");
export type UsageReport = z.infer<typeof UsageReport>;
