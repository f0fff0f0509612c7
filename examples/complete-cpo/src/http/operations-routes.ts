import { alerts, cases, dayOf, daysOf, firmwareCampaigns, healthOf, healthSentences, logRequests, reservations, silences, type CampaignProgress } from "@cpokit/csms";
import { formatInstant, hours, instant, isCpoError, minutes } from "@cpokit/kernel";
import type { Cpo } from "../cpo.ts";
import { alertView, campaignView, caseView, logRequestView, reservationView } from "../views/operations-view.ts";
import { optional } from "../views/optional.ts";
import { said } from "../views/said.ts";
import { PAGE, pageOf, paging } from "../wire/common.ts";
import {
  AlertView, CampaignRequestBody, CampaignView, CaseView, FaultReportRequest, HealthView, LogRequestView, ReservationRequest, ReservationView, SilenceRequest, SilenceView,
} from "../wire/operations.ts";
import { ApiError, invalid, notFound } from "./errors.ts";
import { pageOfStation } from "./lists.ts";
import { actorOf, visiblePage } from "./principal.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

const text = body(z.strictObject({ text: z.string().min(1).max(2_000) }));
const none = z.object({});

/** Alerts, cases, health, logs, reservations, firmware: what a fleet needs every day. */
export function operationsRoutes(cpo: Cpo) {
  const routes = createRoutes();
  const { store, csms, operations } = cpo;

  routes.openapi(
    createRoute({ method: "get", path: "/alerts", permission: "maintenance:read", sites: "filtered", tags: ["Alerts"], summary: "Alerts in one state, newest first", request: { query: z.strictObject({ ...paging, state: z.enum(["pending", "open", "acknowledged", "cleared"]).optional() }) }, responses: { 200: json(pageOf(AlertView), "Alerts"), ...problems } }),
    async (c) => {
      const { limit = PAGE, state = "open" } = c.req.valid("query");
      const page = await visiblePage(c, c.req.valid("query").after, (after) => store.find(alerts, { index: "byState", prefix: state, reverse: true, limit, ...optional({ after }) }), ({ body: alert }) => alert.station);
      return c.json({ items: page.items.map((item) => alertView(item.body)), ...(page.next === undefined ? {} : { next: page.next }) }, 200);
    },
  );
  // The id has slashes, so it is a field of the body.
  const alertAct = (path: string, summary: string) =>
    createRoute({ method: "post", path, permission: "maintenance:write", tags: ["Alerts"], summary, request: { body: body(z.strictObject({ id: z.string().min(1).max(500), text: z.string().max(2_000).optional() })) }, responses: { 200: json(AlertView, "As it is now"), ...problems } });
  routes.openapi(alertAct("/alerts/acknowledge", "Say that you have it: no more reminders"), async (c) => {
    const { id, text: written } = c.req.valid("json");
    if (written !== undefined) await operations.alerts.note(id, actorOf(c), written).catch(known("alert", id));
    return c.json(alertView(await operations.alerts.acknowledge(id, actorOf(c)).catch(known("alert", id))), 200);
  });
  routes.openapi(alertAct("/alerts/clear", "End it by hand; it opens again when it is seen again"), async (c) => {
    const { id } = c.req.valid("json");
    return c.json(alertView(await operations.alerts.clear(id, actorOf(c)).catch(known("alert", id))), 200);
  });
  routes.openapi(
    createRoute({ method: "get", path: "/silences", permission: "maintenance:read", tags: ["Alerts"], summary: "Silences that hold, those that end first at the front", request: { query: z.strictObject(paging) }, responses: { 200: json(pageOf(SilenceView), "Silences"), ...problems } }),
    async (c) => {
      const holding = { collection: silences, query: { index: "byEnd", from: cpo.clock.now() + 1 } };
      return c.json(await pageOfStation(store, c.req.valid("query"), holding, ({ id, until, by, reason, rule, subject }) => ({ id, until: formatInstant(until), by, reason, ...optional({ rule, subject }) })), 200);
    },
  );
  routes.openapi(
    createRoute({ method: "post", path: "/silences", permission: "maintenance:write", tags: ["Alerts"], summary: "Tell nobody about some alerts for a while", request: { body: body(SilenceRequest) }, responses: { 201: json(z.object({ id: z.string() }), "Begun"), ...problems } }),
    async (c) => {
      const { minutes: duration, ...rest } = c.req.valid("json");
      const silence = await operations.alerts.silence({ ...optional(rest), reason: rest.reason, by: actorOf(c), until: instant(cpo.clock.now() + minutes(duration)) });
      return c.json({ id: silence.id }, 201);
    },
  );
  routes.openapi(
    createRoute({ method: "delete", path: "/silences/{id}", permission: "maintenance:write", tags: ["Alerts"], summary: "End a silence", request: { params: byId }, responses: { 200: json(none, "Ended"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      if ((await store.get(silences, id)) === undefined) throw notFound("silence", id);
      await operations.alerts.endSilence(id);
      return c.json({}, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/cases", permission: "maintenance:read", sites: "filtered", tags: ["Cases"], summary: "Cases in one state, newest first", request: { query: z.strictObject({ ...paging, state: z.enum(["open", "working", "closed"]).optional(), stationId: z.string().max(100).optional().openapi({ description: "Of this station alone", example: "CS-1" }) }) }, responses: { 200: json(pageOf(CaseView), "Cases"), ...problems } }),
    async (c) => {
      const { limit = PAGE, state = "open", stationId, after: begin } = c.req.valid("query");
      const place = stationId === undefined ? { index: "byState", prefix: state } : { index: "byStation", prefix: stationId };
      const page = await visiblePage(c, begin, async (after) => {
        const found = await store.find(cases, { ...place, reverse: true, limit, ...optional({ after }) });
        return { ...found, items: found.items.filter(({ body: one }) => one.state === state) };
      }, ({ body: one }) => one.station);
      return c.json({ items: page.items.map((item) => caseView(item.body)), ...(page.next === undefined ? {} : { next: page.next }) }, 200);
    },
  );
  routes.openapi(
    createRoute({ method: "post", path: "/stations/{id}/faults", permission: "maintenance:write", sites: "station", tags: ["Cases"], summary: "Report a fault: opens a case, or joins the one that is open", request: { params: byId, body: body(FaultReportRequest) }, responses: { 201: json(CaseView, "The case"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      const { text: told, ...rest } = c.req.valid("json");
      return c.json(caseView(await operations.cases.report({ station: id, text: told, ...optional(rest) }).catch(known("station", id))), 201);
    },
  );
  const caseAct = (path: string, summary: string) => createRoute({ method: "post", path, permission: "maintenance:write", sites: "case", tags: ["Cases"], summary, request: { params: byId, body: text }, responses: { 200: json(CaseView, "As it is now"), ...problems } });
  routes.openapi(caseAct("/cases/{id}/notes", "Write a note"), async (c) => {
    const { id } = c.req.valid("param");
    return c.json(caseView(await operations.cases.note(id, actorOf(c), c.req.valid("json").text).catch(known("case", id))), 200);
  });
  routes.openapi(caseAct("/cases/{id}/assign", "Give it to somebody"), async (c) => {
    const { id } = c.req.valid("param");
    return c.json(caseView(await operations.cases.assign(id, actorOf(c), c.req.valid("json").text).catch(known("case", id))), 200);
  });
  routes.openapi(caseAct("/cases/{id}/close", "Close it, with what was done"), async (c) => {
    const { id } = c.req.valid("param");
    return c.json(caseView(await operations.cases.close(id, actorOf(c), c.req.valid("json").text).catch(known("case", id))), 200);
  });

  routes.openapi(
    createRoute({ method: "get", path: "/stations/{id}/health", permission: "stations:read", sites: "station", tags: ["Stations"], summary: "How healthy a station is, and why", request: { params: byId }, responses: { 200: json(HealthView, "Score and reasons"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      const now = cpo.clock.now();
      const { score, findings } = healthOf({ day: dayOf(now), days: await daysOf(store, id, instant(now - hours(24 * 28)), now) });
      return c.json({ score, findings: findings.map((finding) => ({ ...finding, ...said(healthSentences, finding.reason) })) }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/stations/{id}/logs", permission: "maintenance:write", sites: "station", tags: ["Logs"], summary: "Fetch a log from a station", request: { params: byId, body: body(z.strictObject({ log: z.enum(["diagnostics", "security"]) })) }, responses: { 202: json(LogRequestView, "Asked for"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      return c.json(logRequestView(await csms.logs.request({ station: id, log: c.req.valid("json").log, requestedBy: actorOf(c) }).catch(known("station", id))), 202);
    },
  );
  routes.openapi(
    createRoute({ method: "get", path: "/stations/{id}/logs", permission: "maintenance:read", sites: "station", tags: ["Logs"], summary: "Logs of a station, newest first", request: { params: byId, query: z.strictObject(paging) }, responses: { 200: json(pageOf(LogRequestView), "Requests"), ...problems } }),
    async (c) => {
      const { limit = PAGE, after } = c.req.valid("query");
      const page = await store.find(logRequests, { index: "byStation", prefix: c.req.valid("param").id, reverse: true, limit, ...(after === undefined ? {} : { after }) });
      return c.json({ items: page.items.map((item) => logRequestView(item.body)), ...(page.next === undefined ? {} : { next: page.next }) }, 200);
    },
  );
  routes.openapi(
    createRoute({ method: "get", path: "/logs/{id}/file", permission: "maintenance:read", sites: "log", tags: ["Logs"], summary: "The file that came", request: { params: byId }, responses: { 200: { description: "The file" }, ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      const request = await store.get(logRequests, id);
      const file = request?.file === undefined ? undefined : await operations.uploads.read(id);
      if (request?.file === undefined || file === undefined) throw notFound("file of log", id);
      return new Response(streamOf(file), { headers: { "content-type": "application/octet-stream", "content-disposition": `attachment; filename="${request.file.name}"` } });
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/stations/{id}/reservations", permission: "maintenance:write", sites: "station", tags: ["Reservations"], summary: "Keep a place for a token", request: { params: byId, body: body(ReservationRequest) }, responses: { 201: json(ReservationView, "Kept, or the station did not answer"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      const { token, minutes: duration, ...rest } = c.req.valid("json");
      const kept = await csms.reservations.reserve({ station: id, token: { value: token }, until: instant(cpo.clock.now() + minutes(duration)), requestedBy: actorOf(c), ...optional(rest) }).catch(known("station", id));
      if (kept.outcome === "refused") throw new ApiError(409, { code: "refused", message: `The place is not kept: ${kept.reason}` });
      return c.json(reservationView(kept.reservation), 201);
    },
  );
  routes.openapi(
    createRoute({ method: "post", path: "/stations/{id}/reservations/{number}/cancel", permission: "maintenance:write", sites: "station", tags: ["Reservations"], summary: "Cancel a reservation", request: { params: byId.extend({ number: z.string().openapi({ param: { name: "number", in: "path" } }) }) }, responses: { 200: json(ReservationView, "As it is now"), ...problems } }),
    async (c) => {
      const { id, number } = c.req.valid("param");
      return c.json(reservationView(await csms.reservations.cancel(`${id}/${number}`, actorOf(c)).catch(known("reservation", number))), 200);
    },
  );
  routes.openapi(
    createRoute({ method: "get", path: "/reservations", permission: "maintenance:read", sites: "filtered", tags: ["Reservations"], summary: "Reservations, newest first", request: { query: z.strictObject(paging) }, responses: { 200: json(pageOf(ReservationView), "Reservations"), ...problems } }),
    async (c) => {
      const { limit = PAGE } = c.req.valid("query");
      const page = await visiblePage(c, c.req.valid("query").after, (after) => store.find(reservations, { index: "byTime", reverse: true, limit, ...optional({ after }) }), ({ body: reservation }) => reservation.station);
      return c.json({ items: page.items.map((item) => reservationView(item.body)), ...(page.next === undefined ? {} : { next: page.next }) }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/firmware-campaigns", permission: "maintenance:write", tags: ["Firmware"], summary: "Update many stations in waves", request: { headers: z.object({ "idempotency-key": z.string().min(1).max(200).optional() }), body: body(CampaignRequestBody) }, responses: { 202: json(CampaignView, "Begun"), ...problems } }),
    async (c) => {
      const { location, signature, stations, name, version, ...rest } = c.req.valid("json");
      const key = c.req.valid("header")["idempotency-key"];
      try {
        const { id } = await csms.firmware.start({ name, version, image: { location, ...optional({ signature }) }, stations, requestedBy: actorOf(c), ...optional({ ...rest, key }) });
        return c.json(campaignView(await csms.firmware.progress(id)), 202);
      } catch (error) {
        if (isCpoError(error, "csms.campaign")) throw invalid(String(error.values["field"]), String(error.values["rule"]));
        throw error;
      }
    },
  );
  routes.openapi(
    createRoute({ method: "get", path: "/firmware-campaigns", permission: "maintenance:read", tags: ["Firmware"], summary: "Campaigns, newest first", request: { query: z.strictObject(paging) }, responses: { 200: json(pageOf(CampaignView), "Campaigns"), ...problems } }),
    async (c) => {
      const { limit = PAGE, after } = c.req.valid("query");
      const page = await store.find(firmwareCampaigns, { index: "byTime", reverse: true, limit, ...(after === undefined ? {} : { after }) });
      return c.json({ items: await Promise.all(page.items.map(async ({ id }) => campaignView(await csms.firmware.progress(id)))), ...(page.next === undefined ? {} : { next: page.next }) }, 200);
    },
  );
  const campaignAct = (act: "cancel" | "resume", summary: string) => createRoute({ method: "post", path: `/firmware-campaigns/{id}/${act}`, permission: "maintenance:write", tags: ["Firmware"], summary, request: { params: byId }, responses: { 200: json(CampaignView, "As it is now"), ...problems } });
  routes.openapi(campaignAct("cancel", "Begin with no more stations"), async (c) => c.json(await campaignAfter(c.req.valid("param").id, actorOf(c), csms.firmware.cancel), 200));
  routes.openapi(campaignAct("resume", "Go on after a halt"), async (c) => c.json(await campaignAfter(c.req.valid("param").id, actorOf(c), csms.firmware.resume), 200));

  return routes;

  async function campaignAfter(id: string, by: string, act: (id: string, by: string) => Promise<unknown>): Promise<CampaignView> {
    await act(id, by).catch(known("firmware campaign", id));
    const progress: CampaignProgress = await csms.firmware.progress(id);
    return campaignView(progress);
  }
}

function streamOf(file: AsyncIterable<Uint8Array>): ReadableStream {
  const chunks = file[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await chunks.return?.();
    },
  });
}

/** What is not there is a 404; a rule that a field breaks is a 400; everything else stays what it is. */
function known(what: string, id: string): (error: unknown) => never {
  return (error) => {
    if (isCpoError(error, "csms.case") || isCpoError(error, "csms.reservation")) throw new ApiError(400, { code: "invalid", message: error.message, field: String(error.values["field"]) });
    throw isCpoError(error) && error.code.endsWith("-unknown") ? notFound(what, id) : error;
  };
}
