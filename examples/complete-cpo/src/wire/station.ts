import { z } from "@hono/zod-openapi";
import { Moment } from "./common.ts";

export const ConnectorStateView = z.enum([
  "available", "preparing", "occupied", "charging", "suspendedEv", "suspendedEvse", "finishing", "reserved", "unavailable", "faulted", "unknown",
]);
export type ConnectorStateView = z.infer<typeof ConnectorStateView>;

export const ConnectorView = z
  .object({
    number: z.int(),
    standard: z.string().optional().openapi({ example: "IEC_62196_T2" }),
    powerType: z.string().optional().openapi({ example: "AC_3_PHASE" }),
    maxPowerW: z.int().optional(),
    state: ConnectorStateView,
    since: Moment.optional().openapi({ description: "The station's own time of the state" }),
    error: z.string().optional(),
    detail: z.string().optional(),
  })
  .openapi("Connector");
export type ConnectorView = z.infer<typeof ConnectorView>;

export const EvseView = z
  .object({
    number: z.int().openapi({ description: "OCPP EVSE number; the connectorId of 1.6" }),
    id: z.string().optional().openapi({ description: "The EVSE uid; absent when no location knows it" }),
    emi3Id: z.string().optional().openapi({ example: "NL*CPO*E0001" }),
    state: ConnectorStateView,
    connectors: z.array(ConnectorView),
    sessionId: z.string().optional().openapi({ description: "The running session" }),
  })
  .openapi("Evse");
export type EvseView = z.infer<typeof EvseView>;

export const StationView = z
  .object({
    id: z.string(),
    identity: z.string().openapi({ description: "The last part of its OCPP URL", example: "CS-1" }),
    locationId: z.string().optional(),
    locationName: z.string().optional(),
    timeZone: z.string().optional().openapi({ example: "Europe/Amsterdam" }),
    lifecycle: z.enum(["planned", "commissioned", "operative", "retired"]),
    online: z.boolean(),
    onlineSince: Moment.optional(),
    protocol: z.enum(["1.6", "2.0.1", "2.1"]).optional(),
    vendor: z.string().optional(),
    model: z.string().optional(),
    serial: z.string().optional(),
    firmware: z.string().optional(),
    hasPassword: z.boolean().openapi({ description: "Whether it must send a password when it connects" }),
    minimumSecurityProfile: z.int().min(0).max(3).optional().openapi({ description: "The lowest OCPP security profile that it may connect with; any when absent" }),
    lastBootAt: Moment.optional(),
    evses: z.array(EvseView),
  })
  .openapi("Station");
export type StationView = z.infer<typeof StationView>;

/** How a list of stations is narrowed; the fields of a query. */
export const StationFilter = {
  search: z.string().max(100).optional().openapi({ description: "Words that identity, manufacturer, model, serial number, firmware or location contain, all of them", example: "Kerbside Twin" }),
  state: z.enum(["online", "offline", "planned", "retired"]).optional(),
  protocol: z.enum(["1.6", "2.0.1", "2.1"]).optional(),
  locationId: z.string().max(255).optional(),
};

export const StationEventView = z
  .object({
    at: Moment,
    severity: z.enum(["info", "warning", "error"]),
    kind: z.string().openapi({ example: "unknown-transaction" }),
    text: z.string().openapi({ description: "What happened, in plain words" }),
  })
  .openapi("StationEvent");
export type StationEventView = z.infer<typeof StationEventView>;
