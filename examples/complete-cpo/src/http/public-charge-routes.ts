import { findInvoices } from "@cpokit/billing";
import { invoicePdf } from "@cpokit/invoice-pdf";
import type { Evse } from "@cpokit/model";
import type { Cpo } from "../cpo.ts";
import { chargeView, offerView } from "../views/charge-view.ts";
import { findPublicEvse } from "../views/public-location-view.ts";
import { ChargeRequest, ChargeView, OfferView, OpenedCharge, Rating } from "../wire/public-charge.ts";
import type { AdHocCharge, AdHocOutcome } from "../wiring/ad-hoc.ts";
import { ApiError, notFound } from "./errors.ts";
import { pdf, sendPdf } from "./files.ts";
import { rateLimit } from "./rate-limit.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

const Language = z.strictObject({ language: z.enum(["en", "de", "fr", "nl", "es"]).optional() });
const secret = z.object({ "x-charge-secret": z.string().max(100).optional().openapi({ description: "What came with the charge; needed" }) });
const tags = ["Public"];
const open = { permission: "public", tags } as const;

/** Requests of one address in a minute: those that only look, and those that do something. */
const LOOKS = 300;
const ACTS = 30;

/**
 * What drivers do without an account: a charge that is paid by card, for whoever has its secret. Nothing here tells who charges, or
 * names a station, a session or a token; a wrong secret and an unknown charge look the same.
 */
export function publicChargeRoutes(cpo: Cpo) {
  const routes = createRoutes();
  const { store, clock, money } = cpo;
  const limit = rateLimit({ looks: LOOKS, acts: ACTS, now: () => clock.now() });
  for (const path of ["/public/charges", "/public/charges/*", "/public/evses/*"]) routes.use(path, limit);

  routes.openapi(
    createRoute({ ...open, method: "get", path: "/public/evses/{id}/offer", summary: "What a usual charge costs now, and what is reserved for it", request: { params: byId }, responses: { 200: json(OfferView, "The price holds for a charge that is opened now"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      const offer = await money.adHoc.offer(store, id);
      if (offer === undefined) throw notFound("price for the charging point", id);
      return c.json(offerView(offer, money.takesCards), 200);
    },
  );

  routes.openapi(
    createRoute({ ...open, method: "post", path: "/public/charges", summary: "Reserve an amount for a charge at the price that is shown now", request: { body: body(ChargeRequest) }, responses: { 201: json(OpenedCharge, "Start it when its state is `ready`"), ...problems } }),
    async (c) => {
      const { evse: wanted, amount, method, voucher } = c.req.valid("json");
      const evse = await existing(wanted);
      const opened = await money.adHoc.open({ evse: evse.id, ...(amount === undefined ? {} : { amount }), ...(method === undefined ? {} : { method }), ...(voucher === undefined ? {} : { voucher }) });
      const charge = done(opened);
      if (opened.secret === undefined) throw new TypeError("A charge was opened without a secret.");
      return c.json({ charge: await chargeView(cpo, charge), secret: opened.secret }, 201);
    },
  );

  routes.openapi(
    createRoute({ ...open, method: "get", path: "/public/charges/{id}", summary: "How a charge stands: energy, time, cost so far", request: { params: byId, headers: secret }, responses: { 200: json(ChargeView, "The charge"), ...problems } }),
    async (c) => c.json(await chargeView(cpo, await own(c.req.valid("param").id, c.req.valid("header")["x-charge-secret"])), 200),
  );

  for (const [name, summary, act] of [["start", "Let the station begin; plug in first", money.adHoc.begin], ["stop", "End the charge, or give it up before it begins", money.adHoc.stop]] as const) {
    routes.openapi(
      createRoute({ ...open, method: "post", path: `/public/charges/{id}/${name}`, summary, request: { params: byId, headers: secret }, responses: { 200: json(ChargeView, "The charge now"), ...problems } }),
      async (c) => {
        const { id } = await own(c.req.valid("param").id, c.req.valid("header")["x-charge-secret"]);
        return c.json(await chargeView(cpo, done(await act(id))), 200);
      },
    );
  }

  routes.openapi(
    createRoute({ ...open, method: "post", path: "/public/charges/{id}/rating", summary: "Say how it was", request: { params: byId, headers: secret, body: body(Rating) }, responses: { 200: json(ChargeView, "The charge now"), ...problems } }),
    async (c) => {
      const { id } = await own(c.req.valid("param").id, c.req.valid("header")["x-charge-secret"]);
      const { stars, comment } = c.req.valid("json");
      return c.json(await chargeView(cpo, done(await money.adHoc.rate(id, { stars, ...(comment === undefined ? {} : { comment }) }))), 200);
    },
  );

  routes.openapi(
    createRoute({ ...open, method: "get", path: "/public/charges/{id}/receipt", summary: "The receipt as PDF, once the amount is captured", request: { params: byId, headers: secret, query: Language }, responses: { 200: pdf("The receipt"), ...problems } }),
    async (c) => {
      const charge = await own(c.req.valid("param").id, c.req.valid("header")["x-charge-secret"]);
      const { items } = charge.payment === undefined ? { items: [] } : await findInvoices(store, { customer: `payment/${charge.payment}`, order: "oldest", limit: 1 });
      const receipt = items[0]?.body;
      if (receipt === undefined) throw new ApiError(404, { code: "no-receipt", message: "There is no receipt yet: it is written when the charge is over and paid." });
      return sendPdf(c, receipt.id, await invoicePdf(receipt, { locale: c.req.valid("query").language ?? "en" }));
    },
  );

  routes.openapi(
    createRoute({ ...open, method: "post", path: "/public/payments/notifications", summary: "Notifications of the payment service, which are checked for being genuine", responses: { 200: json(z.object({ applied: z.int(), ignored: z.int() }), "Taken"), ...problems } }),
    async (c) => {
      const message = { headers: Object.fromEntries(c.req.raw.headers), body: await c.req.text() };
      const outcome = await store.transaction((unit) => money.payments.receive(unit, message));
      if (outcome.outcome === "refused") throw new ApiError(400, { code: "notification", message: outcome.reason });
      return c.json({ applied: outcome.applied, ignored: outcome.ignored }, 200);
    },
  );

  return routes;

  async function existing(id: string): Promise<Evse> {
    const found = await findPublicEvse(cpo, id);
    if (found === undefined) throw notFound("charging point", id);
    return found.evse;
  }

  /** A wrong secret and an unknown charge look the same. */
  async function own(id: string, shown: string | undefined): Promise<AdHocCharge> {
    const charge = shown === undefined ? undefined : await money.adHoc.find(store, id, shown);
    if (charge === undefined) throw notFound("charge", id);
    return charge;
  }
}

function done(outcome: AdHocOutcome): AdHocCharge {
  if (outcome.outcome === "done") return outcome.charge;
  throw outcome.code === "amount" || outcome.code === "voucher" ? new ApiError(400, { code: "invalid", message: outcome.code === "amount" ? `amount ${outcome.reason}.` : outcome.reason, field: outcome.code, rule: outcome.reason }) : new ApiError(409, { code: outcome.code, message: outcome.reason });
}
