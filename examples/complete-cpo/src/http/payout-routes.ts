import { findStatements, period, statementCsv, statementLineCsv, statements, type Period, type Statement } from "@cpokit/billing";
import { addDecimals, compareDecimals, decimal, isCpoError } from "@cpokit/kernel";
import { statementPdf } from "@cpokit/invoice-pdf";
import { locations } from "../collections.ts";
import type { Cpo } from "../cpo.ts";
import { statementView } from "../views/money-view.ts";
import { payoutTerms, revenueAgreements } from "../wiring/money.ts";
import { PAGE, pageOf, paging } from "../wire/common.ts";
import { AgreementView, RunRequest, StatementView } from "../wire/money.ts";
import { invalid, notFound } from "./errors.ts";
import { pdf, sendPdf, sendTable, table } from "./files.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

const Filter = z.strictObject({ payee: z.string().max(120).optional(), ...paging });
const Language = z.strictObject({ language: z.enum(["en", "de", "fr", "nl", "es"]).optional() });
const RunView = z.object({ issued: z.array(StatementView), refused: z.array(z.object({ payee: z.string(), reason: z.string() })) }).openapi("PayoutRun");

/** What site owners and drivers who charge at home are paid. */
export function payoutRoutes({ store, clock, money: { payouts, settlements }, settings }: Cpo) {
  const routes = createRoutes();

  routes.openapi(
    createRoute({ method: "get", path: "/statements", permission: "billing:read", tags: ["Payouts"], summary: "Statements, newest first", request: { query: Filter }, responses: { 200: json(pageOf(StatementView), "Statements"), ...problems } }),
    async (c) => {
      const { payee, limit = PAGE, after } = c.req.valid("query");
      const page = await findStatements(store, { limit, ...(payee === undefined ? {} : { payee }), ...(after === undefined ? {} : { after }) });
      return c.json({ items: await Promise.all(page.items.map(async (item) => statementView(item.body, await settlements.progress(store, item.id)))), ...(page.next === undefined ? {} : { next: page.next }) }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/statements.csv", permission: "billing:read", tags: ["Payouts"], summary: "All statements as CSV", responses: { 200: table("One line per statement, oldest first"), ...problems } }),
    (c) => sendTable(c, "statements", statementCsv(store)),
  );

  routes.openapi(
    createRoute({ method: "get", path: "/statements/{id}/pdf", permission: "billing:read", tags: ["Payouts"], summary: "One statement as it is printed", request: { params: byId, query: Language }, responses: { 200: pdf("The statement"), ...problems } }),
    async (c) => {
      const statement = await existing(c.req.valid("param").id);
      return sendPdf(c, statement.id, await statementPdf(statement, { locale: c.req.valid("query").language ?? "en", locationNames: await namesOf(statement) }));
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/statements/{id}/lines.csv", permission: "billing:read", tags: ["Payouts"], summary: "The sessions that a statement is made of, as CSV", request: { params: byId }, responses: { 200: table("One line for each session and kind of revenue"), ...problems } }),
    async (c) => {
      const statement = await existing(c.req.valid("param").id);
      return sendTable(c, statement.id, statementLineCsv(statement));
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/statement-runs", permission: "billing:write", tags: ["Payouts"], summary: "Write the statements of a period for everybody who is paid; what has one already is left alone", request: { body: body(RunRequest) }, responses: { 200: json(RunView, "What was written"), ...problems } }),
    async (c) => {
      const { period: name, timeZone } = c.req.valid("json");
      const wanted = await periodOf(name, timeZone ?? (await settings()).timeZone);
      const run: z.input<typeof RunView> = { issued: [], refused: [] };
      for (const payee of await payeesOf(wanted)) {
        const outcome = await store.transaction((unit) => payouts.issue(unit, { payee, period: wanted }));
        if (outcome.outcome === "issued") run.issued.push(statementView(outcome.statement, { statement: outcome.statement.id }));
        if (outcome.outcome === "refused") run.refused.push({ payee, reason: outcome.reason });
      }
      return c.json(run, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/revenue-agreements", permission: "billing:read", tags: ["Payouts"], summary: "Who shares the revenue of which location", request: { query: z.strictObject(paging) }, responses: { 200: json(pageOf(AgreementView), "By location"), ...problems } }),
    async (c) => {
      const { limit = PAGE, after } = c.req.valid("query");
      const page = await store.find(revenueAgreements, { limit, ...(after === undefined ? {} : { after }) });
      return c.json({ items: page.items.map(({ body: { location, parties } }) => ({ location, parties: parties.map((party) => ({ id: party.id, shares: { ...party.shares }, ...(party.otherwise === undefined ? {} : { otherwise: party.otherwise }) })) })), ...(page.next === undefined ? {} : { next: page.next }) }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "put", path: "/revenue-agreements", permission: "billing:write", tags: ["Payouts"], summary: "Share the revenue of a location, for charge records from now on", request: { body: body(AgreementView) }, responses: { 200: json(AgreementView, "It holds from now on"), ...problems } }),
    async (c) => {
      const { location, parties } = c.req.valid("json");
      const shares = parties.map(({ id, shares: by, otherwise }) => ({ id, shares: JSON.parse(JSON.stringify(by)) as Readonly<Record<string, string>>, ...(otherwise === undefined ? {} : { otherwise }) }));
      for (const kind of new Set(shares.flatMap((party) => Object.keys(party.shares)))) {
        const shared = addDecimals(decimal(0), ...shares.map((party) => decimal(party.shares[kind] ?? party.otherwise ?? "0")));
        if (compareDecimals(shared, decimal(100)) > 0) throw invalid("parties", `must not share more than 100 per cent of ${kind}`);
      }
      await store.transaction(async (unit) => {
        if ((await unit.get(locations, location)) === undefined) throw invalid("location", `must be a location; there is no "${location}"`);
        unit.put(revenueAgreements, location, { location, operator: "cpo", parties: shares });
      });
      return c.json({ location, parties }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "delete", path: "/revenue-agreements/{id}", permission: "billing:write", tags: ["Payouts"], summary: "Share the revenue of a location no longer", request: { params: byId }, responses: { 200: json(z.object({ location: z.string() }), "For charge records from now on"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      await store.transaction(async (unit) => {
        if ((await unit.get(revenueAgreements, id)) === undefined) throw notFound("agreement for location", id);
        unit.delete(revenueAgreements, id);
      });
      return c.json({ location: id }, 200);
    },
  );

  return routes;

  /** Whoever has something open, and whoever gets a guarantee or a lease all the same. */
  async function payeesOf(wanted: Period): Promise<ReadonlySet<string>> {
    const payees = new Set<string>();
    for await (const payee of payouts.payees(store, wanted.to)) payees.add(payee);
    for await (const { id, body: terms } of store.each(payoutTerms)) if (terms.guarantee !== undefined || terms.lease !== undefined) payees.add(id);
    return payees;
  }

  async function existing(id: string): Promise<Statement> {
    const statement = await store.get(statements, id);
    if (statement === undefined) throw notFound("statement", id);
    return statement;
  }

  async function namesOf({ entries }: Statement): Promise<Readonly<Record<string, string>>> {
    const ids = [...new Set(entries.flatMap(({ location }) => (location === undefined ? [] : [location])))];
    const found = await Promise.all(ids.map(async (id) => [id, (await store.get(locations, id))?.name ?? id] as const));
    return Object.fromEntries(found);
  }

  async function periodOf(name: string, timeZone: string) {
    try {
      const wanted = period(name, timeZone);
      if (clock.now() < wanted.to) throw invalid("period", "must be over");
      return wanted;
    } catch (error) {
      if (isCpoError(error, "billing.period")) throw invalid("period", "must be a month like 2026-11 or a day like 2026-11-16");
      if (isCpoError(error, "kernel.time-zone")) throw invalid("timeZone", "must be a name of the IANA list, like Europe/Amsterdam");
      throw error;
    }
  }
}
