import { z } from "@hono/zod-openapi";
import { Moment } from "./common.ts";

const KW = z.number().openapi({ example: 12.4 });
const At = z.string().datetime().optional().openapi({ description: "Now if absent", example: "2026-12-01T17:00:00Z" });
const Amps = z.number().min(-10_000).max(10_000);
const Power = z.number().min(-100_000).max(100_000);

export const EnergyView = z
  .object({
    locationId: z.string(),
    at: Moment,
    grid: z.object({
      kW: KW.openapi({ description: "Taken from the grid; negative is fed in" }),
      isMeasured: z.boolean().openapi({ description: "False where no meter says it and the rest was added up" }),
      limitKW: KW.openapi({ description: "What may be taken now, by breaker, contract and limits for a time" }),
      exportLimitKW: KW.optional().openapi({ description: "What may be fed in now; absent: nobody says" }),
    }),
    pv: z.object({ kW: KW.optional().openapi({ description: "Absent while its meter is silent" }), maxKW: KW }).optional().openapi({ description: "Absent where there is no generation" }),
    battery: z
      .object({
        kW: KW.optional().openapi({ description: "Above 0 it charges, below 0 it gives back; absent while it is silent" }),
        storedKWh: z.number().optional(), capacityKWh: z.number(), reserveKWh: z.number(), maxChargeKW: KW, maxDischargeKW: KW,
        orders: z.array(z.object({ id: z.string(), kW: KW })).openapi({ description: "What each shall do now, above 0 charges; who is not named does as it does on its own. Whoever sends readings passes them on" }),
      })
      .optional().openapi({ description: "All batteries together; absent where there is none" }),
    building: z.object({ kW: KW }).optional().openapi({ description: "All else that takes power; absent where the grid is not measured" }),
    cars: z.object({ kW: KW, charging: z.int(), connected: z.int() }),
  })
  .openapi("Energy");
export type EnergyView = z.infer<typeof EnergyView>;

export const SiteReadingsBody = z
  .object({
    meters: z
      .array(z.object({ node: z.string().optional().openapi({ description: "The limit whose meter it is; the grid connection if absent" }), at: At, l1: Amps.optional(), l2: Amps.optional(), l3: Amps.optional(), kW: Power.optional().openapi({ description: "Instead of currents: evenly on three phases" }) }))
      .max(200).optional().openapi({ description: "A per phase with everything below, cars included; negative is fed in" }),
    generators: z.array(z.object({ id: z.string(), at: At, kW: Power })).max(50).optional(),
    batteries: z.array(z.object({ id: z.string(), at: At, kW: Power.openapi({ description: "Above 0 it charges" }), storedKWh: z.number().min(0).max(100_000) })).max(50).optional(),
  })
  .openapi("SiteReadings");
export type SiteReadingsBody = z.infer<typeof SiteReadingsBody>;
