import { z } from "@hono/zod-openapi";
import { Moment, Said } from "./common.ts";

export const ChargingWish = z
  .strictObject({
    mode: z.enum(["fast", "fair", "cheap", "pv", "pv+min"]).optional(),
    departure: z.string().datetime({ offset: true }).optional().openapi({ example: "2026-12-01T17:00:00Z" }),
    targetKWh: z.number().min(0).max(1_000).optional().openapi({ description: "By the departure, counted from the start of the session" }),
    guaranteedKWh: z.number().min(0).max(1_000).optional().openapi({ description: "Comes before price and sun" }),
    v2g: z
      .strictObject({ storedKWh: z.number().min(0).max(1_000).openapi({ description: "In its battery when it came" }), capacityKWh: z.number().min(0).max(1_000), maxDischargeA: z.number().min(0).max(1_000), reserveKWh: z.number().min(0).max(1_000).optional() })
      .optional().openapi({ description: "The car may give back in the mode cheap, down to its reserve and so that it leaves with its target; where station and charging point can" }),
    priority: z.int().min(0).max(100).optional(),
    boostMinutes: z.int().min(0).max(1_440).optional().openapi({ description: "Before all others and as fast as it can, for so long; 0 ends it" }),
  })
  .openapi("ChargingWish");

/** What fills a limit, in A, or in kW where the limit is one of power. */
const LimitUse = z
  .object({
    node: z.string(), kind: z.enum(["grid", "transformer", "panel", "circuit", "cabinet", "station"]), limit: z.enum(["L1", "L2", "L3", "kW"]), size: z.number(),
    building: z.number(), isAssumed: z.boolean().openapi({ description: "A meter is silent, so that the worst is assumed of the building" }),
    held: z.array(z.object({ because: z.enum(["silent", "quarantine", "unproven", "free", "waiting"]), stations: z.int(), sockets: z.int(), amount: z.number() })),
    sharing: z.object({ cars: z.int(), amount: z.number() }), others: z.object({ cars: z.int(), amount: z.number() }),
  })
  .openapi("LimitUse");

export const ChargingReason = z
  .object({
    because: z.enum(["limit", "own", "waits", "impossible", "silent", "quarantine", "givesBack"]).openapi({ description: "A limit stops it; it has all it can take; its minimum does not fit; it cannot charge; its station does not answer; its station does not follow; it gives back" }),
    cappedBy: z.enum(["plan", "pv", "done", "lent", "class", "reserve", "partner"]).optional(),
    heldAmps: z.number().optional(), wantedAmps: z.number().optional(),
    sharers: z.int().openapi({ description: "Cars that share the limit, this one included" }),
    use: LimitUse.optional(),
    givenAmps: z.number().optional(), storedKWh: z.number().optional(), targetKWh: z.number().optional(), departure: Moment.optional(),
    countedAmps: z.number().optional().openapi({ description: "What it is counted at while nobody decides on it" }),
    reservedAmps: z.number().optional(), nextStart: Moment.optional(), missingKWh: z.number().optional(), said: Said.optional().openapi({ description: "What its station did" }),
  })
  .openapi("ChargingReason");

export const ChargingView = z
  .object({
    amps: z.number().openapi({ description: "What the station was told and accepted, A per phase of the grid" }),
    wantedAmps: z.number().openapi({ description: "What the car should get now" }),
    mode: z.enum(["fast", "fair", "cheap", "pv", "pv+min"]).openapi({ description: "That counts now" }),
    wished: z.object({ mode: z.enum(["fast", "fair", "cheap", "pv", "pv+min"]), departure: z.string().optional(), targetKWh: z.number().optional(), boostUntil: z.string().optional() }).openapi({ description: "What was said of the session" }),
    reason: ChargingReason.optional().openapi({ description: "Why, as values; absent until somebody has decided on it" }),
    why: z.string().openapi({ description: "Why it gets what it gets", example: "13.3 A: grid L1 is full (63 A): 23 A building, the rest for 3 cars, this one at 13.3 A." }),
  })
  .openapi("Charging");
export type ChargingView = z.infer<typeof ChargingView>;

export const SiteView = z
  .object({
    locationId: z.string(),
    limitAmps: z.object({ l1: z.number(), l2: z.number(), l3: z.number() }).openapi({ description: "Of the grid connection" }),
    cars: z.array(z.object({ evse: z.string(), stationId: z.string(), sessionId: z.string().optional(), charging: ChargingView })),
  })
  .openapi("Site");
export type SiteView = z.infer<typeof SiteView>;
