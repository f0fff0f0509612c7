import { formatInstant, instant, isCpoError, type Instant } from "@cpokit/kernel";
import { controllableBelow, defineSite, fromSection14a, readOpenAdrEvent, readOscpForecast, type LimitSignal, type Site } from "@cpokit/smart-charging";
import type { KeptSignals } from "../balancing/documents.ts";
import type { Cpo } from "../cpo.ts";
import { optional } from "../views/optional.ts";
import { Dimming, OpenAdrNotification, OscpForecastBody, OscpHeartbeat, SignalReceipt, SignalSource } from "../wire/grid-signals.ts";
import { invalid, notFound } from "./errors.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

const OSCP = "OSCP";
const DIMMING = "§14a";
const openAdrSource = (event: string): string => `OpenADR/${event}`;
const receipt = { 200: json(SignalReceipt, "What it means here, from now on"), ...problems };
const noContent = { 204: { description: "Taken in" }, ...problems };

/**
 * The ways in for grid operators, aggregators and markets. Each of them has an API key with `charging:signal` for its locations; what was said is kept,
 * comes back after a restart, and stands in the audit log.
 */
export function gridSignalRoutes({ balancing, clock, random }: Cpo) {
  const routes = createRoutes();

  routes.openapi(
    createRoute({ method: "get", path: "/locations/{id}/charging/signals", permission: "charging:read", sites: "location", tags: ["Grid signals"], summary: "What grid and market say of a location, by who says it", request: { params: byId }, responses: { 200: json(z.object({ sources: z.array(SignalSource) }), "All that is not over"), ...problems } }),
    (c) => {
      const id = c.req.valid("param").id;
      const site = siteOf(id);
      return c.json({ sources: Object.entries(balancing.signalsOf(id)).flatMap(([source, said]) => viewOf(site, source, said)) }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/locations/{id}/charging/signals/openadr", permission: "charging:signal", sites: "location", tags: ["Grid signals"], summary: "The callback of a subscription to events of OpenADR 3: limits in kW, levels, prices and CO₂", request: { params: byId, body: body(OpenAdrNotification) }, responses: receipt }),
    async (c) => {
      const { id } = c.req.valid("param");
      const { operation, object: event } = c.req.valid("json");
      const site = siteOf(id);
      const root = site.nodes[0]!;
      const siteKW = Math.min(root.limitKW ?? Infinity, ((root.limitA.l1 + root.limitA.l2 + root.limitA.l3) * site.voltage) / 1_000);
      const source = openAdrSource(event.id);
      const { signals, ignored } = operation === "DELETE" ? { signals: [], ignored: [] } : understood("object.", () => readOpenAdrEvent(plain(event), { source, siteKW, now: clock.now(), random: random() }));
      const said = { at: clock.now(), signals, ...optional({ program: event.programID }) };
      await balancing.signal(id, source, () => (signals.length === 0 ? undefined : said));
      return c.json({ ...describe(site, source, said), ignored: [...ignored] }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/locations/{id}/charging/signals/oscp/2.0/update_group_capacity_forecast", permission: "charging:signal", sites: "location", tags: ["Grid signals"], summary: "The capacity forecast of an OSCP 2.0 provider; replaces its former one of the same type and group", request: { params: byId, body: body(OscpForecastBody) }, responses: noContent }),
    async (c) => {
      const { id } = c.req.valid("param");
      const { group_id: group, ...forecast } = c.req.valid("json");
      const site = siteOf(id);
      const node = site.places.has(group) ? group : site.nodes[0]!.id;
      const signals = understood("", () => readOscpForecast(forecast, { site, node }));
      const sample = { type: forecast.type, node };
      await balancing.signal(id, OSCP, (before) => ({ ...before, at: clock.now(), signals: [...(before?.signals ?? []).filter((one) => !isOf(one, sample)), ...signals] }));
      return c.body(null, 204);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/locations/{id}/charging/signals/oscp/2.0/heartbeat", permission: "charging:signal", sites: "location", tags: ["Grid signals"], summary: "A sign of life of an OSCP 2.0 provider; without one its fallback capacity counts", request: { params: byId, body: body(OscpHeartbeat) }, responses: noContent }),
    async (c) => {
      const { id } = c.req.valid("param");
      siteOf(id);
      const silentFrom = momentOf(c.req.valid("json").offline_mode_at);
      await balancing.signal(id, OSCP, (before) => ({ at: before?.at ?? clock.now(), signals: before?.signals ?? [], silentFrom }));
      return c.body(null, 204);
    },
  );

  routes.openapi(
    createRoute({ method: "put", path: "/locations/{id}/charging/signals/section-14a", permission: "charging:signal", sites: "location", tags: ["Grid signals"], summary: "Dim the charging points as §14a EnWG allows the grid operator; replaces the order before", request: { params: byId, body: body(Dimming) }, responses: receipt }),
    async (c) => {
      const { id } = c.req.valid("param");
      const { from, to, node } = c.req.valid("json");
      const site = siteOf(id);
      const at = node ?? site.nodes[0]!.id;
      if (!site.places.has(at)) throw invalid("node", "must be one of the location's limits");
      if (momentOf(to) <= momentOf(from)) throw invalid("to", "must be after `from`");
      const said = { at: clock.now(), signals: [{ ...fromSection14a({ from: momentOf(from), to: momentOf(to), node: at, ...controllableBelow(site, at) }), source: DIMMING }] };
      await balancing.signal(id, DIMMING, () => said);
      return c.json({ ...describe(site, DIMMING, said), ignored: [] }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "delete", path: "/locations/{id}/charging/signals/section-14a", permission: "charging:signal", sites: "location", tags: ["Grid signals"], summary: "The charging points are no longer dimmed", request: { params: byId }, responses: { 200: json(z.object({ source: z.string() }), "Taken back"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      siteOf(id);
      await balancing.signal(id, DIMMING, () => undefined);
      return c.json({ source: DIMMING }, 200);
    },
  );

  return routes;

  function siteOf(id: string): Site {
    const model = balancing.modelOf(id);
    if (model === undefined) throw notFound("location that shares its power", id);
    return defineSite(model);
  }

  function viewOf(site: Site, source: string, said: KeptSignals): SignalSource[] {
    const signals = said.signals.filter(({ to }) => to > clock.now());
    return signals.length === 0 ? [] : [describe(site, source, { ...said, signals })];
  }
}

/** Whether a kept signal came with forecasts of a type for a node. */
function isOf(one: LimitSignal, { type, node }: { readonly type: string; readonly node: string }): boolean {
  return one.node === node && (one.exportKW !== undefined) === type.endsWith("GENERATION") && (one.whenSilent === true) === type.startsWith("FALLBACK_") && (one.binding === "soft") === (type === "OPTIMUM");
}

function describe(site: Site, source: string, { at, silentFrom, signals }: KeptSignals): SignalSource {
  return {
    source, receivedAt: formatInstant(at), ...(silentFrom !== undefined && { silentFrom: formatInstant(silentFrom) }),
    signals: signals.map(({ source: _source, node = site.nodes[0]!.id, from, to, ...rest }) => ({ ...rest, node, from: formatInstant(from), to: formatInstant(to) })),
  };
}

/** What cannot be read is named by its place in the body. */
function understood<Value>(prefix: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (isCpoError(error, "smart-charging.signal")) throw invalid(`${prefix}${String(error.values["path"])}`, String(error.values["rule"]));
    throw error;
  }
}

/** The event without fields that are there and say nothing. */
function plain({ intervalPeriod, intervals }: z.infer<typeof OpenAdrNotification>["object"]) {
  const period = (one: NonNullable<typeof intervalPeriod>) => ({ start: one.start, ...optional({ duration: one.duration, randomizeStart: one.randomizeStart }) });
  return { ...(intervalPeriod !== undefined && { intervalPeriod: period(intervalPeriod) }), intervals: intervals.map(({ intervalPeriod: own, payloads }) => ({ payloads, ...(own !== undefined && { intervalPeriod: period(own) }) })) };
}

function momentOf(text: string): Instant {
  return instant(Date.parse(text));
}
