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

export const OverviewView = z
  .object({
    stations: z.object({ total: z.int(), online: z.int() }),
    evses: z.record(z.string(), z.int()).openapi({ description: "How many EVSEs are in each state" }),
    charging: z.object({ sessions: z.int(), powerW: z.int() }),
    lastDay: z.object({ cdrs: z.int(), energyWh: z.int(), revenue: z.array(MoneyView).openapi({ description: "Without tax, per currency" }) }),
  })
  .openapi("Overview");
export type OverviewView = z.infer<typeof OverviewView>;

export const AttentionItem = z
  .object({
    id: z.string(),
    kind: z.enum(["unpriced", "suspect", "parked", "refused", "faulted", "unprocessed"]),
    severity: z.enum(["error", "warning"]),
    title: z.string(),
    reason: z.string(),
    advice: z.string().openapi({ description: "What to do now" }),
    at: Moment.optional(),
    stationId: z.string().optional(),
    sessionId: z.string().optional(),
    messageId: z.string().optional().openapi({ description: "Of a message that could not be worked in" }),
    subscription: z.string().optional().openapi({ description: "Of a parked delivery" }),
  })
  .openapi("AttentionItem");
export type AttentionItem = z.infer<typeof AttentionItem>;
