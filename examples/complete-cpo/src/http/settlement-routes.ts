import { statements, type SettleOutcome, type Statement } from "@cpokit/billing";
import type { Cpo } from "../cpo.ts";
import { optional } from "../views/optional.ts";
import { statementDetails } from "../views/money-view.ts";
import { payoutTerms } from "../wiring/money.ts";
import { PAGE, pageOf, paging } from "../wire/common.ts";
import { PayoutTermsView, StatementDetails } from "../wire/money.ts";
import { ApiError, notFound } from "./errors.ts";
import { actorOf } from "./principal.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

const tags = ["Payouts"];
const Paid = z.strictObject({ reference: z.string().trim().min(1).max(140).openapi({ description: "Of the transfer, as the bank knows it", example: "SEPA-2026-12-001" }) }).openapi("StatementPayment");

/** From a statement to the transfer, and what was agreed with whom we pay. */
export function settlementRoutes({ store, money: { settlements } }: Cpo) {
  const routes = createRoutes();
  const view = async (statement: Statement): Promise<StatementDetails> => statementDetails(statement, await settlements.progress(store, statement.id));

  routes.openapi(
    createRoute({ method: "get", path: "/statements/{id}", permission: "billing:read", tags, summary: "One statement with its sums by kind, and how far its payment is", request: { params: byId }, responses: { 200: json(StatementDetails, "The statement"), ...problems } }),
    async (c) => c.json(await view(await existing(c.req.valid("param").id)), 200),
  );

  routes.openapi(
    createRoute({ method: "post", path: "/statements/{id}/approve", permission: "billing:write", tags, summary: "Agree to a statement; again changes nothing", request: { params: byId }, responses: { 200: json(StatementDetails, "Approved"), ...problems } }),
    async (c) => {
      const statement = await existing(c.req.valid("param").id);
      done(await store.transaction((unit) => settlements.approve(unit, statement.id, actorOf(c))));
      return c.json(await view(statement), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/statements/{id}/paid", permission: "billing:write", tags, summary: "Say that the money of an approved statement left; the same reference again changes nothing", request: { params: byId, body: body(Paid) }, responses: { 200: json(StatementDetails, "Paid out"), ...problems } }),
    async (c) => {
      const statement = await existing(c.req.valid("param").id);
      done(await store.transaction((unit) => settlements.pay(unit, statement.id, { actor: actorOf(c), reference: c.req.valid("json").reference })));
      return c.json(await view(statement), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/payout-terms", permission: "billing:read", tags, summary: "What was agreed with payees beside their shares", request: { query: z.strictObject(paging) }, responses: { 200: json(pageOf(PayoutTermsView), "By payee"), ...problems } }),
    async (c) => {
      const { limit = PAGE, after } = c.req.valid("query");
      const page = await store.find(payoutTerms, { limit, ...optional({ after }) });
      return c.json({ items: page.items.map(({ id: payee, body: { tax, selfBilling = false, ...terms } }) => ({ payee, ...terms, selfBilling, ...optional({ vatPercent: tax?.percentage }) })), ...optional({ next: page.next }) }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "put", path: "/payout-terms", permission: "billing:write", tags, summary: "Agree with a payee on a guarantee, a lease, a cap or a tax, for statements from now on", request: { body: body(PayoutTermsView) }, responses: { 200: json(PayoutTermsView, "They hold from now on"), ...problems } }),
    async (c) => {
      const { payee, currency, guarantee, lease, cap, vatPercent, selfBilling } = c.req.valid("json");
      await store.transaction((unit) => unit.put(payoutTerms, payee, { currency, selfBilling, ...optional({ guarantee, lease, cap }), ...(vatPercent === undefined ? {} : { tax: { name: "VAT", percentage: vatPercent } }) }));
      return c.json(c.req.valid("json"), 200);
    },
  );

  return routes;

  async function existing(id: string): Promise<Statement> {
    const statement = await store.get(statements, id);
    if (statement === undefined) throw notFound("statement", id);
    return statement;
  }
}

function done(outcome: SettleOutcome): void {
  if (outcome.outcome === "refused") throw new ApiError(409, { code: "not-payable", message: outcome.reason });
}
