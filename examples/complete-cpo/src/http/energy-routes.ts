import { instant, type Instant } from "@cpokit/kernel";
import type { SiteModel } from "@cpokit/smart-charging";
import type { SiteReadings } from "../balancing/balanced.ts";
import type { Cpo } from "../cpo.ts";
import { energyView } from "../views/energy-view.ts";
import { optional } from "../views/optional.ts";
import { EnergyView, SiteReadingsBody } from "../wire/energy.ts";
import { invalid, notFound } from "./errors.ts";
import { body, byId, createRoute, createRoutes, json, problems } from "./routes.ts";

/** What meters, PV and batteries of a location say, and where its power goes. */
export function energyRoutes({ balancing, clock }: Cpo) {
  const routes = createRoutes();

  routes.openapi(
    createRoute({ method: "get", path: "/locations/{id}/charging/energy", permission: "charging:read", sites: "location", tags: ["Locations"], summary: "Where the power of a location comes from and goes to now", request: { params: byId }, responses: { 200: json(EnergyView, "Grid, PV, battery, building and cars"), ...problems } }),
    (c) => {
      const { id } = c.req.valid("param");
      modelOf(id);
      return c.json(energyView(balancing, id), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/locations/{id}/charging/readings", permission: "charging:write", sites: "location", tags: ["Locations"], summary: "What meters, PV and batteries of a location say, every few seconds; not written into the audit log", request: { params: byId, body: body(SiteReadingsBody) }, responses: { 200: json(EnergyView, "Where the power goes by that"), ...problems } }),
    (c) => {
      const { id } = c.req.valid("param");
      balancing.read(id, readingsOf(modelOf(id), c.req.valid("json"), clock.now()));
      return c.json(energyView(balancing, id), 200);
    },
  );

  return routes;

  function modelOf(id: string): SiteModel {
    const model = balancing.modelOf(id);
    if (model === undefined) throw notFound("location that shares its power", id);
    return model;
  }
}

/** All of it is known before any of it counts. */
function readingsOf({ nodes, voltage = 230, generators = [], batteries = [] }: SiteModel, said: SiteReadingsBody, now: Instant): SiteReadings {
  const momentOf = (at: string | undefined): Instant => (at === undefined ? now : instant(Date.parse(at)));
  const known = (list: readonly { readonly id: string }[], id: string, path: string): string => {
    if (!list.some((one) => one.id === id)) throw invalid(path, "must name what the wiring of the location has");
    return id;
  };
  const root = nodes.find(({ parent }) => parent === undefined)!.id;
  return {
    meters: (said.meters ?? []).map(({ node = root, at, l1, l2, l3, kW }, index) => {
      const each = kW === undefined ? undefined : (kW * 1_000) / (3 * voltage);
      return { node: known(nodes, node, `meters.${index}.node`), at: momentOf(at), ...optional({ l1: l1 ?? each, l2: l2 ?? each, l3: l3 ?? each }) };
    }),
    generators: (said.generators ?? []).map(({ id, at, ...reading }, index) => ({ ...reading, id: known(generators, id, `generators.${index}.id`), at: momentOf(at) })),
    batteries: (said.batteries ?? []).map(({ id, at, ...reading }, index) => ({ ...reading, id: known(batteries, id, `batteries.${index}.id`), at: momentOf(at) })),
  };
}
