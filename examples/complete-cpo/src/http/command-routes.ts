import { commands } from "@cpokit/csms";
import { isCpoError } from "@cpokit/kernel";
import type { Command } from "@cpokit/model";
import type { Cpo } from "../cpo.ts";
import { commandView } from "../views/command-view.ts";
import { CallRequest, CommandRequest, CommandView } from "../wire/command.ts";
import { ApiError, notFound } from "./errors.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

const headers = z.object({
  "idempotency-key": z.string().min(1).max(200).optional().openapi({ description: "The same key for the same station sends a command once, however often it is asked for" }),
});

/** Commands to stations, in neutral words or as a raw OCPP call. The answer waits for the station's. */
export function commandRoutes(cpo: Cpo) {
  const routes = createRoutes();

  routes.openapi(
    createRoute({ method: "post", path: "/stations/{id}/commands", tags: ["Commands"], summary: "Send a command", request: { params: byId, headers, body: body(CommandRequest) }, responses: { 200: json(CommandView, "What came of it"), ...problems } }),
    async (c) => c.json(await send(c.req.valid("param").id, c.req.valid("json"), c.req.valid("header")["idempotency-key"]), 200),
  );

  routes.openapi(
    createRoute({ method: "post", path: "/stations/{id}/call", tags: ["Commands"], summary: "Send one raw OCPP call, checked against the station's version", request: { params: byId, headers, body: body(CallRequest) }, responses: { 200: json(CommandView, "What came of it"), ...problems } }),
    async (c) => c.json(await send(c.req.valid("param").id, { command: "call", ...c.req.valid("json") }, c.req.valid("header")["idempotency-key"]), 200),
  );

  routes.openapi(
    createRoute({ method: "get", path: "/commands/{id}", tags: ["Commands"], summary: "One command", request: { params: byId }, responses: { 200: json(CommandView, "The command"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      const record = await cpo.store.get(commands, id);
      if (record === undefined) throw notFound("command", id);
      return c.json(commandView(record), 200);
    },
  );

  return routes;

  async function send(station: string, command: CommandRequest | Extract<Command, { command: "call" }>, key: string | undefined): Promise<CommandView> {
    try {
      return commandView(await cpo.csms.send(station, defined(command), { requestedBy: "operator", ...(key === undefined ? {} : { key }) }));
    } catch (error) {
      if (isCpoError(error, "csms.station-unknown")) throw notFound("station", station);
      if (isCpoError(error, "csms.command-key")) throw new ApiError(409, { code: "idempotency-key", message: error.message, field: "idempotency-key" });
      if (isCpoError(error, "csms.call-invalid")) throw new ApiError(400, { code: "invalid", message: error.message, field: "payload", rule: String(error.values["rule"] ?? "must be valid for the station's OCPP version") });
      throw error;
    }
  }
}

/** A parsed request has no undefined fields, which its type cannot say. */
function defined(command: CommandRequest | Extract<Command, { command: "call" }>): Command {
  return JSON.parse(JSON.stringify(command));
}
