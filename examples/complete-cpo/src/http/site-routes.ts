import { instant, isCpoError } from "@cpokit/kernel";
import type { LimitSignal, SiteNode } from "@cpokit/smart-charging";
import type { Cpo } from "../cpo.ts";
import { dayPlan } from "../views/day-plan.ts";
import { chargingView } from "../views/charging-view.ts";
import { optional } from "../views/optional.ts";
import { DayPlan, TimedLimit, WhatIf, WiringChange, WiringView, type LimitNode } from "../wire/charging.ts";
import { PAGE, pageOf, paging } from "../wire/common.ts";
import { ChargingView, ChargingWish, SiteView } from "../wire/site.ts";
import { ApiError, invalid, notFound } from "./errors.ts";
import { principalOf } from "./principal.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

/** How the power of locations is shared, and why each car gets what it gets. */
export function siteRoutes({ balancing, clock }: Cpo) {
  const routes = createRoutes();

  routes.openapi(
    createRoute({ method: "get", path: "/charging", permission: "charging:read", sites: "filtered", tags: ["Locations"], summary: "How the locations that share their power do so", request: { query: z.strictObject({ ...paging, locationId: z.string().max(255).optional().openapi({ description: "Only this one; nothing where it does not share its power" }) }) }, responses: { 200: json(pageOf(SiteView), "The locations with their cars"), ...problems } }),
    (c) => {
      const { limit = PAGE, after, locationId } = c.req.valid("query");
      const within = principalOf(c)?.locations;
      const all = balancing.locations().filter((id) => (within?.includes(id) ?? true) && (locationId === undefined || id === locationId));
      const from = after === undefined ? 0 : all.indexOf(after) + 1;
      const next = from + limit < all.length ? all[from + limit - 1] : undefined;
      return c.json({ items: all.slice(from, from + limit).map(siteView), ...optional({ next }) }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/locations/{id}/charging", permission: "charging:read", sites: "location", tags: ["Locations"], summary: "How the power of a location is shared among its cars, and why", request: { params: byId }, responses: { 200: json(SiteView, "The cars that charge, and what each gets"), ...problems } }),
    (c) => {
      return c.json(siteView(balanced(c.req.valid("param").id)), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/locations/{id}/charging/wiring", permission: "charging:read", sites: "location", tags: ["Locations"], summary: "The limits of a location that shares its power, as a tree", request: { params: byId }, responses: { 200: json(WiringView, "The tree, its charging points and limits for a time"), ...problems } }),
    (c) => c.json(wiringView(balanced(c.req.valid("param").id)), 200),
  );

  routes.openapi(
    createRoute({ method: "put", path: "/locations/{id}/charging/wiring", permission: "charging:write", sites: "location", tags: ["Locations"], summary: "Change the tree of limits; refused where stations on their own could pass one", request: { params: byId, body: body(WiringChange) }, responses: { 200: json(WiringView, "As it is now"), ...problems } }),
    async (c) => {
      const id = balanced(c.req.valid("param").id);
      const { nodes, places, generators, batteries, vendorLimits } = c.req.valid("json");
      await usable("nodes", () => balancing.rewire(id, { nodes: nodes.map((node) => nodeOf(id, node)), ...optional({
        places, vendorLimits: vendorLimitsOf(id, vendorLimits),
        generators: generators?.map(({ id: name, node, maxKW, ...rest }) => ({ id: name, node, maxKW, ...optional(rest) })),
        batteries: batteries?.map(({ id: name, node, maxChargeKW, maxDischargeKW, capacityKWh, ...rest }) => ({ id: name, node, maxChargeKW, maxDischargeKW, capacityKWh, ...optional(rest) })),
      }) }));
      return c.json(wiringView(id), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "put", path: "/locations/{id}/charging/limits", permission: "charging:write", sites: "location", tags: ["Locations"], summary: "Set limits for a time, e.g. what the grid operator asks for; replaces all that were set before", request: { params: byId, body: body(z.object({ limits: z.array(TimedLimit).max(100) })) }, responses: { 200: json(WiringView, "As it is now"), ...problems } }),
    async (c) => {
      const id = balanced(c.req.valid("param").id);
      await balancing.limit(id, c.req.valid("json").limits.map((limit, index) => signalOf(id, limit, index)));
      return c.json(wiringView(id), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "patch", path: "/sessions/{id}/charging", permission: "charging:write", sites: "session", tags: ["Sessions"], summary: "Say how a running session shall be charged: mode, departure, energy, rank, or at once; what is absent stays", request: { params: byId, body: body(ChargingWish) }, responses: { 200: json(ChargingView, "What its car gets now; changes follow within seconds"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      if (balancing.carOfSession(id) === undefined) throw notFound("running session whose power is shared", id);
      const { departure, boostMinutes, v2g, ...wish } = c.req.valid("json");
      if (v2g !== undefined && v2g.storedKWh > v2g.capacityKWh) throw invalid("v2g.storedKWh", "must be at most capacityKWh");
      await balancing.wish(id, {
        wish: { ...optional(wish), ...(departure !== undefined && { departure: instant(Date.parse(departure)) }), ...(v2g !== undefined && { v2g: { ...v2g, reserveKWh: v2g.reserveKWh ?? 0 } }) },
        ...(boostMinutes !== undefined && { boostUntil: instant(clock.now() + boostMinutes * 60_000) }),
      });
      return c.json(chargingView(balancing.carOfSession(id)!), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/locations/{id}/charging/what-if", permission: "charging:read", sites: "location", tags: ["Locations"], summary: "Plan a day with another connection or other cars; changes nothing", request: { params: byId, body: body(WhatIf) }, responses: { 200: json(DayPlan, "The day as it would be"), ...problems } }),
    (c) => {
      const id = balanced(c.req.valid("param").id);
      return c.json(dayPlan(balancing.modelOf(id)!, c.req.valid("json"), clock.now(), balancing.calendarOf(id)), 200);
    },
  );

  return routes;

  function balanced(id: string): string {
    if (balancing.modelOf(id) === undefined) throw notFound("location that shares its power", id);
    return id;
  }

  function wiringView(id: string): WiringView {
    const model = balancing.modelOf(id)!;
    return {
      nodes: model.nodes.map(({ schedule: _schedule, continuousLoadFactor: _factor, wiring: _wiring, ...node }) => node),
      vendorLimits: { ...balancing.vendorLimitsOf(id) },
      generators: [...(model.generators ?? [])], batteries: [...(model.batteries ?? [])],
      evses: model.evses.map(({ id: evse, node, station, maxA, fallbackA }) => ({ id: evse, node, stationId: station, maxA, fallbackA })),
      limits: balancing.limitsOf(id).map(({ node, from, to, importA, importKW, exportKW }) => ({
        node: node ?? model.nodes[0]!.id, from: new Date(from).toISOString(), to: new Date(to).toISOString(),
        ...(importA !== undefined && { importA }), ...(importKW !== undefined && { importKW }), ...(exportKW !== undefined && { exportKW }),
      })),
    };
  }

  function vendorLimitsOf<Limit>(id: string, limits: Readonly<Record<string, Limit>> | undefined): Readonly<Record<string, Limit>> | undefined {
    const stranger = Object.keys(limits ?? {}).find((station) => !balancing.modelOf(id)!.evses.some((evse) => evse.station === station));
    if (stranger !== undefined) throw invalid(`vendorLimits.${stranger}`, "must name a station of the location");
    return limits;
  }

  /** What the page does not show of a node stays as it is. */
  function nodeOf(id: string, { parent, limitKW, exportKW, maxImbalanceA, meter, ...node }: LimitNode): SiteNode {
    const before = balancing.modelOf(id)!.nodes.find((one) => one.id === node.id);
    const { schedule, continuousLoadFactor, wiring } = before ?? {};
    return { ...node, ...optional({ parent, limitKW, exportKW, maxImbalanceA, meter, schedule, continuousLoadFactor, wiring }) };
  }

  function signalOf(id: string, { from, to, ...limit }: TimedLimit, index: number): LimitSignal {
    const at = `limits.${index}`;
    if (!balancing.modelOf(id)!.nodes.some((node) => node.id === limit.node)) throw invalid(`${at}.node`, "must be one of the location's limits");
    const [start, end] = [instant(Date.parse(from)), instant(Date.parse(to))];
    if (end <= start) throw invalid(`${at}.to`, "must be after `from`");
    if (limit.importA === undefined && limit.importKW === undefined && limit.exportKW === undefined) throw invalid(at, "must say how much: importA, importKW or exportKW");
    return { source: "operator", binding: "hard", ...optional(limit), node: limit.node, from: start, to: end };
  }

  function siteView(id: string): SiteView {
    const cars = (balancing.carsAt(id) ?? []).map((car) => ({ evse: car.evse, stationId: car.station, ...(car.session !== undefined && { sessionId: car.session }), charging: chargingView(car) }));
    return { locationId: id, limitAmps: balancing.modelOf(id)!.nodes[0]!.limitA, cars };
  }
}

/** Names what makes a tree of limits unusable. */
async function usable(field: string, change: () => Promise<void>): Promise<void> {
  try {
    await change();
  } catch (error) {
    if (isCpoError(error, "smart-charging.site") || isCpoError(error, "smart-charging.calendar") || isCpoError(error, "smart-charging.commission")) throw new ApiError(400, { code: "invalid", message: error.message, field, rule: error.code });
    throw error;
  }
}
