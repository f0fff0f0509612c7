import { z } from "@hono/zod-openapi";
import { Moment } from "./common.ts";
import { OutlookSlotView } from "./planning.ts";

const At = z.string().datetime({ offset: true }).openapi({ example: "2026-12-01T17:00:00Z" });
const Kilowatts = z.number().min(0).max(100_000);
const MOST_POINTS = 3_000;

const powers = z
  .array(z.object({ at: At, watts: z.number().min(0).max(100_000_000).openapi({ example: 4_200 }) }))
  .min(1).max(MOST_POINTS).optional().openapi({ description: "Each value holds until the next, the last one as long as the one before it" });
const csvOf = (values: string, example: number) => z
  .string().max(400_000).optional().openapi({ description: `Instead: a table with the columns at (UTC) and ${values}`, example: `at,${values}\n2026-12-01T17:00:00Z,${example}\n2026-12-01T17:15:00Z,${example}` });

const ClearSky = z.object({
  peakKW: z.number().min(0.1).max(100_000).openapi({ description: "What the modules give by their label", example: 45 }),
  tilt: z.number().min(0).max(90).optional().openapi({ description: "Degrees from the horizontal; 30 if absent" }),
  azimuth: z.number().min(0).max(360).optional().openapi({ description: "Degrees from north that they look to; to the equator if absent", example: 180 }),
  usualShare: z.number().min(0).max(1).optional().openapi({ description: "Part of the power of a cloudless sky that there is on a usual day; 0.6 if absent" }),
});

export const PvForecastBody = z
  .object({ clearSky: ClearSky.optional().openapi({ description: "By the course of the sun, and for the next hours by what the PV gives now" }), series: powers, csv: csvOf("watts", 4_200) })
  .openapi("PvForecast", { example: { clearSky: { peakKW: 45, tilt: 15 } } });
export type PvForecastBody = z.infer<typeof PvForecastBody>;

export const BuildingForecastBody = z
  .object({
    measured: z.literal(true).optional().openapi({ description: "What the building's meter usually says at that time of the week" }),
    week: z.array(Kilowatts).length(168, "must have 168 values, one for each hour of the week").optional().openapi({ description: "kW of each hour from Monday 0:00 on the wall of the location" }),
    series: powers, csv: csvOf("watts", 21_000),
  })
  .openapi("BuildingForecast", { example: { measured: true } });
export type BuildingForecastBody = z.infer<typeof BuildingForecastBody>;

export const PriceForecastBody = z
  .object({
    series: z.array(z.object({ at: At, price: z.number().min(-1_000).max(1_000).openapi({ example: 0.24 }) })).min(1).max(MOST_POINTS).optional()
      .openapi({ description: "Of a kWh from the grid, hourly or by quarter hours; each holds until the next, the last one as long as the one before it" }),
    csv: csvOf("price", 0.24),
  })
  .openapi("PriceForecast", { example: { series: [{ at: "2026-12-01T17:00:00Z", price: 0.24 }, { at: "2026-12-01T18:00:00Z", price: 0.31 }] } });
export type PriceForecastBody = z.infer<typeof PriceForecastBody>;

const saidAt = Moment.openapi({ description: "When this was said" });
const Series = z.object({ kind: z.literal("series"), from: Moment, to: Moment, saidAt });

export const ForecastView = z
  .object({
    pv: z.union([ClearSky.extend({ kind: z.literal("clearSky"), saidAt }), Series]).optional().openapi({ description: "Absent: nobody says" }),
    building: z.union([z.object({ kind: z.literal("measured"), saidAt }), z.object({ kind: z.literal("week"), week: z.array(z.number()), saidAt }), Series]).optional().openapi({ description: "Absent: it goes on as now" }),
    prices: Series.optional().openapi({ description: "Absent: every kWh costs the same" }),
    learned: z.number().openapi({ description: "Part of the week of which the building's meter has said what is usual, 0 to 1", example: 0.57 }),
    currency: z.string().openapi({ description: "Of the prices", example: "EUR" }),
    slots: z.array(OutlookSlotView).openapi({ description: "The coming 36 hours by quarter hours, as the plan takes them" }),
  })
  .openapi("Forecast");
export type ForecastView = z.infer<typeof ForecastView>;
