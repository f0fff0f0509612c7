import { bulkOrders, commands, selectStations, type BulkProgress } from "@cpokit/csms";
import { isCpoError, seconds } from "@cpokit/kernel";
import type { Command } from "@cpokit/model";
import type { Cpo } from "../cpo.ts";
import { bulkView } from "../views/bulk-view.ts";
import { commandView } from "../views/command-view.ts";
import { BulkRequest, BulkView, CallRequest, CommandRequest, CommandView, QueueFor } from "../wire/command.ts";
import { PAGE, pageOf, paging } from "../wire/common.ts";
import { optional } from "../views/optional.ts";
import { ApiError, invalid, notFound } from "./errors.ts";
import { actorOf } from "./principal.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

const headers = z.object({
  "idempotency-key": z.string().min(1).max(200).optional().openapi({ description: "The same key for the same station sends a command once, however often it is asked for" }),
});

const wait = z.strictObject({ queueForSeconds: QueueFor.optional() });

/** Commands to stations, in neutral words or as a raw OCPP call. The answer waits for the station's. */
export function commandRoutes(cpo: Cpo) {
  const routes = createRoutes();

  routes.openapi(
    createRoute({ method: "post", path: "/stations/{id}/commands", permission: "stations:command", sites: "station", tags: ["Commands"], summary: "Send a command", request: { params: byId, headers, query: wait, body: body(CommandRequest) }, responses: { 200: json(CommandView, "What came of it"), ...problems } }),
    async (c) => c.json(await send(actorOf(c), c.req.valid("param").id, c.req.valid("json"), c.req.valid("header")["idempotency-key"], c.req.valid("query").queueForSeconds), 200),
  );

  routes.openapi(
    createRoute({ method: "post", path: "/stations/{id}/call", permission: "stations:command", sites: "station", tags: ["Commands"], summary: "Send one raw OCPP call, checked against the station's version", request: { params: byId, headers, query: wait, body: body(CallRequest) }, responses: { 200: json(CommandView, "What came of it"), ...problems } }),
    async (c) => c.json(await send(actorOf(c), c.req.valid("param").id, { command: "call", ...c.req.valid("json") }, c.req.valid("header")["idempotency-key"], c.req.valid("query").queueForSeconds), 200),
  );

  routes.openapi(
    createRoute({ method: "get", path: "/commands/{id}", permission: "stations:read", sites: "command", tags: ["Commands"], summary: "One command", request: { params: byId }, responses: { 200: json(CommandView, "The command"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      const record = await cpo.store.get(commands, id);
      if (record === undefined) throw notFound("command", id);
      return c.json(commandView(record), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/commands/{id}/cancel", permission: "stations:command", sites: "command", tags: ["Commands"], summary: "Take back a command that waits for its station", request: { params: byId }, responses: { 200: json(CommandView, "As it is now; what was sent already cannot be taken back"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      return c.json(commandView(await cpo.csms.cancel(id, actorOf(c)).catch(unknown("command", id))), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/bulk-commands", permission: "stations:command", tags: ["Commands"], summary: "Send one command to many stations", request: { headers, body: body(BulkRequest) }, responses: { 202: json(BulkView, "Begun; ask for its progress"), ...problems } }),
    async (c) => {
      const { command, stations, atOnce, perMinute, queueForSeconds } = c.req.valid("json");
      const key = c.req.valid("header")["idempotency-key"];
      const selected = await selectStations(cpo.store, JSON.parse(JSON.stringify(stations)));
      if (selected.length === 0) throw invalid("stations", "must match at least one station");
      const options = {
        requestedBy: actorOf(c), ...optional({ key, atOnce, perMinute }), ...(queueForSeconds === undefined ? {} : { queueFor: seconds(queueForSeconds) }),
      };
      try {
        const { id } = await cpo.csms.bulk.start(selected, defined(command), options);
        return c.json(bulkView(await cpo.csms.bulk.progress(id)), 202);
      } catch (error) {
        if (isCpoError(error, "csms.command-key")) throw new ApiError(409, { code: "idempotency-key", message: error.message, field: "idempotency-key" });
        throw error;
      }
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/bulk-commands", permission: "stations:read", tags: ["Commands"], summary: "Bulk orders, newest first", request: { query: z.strictObject(paging) }, responses: { 200: json(pageOf(BulkView), "Orders"), ...problems } }),
    async (c) => {
      const { limit = PAGE, after } = c.req.valid("query");
      const page = await cpo.store.find(bulkOrders, { index: "byTime", reverse: true, limit, ...(after === undefined ? {} : { after }) });
      const items = await Promise.all(page.items.map(async ({ id }) => bulkView(await cpo.csms.bulk.progress(id))));
      return c.json({ items, ...(page.next === undefined ? {} : { next: page.next }) }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/bulk-commands/{id}", permission: "stations:read", tags: ["Commands"], summary: "How far a bulk order is", request: { params: byId }, responses: { 200: json(BulkView, "The order"), ...problems } }),
    async (c) => c.json(await bulk(c.req.valid("param").id), 200),
  );

  routes.openapi(
    createRoute({ method: "get", path: "/bulk-commands/{id}/commands", permission: "stations:read", tags: ["Commands"], summary: "The commands of a bulk order, by station", request: { params: byId, query: z.strictObject(paging) }, responses: { 200: json(pageOf(CommandView), "Commands"), ...problems } }),
    async (c) => {
      const { limit = PAGE, after } = c.req.valid("query");
      const { id } = await bulk(c.req.valid("param").id);
      const page = await cpo.store.find(commands, { index: "byBulk", prefix: id, limit, ...(after === undefined ? {} : { after }) });
      return c.json({ items: page.items.map((item) => commandView(item.body)), ...(page.next === undefined ? {} : { next: page.next }) }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/bulk-commands/{id}/cancel", permission: "stations:command", tags: ["Commands"], summary: "Stop a bulk order", request: { params: byId }, responses: { 200: json(BulkView, "As it is now"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      await cpo.csms.bulk.cancel(id, actorOf(c)).catch(unknown("bulk order", id));
      return c.json(await bulk(id), 200);
    },
  );

  return routes;

  async function bulk(id: string): Promise<BulkView> {
    const progress: BulkProgress = await cpo.csms.bulk.progress(id).catch(unknown("bulk order", id));
    return bulkView(progress);
  }

  async function send(requestedBy: string, station: string, command: CommandRequest | Extract<Command, { command: "call" }>, key: string | undefined, queueForSeconds: number | undefined): Promise<CommandView> {
    try {
      const options = { requestedBy, ...(key === undefined ? {} : { key }), ...(queueForSeconds === undefined ? {} : { queueFor: seconds(queueForSeconds) }) };
      return commandView(await cpo.csms.send(station, defined(command), options));
    } catch (error) {
      if (isCpoError(error, "csms.station-unknown")) throw notFound("station", station);
      if (isCpoError(error, "csms.command-key")) throw new ApiError(409, { code: "idempotency-key", message: error.message, field: "idempotency-key" });
      if (isCpoError(error, "csms.call-invalid")) throw new ApiError(400, { code: "invalid", message: error.message, field: "payload", rule: String(error.values["rule"] ?? "must be valid for the station's OCPP version") });
      throw error;
    }
  }
}

/** What is not there is a 404; everything else stays what it is. */
function unknown(what: string, id: string): (error: unknown) => never {
  return (error) => {
    throw isCpoError(error, "csms.command-unknown") || isCpoError(error, "csms.bulk-unknown") ? notFound(what, id) : error;
  };
}

/** A parsed request has no undefined fields, which its type cannot say. */
function defined(command: CommandRequest | Extract<Command, { command: "call" }>): Command {
  return JSON.parse(JSON.stringify(command));
}
