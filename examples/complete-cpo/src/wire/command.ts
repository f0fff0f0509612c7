import { z } from "@hono/zod-openapi";
import { Moment } from "./common.ts";

const whole = z.int();
const evse = whole.min(0).max(1_000_000);
const variable = {
  component: z.string().max(50).optional(),
  componentInstance: z.string().max(50).optional(),
  evse: evse.optional(),
  connector: evse.optional(),
  variable: z.string().min(1).max(50),
  variableInstance: z.string().max(50).optional(),
  attribute: z.enum(["Actual", "Target", "MinSet", "MaxSet"]).optional(),
};

/** What an operator may ask of a station; the model's `Command` without the raw call, which has its own address. */
export const CommandRequest = z
  .discriminatedUnion("command", [
    z.strictObject({ command: z.literal("start"), token: z.strictObject({ value: z.string().min(1).max(255), type: z.string().max(20).optional() }), evse: evse.min(1).optional() }),
    z.strictObject({ command: z.literal("stop"), transaction: z.string().min(1).max(255) }),
    z.strictObject({ command: z.literal("reset"), mode: z.enum(["immediate", "whenIdle"]), evse: evse.optional() }),
    z.strictObject({ command: z.literal("unlock"), evse: evse.min(1), connector: evse.min(1).optional() }),
    z.strictObject({ command: z.literal("changeAvailability"), operative: z.boolean(), evse: evse.optional(), connector: evse.optional() }),
    z.strictObject({ command: z.literal("trigger"), message: z.string().min(1).max(50), evse: evse.optional(), connector: evse.optional() }),
    z.strictObject({ command: z.literal("getVariables"), variables: z.array(z.strictObject(variable)).min(1).max(50) }),
    z.strictObject({ command: z.literal("setVariables"), values: z.array(z.strictObject({ ...variable, value: z.string().max(2_500) })).min(1).max(50) }),
  ])
  .openapi("CommandRequest");
export type CommandRequest = z.infer<typeof CommandRequest>;

/** How long a command may wait for a station that is offline; a query parameter. */
export const QueueFor = z
  .string()
  .regex(/^[1-9]\d{0,6}$/, "must be a whole number of seconds from 1 to 9999999")
  .transform(Number)
  .openapi({ description: "Seconds that the command may wait for a station that is offline; absent: it fails at once as offline", example: "3600" });

export const BulkRequest = z
  .strictObject({
    command: CommandRequest,
    stations: z
      .strictObject({
        ids: z.array(z.string().min(1).max(255)).min(1).max(100_000).optional(),
        locations: z.array(z.string().min(1).max(255)).min(1).max(10_000).optional(),
        vendor: z.string().max(50).optional(), model: z.string().max(50).optional(), firmware: z.string().max(50).optional(),
        protocol: z.enum(["1.6", "2.0.1", "2.1"]).optional(),
      })
      .openapi({ description: "Which stations: all that match every field; an empty object means all that are not retired" }),
    atOnce: whole.min(1).max(1_000).optional().openapi({ description: "How many commands are open at once (50)" }),
    perMinute: whole.min(1).max(100_000).optional().openapi({ description: "The most commands begun in a minute" }),
    queueForSeconds: whole.min(1).max(9_999_999).optional().openapi({ description: "How long each may wait for a station that is offline" }),
  })
  .openapi("BulkRequest");
export type BulkRequest = z.infer<typeof BulkRequest>;

export const BulkView = z
  .object({
    id: z.string(),
    command: z.record(z.string(), z.unknown()),
    requestedBy: z.string(),
    requestedAt: Moment,
    state: z.enum(["running", "cancelled", "done"]),
    total: whole,
    waiting: whole.openapi({ description: "Not sent yet" }),
    open: whole.openapi({ description: "On their way, or waiting for their station" }),
    outcomes: z.record(z.string(), whole).openapi({ description: "How many by outcome; `unknown` counts stations that do not exist" }),
    text: z.string().openapi({ description: "Where it stands, in plain words" }),
    cancelledBy: z.string().optional(),
    endedAt: Moment.optional(),
  })
  .openapi("Bulk");
export type BulkView = z.infer<typeof BulkView>;

export const CallRequest = z
  .strictObject({
    action: z.string().min(1).max(64).openapi({ example: "GetConfiguration" }),
    payload: z.record(z.string(), z.unknown()).openapi({ example: { key: ["HeartbeatInterval"] } }),
  })
  .openapi("CallRequest");
export type CallRequest = z.infer<typeof CallRequest>;

export const CommandView = z
  .object({
    id: z.string(),
    stationId: z.string(),
    command: z.record(z.string(), z.unknown()),
    requestedBy: z.string(),
    requestedAt: Moment,
    state: z.enum(["queued", "sent", "done"]),
    outcome: z.enum(["accepted", "rejected", "error", "unsupported", "offline", "timeout", "cancelled"]).optional(),
    text: z.string().openapi({ description: "What came of it, in plain words" }),
    response: z.unknown().optional().openapi({ description: "The station's answer as it came" }),
    finishedAt: Moment.optional(),
    sessionId: z.string().optional().openapi({ description: "The session that a start led to" }),
    effect: z
      .object({ expects: z.enum(["session", "sessionEnd", "boot", "status"]), state: z.enum(["awaited", "confirmed", "missing"]), text: z.string() })
      .optional()
      .openapi({ description: "What it should lead to besides the answer, and whether it did" }),
    answeredLateAt: Moment.optional().openapi({ description: "The answer came after its time was over and took the place of the timeout" }),
    bulkId: z.string().optional().openapi({ description: "The bulk order that it is a part of" }),
  })
  .openapi("Command");
export type CommandView = z.infer<typeof CommandView>;
