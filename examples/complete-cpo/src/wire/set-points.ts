import { z } from "@hono/zod-openapi";
import { Moment } from "./common.ts";
import { ChargingReason } from "./site.ts";

const Outcome = z.enum(["sent", "accepted", "rejected", "unanswered"]).openapi({ description: "sent: in flight, or nobody was there any more to hear the answer" });

export const SetPointView = z
  .object({
    id: z.string(),
    at: Moment.openapi({ description: "When it left" }),
    evse: z.string(), stationId: z.string(),
    sessionId: z.string().optional().openapi({ description: "Absent for what a charging point falls back to" }),
    amps: z.number().openapi({ description: "A per phase of the grid", example: 13.3 }),
    value: z.number().openapi({ description: "As it was said to the station" }), unit: z.enum(["A", "W"]),
    means: z.enum(["transaction", "default", "station", "vendorKey"]).openapi({ description: "A profile of this purpose, or the configuration key of the vendor" }),
    change: z.enum(["lower", "raise", "renew", "fallback"]),
    until: Moment.optional().openapi({ description: "First moment at which it holds no longer; absent: it stays" }),
    reason: ChargingReason.optional().openapi({ description: "Why, as values; absent for what a charging point falls back to" }),
    why: z.string().openapi({ example: "grid L1 is full (40 A), 2 cars share it" }),
    outcome: Outcome,
    answeredAt: Moment.optional(),
    renewals: z.object({ times: z.int(), at: Moment, outcome: Outcome }).optional().openapi({ description: "How often it was prolonged, and what became of the last time; all before it were accepted" }),
    followed: z.object({ isFollowed: z.boolean(), at: Moment, drawnA: z.number().optional() }).optional().openapi({ description: "Whether the car stayed at or below it, by what its station measured" }),
  })
  .openapi("RecordedSetPoint");
export type SetPointView = z.infer<typeof SetPointView>;
