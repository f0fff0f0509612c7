import { csv, type CsvColumn } from "@cpokit/billing";
import { formatInstant, parseInstant, type Instant } from "@cpokit/kernel";
import { findSetPoints, type KeptSetPoint, type SetPointFilter } from "../balancing/set-points.ts";
import { locations } from "../collections.ts";
import type { Cpo } from "../cpo.ts";
import { optional } from "../views/optional.ts";
import { PAGE, pageOf, paging } from "../wire/common.ts";
import { SetPointView } from "../wire/set-points.ts";
import { csvFile } from "./csv-file.ts";
import { invalid, notFound } from "./errors.ts";
import { byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

const moment = z.string().optional().openapi({ format: "date-time", example: "2026-12-01T09:30:00Z" });
const times = { from: moment.openapi({ description: "Left at or after" }), to: moment.openapi({ description: "Left before" }) };
const filter = { evse: z.string().min(1).max(255).optional().openapi({ description: "Only of this charging point, by its id in the wiring" }), ...times };

/** The log of set-points: what was sent to which charging point, why, and what became of it. */
export function setPointRoutes({ store, sessions }: Cpo) {
  const routes = createRoutes();

  routes.openapi(
    createRoute({ method: "get", path: "/locations/{id}/charging/set-points", permission: "charging:read", sites: "location", tags: ["Locations"], summary: "Every set-point that was sent to the charging points of a location, newest first, with why and what became of it", request: { params: byId, query: z.strictObject({ ...filter, ...paging }) }, responses: { 200: json(pageOf(SetPointView), "Set-points"), ...problems } }),
    async (c) => {
      const { limit, after, ...asked } = c.req.valid("query");
      return c.json(await page(await filterOf(c.req.valid("param").id, asked), { limit, after }), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/locations/{id}/charging/set-points.csv", permission: "charging:read", sites: "location", tags: ["Locations"], summary: "The set-points of a location as CSV, newest first", request: { params: byId, query: z.strictObject(filter) }, responses: { 200: { description: "One line per set-point; times on the wall of the location", content: { "text/csv": { schema: z.string() } } }, ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      const asked = await filterOf(id, c.req.valid("query"));
      const { timeZone } = (await store.get(locations, id))!;
      return csvFile(c, "set-points.csv", csv(each(asked), columns(timeZone)));
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/sessions/{id}/charging/set-points", permission: "charging:read", sites: "session", tags: ["Sessions"], summary: "Every set-point that was sent for a session, newest first: why this power at that time", request: { params: byId, query: z.strictObject({ ...times, ...paging }) }, responses: { 200: json(pageOf(SetPointView), "Set-points; none where no power is shared"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      if ((await sessions.get(store, id)) === undefined) throw notFound("session", id);
      const { limit, after, from, to } = c.req.valid("query");
      return c.json(await page({ session: id, ...span({ from, to }) }, { limit, after }), 200);
    },
  );

  return routes;

  async function filterOf(location: string, { evse, ...asked }: { readonly evse?: string | undefined; readonly from?: string | undefined; readonly to?: string | undefined }): Promise<SetPointFilter> {
    if ((await store.get(locations, location)) === undefined) throw notFound("location", location);
    return { location, evse, ...span(asked) };
  }

  async function page(asked: SetPointFilter, { limit = PAGE, after }: { readonly limit?: number | undefined; readonly after?: string | undefined }) {
    const { items, next } = await findSetPoints(store, asked, { limit, after });
    return { items: items.map(({ id, body }) => setPointView(id, body)), ...optional({ next }) };
  }

  async function* each(asked: SetPointFilter): AsyncGenerator<KeptSetPoint> {
    for (let after: string | undefined, isLast = false; !isLast; ) {
      const { items, next } = await findSetPoints(store, asked, { limit: 500, after });
      for (const { body } of items) yield body;
      after = next;
      isLast = next === undefined;
    }
  }
}

function span({ from, to }: { readonly from?: string | undefined; readonly to?: string | undefined }): Pick<SetPointFilter, "from" | "to"> {
  return { from: momentOf("from", from), to: momentOf("to", to) };
}

function momentOf(field: string, text: string | undefined): Instant | undefined {
  const at = text === undefined ? undefined : parseInstant(text);
  if (text !== undefined && at === undefined) throw invalid(field, "must be a date-time like 2026-12-01T09:30:00Z");
  return at;
}

const outcomeOf = (outcome: KeptSetPoint["outcome"]) => (outcome === "unknown" ? "unanswered" as const : outcome);

function setPointView(id: string, { at, evse, station, session, amps, sent, means, change, until, why, reason, outcome, answeredAt, renewals, followed }: KeptSetPoint): SetPointView {
  return {
    id, at: formatInstant(at), evse, stationId: station, amps, ...sent, means, change, why, outcome: outcomeOf(outcome),
    ...optional({ reason, sessionId: session, until: until === undefined ? undefined : formatInstant(until), answeredAt: answeredAt === undefined ? undefined : formatInstant(answeredAt) }),
    ...(renewals !== undefined && { renewals: { times: renewals.times, at: formatInstant(renewals.at), outcome: outcomeOf(renewals.outcome) } }),
    ...(followed !== undefined && { followed: { isFollowed: followed.isFollowed, at: formatInstant(followed.at), ...optional({ drawnA: followed.drawnA }) } }),
  };
}

function columns(timeZone: string): readonly CsvColumn<KeptSetPoint>[] {
  const time = (at: Instant | undefined) => (at === undefined ? undefined : { at, timeZone });
  return [
    { heading: "sent", cell: ({ at }) => time(at) },
    { heading: "station", cell: ({ station }) => station },
    { heading: "evse", cell: ({ evse }) => evse },
    { heading: "session", cell: ({ session }) => session },
    { heading: "value", cell: ({ sent }) => ({ decimal: String(sent.value) }) },
    { heading: "unit", cell: ({ sent }) => sent.unit },
    { heading: "amps", cell: ({ amps }) => ({ decimal: String(amps) }) },
    { heading: "means", cell: ({ means }) => means },
    { heading: "change", cell: ({ change }) => change },
    { heading: "until", cell: ({ until }) => time(until) },
    { heading: "why", cell: ({ why }) => why },
    { heading: "outcome", cell: ({ outcome }) => outcomeOf(outcome) },
    { heading: "answered", cell: ({ answeredAt }) => time(answeredAt) },
    { heading: "renewals", cell: ({ renewals }) => renewals?.times },
    { heading: "last_renewal", cell: ({ renewals }) => time(renewals?.at) },
    { heading: "last_renewal_outcome", cell: ({ renewals }) => (renewals === undefined ? undefined : outcomeOf(renewals.outcome)) },
    { heading: "followed", cell: ({ followed }) => (followed === undefined ? undefined : followed.isFollowed ? "yes" : "no") },
    { heading: "drawn_amps", cell: ({ followed }) => (followed?.drawnA === undefined ? undefined : { decimal: String(followed.drawnA) }) },
  ];
}
