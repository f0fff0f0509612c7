import { z } from "@hono/zod-openapi";
import { Moment, Said } from "./common.ts";

const Note = z.object({ at: Moment, by: z.string(), text: z.string() });
const severity = z.enum(["info", "warning", "error"]);

export const AlertView = z
  .object({
    id: z.string(), rule: z.string(), subject: z.string(), stationId: z.string().optional(), severity, title: z.string(), said: Said.optional().openapi({ description: "The title, where a standard rule gave it" }), detail: z.string().optional(), detailSaid: Said.optional(),
    state: z.enum(["pending", "open", "acknowledged", "cleared"]),
    count: z.int().openapi({ description: "How often it was seen" }),
    firstAt: Moment, lastAt: Moment, silenced: z.boolean(), acknowledgedBy: z.string().optional(), notes: z.array(Note),
  })
  .openapi("Alert");
export type AlertView = z.infer<typeof AlertView>;

export const SilenceRequest = z
  .strictObject({ rule: z.string().max(100).optional(), subject: z.string().max(300).optional(), minutes: z.int().min(1).max(43_200), reason: z.string().min(1).max(500) })
  .openapi("SilenceRequest");

export const SilenceView = z.object({ id: z.string(), rule: z.string().optional().openapi({ description: "Absent: every rule" }), subject: z.string().optional().openapi({ description: "It and everything below it; absent: every subject", example: "station/CS-1" }), until: Moment, by: z.string(), reason: z.string() }).openapi("Silence");

export const FaultReportRequest = z
  .strictObject({ evse: z.int().min(1).max(1_000_000).optional(), text: z.string().min(1).max(2_000), contact: z.string().min(1).max(200).optional() })
  .openapi("FaultReport");

export const CaseView = z
  .object({
    id: z.string(), stationId: z.string(), evse: z.int().optional(), title: z.string(), said: Said.optional().openapi({ description: "The title of a case that a recovery opened" }), source: z.enum(["driver", "operator", "recovery"]), state: z.enum(["open", "working", "closed"]),
    reports: z.array(z.object({ at: Moment, text: z.string(), contact: z.string().optional() })), reportCount: z.int(), notes: z.array(Note),
    assignee: z.string().optional(), openedAt: Moment, closedAt: Moment.optional(), resolution: z.string().optional(),
  })
  .openapi("Case");
export type CaseView = z.infer<typeof CaseView>;

export const HealthView = z
  .object({ score: z.int().openapi({ description: "0 to 100" }), findings: z.array(z.object({ code: z.string(), points: z.int(), reason: z.string(), said: Said.optional() })) })
  .openapi("Health");
export type HealthView = z.infer<typeof HealthView>;

export const LogRequestView = z
  .object({
    id: z.string(), stationId: z.string(), log: z.enum(["diagnostics", "security"]), state: z.enum(["requested", "uploading", "received", "uploaded", "failed", "expired"]),
    text: z.string(), detail: z.string().optional().openapi({ description: "What the station said of a failure" }), requestedAt: Moment, expiresAt: Moment, file: z.object({ name: z.string(), bytes: z.int(), receivedAt: Moment, deleteAt: Moment }).optional(),
  })
  .openapi("LogRequest");
export type LogRequestView = z.infer<typeof LogRequestView>;

export const ReservationRequest = z
  .strictObject({
    evse: z.int().min(1).max(1_000_000).optional(), connectorType: z.string().max(20).optional(), token: z.string().min(1).max(255), group: z.string().max(255).optional(),
    minutes: z.int().min(1).max(10_080),
  })
  .openapi("ReservationRequest");

export const ReservationView = z
  .object({
    id: z.string(), stationId: z.string(), number: z.int(), evse: z.int().optional(), token: z.string(), until: Moment,
    state: z.enum(["requested", "active", "consumed", "expired", "cancelled", "failed"]), text: z.string(), reason: z.string().optional(), said: Said.optional(), endsWhenBack: z.boolean().openapi({ description: "It is cancelled as soon as the station is back" }), sessionId: z.string().optional(),
  })
  .openapi("Reservation");
export type ReservationView = z.infer<typeof ReservationView>;

export const CampaignRequestBody = z
  .strictObject({
    name: z.string().min(1).max(100), version: z.string().min(1).max(50), location: z.url().max(512),
    signature: z.strictObject({ certificate: z.string().max(5_500), value: z.string().max(800) }).optional(),
    stations: z.array(z.string().min(1).max(255)).min(1).max(100_000), waves: z.array(z.int().min(1)).max(100).optional(), haltAt: z.number().min(0).max(100).optional(),
    atOnce: z.int().min(1).max(1_000).optional(), retries: z.int().min(0).max(100).optional(),
  })
  .openapi("FirmwareCampaignRequest");

export const CampaignView = z
  .object({
    id: z.string(), name: z.string(), version: z.string(), state: z.enum(["preparing", "running", "halted", "cancelled", "done"]), reason: z.string().optional(), said: Said.optional(), wave: z.int(),
    waves: z.array(z.object({ size: z.int(), succeeded: z.int(), failed: z.int(), skipped: z.int(), cancelled: z.int() })), requestedAt: Moment,
  })
  .openapi("FirmwareCampaign");
export type CampaignView = z.infer<typeof CampaignView>;
