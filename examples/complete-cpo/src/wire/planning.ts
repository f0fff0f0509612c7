import { z } from "@hono/zod-openapi";
import { DayPlan } from "./charging.ts";
import { Moment, MoneyView } from "./common.ts";

const KW = z.number().openapi({ example: 22.1 });
const KWh = z.number().openapi({ example: 18.4 });

const Flexible = z.object({
  kW: KW.openapi({ description: "Changed at once" }),
  kWh: KWh.openapi({ description: "Moved in all until it can be held no longer" }),
  holds: z.array(z.object({ minutes: z.number(), kW: KW })).openapi({ description: "How much can be held for how long; the longest last" }),
});

export const FlexibilityView = z
  .object({
    slotMinutes: z.number(),
    slots: z.array(z.object({ from: Moment, plannedKW: KW, down: Flexible, up: Flexible })).openapi({ description: "Empty while no car has a target. Each slot by itself: whoever calls one plans anew" }),
  })
  .openapi("Flexibility");
export type FlexibilityView = z.infer<typeof FlexibilityView>;

export const DemandBudget = z
  .object({
    pricePerKW: z.number().min(0).max(100_000).openapi({ description: "For each kW of the highest mean of the month", example: 8.5 }),
    timeZone: z.string().max(60).optional().openapi({ description: "In whose months it is billed; that of the location if absent", example: "Europe/Amsterdam" }),
    intervalMinutes: z.number().int().min(1).max(1_440).optional().openapi({ description: "Time over which the mean is taken; 15 if absent", example: 15 }),
    budgetKW: z.number().min(0).max(100_000).optional().openapi({ description: "Never more than this, or than the peak that is paid already" }),
    history: z.array(z.object({ at: z.string().datetime().openapi({ example: "2026-12-01T17:00:00Z" }), kW: z.number().min(0).max(100_000) })).max(3_000).optional().openapi({ description: "Means of this month from before, e.g. of the meter operator" }),
  })
  .openapi("DemandBudget");
export type DemandBudget = z.infer<typeof DemandBudget>;

export const DemandView = z
  .object({
    tariff: DemandBudget.omit({ history: true }).optional().openapi({ description: "Absent where peaks cost nothing" }),
    month: z.string().optional().openapi({ description: "Local", example: "2026-11" }),
    peakKW: KW.optional().openapi({ description: "Paid for this month already" }),
    peakAt: Moment.optional(),
    cost: MoneyView.optional().openapi({ description: "Of that peak" }),
    expected: z.object({ kW: KW, at: Moment, cost: MoneyView.optional().openapi({ description: "Of the month's peak, should it come so" }) }).optional().openapi({ description: "The highest power of the plan of now with the building, less its PV; absent while nothing is planned" }),
  })
  .openapi("Demand");
export type DemandView = z.infer<typeof DemandView>;

export const OutlookSlotView = z.object({
  from: Moment, pvKW: KW.optional(), buildingKW: KW.optional(),
  price: z.number().optional().openapi({ description: "Of a kWh from the grid", example: 0.24 }),
  isPriceGuessed: z.boolean().optional().openapi({ description: "Nobody named it: it is that of the same time on an earlier day" }),
});

const Expected = z.object({
  id: z.string(),
  because: z.enum(["roster", "regular", "typical"]).openapi({ description: "roster: announced; regular: comes on this weekday; typical: as many others as usual" }),
  evse: z.string(), arrival: Moment, departure: Moment, energyKWh: KWh, vehicle: z.string().optional(),
});

export const DayAheadView = DayPlan.extend({
  to: Moment.openapi({ description: "The day ends; the plan goes on until the last car leaves" }),
  sessions: z.array(Expected).openapi({ description: "Who is expected, in the order of `cars`" }),
  unplaced: z.array(Expected).openapi({ description: "Expected, but no charging point is free" }),
  slots: z.array(OutlookSlotView).openapi({ description: "PV, building and prices that the plan stands on" }),
}).openapi("DayAhead");
export type DayAheadView = z.infer<typeof DayAheadView>;
