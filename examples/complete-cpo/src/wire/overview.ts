import { z } from "@hono/zod-openapi";
import { Moment, MoneyView } from "./common.ts";

export const AboutView = z
  .object({
    name: z.string(),
    demo: z.boolean().openapi({ description: "Whether simulated stations run here" }),
    history: z.object({ done: z.int(), total: z.int() }).optional().openapi({ description: "While the past of the demonstration is written: how many of its stations have one" }),
    ocppPort: z.int(),
    ocppPath: z.string().openapi({ description: "Stands between the port and `/<identity>`; empty for the first CPO", example: "/ocpp/acme" }),
    ocppSecure: z.boolean().openapi({ description: "Whether stations connect by TLS (wss)" }),
    subprotocols: z.array(z.string()),
    startedAt: Moment,
  })
  .openapi("About");
export type AboutView = z.infer<typeof AboutView>;

export const NeedItem = z
  .object({
    id: z.string(),
    subject: z.string().openapi({ description: "What it is about, as people call it", example: "CS-1, EVSE 2" }),
    detail: z.string().optional().openapi({ description: "What is known of the reason" }),
    refusal: z.object({ problem: z.string(), reason: z.string(), remoteAddress: z.string().optional() }).optional().openapi({ description: "Why a station was turned away" }),
    at: Moment.optional().openapi({ description: "Since when; when a certificate ends" }),
    stationId: z.string().optional(),
    sessionId: z.string().optional(),
    paymentId: z.string().optional(),
    messageId: z.string().optional().openapi({ description: "Of a message that could not be worked in" }),
    subscription: z.string().optional().openapi({ description: "Of a parked delivery" }),
  })
  .openapi("NeedItem");
export type NeedItem = z.infer<typeof NeedItem>;

export const NeedView = z
  .object({
    kind: z.enum(["faulted", "parked", "unprocessed", "payment", "unpriced", "suspect", "endless", "certificate", "offline", "case", "refused"]),
    severity: z.enum(["error", "warning"]),
    count: z.int().openapi({ description: "At most 200" }),
    more: z.boolean().openapi({ description: "There may be more than were counted" }),
    oldestAt: Moment.optional(),
    items: z.array(NeedItem).openapi({ description: "The oldest of them" }),
  })
  .openapi("Need");
export type NeedView = z.infer<typeof NeedView>;

const Percent = z.string().openapi({ description: "Rounded down", example: "98.2" });

export const OverviewView = z
  .object({
    needs: z.array(NeedView).openapi({ description: "What waits for a person, by kind; kinds of which there is nothing are left out" }),
    stations: z.object({ total: z.int(), online: z.int() }),
    charging: z.object({ sessions: z.int(), powerW: z.int() }),
    today: z.object({ since: Moment.openapi({ description: "When the day began in the time zone that was asked for" }), cdrs: z.int(), energyWh: z.int(), revenue: z.array(MoneyView).openapi({ description: "Without tax, per currency" }) }),
    plugIns: z
      .object({
        connected: z.int(), charged: z.int(), percent: Percent.optional().openapi({ description: "Absent when no car came" }),
        failures: z.object({ refused: z.int(), neverStarted: z.int(), faulted: z.int(), noEnergy: z.int() }),
      })
      .openapi({ description: "Cars that were plugged in within the last 24 hours, and how many of them got energy" }),
    availability: z
      .object({
        total: z.int(), usable: z.int(), states: z.record(z.string(), z.int()).openapi({ description: "EVSEs by what a driver finds now", example: { available: 12, occupied: 5, faulted: 1 } }),
        percent: Percent.optional().openapi({ description: "Usable EVSEs now" }), percent30: Percent.optional().openapi({ description: "Time of the last 30 days in which EVSEs were usable (UK reliability, regulation 7)" }),
      }),
  })
  .openapi("Overview");
export type OverviewView = z.infer<typeof OverviewView>;
