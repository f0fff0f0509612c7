import { recoveries, recoverySentences, waitingEntries, type Recovery, type WaitingEntry } from "@cpokit/csms";
import { isCpoError } from "@cpokit/kernel";
import { instantText } from "@cpokit/model";
import { locations } from "../collections.ts";
import type { Cpo } from "../cpo.ts";
import { optional } from "../views/optional.ts";
import { said } from "../views/said.ts";
import { pageOf, paging } from "../wire/common.ts";
import { RecoveryStatisticsView, RecoveryView, WaitingEntryView } from "../wire/fleet.ts";
import { conflict, notFound } from "./errors.ts";
import { existingStation, pageOfAll, pageOfStation } from "./lists.ts";
import { actorOf } from "./principal.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

/** The line at a full site, and what is tried at EVSEs that are stuck. */
export function serviceRoutes({ store, csms, operations }: Cpo) {
  const routes = createRoutes();

  routes.openapi(
    createRoute({ method: "get", path: "/locations/{id}/waiting", permission: "locations:read", sites: "location", tags: ["Waiting list"], summary: "Who waits at a location, longest first", request: { params: byId, query: z.strictObject(paging) }, responses: { 200: json(pageOf(WaitingEntryView), "Entries"), ...problems } }),
    async (c) => {
      const id = await existingLocation(c.req.valid("param").id);
      return c.json(await pageOfStation(store, c.req.valid("query"), { collection: waitingEntries, query: { index: "byWaiting", prefix: id } }, entryView), 200);
    },
  );
  routes.openapi(
    createRoute({
      method: "post", path: "/locations/{id}/waiting", permission: "locations:write", sites: "location", tags: ["Waiting list"], summary: "Let somebody wait for a free EVSE", request: { params: byId, body: body(z.strictObject({ token: z.string().min(1).max(255) })) },
      responses: { 200: json(z.object({ outcome: z.enum(["free", "waiting"]), entry: WaitingEntryView.optional(), place: z.int().optional(), free: z.array(z.object({ stationId: z.string(), evse: z.int() })).optional() }), "Waits, or need not"), ...problems },
    }),
    async (c) => {
      const id = await existingLocation(c.req.valid("param").id);
      const joined = await csms.waitingList.join({ site: id, token: { value: c.req.valid("json").token } });
      if (joined.outcome === "free") return c.json({ outcome: "free" as const, free: joined.evses.map(({ station, evse }) => ({ stationId: station, evse })) }, 200);
      return c.json({ outcome: "waiting" as const, entry: entryView(joined.entry) }, 200);
    },
  );
  routes.openapi(
    createRoute({ method: "delete", path: "/waiting/{id}", permission: "locations:write", tags: ["Waiting list"], summary: "Somebody waits no more", request: { params: byId }, responses: { 200: json(WaitingEntryView, "As it is now"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      return c.json(entryView(await csms.waitingList.leave(id).catch(unknown("waiting entry", id))), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/recoveries", permission: "maintenance:read", sites: "filtered", tags: ["Recovery"], summary: "What was tried at EVSEs that were stuck, latest first", request: { query: z.strictObject(paging) }, responses: { 200: json(pageOf(RecoveryView), "Recoveries"), ...problems } }),
    async (c) => c.json(await pageOfAll(c, store, c.req.valid("query"), { collection: recoveries, query: { index: "byTime", reverse: true }, stationOf: ({ station }) => station }, recoveryView), 200),
  );
  routes.openapi(
    createRoute({ method: "get", path: "/recovery-statistics", permission: "maintenance:read", sites: "shared", tags: ["Recovery"], summary: "What each step has brought so far", responses: { 200: json(RecoveryStatisticsView, "By step"), ...problems } }),
    async (c) => c.json({ ...(await operations.recovery.statistics()) }, 200),
  );
  routes.openapi(
    createRoute({ method: "post", path: "/stations/{id}/recoveries", permission: "stations:command", sites: "station", tags: ["Recovery"], summary: "Try to bring an EVSE back now, the gentlest way first", request: { params: byId, body: body(z.strictObject({ evse: z.int().min(1).max(1_000_000) })) }, responses: { 202: json(RecoveryView, "Begun"), ...problems } }),
    async (c) => {
      const { id } = await existingStation(store, c.req.valid("param").id);
      const begun = await operations.recovery.begin(id, c.req.valid("json").evse);
      if ("refused" in begun) throw conflict(`It is not begun: ${begun.refused}.`);
      return c.json(recoveryView(begun), 202);
    },
  );
  routes.openapi(
    createRoute({ method: "post", path: "/recoveries/{id}/abort", permission: "stations:command", tags: ["Recovery"], summary: "Take no more steps", request: { params: byId }, responses: { 200: json(RecoveryView, "As it is now"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      return c.json(recoveryView(await operations.recovery.abort(id, actorOf(c)).catch(unknown("recovery", id))), 200);
    },
  );

  return routes;

  async function existingLocation(id: string): Promise<string> {
    if ((await store.get(locations, id)) === undefined) throw notFound("location", id);
    return id;
  }
}

function unknown(what: string, id: string): (error: unknown) => never {
  return (error) => {
    throw isCpoError(error) && error.code.endsWith("-unknown") ? notFound(what, id) : error;
  };
}

function entryView({ id, site, token, since, state, offer }: WaitingEntry): z.infer<typeof WaitingEntryView> {
  return { id, locationId: site, token: token.value, since: instantText(since), state, ...(offer === undefined ? {} : { offer: { stationId: offer.station, evse: offer.evse, until: instantText(offer.until) } }) };
}

function recoveryView({ id, station, evse, state, isDryRun, startedAt, endedAt, fixedBy, reason, log }: Recovery): z.infer<typeof RecoveryView> {
  return {
    id, stationId: station, evse, state, dryRun: isDryRun, startedAt: instantText(startedAt), log: log.map(({ at, text }) => ({ at: instantText(at), text, ...said(recoverySentences, text) })),
    ...optional({ fixedBy, reason, endedAt: endedAt === undefined ? undefined : instantText(endedAt) }),
  };
}
