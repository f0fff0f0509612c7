import type { CdrRecord } from "@cpokit/billing";
import type { Cpo } from "../cpo.ts";
import { deliveryViews, mailOf } from "../views/cdr-deliveries.ts";
import { cdrMonthViews } from "../views/usage-view.ts";
import { CdrDeliveryView, CdrSummary, CdrView, CorrectionRequest } from "../wire/cdr.ts";
import { PAGE, pageOf } from "../wire/common.ts";
import { MonthView } from "../wire/usage.ts";
import { cdrTable } from "./cdr-csv.ts";
import { CdrFilter, CdrQuery, CdrSumFilter, findRecords, searchOf } from "./cdr-filter.ts";
import { csvFile } from "./csv-file.ts";
import { ApiError, notFound } from "./errors.ts";
import { pageOfKnown, placePaging } from "./lists.ts";
import { actorOf, isVisible, principalOf, visiblePage } from "./principal.ts";
import { languageOf } from "./language.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

const Reason = z.strictObject({ reason: z.string().trim().min(1).max(1_000) }).openapi("CdrCreditReason");
const tags = ["Charge records"];

/** Charge records: list, sums, one with its lines explained, its deliveries, and what a person may do with it. */
export function cdrRoutes(cpo: Cpo) {
  const routes = createRoutes();
  const { store, billing, roaming } = cpo;

  routes.openapi(
    createRoute({ method: "get", path: "/cdrs", permission: "cdrs:read", sites: "filtered", tags, summary: "List charge records, newest first", request: { query: CdrQuery }, responses: { 200: json(pageOf(CdrSummary), "Charge records; a page may be shorter than asked and still have a next one"), ...problems } }),
    async (c) => {
      const { limit = PAGE, after: from, ...asked } = c.req.valid("query");
      const page = await visiblePage(c, from, (after) => findRecords(cpo, asked, { limit, after }), ({ body: cdr }) => cdr.station);
      const views = cpo.views();
      return c.json({ items: await Promise.all(page.items.map((item) => views.cdrSummary(item.body))), ...(page.next === undefined ? {} : { next: page.next }) }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/cdrs/months", permission: "cdrs:read", sites: "filtered", tags, summary: "The sums of a filter by month, newest first", request: { query: CdrSumFilter }, responses: { 200: json(pageOf(MonthView).extend({ complete: z.boolean().openapi({ description: "False where the filter found more records than are added up at once; narrow it, or take the CSV" }) }), "Months in which charges ended"), ...problems } }),
    async (c) => {
      const { limit, after, ...asked } = c.req.valid("query");
      const { items, complete } = await cdrMonthViews(store, searchOf(asked), cpo.clock.now(), principalOf(c)?.locations);
      return c.json({ ...pageOfKnown(items, { limit, after }), complete }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/cdrs.csv", permission: "cdrs:read", sites: "filtered", tags, summary: "The charge records of a filter as CSV", request: { query: CdrFilter }, responses: { 200: { description: "One line per record, newest first", content: { "text/csv": { schema: z.string() } } }, ...problems } }),
    async (c) => {
      const asked = c.req.valid("query");
      // A filter that makes no sense is refused before the file begins.
      await findRecords(cpo, asked, { limit: 1, after: undefined });
      return csvFile(c, "charge-records.csv", cdrTable(cpo, asked, (cdr) => isVisible(c, cdr.station)));
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/cdrs/{id}", permission: "cdrs:read", sites: "charge record", tags, summary: "One charge record, its price explained line by line", request: { params: byId }, responses: { 200: json(CdrView, "The charge record"), ...problems } }),
    async (c) => c.json(await cpo.views().cdr(await existing(c.req.valid("param").id), languageOf(c)), 200),
  );

  routes.openapi(
    createRoute({ method: "get", path: "/cdrs/{id}/deliveries", permission: "cdrs:read", sites: "charge record", tags, summary: "How the partners that hear of it stand with it", request: { params: byId, query: z.strictObject(placePaging) }, responses: { 200: json(pageOf(CdrDeliveryView), "One for each partner; empty for a record that none hears of"), ...problems } }),
    async (c) => {
      const { items, ...rest } = pageOfKnown(await mailOf(roaming, await existing(c.req.valid("param").id)), c.req.valid("query"));
      return c.json({ items: await deliveryViews(store, items), ...rest }, 200);
    },
  );
  routes.openapi(
    createRoute({ method: "post", path: "/cdrs/{id}/deliveries/retry", permission: "roaming:write", sites: "charge record", tags, summary: "Offer it again to the partners that have refused it", request: { params: byId, body: body(z.strictObject({ partner: z.string().max(255).optional() })) }, responses: { 200: json(z.object({ retried: z.int() }), "To how many"), ...problems } }),
    async (c) => {
      const { partner } = c.req.valid("json");
      const refused = (await mailOf(roaming, await existing(c.req.valid("param").id))).filter(({ peer, parked }) => parked !== undefined && (partner === undefined || peer === partner));
      if (partner !== undefined && refused.length === 0) throw notFound("refused delivery to", partner);
      for (const one of refused) await roaming.push.retry(one);
      return c.json({ retried: refused.length }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/cdrs/{id}/credit", permission: "cdrs:write", tags, summary: "Take a charge record back for good, for trouble that the driver had; what was paid is paid back", request: { params: byId, body: body(Reason) }, responses: { 201: json(CdrView, "The credit"), ...problems } }),
    async (c) => {
      const { session } = await existing(c.req.valid("param").id);
      const outcome = await store.transaction((unit) => billing.credit(unit, session, { actor: actorOf(c), reason: c.req.valid("json").reason }));
      if (outcome.outcome === "ignored") throw new ApiError(409, { code: "nothing-stands", message: outcome.reason });
      changed(session, outcome.cdr.id);
      return c.json(await cpo.views().cdr(outcome.cdr, languageOf(c)), 201);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/cdrs/{id}/correct", permission: "cdrs:write", tags, summary: "Price its session again, by the same tariff version or another; where the money changed, the record is credited and a new one sealed", request: { params: byId, body: body(CorrectionRequest) }, responses: { 200: json(CdrView, "What stands now: the same record where nothing changed"), ...problems } }),
    async (c) => {
      const { session } = await existing(c.req.valid("param").id);
      const { reason, tariffVersion } = c.req.valid("json");
      const outcome = await store.transaction((unit) => billing.correct(unit, session, { actor: actorOf(c), reason, ...(tariffVersion === undefined ? {} : { tariffVersion }) }));
      if (outcome.outcome !== "sealed" && outcome.outcome !== "already") throw new ApiError(409, { code: outcome.outcome, message: outcome.reason });
      changed(session, outcome.cdr.id);
      return c.json(await cpo.views().cdr(outcome.cdr, languageOf(c)), 200);
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
