import { formatInstant } from "@cpokit/kernel";
import type { CdrRecord } from "@cpokit/billing";
import type { Cpo } from "../cpo.ts";
import type { CdrSummary as Summary } from "../wire/cdr.ts";
import { CdrSummary, CdrView } from "../wire/cdr.ts";
import { PAGE, pageOf, paging } from "../wire/common.ts";
import { ApiError, notFound } from "./errors.ts";
import { actorOf, visiblePage } from "./principal.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

const Filter = z.strictObject({ session: z.string().optional(), ...paging });

const Reason = z.strictObject({ reason: z.string().trim().min(1).max(1_000) }).openapi("CdrCreditReason");

/** Charge records: list, one with its lines explained, all as CSV. */
export function cdrRoutes(cpo: Cpo) {
  const routes = createRoutes();
  const { store, billing } = cpo;

  routes.openapi(
    createRoute({ method: "get", path: "/cdrs", permission: "cdrs:read", sites: "filtered", tags: ["Charge records"], summary: "List charge records, newest first", request: { query: Filter }, responses: { 200: json(pageOf(CdrSummary), "Charge records"), ...problems } }),
    async (c) => {
      const { limit = PAGE, after: from, session } = c.req.valid("query");
      const load = (after: string | undefined) => billing.cdrs(store, { limit, ...(after === undefined ? {} : { after }), ...(session === undefined ? {} : { session }) });
      const page = await visiblePage(c, from, load, async ({ body: cdr }) => (await cpo.sessions.get(store, cdr.session))?.station);
      const views = cpo.views();
      return c.json({ items: await Promise.all(page.items.map((item) => views.cdrSummary(item.body))), ...(page.next === undefined ? {} : { next: page.next }) }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/cdrs.csv", permission: "cdrs:read", tags: ["Charge records"], summary: "All charge records as CSV", responses: { 200: { description: "One line per record, oldest last", content: { "text/csv": { schema: z.string() } } }, ...problems } }),
    (c) => {
      c.header("content-type", "text/csv; charset=utf-8");
      c.header("content-disposition", "attachment; filename=\"charge-records.csv\"");
      return c.body(csv(cpo));
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/cdrs/{id}", permission: "cdrs:read", sites: "charge record", tags: ["Charge records"], summary: "One charge record, its price explained line by line", request: { params: byId }, responses: { 200: json(CdrView, "The charge record"), ...problems } }),
    async (c) => {
      return c.json(await cpo.views().cdr(await existing(c.req.valid("param").id)), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/cdrs/{id}/credit", permission: "cdrs:write", tags: ["Charge records"], summary: "Take a charge record back for good, for trouble that the driver had; what was paid is paid back", request: { params: byId, body: body(Reason) }, responses: { 201: json(CdrView, "The credit"), ...problems } }),
    async (c) => {
      const { session } = await existing(c.req.valid("param").id);
      const outcome = await store.transaction((unit) => billing.credit(unit, session, { actor: actorOf(c), reason: c.req.valid("json").reason }));
      if (outcome.outcome === "ignored") throw new ApiError(409, { code: "nothing-stands", message: outcome.reason });
      changed(session, outcome.cdr.id);
      return c.json(await cpo.views().cdr(outcome.cdr), 201);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/cdrs/{id}/reissue", permission: "cdrs:write", tags: ["Charge records"], summary: "Price its session again; where the money changed, the record is credited and a new one sealed", request: { params: byId }, responses: { 200: json(CdrView, "What stands now"), ...problems } }),
    async (c) => {
      const { session } = await existing(c.req.valid("param").id);
      const outcome = await store.transaction((unit) => billing.correct(unit, session));
      if (outcome.outcome !== "sealed" && outcome.outcome !== "already") throw new ApiError(409, { code: outcome.outcome, message: outcome.reason });
      changed(session, outcome.cdr.id);
      return c.json(await cpo.views().cdr(outcome.cdr), 200);
    },
  );

  return routes;

  async function existing(id: string): Promise<CdrRecord> {
    const cdr = await billing.cdr(store, id);
    if (cdr === undefined) throw notFound("charge record", id);
    return cdr;
  }

  function changed(session: string, cdr: string): void {
    cpo.live.changed("cdr", cdr);
    cpo.live.changed("session", session);
  }
}

const COLUMNS: readonly (readonly [string, (summary: Summary, cdr: CdrRecord) => string | undefined])[] = [
  ["id", (summary) => summary.id],
  ["kind", (_, cdr) => cdr.kind],
  ["session", (summary) => summary.sessionId],
  ["location", (summary) => summary.locationName],
  ["station", (summary) => summary.stationIdentity],
  ["evse", (summary) => summary.evse?.toString()],
  ["token", (summary) => summary.token],
  ["holder", (summary) => summary.holder],
  ["start", (_, cdr) => formatInstant(cdr.start)],
  ["end", (_, cdr) => formatInstant(cdr.end)],
  ["energy_kwh", (_, cdr) => cdr.energy],
  ["currency", (_, cdr) => cdr.currency],
  ["total_excl_tax", (_, cdr) => cdr.total.excl],
  ["total_incl_tax", (_, cdr) => cdr.total.incl],
  ["tariff_version", (_, cdr) => cdr.tariffVersion],
  ["sealed", (_, cdr) => formatInstant(cdr.issuedAt)],
];

/** Made page by page, so that a million records need no memory. */
function csv(cpo: Cpo): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let after: string | undefined;
  let begun = false;
  return new ReadableStream({
    async pull(controller) {
      if (!begun) controller.enqueue(encoder.encode(`${COLUMNS.map(([name]) => name).join(",")}\r\n`));
      begun = true;
      const page = await cpo.billing.cdrs(cpo.store, { limit: 200, ...(after === undefined ? {} : { after }) });
      const views = cpo.views();
      const lines = await Promise.all(page.items.map(async ({ body }) => {
        const summary = await views.cdrSummary(body);
        return `${COLUMNS.map(([, value]) => quoted(value(summary, body) ?? "")).join(",")}\r\n`;
      }));
      controller.enqueue(encoder.encode(lines.join("")));
      after = page.next;
      if (after === undefined) controller.close();
    },
  });
}

/** RFC 4180; a leading sign that a spreadsheet would run as a formula is disarmed, except before a number. */
function quoted(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) && !/^[+-]?\d+(\.\d+)?$/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll("\"", "\"\"")}"` : safe;
}
