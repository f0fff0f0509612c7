import { publishedFirmware, securityEvents, unprocessedMessages, type PublishedFirmware, type SecurityEvent, type TraceEntry, type UnprocessedMessage } from "@cpokit/csms";
import { instantText } from "@cpokit/model";
import type { Cpo } from "../cpo.ts";
import { commandView } from "../views/command-view.ts";
import { optional } from "../views/optional.ts";
import { CommandView } from "../wire/command.ts";
import { PAGE, pageOf, paging } from "../wire/common.ts";
import { PublishedFirmwareView, SecurityEventView, TracedMessageView, UnprocessedView } from "../wire/fleet.ts";
import { invalid, notFound } from "./errors.ts";
import { existingStation, pageOfAll, pageOfStation } from "./lists.ts";
import { actorOf } from "./principal.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

const TYPES: Readonly<Record<number, string>> = { 2: "CALL", 3: "CALLRESULT", 4: "CALLERROR", 5: "CALLRESULTERROR", 6: "SEND" };

/** The most messages of one export. */
const EXPORTED = 5_000;

/** What went over the line, security events, messages that could not be worked in, and firmware for others. */
export function diagnosticsRoutes({ store, csms, trace }: Cpo) {
  const routes = createRoutes();
  const search = z.string().max(200).optional().openapi({ description: "Only messages that contain this, e.g. an action or a message id", example: "StatusNotification" });

  routes.openapi(
    createRoute({ method: "get", path: "/stations/{id}/messages", permission: "stations:read", sites: "station", tags: ["Diagnostics"], summary: "The latest messages of a station, newest first; passwords and tokens are hidden", request: { params: byId, query: z.strictObject({ ...paging, search }) }, responses: { 200: json(pageOf(TracedMessageView), "Messages"), ...problems } }),
    async (c) => {
      const { identity } = await existingStation(store, c.req.valid("param").id);
      const { limit = PAGE, after, search: words } = c.req.valid("query");
      const before = after === undefined ? undefined : Number(after);
      if (before !== undefined && !Number.isSafeInteger(before)) throw invalid("after", "must be the `next` of a page before");
      const page = await trace.read(identity, { limit, ...optional({ search: words, before }) });
      return c.json({ items: page.items.map(messageView), ...(page.next === undefined ? {} : { next: String(page.next) }) }, 200);
    },
  );
  routes.openapi(
    createRoute({ method: "get", path: "/stations/{id}/messages.jsonl", permission: "stations:read", sites: "station", tags: ["Diagnostics"], summary: "The same as a file, oldest first, one message a line", request: { params: byId, query: z.strictObject({ search }) }, responses: { 200: { description: "JSON lines" }, ...problems } }),
    async (c) => {
      const { identity } = await existingStation(store, c.req.valid("param").id);
      const { items } = await trace.read(identity, { limit: EXPORTED, ...optional({ search: c.req.valid("query").search }) });
      const lines = [...items].reverse().map((message) => `${JSON.stringify(messageView(message))}\n`);
      return new Response(lines.join(""), { headers: { "content-type": "application/jsonl", "content-disposition": 'attachment; filename="messages.jsonl"' } });
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/security-events", permission: "maintenance:read", sites: "filtered", tags: ["Diagnostics"], summary: "Security events of all stations, newest first", request: { query: z.strictObject(paging) }, responses: { 200: json(pageOf(SecurityEventView), "Events"), ...problems } }),
    async (c) => c.json(await pageOfAll(c, store, c.req.valid("query"), { collection: securityEvents, query: { index: "byTime", reverse: true }, stationOf: ({ station }) => station }, securityView), 200),
  );
  routes.openapi(
    createRoute({ method: "get", path: "/stations/{id}/security-events", permission: "stations:read", sites: "station", tags: ["Diagnostics"], summary: "Security events of a station, newest first", request: { params: byId, query: z.strictObject(paging) }, responses: { 200: json(pageOf(SecurityEventView), "Events"), ...problems } }),
    async (c) => {
      const { id } = await existingStation(store, c.req.valid("param").id);
      return c.json(await pageOfStation(store, c.req.valid("query"), { collection: securityEvents, query: { index: "byStation", prefix: id, reverse: true } }, securityView), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/unprocessed-messages", permission: "maintenance:read", sites: "filtered", tags: ["Diagnostics"], summary: "Messages that were acknowledged and could not be worked in", request: { query: z.strictObject(paging) }, responses: { 200: json(pageOf(UnprocessedView), "Kept as they came"), ...problems } }),
    async (c) => c.json(await pageOfAll(c, store, c.req.valid("query"), { collection: unprocessedMessages, query: { index: "byStation" }, stationOf: ({ station }) => station }, unprocessedView), 200),
  );
  // The id has slashes, so it is a field of the body.
  routes.openapi(
    createRoute({ method: "post", path: "/unprocessed-messages/reprocess", permission: "maintenance:write", tags: ["Diagnostics"], summary: "Work one in after its cause was removed", request: { body: body(z.strictObject({ id: z.string().min(1).max(500) })) }, responses: { 200: json(z.object({ outcome: z.enum(["processed", "failed"]) }), "What came of it"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("json");
      if ((await store.get(unprocessedMessages, id)) === undefined) throw notFound("unprocessed message", id);
      return c.json({ outcome: await csms.reprocess(id) }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/stations/{id}/published-firmware", permission: "stations:read", sites: "station", tags: ["Firmware"], summary: "Firmware that a local controller offers to the stations behind it", request: { params: byId, query: z.strictObject(paging) }, responses: { 200: json(pageOf(PublishedFirmwareView), "Images"), ...problems } }),
    async (c) => {
      const { id } = await existingStation(store, c.req.valid("param").id);
      return c.json(await pageOfStation(store, c.req.valid("query"), { collection: publishedFirmware, query: { prefix: `${id}/` } }, publishedView), 200);
    },
  );
  routes.openapi(
    createRoute({
      method: "post", path: "/stations/{id}/published-firmware", permission: "stations:command", sites: "station", tags: ["Firmware"], summary: "Let a local controller offer firmware to the stations behind it (2.x)",
      request: { params: byId, body: body(z.strictObject({ location: z.url().max(512), checksum: z.string().regex(/^[0-9a-fA-F]{32}$/, "must be an MD5 checksum in hex") })) }, responses: { 200: json(CommandView, "What came of it"), ...problems },
    }),
    async (c) => {
      const { id } = await existingStation(store, c.req.valid("param").id);
      return c.json(commandView(await csms.firmware.publish(id, c.req.valid("json"), { requestedBy: actorOf(c) })), 200);
    },
  );
  routes.openapi(
    createRoute({ method: "post", path: "/stations/{id}/published-firmware/{checksum}/unpublish", permission: "stations:command", sites: "station", tags: ["Firmware"], summary: "Offer it no more", request: { params: byId.extend({ checksum: z.string().openapi({ param: { name: "checksum", in: "path" } }) }) }, responses: { 200: json(CommandView, "What came of it"), ...problems } }),
    async (c) => {
      const { id } = await existingStation(store, c.req.valid("param").id);
      return c.json(commandView(await csms.firmware.unpublish(id, c.req.valid("param").checksum, { requestedBy: actorOf(c) })), 200);
    },
  );

  return routes;
}

function messageView({ seq, at, direction, text }: TraceEntry): z.infer<typeof TracedMessageView> {
  const [, type, , action] = /^\[(\d),"([^"]*)"(?:,"([^"]*)")?/.exec(text) ?? [];
  const kind = TYPES[Number(type)] ?? "other";
  return { seq, at: instantText(at), direction, kind, text, ...optional({ action: kind === "CALL" || kind === "SEND" ? action : undefined }) };
}

function securityView({ station, type, severity, at, info }: SecurityEvent): z.infer<typeof SecurityEventView> {
  return { stationId: station, type, severity, at: instantText(at), ...optional({ info }) };
}

function unprocessedView({ id, station, protocol, action, receivedAt, error, payload }: UnprocessedMessage): z.infer<typeof UnprocessedView> {
  return { id, stationId: station, protocol, action, receivedAt: instantText(receivedAt), error, payload };
}

function publishedView({ station, checksum, location, state, locations, detail, changedAt }: PublishedFirmware): z.infer<typeof PublishedFirmwareView> {
  return { stationId: station, checksum, location, state, locations: [...locations], changedAt: instantText(changedAt), ...optional({ detail }) };
}
