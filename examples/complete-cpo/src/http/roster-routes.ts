import { formatInstant, instant, isCpoError } from "@cpokit/kernel";
import { checkRoster, checkRosterCsv, readRosterCsv, type KnownNames, type RosterEntry, type SiteModel } from "@cpokit/smart-charging";
import { rosterEntries, type KeptRosterEntry } from "../balancing/documents.ts";
import { dropFromRoster, keepRoster } from "../balancing/rosters.ts";
import { locations } from "../collections.ts";
import type { Cpo } from "../cpo.ts";
import { optional } from "../views/optional.ts";
import { PAGE, pageOf, paging } from "../wire/common.ts";
import { DriverClassView, RosterCheck, RosterChecked, RosterEntryView, RosterUpload, type RosterEntryBody } from "../wire/roster.ts";
import { invalid, notFound } from "./errors.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

const Listed = z.strictObject({ ...paging, from: z.string().datetime().optional().openapi({ description: "Arriving at or after", example: "2026-12-01T00:00:00Z" }) });
const Classes = z.object({ classes: z.array(DriverClassView).max(50) }).openapi("DriverClasses");
const Entry = z.object({ id: z.string().openapi({ param: { name: "id", in: "path" } }), entry: z.string().openapi({ param: { name: "entry", in: "path" } }) });

/** Who is expected at locations that share their power, and on which terms who charges. */
export function rosterRoutes({ balancing, store }: Cpo) {
  const routes = createRoutes();

  routes.openapi(
    createRoute({ method: "get", path: "/locations/{id}/charging/roster", permission: "charging:read", sites: "location", tags: ["Locations"], summary: "The vehicles that are expected, in the order of their arrival", request: { params: byId, query: Listed }, responses: { 200: json(pageOf(RosterEntryView), "A page of them"), ...problems } }),
    async (c) => {
      const id = modelOf(c.req.valid("param").id).location;
      const { limit = PAGE, after, from } = c.req.valid("query");
      const page = await store.find(rosterEntries, { index: "byArrival", prefix: [id], limit, ...(from !== undefined && { from: [id, Date.parse(from)] }), ...(after !== undefined && { after }) });
      const running = balancing.rosterOf(id);
      return c.json({ items: page.items.map(({ body: entry }) => viewOf(entry, running.get(entry.id))), ...optional({ next: page.next }) }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "put", path: "/locations/{id}/charging/roster", permission: "charging:write", sites: "location", tags: ["Locations"], summary: "Add expected vehicles, as JSON or CSV, or replace those of the same id; sessions that run keep their terms", request: { params: byId, body: body(RosterUpload) }, responses: { 200: json(z.object({ kept: z.int() }), "How many were kept"), ...problems } }),
    async (c) => {
      const { location: id, model } = modelOf(c.req.valid("param").id);
      const { entries = [], csv } = c.req.valid("json");
      const read = [...entries.map(entryOf), ...(csv === undefined ? [] : fromCsv(csv, (await store.get(locations, id))!.timeZone))];
      const [finding] = checkRoster(read, await namesOf(id, model));
      if (finding !== undefined) throw invalid(`entries.${finding.entry}.${finding.field}`, finding.sentence);
      await keepRoster(store, id, read);
      return c.json({ kept: read.length }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/locations/{id}/charging/roster/check", permission: "charging:read", sites: "location", tags: ["Locations"], summary: "What is wrong with a roster as CSV, line by line; keeps nothing", request: { params: byId, body: body(RosterCheck) }, responses: { 200: json(RosterChecked, "Every line, with all that is wrong with it"), ...problems } }),
    async (c) => {
      const { location: id, model } = modelOf(c.req.valid("param").id);
      const found = checkRosterCsv(c.req.valid("json").csv, (await store.get(locations, id))!.timeZone, await namesOf(id, model));
      const lines = found.map(({ line, cells, entry, problems: wrong }) => ({
        line, text: cells.join(" · "), ...(entry !== undefined && { entry: bodyOf(entry) }), problems: wrong.map(({ column, rule, sentence }) => ({ column, rule, message: sentence })),
      }));
      return c.json({ lines, good: lines.filter(({ problems: wrong }) => wrong.length === 0).length }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "delete", path: "/locations/{id}/charging/roster/{entry}", permission: "charging:write", sites: "location", tags: ["Locations"], summary: "A vehicle is no longer expected", request: { params: Entry }, responses: { 200: json(z.object({ id: z.string() }), "Taken off the roster"), ...problems } }),
    async (c) => {
      const { id, entry } = c.req.valid("param");
      modelOf(id);
      if (!(await store.transaction((unit) => dropFromRoster(unit, id, entry)))) throw notFound("roster entry", entry);
      return c.json({ id: entry }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/locations/{id}/charging/classes", permission: "charging:read", sites: "location", tags: ["Locations"], summary: "On which terms guests, staff and tenants charge", request: { params: byId }, responses: { 200: json(Classes, "The classes of drivers"), ...problems } }),
    async (c) => c.json({ classes: (await balancing.classesOf(modelOf(c.req.valid("param").id).location)).map((one) => ({ ...one, groups: [...one.groups] })) }, 200),
  );

  routes.openapi(
    createRoute({ method: "put", path: "/locations/{id}/charging/classes", permission: "charging:write", sites: "location", tags: ["Locations"], summary: "Set on which terms guests, staff and tenants charge; sessions that run keep theirs", request: { params: byId, body: body(Classes) }, responses: { 200: json(Classes, "As they are now"), ...problems } }),
    async (c) => {
      const { location: id } = modelOf(c.req.valid("param").id);
      const { classes } = c.req.valid("json");
      if (new Set(classes.map((one) => one.id)).size < classes.length) throw invalid("classes", "must not name two classes alike");
      if (classes.filter(({ isDefault }) => isDefault === true).length > 1) throw invalid("classes", "must have one default at most");
      await balancing.classes(id, classes.map(({ id: name, name: label, groups, ...terms }) => ({ id: name, name: label, groups, ...optional(terms) })));
      return c.json({ classes }, 200);
    },
  );

  return routes;

  async function namesOf(id: string, { evses }: SiteModel): Promise<KnownNames> {
    return { evses: new Set(evses.map((evse) => evse.id)), classes: new Set((await balancing.classesOf(id)).map((one) => one.id)) };
  }

  function modelOf(location: string): { readonly location: string; readonly model: SiteModel } {
    const model = balancing.modelOf(location);
    if (model === undefined) throw notFound("location that shares its power", location);
    return { location, model };
  }
}

function entryOf({ id, arrival, departure, ...rest }: RosterEntryBody): RosterEntry {
  return { id, arrival: instant(Date.parse(arrival)), departure: instant(Date.parse(departure)), ...optional(rest) };
}

function bodyOf({ arrival, departure, ...entry }: RosterEntry): RosterEntryBody {
  return { ...entry, arrival: formatInstant(arrival), departure: formatInstant(departure) };
}

function fromCsv(csv: string, timeZone: string): readonly RosterEntry[] {
  try {
    return readRosterCsv(csv, timeZone);
  } catch (error) {
    if (isCpoError(error, "smart-charging.roster-csv")) throw invalid("csv", error.message);
    throw error;
  }
}

function viewOf({ location: _location, ...entry }: KeptRosterEntry, sessionId: string | undefined): RosterEntryView {
  return { ...bodyOf(entry), ...optional({ sessionId }) };
}
