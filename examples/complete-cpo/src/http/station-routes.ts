import { commands, stationEvents, stations, type StationEvent } from "@cpokit/csms";
import { Connector, EvseId, LocationId, StationId, type Location, type Station } from "@cpokit/model";
import { isCpoError } from "@cpokit/kernel";
import type { Unit } from "@cpokit/storage";
import { locations } from "../collections.ts";
import type { Cpo } from "../cpo.ts";
import { hashSecret, newStationPassword } from "../operator-key.ts";
import { findStations } from "../views/find-stations.ts";
import { stationEventView } from "../views/station-view.ts";
import { optional } from "../views/optional.ts";
import { PAGE, pageOf, paging } from "../wire/common.ts";
import { CommandView } from "../wire/command.ts";
import { StationEventView, StationFilter, StationView } from "../wire/station.ts";
import { commandView } from "../views/command-view.ts";
import { conflict, invalid, notFound } from "./errors.ts";
import { principalOf, visiblePage } from "./principal.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

const identity = z.string().regex(/^[^\s/?#%]{1,255}$/, "must be 1 to 255 characters without blanks, / ? # or %");
const lifecycle = z.enum(["planned", "commissioned", "operative", "retired"]);

const StationDraft = z
  .strictObject({
    identity: identity.openapi({ description: "The last part of its OCPP URL", example: "CS-1" }),
    locationId: LocationId.optional(),
    evses: z
      .array(z.strictObject({ number: z.int().min(1), connectors: z.array(z.strictObject(Connector.shape)).min(1).max(20) }))
      .max(100)
      .optional()
      .openapi({ description: "Added to the location, which must be given too" }),
    password: z.boolean().optional().openapi({ description: "Makes a password that the station must send (default true)" }),
  })
  .openapi("StationDraft");

const StationChange = z
  .strictObject({
    locationId: LocationId.optional(),
    lifecycle: lifecycle.optional(),
    minimumSecurityProfile: z.int().min(0).max(3).nullable().optional().openapi({ description: "0 nothing, 1 a password, 2 a password over TLS, 3 a client certificate over TLS; a station that connects with less has to come again. null asks for none" }),
    newPassword: z.boolean().optional().openapi({ description: "True makes a new password; false lets it connect without one" }),
  })
  .openapi("StationChange");

const StationWithPassword = z
  .object({ station: StationView, password: z.string().optional().openapi({ description: "Shown this once; only its hash is kept" }) })
  .openapi("StationWithPassword");

/** Stations: list, one, add, change, what happened. */
export function stationRoutes(cpo: Cpo) {
  const routes = createRoutes();
  const { store } = cpo;

  routes.openapi(
    createRoute({ method: "get", path: "/stations", permission: "stations:read", sites: "filtered", tags: ["Stations"], summary: "List stations", request: { query: z.strictObject({ ...paging, ...StationFilter }) }, responses: { 200: json(pageOf(StationView), "By id; a page may be short and still have a next one"), ...problems } }),
    async (c) => {
      const { limit = PAGE, after: from, ...filter } = c.req.valid("query");
      const page = await visiblePage(c, from, (after) => findStations(store, filter, { limit, after }), ({ id }) => id);
      const views = cpo.views();
      return c.json({ items: await Promise.all(page.items.map((item) => views.station(item.body))), ...(page.next === undefined ? {} : { next: page.next }) }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/stations", permission: "stations:write", tags: ["Stations"], summary: "Add a station", request: { body: body(StationDraft) }, responses: { 201: json(StationWithPassword, "Added, with its password"), ...problems } }),
    async (c) => {
      const draft = c.req.valid("json");
      if (draft.evses !== undefined && draft.evses.length > 0 && draft.locationId === undefined) throw invalid("locationId", "is required when EVSEs are given");
      const password = draft.password === false ? undefined : newStationPassword();
      const passwordHash = password === undefined ? undefined : await hashSecret(password);
      // Short identities are ids themselves: they stay readable everywhere.
      const id = StationId.parse(/^[\w.-]{1,36}$/.test(draft.identity) ? draft.identity : cpo.ids.next());
      const station: Station = { id, identity: draft.identity, lifecycle: "operative", ...(draft.locationId === undefined ? {} : { locationId: draft.locationId }), ...(passwordHash === undefined ? {} : { passwordHash }) };
      try {
        await store.transaction(async (unit) => {
          if ((await unit.get(stations, id)) !== undefined) throw conflict(`The station "${draft.identity}" exists already.`, "identity");
          unit.put(stations, id, station);
          if (draft.locationId !== undefined) await addEvses(unit, draft.locationId, id, draft.evses ?? []);
        });
      } catch (error) {
        if (isCpoError(error, "storage.duplicate")) throw conflict(`The station "${draft.identity}" exists already.`, "identity");
        throw error;
      }
      return c.json({ station: await cpo.views().station(station), ...(password === undefined ? {} : { password }) }, 201);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/stations/{id}", permission: "stations:read", sites: "station", tags: ["Stations"], summary: "One station", request: { params: byId }, responses: { 200: json(StationView, "The station"), ...problems } }),
    async (c) => c.json(await cpo.views().station(await existing(c.req.valid("param").id)), 200),
  );

  routes.openapi(
    createRoute({ method: "patch", path: "/stations/{id}", permission: "stations:write", sites: "station", tags: ["Stations"], summary: "Change, retire or re-key a station", request: { params: byId, body: body(StationChange) }, responses: { 200: json(StationWithPassword, "As it is now"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      const change = c.req.valid("json");
      const password = change.newPassword === true ? newStationPassword() : undefined;
      const passwordHash = password === undefined ? undefined : await hashSecret(password);
      const changed = await store.transaction(async (unit) => {
        const station = await unit.get(stations, id);
        if (station === undefined) throw notFound("station", id);
        if (change.locationId !== undefined && (await unit.get(locations, change.locationId)) === undefined) throw invalid("locationId", `must be a location; there is no "${change.locationId}"`);
        const within = principalOf(c)?.locations;
        if (change.locationId !== undefined && within?.includes(change.locationId) === false) throw invalid("locationId", "must be a location of your account");
        const { passwordHash: before, minimumSecurityProfile: least, ...rest } = station;
        const minimum = change.minimumSecurityProfile === undefined ? least : change.minimumSecurityProfile ?? undefined;
        const hash = change.newPassword === false ? undefined : passwordHash ?? before;
        const next: Station = { ...rest, ...optional({ minimumSecurityProfile: minimum }), ...(hash === undefined ? {} : { passwordHash: hash }), ...(change.lifecycle === undefined ? {} : { lifecycle: change.lifecycle }), ...(change.locationId === undefined ? {} : { locationId: change.locationId }) };
        unit.put(stations, id, next);
        return next;
      });
      // What it may do changed: it has to come again under the new terms.
      if (change.lifecycle === "retired" || change.newPassword !== undefined || typeof change.minimumSecurityProfile === "number") cpo.ocpp.link(changed.identity)?.close(1008, "The operator changed this station; connect again.");
      cpo.live.changed("station", id);
      return c.json({ station: await cpo.views().station(changed), ...(password === undefined ? {} : { password }) }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/stations/{id}/events", permission: "stations:read", sites: "station", tags: ["Stations"], summary: "What happened at a station, newest first", request: { params: byId, query: z.strictObject(paging) }, responses: { 200: json(pageOf(StationEventView), "Events"), ...problems } }),
    async (c) => {
      const { id } = await existing(c.req.valid("param").id);
      const { limit = PAGE, after } = c.req.valid("query");
      const page = await store.find<StationEvent>(stationEvents, { index: "byStation", prefix: id, reverse: true, limit, ...(after === undefined ? {} : { after }) });
      return c.json({ items: page.items.map((item) => stationEventView(item.body)), ...(page.next === undefined ? {} : { next: page.next }) }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/stations/{id}/commands", permission: "stations:read", sites: "station", tags: ["Commands"], summary: "Commands of a station, newest first", request: { params: byId, query: z.strictObject(paging) }, responses: { 200: json(pageOf(CommandView), "Commands"), ...problems } }),
    async (c) => {
      const { id } = await existing(c.req.valid("param").id);
      const { limit = PAGE, after } = c.req.valid("query");
      const page = await store.find(commands, { index: "byStation", prefix: id, reverse: true, limit, ...(after === undefined ? {} : { after }) });
      return c.json({ items: page.items.map((item) => commandView(item.body)), ...(page.next === undefined ? {} : { next: page.next }) }, 200);
    },
  );

  return routes;

  async function existing(id: string): Promise<Station> {
    const station = await store.get(stations, id);
    if (station === undefined) throw notFound("station", id);
    return station;
  }

  async function addEvses(unit: Unit, locationId: string, station: Station["id"], drafts: readonly Pick<Location["evses"][number], "number" | "connectors">[]): Promise<void> {
    const location = await unit.get(locations, locationId);
    if (location === undefined) throw invalid("locationId", `must be a location; there is no "${locationId}"`);
    const numbers = drafts.map((draft) => draft.number);
    if (new Set(numbers).size < numbers.length) throw invalid("evses", "must not have the same number twice");
    const added = drafts.map((draft) => ({ id: EvseId.parse(cpo.ids.next()), stationId: station, ...draft }));
    if (added.length === 0) return;
    unit.put(locations, locationId, { ...location, evses: [...location.evses, ...added] });
    unit.publish({ topic: "location.changed", key: locationId, payload: {} });
  }
}
