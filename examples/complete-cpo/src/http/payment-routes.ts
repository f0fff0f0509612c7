import { findPayments, paymentCsv, type Payment } from "@cpokit/billing";
import type { Cpo } from "../cpo.ts";
import { paymentView } from "../views/money-view.ts";
import { PAGE, pageOf, paging } from "../wire/common.ts";
import { PaymentView } from "../wire/money.ts";
import { ApiError, notFound } from "./errors.ts";
import { sendTable, table } from "./files.ts";
import { actorOf } from "./principal.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

const Filter = z.strictObject({ state: PaymentView.shape.state.optional(), ...paging });
const Reason = z.strictObject({ reason: z.string().trim().min(1).max(1_000).openapi({ description: "Goes into the books" }) }).openapi("RefundReason");

/** Card payments: what was reserved, taken, paid back and refused. */
export function paymentRoutes({ store, billing, money: { payments }, settings }: Cpo) {
  const routes = createRoutes();

  routes.openapi(
    createRoute({ method: "get", path: "/payments", permission: "billing:read", tags: ["Payments"], summary: "Payments, newest first", request: { query: Filter }, responses: { 200: json(pageOf(PaymentView), "Payments"), ...problems } }),
    async (c) => {
      const { state, limit = PAGE, after } = c.req.valid("query");
      const page = await findPayments(store, { limit, ...(state === undefined ? {} : { state }), ...(after === undefined ? {} : { after }) });
      return c.json({ items: page.items.map((item) => paymentView(item.body)), ...(page.next === undefined ? {} : { next: page.next }) }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/payments.csv", permission: "billing:read", tags: ["Payments"], summary: "All payments as CSV", responses: { 200: table("One line per payment, oldest first"), ...problems } }),
    async (c) => {
      const { timeZone } = await settings();
      return sendTable(c, "payments", paymentCsv(store, {}, { timeZone }));
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/payments/{id}", permission: "billing:read", tags: ["Payments"], summary: "One payment with every step", request: { params: byId }, responses: { 200: json(PaymentView, "The payment"), ...problems } }),
    async (c) => c.json(paymentView(await existing(c.req.valid("param").id)), 200),
  );

  routes.openapi(
    createRoute({ method: "post", path: "/payments/{id}/refund", permission: "billing:write", tags: ["Payments"], summary: "Pay everything back: the charge record is credited, and the money follows it", request: { params: byId, body: body(Reason) }, responses: { 200: json(PaymentView, "The refund is on its way"), ...problems } }),
    async (c) => {
      const { session, id } = await existing(c.req.valid("param").id);
      if (session === undefined) throw new ApiError(409, { code: "nothing-charged", message: "Nothing was charged with this payment, so there is nothing to pay back." });
      const outcome = await store.transaction((unit) => billing.credit(unit, session, { actor: actorOf(c), reason: c.req.valid("json").reason }));
      if (outcome.outcome === "ignored") throw new ApiError(409, { code: "nothing-charged", message: outcome.reason });
      return c.json(paymentView(await existing(id)), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/payments/{id}/retry", permission: "billing:write", tags: ["Payments"], summary: "Try once more what the payment service refused", request: { params: byId }, responses: { 200: json(PaymentView, "It is tried again"), ...problems } }),
    async (c) => {
      const { id } = await existing(c.req.valid("param").id);
      const outcome = await store.transaction((unit) => payments.retry(unit, id, actorOf(c)));
      if (outcome.outcome === "refused") throw new ApiError(409, { code: "refused", message: outcome.reason });
      return c.json(paymentView(outcome.payment), 200);
    },
  );

  return routes;

  async function existing(id: string): Promise<Payment> {
    const payment = await payments.payment(store, id);
    if (payment === undefined) throw notFound("payment", id);
    return payment;
  }
}
