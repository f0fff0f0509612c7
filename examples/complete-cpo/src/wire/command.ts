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
    outcome: z.enum(["accepted", "rejected", "error", "unsupported", "offline", "timeout"]).optional(),
    text: z.string().openapi({ description: "What came of it, in plain words" }),
    response: z.unknown().optional().openapi({ description: "The station's answer as it came" }),
    finishedAt: Moment.optional(),
    sessionId: z.string().optional().openapi({ description: "The session that a start led to" }),
  })
  .openapi("Command");
export type CommandView = z.infer<typeof CommandView>;
