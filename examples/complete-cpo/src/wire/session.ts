import { z } from "@hono/zod-openapi";
import { Moment, MoneyView, pageOf, Said } from "./common.ts";
import { ChargingView } from "./site.ts";

export const CostView = z
  .discriminatedUnion("known", [
    z.object({ known: z.literal(true), total: MoneyView, final: z.boolean().openapi({ description: "False while the session runs" }), tariffId: z.string().optional() }),
    z.object({ known: z.literal(false), code: z.string(), reason: z.string().openapi({ description: "Why there is no price, and what to do" }) }),
  ])
  .openapi("Cost");
export type CostView = z.infer<typeof CostView>;

const Suspicion = z.object({ code: z.string(), reason: z.string() });

export const SessionView = z
  .object({
    id: z.string(),
    stationId: z.string(),
    stationIdentity: z.string(),
    locationId: z.string().optional(),
    locationName: z.string().optional(),
    timeZone: z.string().openapi({ description: "Of the location; UTC where none is known" }),
    evse: z.int().optional(),
    connector: z.int().optional(),
    evseId: z.string().optional(),
    transaction: z.string().openapi({ description: "The station's own reference" }),
    token: z.object({ value: z.string(), type: z.string().optional(), holder: z.string().optional() }).optional(),
    authorization: z.object({ result: z.enum(["accepted", "refused"]), code: z.string().optional().openapi({ description: "Of a refusal" }), reason: z.string().optional() }).optional(),
    lifecycle: z.enum(["pending", "active", "ending", "ended", "cancelled", "invalid"]),
    energyState: z.enum(["connected", "charging", "suspendedEv", "suspendedEvse", "idle"]),
    closure: z.string().optional(),
    provisional: z.boolean(),
    review: z.enum(["clean", "suspect", "cleared", "rejected"]),
    suspicions: z.array(Suspicion),
    settlement: z.enum(["none", "rated", "held", "sealed", "corrected", "waived", "unpriced"]),
    startAt: Moment,
    endAt: Moment.optional(),
    lastEvidenceAt: Moment.openapi({ description: "The station's time of the newest thing known about the session" }),
    durationSeconds: z.int().openapi({ description: "From the start to the end, or to the last evidence" }),
    energyWh: z.int().optional().openapi({ description: "Absent while unknown, which is not 0" }),
    powerW: z.int().optional(),
    charging: ChargingView.optional().openapi({ description: "What its car gets and why, while it runs at a location that shares its power" }),
    stopReason: z.string().optional(),
    cost: CostView.optional(),
    cdrId: z.string().optional(),
  })
  .openapi("Session");
export type SessionView = z.infer<typeof SessionView>;

export const JournalEntryView = z
  .object({ seq: z.int(), at: Moment, kind: z.string(), events: z.array(z.string()).openapi({ description: "What it changed", example: ["metered"] }), changes: z.array(z.object({ field: z.enum(["lifecycle", "energyState", "review", "settlement", "closure"]), to: z.string() })).openapi({ description: "Which of its states it set, and to what", example: [{ field: "lifecycle", to: "ended" }] }), by: z.string().optional().openapi({ description: "The person who did it" }), text: z.string(), reasons: z.array(z.object({ text: z.string(), said: Said.optional(), suspicions: z.array(Suspicion).optional() })).openapi({ description: "The text, sentence by sentence" }), detail: z.unknown().optional() })
  .openapi("JournalEntry");
export type JournalEntryView = z.infer<typeof JournalEntryView>;

export const JournalPage = pageOf(JournalEntryView)
  .extend({ why: z.array(z.object({ field: z.enum(["lifecycle", "review", "settlement"]), state: z.string(), entry: JournalEntryView })).optional().openapi({ description: "Since which entry it is in each of its states; only on the first page" }) })
  .openapi("JournalPage");
export type JournalPage = z.infer<typeof JournalPage>;

export const ReadingsView = z
  .object({
    total: z.int().openapi({ description: "Of all its points" }),
    next: z.string().optional().openapi({ description: "Give it as `after` to read on; absent on the last page" }),
    points: z.array(z.object({ at: Moment, registerWh: z.int(), energyWh: z.int(), powerW: z.int().optional() })),
    states: z.array(z.object({ at: Moment, state: z.string() })),
    excluded: z.array(z.object({ at: Moment, registerWh: z.int(), reason: z.string() })),
  })
  .openapi("Readings");
export type ReadingsView = z.infer<typeof ReadingsView>;
