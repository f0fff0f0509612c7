import { isCpoError } from "@cpokit/kernel";
import { stations } from "@cpokit/csms";
import { instantText, openAt, type Location } from "@cpokit/model";
import type { Unit } from "@cpokit/storage";
import { locations } from "../collections.ts";
import type { Cpo } from "../cpo.ts";
import { PAGE, pageOf, paging } from "../wire/common.ts";
import { LocationView, OpeningView } from "../wire/location.ts";
import { ApiError, conflict, invalid, notFound } from "./errors.ts";
import { principalOf } from "./principal.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

/** Locations with their EVSEs and connectors. */
export function locationRoutes(cpo: Cpo) {
  const routes = createRoutes();
  const { store } = cpo;

  routes.openapi(
    createRoute({ method: "get", path: "/locations", permission: "locations:read", sites: "filtered", tags: ["Locations"], summary: "List locations", request: { query: z.strictObject(paging) }, responses: { 200: json(pageOf(LocationView), "By id"), ...problems } }),
    async (c) => {
      const { limit = PAGE, after } = c.req.valid("query");
      const page = await store.find(locations, { limit, ...(after === undefined ? {} : { after }) });
      const within = principalOf(c)?.locations;
      return c.json({ items: page.items.filter(({ id }) => within?.includes(id) ?? true).map((item) => item.body), ...(page.next === undefined ? {} : { next: page.next }) }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/locations", permission: "locations:write", tags: ["Locations"], summary: "Add a location", request: { body: body(LocationView) }, responses: { 201: json(LocationView, "Added"), ...problems } }),
    async (c) => {
      const location = c.req.valid("json");
      await write(async (unit) => {
        if ((await unit.get(locations, location.id)) !== undefined) throw conflict(`The location "${location.id}" exists already.`, "id");
        await put(unit, location);
      });
      return c.json(location, 201);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/locations/{id}", permission: "locations:read", sites: "location", tags: ["Locations"], summary: "One location", request: { params: byId }, responses: { 200: json(LocationView, "The location"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      const location = await store.get(locations, id);
      if (location === undefined) throw notFound("location", id);
      return c.json(location, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/locations/{id}/opening", permission: "locations:read", sites: "location", tags: ["Locations"], summary: "Whether a location is open now, and until when", request: { params: byId }, responses: { 200: json(OpeningView, "By its opening hours; always open without any"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      const location = await store.get(locations, id);
      if (location === undefined) throw notFound("location", id);
      const { isOpen, until } = location.openingHours === undefined ? { isOpen: true } : openAt(location.openingHours, location.timeZone, cpo.clock.now());
      return c.json({ isOpen, ...(until === undefined ? {} : { until: instantText(until) }) }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "put", path: "/locations/{id}", permission: "locations:write", tags: ["Locations"], summary: "Replace a location", request: { params: byId, body: body(LocationView) }, responses: { 200: json(LocationView, "As it is now"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      const location = c.req.valid("json");
      if (location.id !== id) throw invalid("id", "must be the id of the address; ids never change");
      await write(async (unit) => {
        if ((await unit.get(locations, id)) === undefined) throw notFound("location", id);
        await put(unit, location);
      });
      return c.json(location, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "delete", path: "/locations/{id}", permission: "locations:write", tags: ["Locations"], summary: "Remove a location without EVSEs", request: { params: byId }, responses: { 200: json(LocationView, "As it was"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      const removed = await store.transaction(async (unit) => {
        const location = await unit.get(locations, id);
        if (location === undefined) throw notFound("location", id);
        if (location.evses.length > 0) throw new ApiError(409, { code: "not-empty", message: "The location has EVSEs; move or remove them first." });
        unit.delete(locations, id);
        unit.publish({ topic: "location.changed", key: id, payload: {} });
        return location;
      });
      return c.json(removed, 200);
    },
  );

  return routes;

  async function put(unit: Unit, location: Location): Promise<void> {
    for (const [index, evse] of location.evses.entries()) {
      if ((await unit.get(stations, evse.stationId)) === undefined) throw invalid(`evses.${index}.stationId`, `must be a station; there is no "${evse.stationId}"`);
      const plugs = evse.connectors.map((connector) => connector.number);
      if (new Set(plugs).size < plugs.length) throw invalid(`evses.${index}.connectors`, "must not have the same number twice");
    }
    unit.put(locations, location.id, location);
    unit.publish({ topic: "location.changed", key: location.id, payload: {} });
  }

  async function write(work: (unit: Unit) => Promise<void>): Promise<void> {
    try {
      await store.transaction(work);
    } catch (error) {
      if (!isCpoError(error, "storage.duplicate")) throw error;
      throw new ApiError(409, { code: "conflict", message: "An EVSE of this location belongs to another place already: EVSE ids and the EVSE numbers of a station are used once.", field: "evses", rule: "must not be taken" });
    }
  }
}
