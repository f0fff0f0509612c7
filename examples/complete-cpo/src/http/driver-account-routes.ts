import { cancelContract, choosePlan, findInvoices } from "@cpokit/billing";
import { tokens } from "@cpokit/csms";
import { invoicePdf } from "@cpokit/invoice-pdf";
import type { Token } from "@cpokit/model";
import type { Context } from "hono";
import type { Cpo } from "../cpo.ts";
import { customerOfDriver } from "../drivers/documents.ts";
import { putToken } from "../drivers/drivers.ts";
import { collectInvoice, mayCharge, paymentMethods } from "../drivers/payment-methods.ts";
import { chargeView } from "../views/charge-view.ts";
import { accountInvoice, driverAccount, isCard, isOwnSession, isRunning, pastCharge, runningCharges } from "../views/driver-account-view.ts";
import { openPlans, planView } from "../views/driver-view.ts";
import { optional } from "../views/optional.ts";
import { PAGE, pageOf, paging } from "../wire/common.ts";
import { AccountInvoice, AccountPlans, CardDraft, DriverAccount, OwnCharge, PastCharge, RunningCharge } from "../wire/driver-account.ts";
import { ownAccount } from "./driver-principal.ts";
import { existing } from "./driver-routes.ts";
import { ApiError, conflict, notFound } from "./errors.ts";
import { pdf, sendPdf } from "./files.ts";
import { pageOfKnown, placePaging } from "./lists.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";
import { existingPlan, orConflict } from "./subscription-routes.ts";

const tags = ["Driver account"];
const open = { permission: "public", tags } as const;
const page = { query: z.strictObject(paging) };

/** What a driver who is signed in has: charges, invoices, cards, a subscription. Everything is of that account alone. */
export function driverAccountRoutes(cpo: Cpo) {
  const routes = createRoutes();
  const { store, clock, ids, accounts, billing, sessions, csms, money } = cpo;
  const customerOf = (c: Context): string => customerOfDriver(ownAccount(c));
  const changed = async (c: Context): Promise<DriverAccount> => driverAccount(cpo, await existing(store, ownAccount(c).id));

  routes.openapi(
    createRoute({ ...open, method: "get", path: "/public/account/charges", summary: "Charges that are over, newest first", request: page, responses: { 200: json(pageOf(PastCharge), "Charges"), ...problems } }),
    async (c) => {
      const { limit = PAGE, after } = c.req.valid("query");
      const found = await billing.cdrs(store, { customer: customerOf(c), limit, ...optional({ after }) });
      return c.json({ items: found.items.map(({ body: cdr }) => pastCharge(cdr)), ...optional({ next: found.next }) }, 200);
    },
  );

  routes.openapi(
    createRoute({ ...open, method: "get", path: "/public/account/running", summary: "What charges now, by card or from the page", request: { query: z.strictObject(placePaging) }, responses: { 200: json(pageOf(RunningCharge), "Charges"), ...problems } }),
    async (c) => c.json(pageOfKnown(await runningCharges(cpo, ownAccount(c)), c.req.valid("query")), 200),
  );

  routes.openapi(
    createRoute({ ...open, method: "post", path: "/public/account/running/{id}/stop", summary: "End a charge of the account", request: { params: byId }, responses: { 202: json(z.object({}), "The station is asked"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      const session = await sessions.get(store, id);
      if (session === undefined || !(await isOwnSession(cpo, ownAccount(c), session))) throw notFound("charge", id);
      if (!isRunning(session)) throw conflict("This charge is over.");
      const { outcome } = await csms.send(session.station, { command: "stop", transaction: session.transaction }, { requestedBy: `driver/${ownAccount(c).id}` });
      if (outcome?.outcome === "offline") throw new ApiError(409, { code: "station-offline", message: "The station cannot be reached. Hold your card at it, or call the operator." });
      return c.json({}, 202);
    },
  );

  routes.openapi(
    createRoute({ ...open, method: "post", path: "/public/account/charges", summary: "Open a charge that the account pays; start it as one that is paid by card", request: { body: body(z.strictObject({ evse: z.string().min(1).max(48) }).openapi("AccountCharge")) }, responses: { 201: json(OwnCharge, "Start it when its state is `ready`"), ...problems } }),
    async (c) => {
      const driver = await existing(store, ownAccount(c).id);
      if (!(await mayCharge(store, driver))) throw new ApiError(409, driver.status === "blocked" ? { code: "blocked", message: "The account is blocked. Ask the operator." } : { code: "no-method", message: "Save a means of payment in your account first." });
      const opened = await money.adHoc.openFor(driver, c.req.valid("json").evse);
      if (opened.outcome === "refused" || opened.secret === undefined) throw new ApiError(409, opened.outcome === "refused" ? { code: opened.code, message: opened.reason } : { code: "refused", message: "The charge could not be opened." });
      return c.json({ charge: await chargeView(cpo, opened.charge), secret: opened.secret }, 201);
    },
  );

  routes.openapi(
    createRoute({ ...open, method: "get", path: "/public/account/invoices", summary: "Invoices and credit notes, newest first", request: page, responses: { 200: json(pageOf(AccountInvoice), "Documents"), ...problems } }),
    async (c) => {
      const { limit = PAGE, after } = c.req.valid("query");
      const found = await findInvoices(store, { customer: customerOf(c), limit, ...optional({ after }) });
      return c.json({ items: await Promise.all(found.items.map(({ body: invoice }) => accountInvoice(cpo, invoice))), ...optional({ next: found.next }) }, 200);
    },
  );

  routes.openapi(
    createRoute({ ...open, method: "get", path: "/public/account/invoices/{id}/pdf", summary: "One document as it is printed", request: { params: byId, query: z.strictObject({ language: z.enum(["en", "de", "fr", "nl", "es"]).optional() }) }, responses: { 200: pdf("The document"), ...problems } }),
    async (c) => {
      const invoice = await ownInvoice(c, c.req.valid("param").id);
      return sendPdf(c, invoice.id, await invoicePdf(invoice, { locale: c.req.valid("query").language ?? "en" }));
    },
  );

  routes.openapi(
    createRoute({ ...open, method: "post", path: "/public/account/invoices/{id}/pay", summary: "Pay an invoice by the saved means of payment, after one was declined", request: { params: byId }, responses: { 200: json(AccountInvoice, "Its payment is under way"), ...problems } }),
    async (c) => {
      const invoice = await ownInvoice(c, c.req.valid("param").id);
      if ((await store.get(paymentMethods, ownAccount(c).id)) === undefined) throw new ApiError(409, { code: "no-method", message: "Save a means of payment in your account first." });
      await store.transaction((unit) => collectInvoice(unit, money, invoice.id));
      return c.json(await accountInvoice(cpo, invoice), 200);
    },
  );

  routes.openapi(
    createRoute({ ...open, method: "post", path: "/public/account/cards", summary: "Say that a card is yours; hold it at a station within the hour to show it", request: { body: body(CardDraft) }, responses: { 200: json(DriverAccount, "The account, with the card that waits"), ...problems } }),
    async (c) => {
      const driver = await existing(store, ownAccount(c).id);
      if (!(await mayCharge(store, driver))) throw new ApiError(409, { code: "no-method", message: "Save a means of payment in your account first." });
      const taken = await store.transaction(async (unit) => accounts.cards.claim(unit, driver.id, c.req.valid("json").number));
      if (!taken) throw conflict("This card cannot be added now; try again in an hour, or ask the operator.", "number");
      return c.json(await changed(c), 200);
    },
  );

  routes.openapi(
    createRoute({ ...open, method: "patch", path: "/public/account/cards/{id}", summary: "Block a card, or unblock it", request: { params: byId, body: body(z.strictObject({ blocked: z.boolean() }).openapi("DriverCardChange")) }, responses: { 200: json(DriverAccount, "The account"), ...problems } }),
    async (c) => {
      const { id: driver } = ownAccount(c);
      await store.transaction(async (unit) => {
        const account = await existing(unit, driver);
        const token = await ownCard(unit, driver, c.req.valid("param").id);
        if (account.status === "blocked") throw conflict("The account is blocked. Ask the operator.");
        putToken(unit, { ...token, status: c.req.valid("json").blocked ? "blocked" : "accepted" });
      });
      return c.json(await changed(c), 200);
    },
  );

  routes.openapi(
    createRoute({ ...open, method: "delete", path: "/public/account/waiting-cards/{id}", summary: "Wait for a card no longer", request: { params: byId }, responses: { 200: json(DriverAccount, "The account"), ...problems } }),
    async (c) => {
      await store.transaction((unit) => accounts.cards.drop(unit, ownAccount(c).id, c.req.valid("param").id));
      return c.json(await changed(c), 200);
    },
  );

  routes.openapi(
    createRoute({ ...open, method: "get", path: "/public/account/plans", summary: "What one can subscribe to", request: { query: z.strictObject(placePaging) }, responses: { 200: json(AccountPlans, "Plans that are open"), ...problems } }),
    async (c) => {
      const { items, ...rest } = pageOfKnown(await openPlans(store), c.req.valid("query"));
      const plans = await Promise.all(items.map((plan) => planView(store, plan)));
      return c.json({ items: plans.map(({ tariffs: _, closed: __, ...plan }) => plan), ...rest }, 200);
    },
  );

  routes.openapi(
    createRoute({ ...open, method: "put", path: "/public/account/subscription", summary: "Subscribe to a plan, at once or after the one that runs", request: { body: body(z.strictObject({ plan: z.string().min(1).max(36) }).openapi("DriverSubscriptionChoice")) }, responses: { 200: json(DriverAccount, "The account"), ...problems } }),
    async (c) => {
      const { timeZone } = await cpo.settings();
      const driver = await existing(store, ownAccount(c).id);
      if (!(await mayCharge(store, driver))) throw new ApiError(409, { code: "no-method", message: "Save a means of payment in your account first." });
      await store.transaction(async (unit) => orConflict(choosePlan(unit, { subscriptions: money.subscriptions, customer: customerOfDriver(driver), now: clock.now(), timeZone, id: ids.next(), plan: await existingPlan(unit, c.req.valid("json").plan) })));
      return c.json(await changed(c), 200);
    },
  );

  routes.openapi(
    createRoute({ ...open, method: "delete", path: "/public/account/subscription", summary: "Cancel the subscription with its month or year", responses: { 200: json(DriverAccount, "The account"), ...problems } }),
    async (c) => {
      const { timeZone } = await cpo.settings();
      await store.transaction((unit) => cancelContract(unit, { subscriptions: money.subscriptions, customer: customerOf(c), now: clock.now(), timeZone }));
      return c.json(await changed(c), 200);
    },
  );

  return routes;

  async function ownInvoice(c: Context, id: string) {
    const invoice = await money.invoices.invoice(store, id);
    if (invoice === undefined || invoice.customer !== customerOf(c)) throw notFound("document", id);
    return invoice;
  }
}

async function ownCard(unit: { get: Cpo["store"]["get"] }, driver: string, id: string): Promise<Token> {
  const token = await unit.get(tokens, id);
  if (token?.driver !== driver || !isCard(token)) throw notFound("card", id);
  return token;
}
