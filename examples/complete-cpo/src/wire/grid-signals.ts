import { z } from "@hono/zod-openapi";

const At = z.string().datetime({ offset: true }).openapi({ example: "2026-12-01T17:00:00Z" });
const Kilowatts = z.number().min(0).max(100_000);

const Period = z.object({ start: z.string().max(40).openapi({ example: "2026-12-01T17:00:00Z" }), duration: z.string().max(30).optional().openapi({ description: "ISO 8601; until further notice if absent", example: "PT1H" }), randomizeStart: z.string().max(30).optional().openapi({ example: "PT5M" }) });

/** What a VTN of OpenADR 3 posts to a subscription. */
export const OpenAdrNotification = z
  .object({
    objectType: z.literal("EVENT"),
    operation: z.enum(["CREATE", "UPDATE", "DELETE"]),
    object: z.object({
      id: z.string().min(1).max(128),
      programID: z.string().max(128).optional(),
      eventName: z.string().max(128).optional(),
      intervalPeriod: Period.optional(),
      intervals: z.array(z.object({ intervalPeriod: Period.optional(), payloads: z.array(z.object({ type: z.string().min(1).max(128).openapi({ example: "IMPORT_CAPACITY_LIMIT" }), values: z.array(z.union([z.number(), z.string(), z.boolean()])).openapi({ example: [22] }) })).max(20) })).max(400),
    }),
  })
  .openapi("OpenAdrNotification");

/** UpdateGroupCapacityForecast of OSCP 2.0. */
export const OscpForecastBody = z
  .object({
    group_id: z.string().max(128).openapi({ description: "The id of a limit of the wiring; any other means the whole connection" }),
    type: z.enum(["CONSUMPTION", "GENERATION", "FALLBACK_CONSUMPTION", "FALLBACK_GENERATION", "OPTIMUM"]),
    forecasted_blocks: z.array(z.object({ capacity: z.number().min(0).max(1e9), phase: z.enum(["UNKNOWN", "ONE", "TWO", "THREE", "ALL"]), unit: z.enum(["A", "W", "KW", "WH", "KWH"]), start_time: At, end_time: At })).max(400),
  })
  .openapi("OscpForecast");

export const OscpHeartbeat = z.object({ offline_mode_at: At.openapi({ description: "From then on the fallback capacity counts, if no other heartbeat comes" }) }).openapi("OscpHeartbeat");

/** Dimming of controllable devices, §14a EnWG. */
export const Dimming = z
  .object({ from: At, to: At, node: z.string().optional().openapi({ description: "The limit of the wiring below which it holds; the whole connection if absent" }) })
  .openapi("Dimming");

const Signal = z.object({
  node: z.string(), from: At, to: At, importA: z.object({ l1: z.number(), l2: z.number(), l3: z.number() }).optional(), importKW: Kilowatts.optional(), exportKW: Kilowatts.optional(),
  price: z.number().optional().openapi({ description: "Per kWh, beside other prices" }), co2KgPerKWh: z.number().optional(),
  binding: z.enum(["hard", "soft"]).openapi({ description: "Soft ones bind plans only" }), whenSilent: z.boolean().optional().openapi({ description: "Holds only while its source is silent" }),
});

export const SignalSource = z
  .object({ source: z.string().openapi({ example: "OpenADR/evening-peak" }), receivedAt: At, silentFrom: At.optional(), signals: z.array(Signal) })
  .openapi("SignalSource");
export type SignalSource = z.infer<typeof SignalSource>;

export const SignalReceipt = SignalSource.extend({ ignored: z.array(z.string()).openapi({ description: "Payload types that mean nothing here" }) }).openapi("SignalReceipt");
