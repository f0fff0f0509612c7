import type { Session } from "@cpokit/model";
import type { SessionOutcome } from "@cpokit/sessions";
import type { Unit } from "@cpokit/storage";
import type { Cpo } from "../cpo.ts";
import { optional } from "../views/optional.ts";
import { priceView } from "../views/cdr-view.ts";
import { journalEntryView, readingsView } from "../views/session-view.ts";
import { monthBefore, monthViews } from "../views/usage-view.ts";
import { PriceView } from "../wire/cdr.ts";
import { PAGE, pageOf, paging } from "../wire/common.ts";
import { CostView, JournalPage, ReadingsView, SessionView } from "../wire/session.ts";
import { MonthView } from "../wire/usage.ts";
import { csvFile } from "./csv-file.ts";
import { ApiError, notFound } from "./errors.ts";
import { pageOfKnown, placePaging } from "./lists.ts";
import { actorOf, isVisible, principalOf, visiblePage } from "./principal.ts";
import { languageOf } from "./language.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";
import { sessionCsv } from "./session-csv.ts";
import { filterFields, findSessions, SessionQuery } from "./session-filter.ts";

const MonthsQuery = z.strictObject({
  months: z.string().regex(/^([1-9]|[1-9]\d|1[01]\d|120)$/, "must be a whole number from 1 to 120").transform(Number).optional().openapi({ description: "How many; 12 when absent", example: "12" }),
  location: z.string().optional(),
  station: z.string().optional(),
  ...placePaging,
});

const ReadingsQuery = z.strictObject({ limit: paging.limit, after: z.string().regex(/^\d{1,9}$/, "must be the `next` of a page before").transform(Number).optional() });

const Reason = z.strictObject({ reason: z.string().trim().min(1).max(500).openapi({ description: "Kept in the journal of the session" }) }).openapi("Reason");

/** Sessions: list, one, its journal, readings and cost, and what a person may do with it. */
export function sessionRoutes(cpo: Cpo) {
  const routes = createRoutes();
  const { store, sessions } = cpo;

  routes.openapi(
    createRoute({ method: "get", path: "/sessions", permission: "sessions:read", sites: "filtered", tags: ["Sessions"], summary: "List sessions, newest start first", request: { query: SessionQuery }, responses: { 200: json(pageOf(SessionView), "Sessions"), ...problems } }),
    async (c) => {
      const query = c.req.valid("query");
      const page = await visiblePage(c, query.after, (after) => findSessions(cpo, { ...query, after }), (session) => session.station);
      const views = cpo.views();
      return c.json({ items: await Promise.all(page.items.map((session) => views.session(session))), ...(page.next === undefined ? {} : { next: page.next }) }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/sessions/months", permission: "sessions:read", sites: "filtered", tags: ["Sessions"], summary: "The sums of the last months, newest first", request: { query: MonthsQuery }, responses: { 200: json(pageOf(MonthView), "Months that have charges"), ...problems } }),
    async (c) => {
      const { months = 12, location, station, ...page } = c.req.valid("query");
      const now = cpo.clock.now();
      // Somewhere it may be the next month already.
      const query = { from: monthBefore(now, "Etc/GMT+12", months - 1), to: monthBefore(now, "Etc/GMT-14", 0), ...optional({ location, station }) };
      return c.json(pageOfKnown(await monthViews(store, query, principalOf(c)?.locations), page), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/sessions.csv", permission: "sessions:read", sites: "filtered", tags: ["Sessions"], summary: "The sessions of a filter as CSV, newest first", request: { query: z.strictObject(filterFields) }, responses: { 200: { description: "One line per session; times on the wall of their location", content: { "text/csv": { schema: z.string() } } }, ...problems } }),
    async (c) => {
      const query = c.req.valid("query");
      // A filter that makes no sense is refused before the file begins.
      await findSessions(cpo, { ...query, limit: 1 });
      return csvFile(c, "sessions.csv", sessionCsv(cpo, query, (session) => isVisible(c, session.station)));
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/sessions/{id}", permission: "sessions:read", sites: "session", tags: ["Sessions"], summary: "One session", request: { params: byId }, responses: { 200: json(SessionView, "The session"), ...problems } }),
    async (c) => c.json(await cpo.views().session(await existing(c.req.valid("param").id)), 200),
  );

  routes.openapi(
    createRoute({ method: "get", path: "/sessions/{id}/cost", permission: "sessions:read", sites: "session", tags: ["Sessions"], summary: "The price so far, or at the end", request: { params: byId }, responses: { 200: json(CostView, "The cost, or why there is none"), ...problems } }),
    async (c) => {
      const { cost } = await cpo.views().session(await existing(c.req.valid("param").id));
      return c.json(cost ?? { known: false as const, code: "nothing-to-price", reason: "This session is not billed." }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/sessions/{id}/price", permission: "sessions:read", sites: "session", tags: ["Sessions"], summary: "How its price comes about, line by line: of the record that stands, or so far", request: { params: byId }, responses: { 200: json(PriceView, "The lines, or why there are none"), ...problems } }),
    async (c) => {
      const session = await existing(c.req.valid("param").id);
      const { cost, cdrId } = await cpo.views().session(session);
      const record = cdrId === undefined ? undefined : await cpo.billing.cdr(store, cdrId);
      if (record !== undefined) return c.json({ ...priceView(record.priced, record, languageOf(c)), final: true }, 200);
      const priced = cost?.known === true ? await cpo.billing.runningCost(store, session.id) : undefined;
      if (priced === undefined) return c.json({ known: false as const, reason: cost?.known === false ? cost.reason : "This session is not billed." }, 200);
      return c.json(priceView(priced, { start: session.startAt, end: session.endAt ?? session.lastEvidenceAt }, languageOf(c)), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/sessions/{id}/journal", permission: "sessions:read", sites: "session", tags: ["Sessions"], summary: "Everything that happened in a session, and what it changed, newest first", request: { params: byId, query: z.strictObject(paging) }, responses: { 200: json(JournalPage, "Entries, and on the first page why the session is in its states"), ...problems } }),
    async (c) => {
      const { id } = await existing(c.req.valid("param").id);
      const { limit = PAGE, after } = c.req.valid("query");
      const page = await sessions.journalPage(store, id, { limit, after });
      const why = after === undefined ? (await sessions.why(store, id)).map(({ field, state, entry }) => ({ field, state, entry: journalEntryView(entry) })) : undefined;
      return c.json({ items: page.items.map(({ body: entry }) => journalEntryView(entry)), ...optional({ why, next: page.next }) }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/sessions/{id}/readings", permission: "sessions:read", sites: "session", tags: ["Sessions"], summary: "Its meter readings: all of them, or a page where a limit is given", request: { params: byId, query: ReadingsQuery }, responses: { 200: json(ReadingsView, "Readings"), ...problems } }),
    async (c) => {
      const { id } = await existing(c.req.valid("param").id);
      const { limit, after } = c.req.valid("query");
      return c.json(readingsView(await sessions.readings(store, id), limit === undefined ? undefined : { limit, from: after ?? 0 }), 200);
    },
  );

  const acts = {
    close: { summary: "Close a session in the books; the station is not told", act: (unit: Unit, id: string, by: { readonly actor: string; readonly reason: string }) => sessions.closeInBooks(unit, id, by) },
    clear: { summary: "Find a held session harmless, and bill it", act: (unit: Unit, id: string, by: { readonly actor: string; readonly reason: string }) => sessions.clearSuspicion(unit, id, by) },
    reject: { summary: "Declare a session not billable", act: (unit: Unit, id: string, by: { readonly actor: string; readonly reason: string }) => sessions.reject(unit, id, by) },
  };
  for (const [name, { summary, act }] of Object.entries(acts)) {
    routes.openapi(
      createRoute({ method: "post", path: `/sessions/{id}/${name}`, permission: "sessions:write", sites: "session", tags: ["Sessions"], summary, request: { params: byId, body: body(Reason) }, responses: { 200: json(SessionView, "The session now"), ...problems } }),
      async (c) => {
        const { id } = c.req.valid("param");
        const { reason } = c.req.valid("json");
        return c.json(await amended(id, (unit) => act(unit, id, { actor: actorOf(c), reason })), 200);
      },
    );
  }

  routes.openapi(
    createRoute({ method: "post", path: "/sessions/{id}/bill", permission: "sessions:write", sites: "session", tags: ["Sessions"], summary: "Bill a held or unpriced session again, after looking at it", request: { params: byId, body: body(Reason) }, responses: { 200: json(SessionView, "The session now"), ...problems } }),
    async (c) => {
      const { id } = await existing(c.req.valid("param").id);
      const outcome = await cpo.bill(id, { actor: actorOf(c), reason: c.req.valid("json").reason });
      if (outcome.outcome !== "sealed" && outcome.outcome !== "already") throw new ApiError(409, { code: outcome.outcome, message: outcome.reason });
      return c.json(await cpo.views().session(await existing(id)), 200);
    },
  );

  return routes;

  async function existing(id: string): Promise<Session> {
    const session = await sessions.get(store, id);
    if (session === undefined) throw notFound("session", id);
    return session;
  }

  async function amended(id: string, act: (unit: Unit) => Promise<SessionOutcome>): Promise<SessionView> {
    const done = await store.transaction(act);
    if (done.outcome === "unknown") throw notFound("session", id);
    if (done.outcome === "refused") throw new ApiError(409, { code: "refused", message: done.reason });
    cpo.live.changed("session", id);
    cpo.live.changed("attention", "");
    return cpo.views().session(done.session);
  }
}
