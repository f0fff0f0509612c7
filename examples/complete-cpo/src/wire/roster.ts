import { z } from "@hono/zod-openapi";
import { Moment } from "./common.ts";

const At = z.string().datetime({ offset: true }).openapi({ example: "2026-12-01T17:00:00Z" });
const Name = z.string().min(1).max(60);

export const RosterEntryBody = z
  .object({
    id: Name,
    vehicle: Name.optional().openapi({ description: "EVCCID, MAC or number plate; case and punctuation do not matter", example: "HH-BU 12" }),
    token: z.string().min(1).max(255).optional(),
    arrival: At, departure: At,
    energyKWh: z.number().min(0).max(10_000).optional(),
    targetSoc: z.number().min(0).max(100).optional().openapi({ description: "%, instead of energy; needs the capacity" }),
    capacityKWh: z.number().min(0).max(10_000).optional(),
    priority: z.number().min(-100).max(100).optional(),
    class: z.string().max(60).optional(), evse: z.string().max(60).optional(),
  })
  .openapi("RosterEntry");
export type RosterEntryBody = z.infer<typeof RosterEntryBody>;

export const RosterUpload = z
  .object({
    entries: z.array(RosterEntryBody).max(2_000).optional(),
    csv: z.string().max(400_000).optional().openapi({ description: "Instead of entries: a header line with their fields, times with their offset or on the wall of the location", example: "vehicle,arrival,departure,energyKWh\nHH-BU 12,2026-12-01 18:00,2026-12-02 05:30,90" }),
  })
  .openapi("RosterUpload");

export const RosterEntryView = RosterEntryBody.extend({ arrival: Moment, departure: Moment, sessionId: z.string().optional().openapi({ description: "The running session that it is" }) }).openapi("RosterEntryView");
export type RosterEntryView = z.infer<typeof RosterEntryView>;

export const DriverClassView = z
  .object({
    id: Name, name: z.string().min(1).max(100),
    groups: z.array(z.string().max(36)).max(100).openapi({ description: "Token groups whose drivers belong to it" }),
    isDefault: z.boolean().optional().openapi({ description: "Everybody else belongs to it" }),
    priority: z.number().min(-100).max(100).optional(), weight: z.number().min(0.01).max(100).optional(),
    mode: z.enum(["fast", "fair", "cheap", "pv", "pv+min"]).optional(),
    guaranteedKWh: z.number().min(0).max(1_000).optional().openapi({ description: "First, before everything else" }),
    limitKW: z.number().min(0).max(100_000).optional().openapi({ description: "All its cars together, wherever they stand" }),
  })
  .openapi("DriverClass");
export type DriverClassView = z.infer<typeof DriverClassView>;

export const RosterCheck = z.object({ csv: z.string().max(400_000).openapi({ example: "vehicle,arrival,departure,energyKWh\nHH-BU 12,2026-12-01 18:00,2026-12-02 05:30,90" }) }).openapi("RosterCheck");

export const RosterChecked = z
  .object({
    lines: z.array(z.object({
      line: z.int().openapi({ description: "From 1; the header only where it is wrong" }),
      text: z.string(),
      entry: RosterEntryBody.optional(),
      problems: z.array(z.object({
        column: z.string().openapi({ example: "departure" }),
        rule: z.enum(["column", "missing", "empty", "moment", "number", "quote", "unique", "who", "order", "range", "capacity", "known"]),
        message: z.string().openapi({ example: "The departure is after the arrival." }),
      })),
    })),
    good: z.int().openapi({ description: "Lines without a problem" }),
  })
  .openapi("RosterChecked");
export type RosterChecked = z.infer<typeof RosterChecked>;
