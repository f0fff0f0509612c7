import { availabilityCsv, exclusions, maintenanceWindows, type AvailabilityScope, type Exclusion, type MaintenanceWindow, type Share } from "@cpokit/csms";
import { hours, isCpoError, type Instant } from "@cpokit/kernel";
import { instantText } from "@cpokit/model";
import type { Collection, Query } from "@cpokit/storage";
import type { Context } from "hono";
import { locations } from "../collections.ts";
import type { Cpo } from "../cpo.ts";
import { optional } from "../views/optional.ts";
import { fleetAvailability, type FleetAvailability } from "../wiring/availability.ts";
import { PAGE, pageOf, paging } from "../wire/common.ts";
import { AvailabilityReportView, AvailabilityRowView, ExclusionRequest, MaintenanceRequest, MaintenanceView, ScopeView } from "../wire/fleet.ts";
import { invalid, notFound } from "./errors.ts";
import { moment, momentOf } from "./moments.ts";
import { actorOf, pageWhere, principalOf } from "./principal.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

/** Nobody reports on more than this at once. */
const LONGEST = hours(24 * 366);

const Question = z.strictObject({ from: moment, to: moment, locationId: z.string().max(255).optional() });
const Period = z.strictObject({
  ...paging,
  from: moment.optional().openapi({ description: "Only what reaches into the time from then" }),
  to: moment.optional().openapi({ description: "Only what begins before then" }),
  locationId: z.string().max(255).optional().openapi({ description: "Only what is about it or one of its stations" }),
});
const csv = { 200: { description: "CSV (RFC 4180)", content: { "text/csv": { schema: z.string().openapi({ example: "location,station,evse,…" }) } } } };

/** Availability by the rules of the UK and of NEVI, session success, planned work, and time that does not count. */
export function availabilityRoutes(cpo: Cpo) {
  const routes = createRoutes();
  const { store, csms } = cpo;

  routes.openapi(
    createRoute({ method: "get", path: "/reports/availability", permission: "reports:read", sites: "filtered", tags: ["Availability"], summary: "Availability and session success of EVSEs and locations in a period", request: { query: Question }, responses: { 200: json(AvailabilityReportView, "A row for each EVSE, then one for each location"), ...problems } }),
    async (c) => {
      const { from, to, rows } = await report(c.req.valid("query"), principalOf(c)?.locations);
      return c.json({ from: instantText(from), to: instantText(to), rows: rows.map(rowView) }, 200);
    },
  );
  routes.openapi(
    createRoute({ method: "get", path: "/reports/availability.csv", permission: "reports:read", sites: "filtered", tags: ["Availability"], summary: "The same as CSV", request: { query: Question }, responses: { ...csv, ...problems } }),
    async (c) => {
      const { rows } = await report(c.req.valid("query"), principalOf(c)?.locations);
      return new Response(availabilityCsv(rows.map(({ row }) => row)), { headers: { "content-type": "text/csv; charset=utf-8", "content-disposition": 'attachment; filename="availability.csv"' } });
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/maintenance-windows", permission: "maintenance:read", sites: "filtered", tags: ["Availability"], summary: "Planned work, latest first", request: { query: Period }, responses: { 200: json(pageOf(MaintenanceView), "Windows"), ...problems } }),
    async (c) => c.json(await pageOfPeriod(c, c.req.valid("query"), { collection: maintenanceWindows, query: { index: "byTime", reverse: true } }, windowView), 200),
  );
  routes.openapi(
    createRoute({ method: "post", path: "/maintenance-windows", permission: "maintenance:write", tags: ["Availability"], summary: "Announce work before it begins: it does not count as an outage", request: { body: body(MaintenanceRequest) }, responses: { 201: json(MaintenanceView, "Announced"), ...problems } }),
    async (c) => {
      const { scope, from, to, text } = c.req.valid("json");
      return c.json(windowView(await csms.availability.scheduleMaintenance({ scope: scopeOf(scope), from: momentOf("from", from), to: momentOf("to", to), text, by: actorOf(c) }).catch(wrong)), 201);
    },
  );
  routes.openapi(
    createRoute({ method: "delete", path: "/maintenance-windows/{id}", permission: "maintenance:write", tags: ["Availability"], summary: "Cancel it; what of it is over stays", request: { params: byId }, responses: { 200: json(MaintenanceView, "As it is now"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      await csms.availability.cancelMaintenance(id);
      const window = await store.get(maintenanceWindows, id);
      if (window === undefined) throw notFound("maintenance window", id);
      return c.json(windowView(window), 200);
    },
  );
  routes.openapi(
    createRoute({ method: "get", path: "/availability-exclusions", permission: "maintenance:read", sites: "filtered", tags: ["Availability"], summary: "Time that does not count, with its proof; entered last first", request: { query: Period }, responses: { 200: json(pageOf(z.object({ ...ExclusionRequest.shape, id: z.string(), by: z.string(), enteredAt: z.string() })), "Exclusions"), ...problems } }),
    async (c) => c.json(await pageOfPeriod(c, c.req.valid("query"), { collection: exclusions, query: { reverse: true } }, exclusionView), 200),
  );
  routes.openapi(
    createRoute({ method: "post", path: "/availability-exclusions", permission: "maintenance:write", tags: ["Availability"], summary: "Leave time out, with proof", request: { body: body(ExclusionRequest) }, responses: { 201: json(z.object({ id: z.string() }), "Entered"), ...problems } }),
    async (c) => {
      const { scope, from, to, reason, evidence } = c.req.valid("json");
      const { id } = await csms.availability.exclude({ scope: scopeOf(scope), from: momentOf("from", from), to: momentOf("to", to), reason, evidence, by: actorOf(c) }).catch(wrong);
      return c.json({ id }, 201);
    },
  );

  return routes;

  /** A page of what touches a stretch of time at a location, and that the one who asks may see. */
  async function pageOfPeriod<Body extends { readonly scope: AvailabilityScope; readonly from: Instant; readonly to: Instant }, View>(
    c: Context, { limit = PAGE, after, ...asked }: z.output<typeof Period>, from: { readonly collection: Collection<Body>; readonly query: Query }, view: (body: Body) => View,
  ): Promise<{ items: View[]; next?: string }> {
    const [begin, end] = [asked.from === undefined ? undefined : momentOf("from", asked.from), asked.to === undefined ? undefined : momentOf("to", asked.to)];
    const within = principalOf(c)?.locations;
    const page = await pageWhere(after, (next) => store.find(from.collection, { ...from.query, limit, ...optional({ after: next }) }), async ({ body: { scope, ...body } }) => {
      if ((begin !== undefined && body.to <= begin) || (end !== undefined && body.from >= end)) return false;
      if (asked.locationId === undefined && within === undefined) return true;
      const place = scope.locationId ?? (await store.find(locations, { index: "byStation", prefix: scope.station ?? "", limit: 1 })).items[0]?.id ?? "";
      return (asked.locationId === undefined || place === asked.locationId) && within?.includes(place) !== false;
    });
    return { items: page.items.map(({ body }) => view(body)), ...optional({ next: page.next }) };
  }

  async function report(query: z.output<typeof Question>, within: readonly string[] | undefined): Promise<{ readonly from: Instant; readonly to: Instant; readonly rows: readonly FleetAvailability[] }> {
    const [from, to] = [momentOf("from", query.from), momentOf("to", query.to)];
    if (to <= from) throw invalid("to", "must be after from");
    if (to - from > LONGEST) throw invalid("to", "must be at most a year after from");
    const isVisible = (location: string): boolean => (query.locationId === undefined || query.locationId === location) && within?.includes(location) !== false;
    return { from, to, rows: await fleetAvailability(cpo, { from, to, isVisible }) };
  }
}

function wrong(error: unknown): never {
  throw isCpoError(error, "csms.exclusion") ? invalid(String(error.values["field"]), `is not right: ${error.message.replace(/\.$/, "")}`) : error;
}

function scopeOf({ locationId, stationId, evse }: z.output<typeof ScopeView>): AvailabilityScope {
  return optional({ locationId, station: stationId, evse });
}

function scopeView({ locationId, station, evse }: AvailabilityScope): z.output<typeof ScopeView> {
  return optional({ locationId, stationId: station, evse });
}

function windowView({ id, scope, from, to, text, by, announcedAt, cancelledAt }: MaintenanceWindow): z.infer<typeof MaintenanceView> {
  return { id, scope: scopeView(scope), from: instantText(from), to: instantText(to), text, by, announcedAt: instantText(announcedAt), ...(cancelledAt === undefined ? {} : { cancelledAt: instantText(cancelledAt) }) };
}

function exclusionView({ id, scope, from, to, reason, evidence, by, enteredAt }: Exclusion) {
  return { id, scope: scopeView(scope), from: instantText(from), to: instantText(to), reason, evidence: [...evidence], by, enteredAt: instantText(enteredAt) };
}

function rowView({ row, sessions }: FleetAvailability): z.infer<typeof AvailabilityRowView> {
  const share = ({ good, counted, percent }: Share) => ({ goodSeconds: good / 1_000, countedSeconds: counted / 1_000, ...optional({ percent }) });
  return {
    ...optional({ locationId: row.locationId, stationId: row.station, evse: row.evse }), seconds: Object.fromEntries(Object.entries(row.time).map(([state, time]) => [state, time / 1_000])), excludedSeconds: row.excluded / 1_000,
    ukReliability: share(row.ukReliability), neviUptime: share(row.neviUptime), sessions,
  };
}
