import type { MethodSetup } from "@cpokit/billing";
import type { Context } from "hono";
import type { Cpo } from "../cpo.ts";
import { customerOfDriver } from "../drivers/documents.ts";
import { paymentMethods } from "../drivers/payment-methods.ts";
import { driverAccount, runningCharges } from "../views/driver-account-view.ts";
import { optional } from "../views/optional.ts";
import { DriverAccount, LookedMethodSetup, MethodPageDecision, MethodPageReturn, MethodSetupView } from "../wire/driver-account.ts";
import { ownAccount } from "./driver-principal.ts";
import { existing } from "./driver-routes.ts";
import { ApiError, conflict, notFound } from "./errors.ts";
import { body, byId, createRoute, createRoutes, json, problems } from "./routes.ts";

const tags = ["Driver account"];
const open = { permission: "public", tags } as const;

/** The means of payment of the driver who is signed in. Only the payment service learns what it is. */
export function driverMethodRoutes(cpo: Cpo) {
  const routes = createRoutes();
  const { store, accounts, money } = cpo;
  const changed = async (c: Context): Promise<DriverAccount> => driverAccount(cpo, await existing(store, ownAccount(c).id));

  routes.openapi(
    createRoute({ ...open, method: "post", path: "/public/account/method-setups", summary: "Begin to save a means of payment, on the page of the payment service", responses: { 201: json(MethodSetupView, "Send the driver to its url; the page leads back with ?method-setup=<id>"), ...problems } }),
    async (c) => {
      const driver = ownAccount(c);
      if (!money.savesMethods) throw new ApiError(409, { code: "no-cards", message: "No payment service is set up here." });
      const setup = await answered(money.methods.open({ customer: customerOfDriver(driver), returnUrl: (id) => `${pageOf(c)}/drive/account?method-setup=${encodeURIComponent(id)}` }));
      return c.json(setupView(setup), 201);
    },
  );

  routes.openapi(
    createRoute({ ...open, method: "post", path: "/public/account/method-setups/{id}/look", summary: "What became of it: the payment service is asked, whatever the browser brings back", request: { params: byId }, responses: { 200: json(LookedMethodSetup, "With the account as it is now"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      const known = await money.methods.setup(store, id);
      if (known === undefined || known.customer !== customerOfDriver(ownAccount(c))) throw notFound("means of payment", id);
      const setup = (await answered(money.methods.look(id))) ?? known;
      return c.json({ setup: setupView(setup), account: await changed(c) }, 200);
    },
  );

  routes.openapi(
    createRoute({ ...open, method: "delete", path: "/public/account/method", summary: "Remove the means of payment; not while cards or a subscription need it", responses: { 200: json(DriverAccount, "The account"), ...problems } }),
    async (c) => {
      const account = await changed(c);
      const needed = !account.invoiced && (account.cards.some(({ state }) => state === "active") || account.contracts.some(({ state }) => state !== "over"));
      if (needed || (await runningCharges(cpo, ownAccount(c))).length > 0) throw conflict("Your cards or your subscription need it. Save another one instead, or block the cards and cancel the subscription first.");
      await store.transaction((unit) => unit.delete(paymentMethods, ownAccount(c).id));
      return c.json(await changed(c), 200);
    },
  );

  routes.openapi(
    createRoute({ ...open, method: "post", path: "/public/demo-payment-pages/{id}", summary: "What somebody does on the payment page of the demonstration; there is none elsewhere", request: { params: byId, body: body(MethodPageDecision) }, responses: { 200: json(MethodPageReturn, "Where it leads back to"), ...problems } }),
    (c) => {
      const returnUrl = money.demoPage?.(c.req.valid("param").id, c.req.valid("json").decision);
      if (returnUrl === undefined) throw notFound("payment page", c.req.valid("param").id);
      return c.json({ returnUrl }, 200);
    },
  );

  return routes;

  /** Where the browser is: the login is bound to that name of the CPO. The token of the login has shown that the page is ours. */
  function pageOf(c: Context): string {
    const ours = accounts.pageUrl();
    const origin = c.req.header("origin");
    if (ours === "" || origin === undefined || !URL.canParse(origin)) return ours;
    return `${new URL(origin).origin}${new URL(ours).pathname.replace(/\/$/, "")}`;
  }

  async function answered<Result>(work: Promise<Result>): Promise<Result> {
    try {
      return await work;
    } catch (error) {
      cpo.logger.warn({ error }, "The payment service did not answer");
      throw new ApiError(503, { code: "payment-service", message: "The payment service does not answer. Try again in a moment." });
    }
  }
}

function setupView({ id, state, url, label }: MethodSetup): MethodSetupView {
  return { id, state, ...optional({ url, label }) };
}
