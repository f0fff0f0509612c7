import {
  batterySwaps, customerInformation, derAlarms, derControls, displayMessages, monitors, monitorStates, setPoints, stationTariffs, type BatterySwap, type CustomerInformation, type DisplayMessage, type Monitor, type MonitorOrder, type MonitorState, type SetPoint,
  type StationTariff,
} from "@cpokit/csms";
import { isCpoError } from "@cpokit/kernel";
import { instantText } from "@cpokit/model";
import { v21, type TariffType } from "@cpokit/ocpp/v21";
import type { Cpo } from "../cpo.ts";
import { commandView } from "../views/command-view.ts";
import { optional } from "../views/optional.ts";
import { CommandView } from "../wire/command.ts";
import { pageOf, paging } from "../wire/common.ts";
import {
  BatterySwapView, CustomerRequest, CustomerView, DisplayRequest, DisplayView, GridView, MonitorRequest, MonitorView, SetPointRequest, SetPointView, StationTariffRequest, StationTariffView,
} from "../wire/fleet.ts";
import { invalid, notFound } from "./errors.ts";
import { existingStation, pageOfStation } from "./lists.ts";
import { momentOf } from "./moments.ts";
import { actorOf } from "./principal.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

const wholeNumber = z.string().regex(/^\d{1,10}$/, "must be a whole number").transform(Number);
const byEvse = byId.extend({ evse: wholeNumber.openapi({ param: { name: "evse", in: "path" }, type: "integer", example: 1 }) });
const byNumber = byId.extend({ number: wholeNumber.openapi({ param: { name: "number", in: "path" }, type: "integer", example: 1 }) });

/** What only stations of OCPP 2.x have: monitors, texts, what they know of customers; and of 2.1: tariffs, set points, grid controls, battery swaps. */
export function stationV2Routes({ store, csms }: Cpo) {
  const routes = createRoutes();
  const read = { permission: "stations:read", sites: "station" } as const;
  const act = { permission: "stations:command", sites: "station" } as const;
  const station = async (id: string): Promise<string> => (await existingStation(store, id)).id;

  routes.openapi(
    createRoute({ method: "get", path: "/stations/{id}/monitors", ...read, tags: ["Monitoring"], summary: "What a station watches, and what it last saw", request: { params: byId, query: z.strictObject(paging) }, responses: { 200: json(pageOf(MonitorView), "Monitors"), ...problems } }),
    async (c) => {
      const id = await station(c.req.valid("param").id);
      const states = (await store.find(monitorStates, { index: "byStation", prefix: id, limit: 1_000 })).items.map(({ body: state }) => state);
      return c.json(await pageOfStation(store, c.req.valid("query"), { collection: monitors, query: { index: "byStation", prefix: id } }, (monitor) => monitorView(monitor, states.find((state) => state.monitor === monitor.id))), 200);
    },
  );
  routes.openapi(
    createRoute({ method: "post", path: "/stations/{id}/monitors", ...act, tags: ["Monitoring"], summary: "Watch variables", request: { params: byId, body: body(z.strictObject({ monitors: z.array(MonitorRequest).min(1).max(50) })) }, responses: { 200: json(CommandView, "What came of it; the response says so for each"), ...problems } }),
    async (c) => c.json(commandView(await csms.monitoring.set(await station(c.req.valid("param").id), JSON.parse(JSON.stringify(c.req.valid("json").monitors)) as MonitorOrder[], { requestedBy: actorOf(c) })), 200),
  );
  routes.openapi(
    createRoute({ method: "post", path: "/stations/{id}/monitors/{number}/clear", ...act, tags: ["Monitoring"], summary: "Watch it no more", request: { params: byNumber }, responses: { 200: json(CommandView, "What came of it"), ...problems } }),
    async (c) => {
      const { id, number } = c.req.valid("param");
      return c.json(commandView(await csms.monitoring.clear(await station(id), [number], { requestedBy: actorOf(c) })), 200);
    },
  );
  routes.openapi(
    createRoute({ method: "post", path: "/stations/{id}/monitors/refresh", ...act, tags: ["Monitoring"], summary: "Ask the station what it watches", request: { params: byId }, responses: { 200: json(CommandView, "What came of it"), ...problems } }),
    async (c) => c.json(commandView(await csms.monitoring.refresh(await station(c.req.valid("param").id), { requestedBy: actorOf(c) })), 200),
  );

  routes.openapi(
    createRoute({ method: "get", path: "/stations/{id}/display-messages", ...read, tags: ["Display"], summary: "Texts on the screen of a station", request: { params: byId, query: z.strictObject(paging) }, responses: { 200: json(pageOf(DisplayView), "Texts"), ...problems } }),
    async (c) => c.json(await pageOfStation(store, c.req.valid("query"), { collection: displayMessages, query: { index: "byStation", prefix: await station(c.req.valid("param").id) } }, displayView), 200),
  );
  routes.openapi(
    createRoute({ method: "post", path: "/stations/{id}/display-messages", ...act, tags: ["Display"], summary: "Show a text, in place of the one with the same id", request: { params: byId, body: body(DisplayRequest) }, responses: { 200: json(CommandView, "What came of it"), ...problems } }),
    async (c) => {
      const { from, until, ...text } = c.req.valid("json");
      const times = optional({ from: from === undefined ? undefined : momentOf("from", from), until: until === undefined ? undefined : momentOf("until", until) });
      return c.json(commandView(await csms.display.show(await station(c.req.valid("param").id), { ...plain(text), ...times }, { requestedBy: actorOf(c) })), 200);
    },
  );
  routes.openapi(
    createRoute({ method: "post", path: "/stations/{id}/display-messages/{number}/remove", ...act, tags: ["Display"], summary: "Show it no more", request: { params: byNumber }, responses: { 200: json(CommandView, "What came of it"), ...problems } }),
    async (c) => {
      const { id, number } = c.req.valid("param");
      return c.json(commandView(await csms.display.remove(await station(id), number, { requestedBy: actorOf(c) })), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/stations/{id}/customer-information", permission: "tokens:read", sites: "station", tags: ["Customers"], summary: "What a station was asked about customers", request: { params: byId, query: z.strictObject(paging) }, responses: { 200: json(pageOf(CustomerView), "Questions, newest first"), ...problems } }),
    async (c) => c.json(await pageOfStation(store, c.req.valid("query"), { collection: customerInformation, query: { index: "byStation", prefix: await station(c.req.valid("param").id), reverse: true } }, customerView), 200),
  );
  routes.openapi(
    createRoute({ method: "post", path: "/stations/{id}/customer-information", ...act, tags: ["Customers"], summary: "Ask a station what it knows of a customer, or let it forget", request: { params: byId, body: body(CustomerRequest) }, responses: { 202: json(CustomerView, "Asked"), ...problems } }),
    async (c) => {
      const { token, customer, report, clear } = c.req.valid("json");
      if (token === undefined && customer === undefined) throw invalid("token", "or customer is required");
      if (!report && !clear) throw invalid("report", "or clear must be true");
      const asked = await csms.customers.ask(await station(c.req.valid("param").id), { report, clear, requestedBy: actorOf(c), ...optional({ customer, token: token === undefined ? undefined : { value: token } }) });
      return c.json(customerView(asked), 202);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/stations/{id}/station-tariffs", ...read, tags: ["2.1"], summary: "Tariffs that a station calculates with by itself", request: { params: byId, query: z.strictObject(paging) }, responses: { 200: json(pageOf(StationTariffView), "By EVSE; 0 is all others"), ...problems } }),
    async (c) => {
      const prefix = await station(c.req.valid("param").id);
      return c.json(await pageOfStation(store, c.req.valid("query"), { collection: stationTariffs, query: { index: "byStation", prefix } }, tariffView), 200);
    },
  );
  routes.openapi(
    createRoute({ method: "put", path: "/stations/{id}/station-tariffs", ...act, tags: ["2.1"], summary: "From now on this is the tariff of an EVSE: brought there and looked after", request: { params: byId, body: body(StationTariffRequest) }, responses: { 200: json(StationTariffView, "Wanted"), ...problems } }),
    async (c) => {
      const { evse, tariff } = c.req.valid("json");
      const [violation] = v21.action("SetDefaultTariff").request.violations({ evseId: evse, tariff });
      if (violation !== undefined) throw invalid(violation.path.replace(/^\//, "").replaceAll("/", "."), violation.rule);
      try {
        return c.json(tariffView(await csms.tariffs.set(await station(c.req.valid("param").id), evse, tariff as unknown as TariffType)), 200);
      } catch (error) {
        throw isCpoError(error, "csms.tariff") ? invalid(String(error.values["field"]), `is not right: ${error.message}`) : error;
      }
    },
  );
  routes.openapi(
    createRoute({ method: "delete", path: "/stations/{id}/station-tariffs/{evse}", ...act, tags: ["2.1"], summary: "There shall be none any more", request: { params: byEvse }, responses: { 200: json(z.object({}), "It goes"), ...problems } }),
    async (c) => {
      const { id, evse } = c.req.valid("param");
      await csms.tariffs.remove(await station(id), evse).catch(unknown("station tariff", String(evse)));
      return c.json({}, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/stations/{id}/set-points", ...read, tags: ["2.1"], summary: "What cars that can give power shall do", request: { params: byId, query: z.strictObject(paging) }, responses: { 200: json(pageOf(SetPointView), "By EVSE"), ...problems } }),
    async (c) => {
      const prefix = await station(c.req.valid("param").id);
      return c.json(await pageOfStation(store, c.req.valid("query"), { collection: setPoints, query: { index: "byStation", prefix } }, setPointView), 200);
    },
  );
  routes.openapi(
    createRoute({ method: "put", path: "/stations/{id}/set-points/{evse}", ...act, tags: ["2.1"], summary: "From now on the car shall take this power, or give it when it is below 0", request: { params: byEvse, body: body(SetPointRequest) }, responses: { 200: json(SetPointView, "Wanted"), ...problems } }),
    async (c) => {
      const { id, evse } = c.req.valid("param");
      try {
        return c.json(setPointView(await csms.setPoints.set(await station(id), { evse, ...plain(c.req.valid("json")) })), 200);
      } catch (error) {
        throw isCpoError(error, "csms.set-point") ? invalid(String(error.values["field"]), String(error.values["rule"])) : error;
      }
    },
  );
  routes.openapi(
    createRoute({ method: "delete", path: "/stations/{id}/set-points/{evse}", ...act, tags: ["2.1"], summary: "The car does what other profiles say", request: { params: byEvse }, responses: { 200: json(z.object({}), "Released"), ...problems } }),
    async (c) => {
      const { id, evse } = c.req.valid("param");
      await csms.setPoints.release(await station(id), evse).catch(unknown("set point", String(evse)));
      return c.json({}, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/stations/{id}/grid", ...read, tags: ["2.1"], summary: "Grid controls of a station, and grid events that it told", request: { params: byId }, responses: { 200: json(GridView, "As known; controls are set by a raw call of SetDERControl"), ...problems } }),
    async (c) => {
      const id = await station(c.req.valid("param").id);
      const [controls, alarms] = await Promise.all([store.find(derControls, { index: "byStation", prefix: id, limit: 200 }), store.find(derAlarms, { index: "byStation", prefix: id, limit: 200 })]);
      return c.json({
        controls: controls.items.map(({ body: { id: control, type, isDefault, state, changedAt } }) => ({ id: control, state, changedAt: instantText(changedAt), ...optional({ type, isDefault }) })),
        alarms: alarms.items.map(({ body: { type, fault, isActive, at, info } }) => ({ type, active: isActive, at: instantText(at), ...optional({ fault, info }) })),
      }, 200);
    },
  );
  routes.openapi(
    createRoute({ method: "get", path: "/stations/{id}/battery-swaps", ...read, tags: ["2.1"], summary: "Battery swaps of a station", request: { params: byId, query: z.strictObject(paging) }, responses: { 200: json(pageOf(BatterySwapView), "Newest first"), ...problems } }),
    async (c) => c.json(await pageOfStation(store, c.req.valid("query"), { collection: batterySwaps, query: { index: "byStation", prefix: await station(c.req.valid("param").id), reverse: true } }, swapView), 200),
  );

  return routes;
}

function unknown(what: string, id: string): (error: unknown) => never {
  return (error) => {
    throw isCpoError(error) && error.code.endsWith("-unknown") ? notFound(what, id) : error;
  };
}

/** A parsed request has no undefined fields, which its type cannot say. */
function plain<Value>(value: Value): { [Name in keyof Value]: Exclude<Value[Name], undefined> } {
  return JSON.parse(JSON.stringify(value));
}

function monitorView({ id, of, type, value, severity }: Monitor, state: MonitorState | undefined): z.infer<typeof MonitorView> {
  return { id, of: JSON.parse(JSON.stringify(of)), type, value, severity, ...(state === undefined ? {} : { state: { active: state.isActive, value: state.value, at: instantText(state.at) } }) };
}

function displayView({ id, standing, message, reason, changedAt }: DisplayMessage): z.infer<typeof DisplayView> {
  return { id, standing, content: message.message.content, priority: message.priority, changedAt: instantText(changedAt), ...optional({ reason }) };
}

function customerView({ id, state, data, reason, requestedBy, requestedAt }: CustomerInformation): z.infer<typeof CustomerView> {
  return { id, state, requestedBy, requestedAt: instantText(requestedAt), ...optional({ data, reason }) };
}

function tariffView({ evse, tariff, state, reason, changedAt }: StationTariff): z.infer<typeof StationTariffView> {
  return { evse, tariff: { ...tariff }, state, changedAt: instantText(changedAt), ...optional({ reason }) };
}

function setPointView({ evse, watts, limit, dischargeLimit, transaction, state, reason, changedAt }: SetPoint): z.infer<typeof SetPointView> {
  return { evse, watts, state, changedAt: instantText(changedAt), ...optional({ limit, dischargeLimit, transaction, reason }) };
}

function swapView({ request, token, state, received, handedOut, changedAt }: BatterySwap): z.infer<typeof BatterySwapView> {
  return { request, token: token.value, state, received: [...received], handedOut: [...handedOut], changedAt: instantText(changedAt) };
}
