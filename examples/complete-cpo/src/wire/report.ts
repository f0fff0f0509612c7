import { z } from "@hono/zod-openapi";
import { Moment, pageOf } from "./common.ts";

/** What is reported: of each location, or of each EVSE. */
export const ReportName = z.enum(["usage", "energy", "revenue", "co2", "availability"]);
export type ReportName = z.infer<typeof ReportName>;

export const ReportColumn = z.enum([
  "location", "station", "evse", "charges", "energyKwh", "hours", "kwhPerCharge", "currency", "net", "gross", "co2Kg", "gramsPerKwh", "unknownKwh", "ukPercent", "neviPercent", "excludedHours", "exclusions", "attempts", "successPercent",
]);
export type ReportColumn = z.infer<typeof ReportColumn>;

/** A report as a table. */
export const ReportTableView = z
  .object({
    report: ReportName,
    from: Moment,
    to: Moment.openapi({ description: "Does not belong to it" }),
    timeZone: z.string(),
    columns: z.array(ReportColumn),
    rows: z.array(z.array(z.string())).openapi({ description: "Texts and exact decimals in the order of the columns; empty where nothing is known" }),
    total: z.array(z.string()).optional().openapi({ description: "The same over all rows" }),
    complete: z.boolean().openapi({ description: "False where there were more charges than are added up at once; have it made by a schedule" }),
  })
  .openapi("ReportTable");
export type ReportTableView = z.infer<typeof ReportTableView>;

const text = z.string().trim().min(1).max(200);
const rhythm = z.strictObject({
  every: z.enum(["day", "week", "month"]),
  timeZone: z.string().min(1).max(100).openapi({ example: "Europe/Amsterdam" }),
  hour: z.int().min(0).max(23),
  weekday: z.int().min(1).max(7).optional().openapi({ description: "Of weekly reports: 1 is Monday" }),
  day: z.int().min(1).max(28).optional().openapi({ description: "Of monthly reports" }),
});

const draft = {
  name: text,
  report: ReportName,
  format: z.enum(["csv", "pdf"]),
  language: z.enum(["en", "de"]).optional().openapi({ description: "Of the PDF; English when absent" }),
  location: z.string().max(255).optional().openapi({ description: "All of them when absent" }),
  rhythm,
  recipients: z.array(z.email().max(254)).max(50).openapi({ description: "Nobody: it waits to be downloaded", example: ["ann@example.org"] }),
};

export const ScheduleRequest = z.strictObject(draft).openapi("ReportScheduleRequest");
export const ScheduleChange = z.strictObject({ ...draft, state: z.enum(["active", "paused"]) }).partial().openapi("ReportScheduleChange");

export const ScheduleView = z.object({ ...draft, id: z.string(), state: z.enum(["active", "paused"]), nextAt: Moment, createdBy: z.string(), createdAt: Moment }).openapi("ReportSchedule");
export type ScheduleView = z.infer<typeof ScheduleView>;

export const ReportRunView = z
  .object({
    id: z.string(),
    scheduleId: z.string(),
    name: z.string(),
    report: z.string(),
    period: z.string().openapi({ example: "2026-11" }),
    state: z.enum(["waiting", "running", "done", "failed", "cancelled"]),
    queuedAt: Moment,
    startedAt: Moment.optional(),
    endedAt: Moment.optional(),
    by: z.string().optional().openapi({ description: "Who asked for it; absent when it was due" }),
    attempts: z.int(),
    done: z.int().optional().openapi({ description: "How far it is" }),
    total: z.int().optional(),
    cancelledBy: z.string().optional(),
    mailed: z.array(z.string()),
    file: z.object({ name: z.string(), type: z.string() }).optional(),
    problem: z.string().optional(),
  })
  .openapi("ReportRun");
export type ReportRunView = z.infer<typeof ReportRunView>;

export const ScheduleList = pageOf(ScheduleView);
export const RunList = pageOf(ReportRunView);
