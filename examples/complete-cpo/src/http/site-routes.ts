import type { Cpo } from "../cpo.ts";
import { chargingView } from "../views/charging-view.ts";
import { SiteView } from "../wire/site.ts";
import { notFound } from "./errors.ts";
import { byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

/** How the power of locations is shared, and why each car gets what it gets. */
export function siteRoutes({ balancing }: Cpo) {
  const routes = createRoutes();

  routes.openapi(
    createRoute({ method: "get", path: "/charging", permission: "charging:read", tags: ["Locations"], summary: "How every location that shares its power does so", responses: { 200: json(z.object({ items: z.array(SiteView) }), "The locations with their cars"), ...problems } }),
    (c) => c.json({ items: balancing.locations().map(siteView) }, 200),
  );

  routes.openapi(
    createRoute({ method: "get", path: "/locations/{id}/charging", permission: "charging:read", sites: "location", tags: ["Locations"], summary: "How the power of a location is shared among its cars, and why", request: { params: byId }, responses: { 200: json(SiteView, "The cars that charge, and what each gets"), ...problems } }),
    (c) => {
      const { id } = c.req.valid("param");
      if (balancing.modelOf(id) === undefined) throw notFound("location that shares its power", id);
      return c.json(siteView(id), 200);
    },
  );

  return routes;

  function siteView(id: string): SiteView {
    const cars = (balancing.carsAt(id) ?? []).map((car) => ({ evse: car.evse, stationId: car.station, ...(car.session !== undefined && { sessionId: car.session }), charging: chargingView(car) }));
    return { locationId: id, limitAmps: balancing.modelOf(id)!.nodes[0]!.limitA, cars };
  }
}
