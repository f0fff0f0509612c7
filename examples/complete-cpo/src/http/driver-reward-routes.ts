import { minutes } from "@cpokit/kernel";
import { createAttempts } from "../access/attempts.ts";
import type { Cpo } from "../cpo.ts";
import { customerOfDriver } from "../drivers/documents.ts";
import { rewardsView } from "../views/voucher-view.ts";
import { RedeemCode, RedeemPoints, RewardsView } from "../wire/voucher.ts";
import { ownAccount } from "./driver-principal.ts";
import { ApiError, conflict } from "./errors.ts";
import { body, createRoute, createRoutes, json, problems } from "./routes.ts";
import { redeemed } from "./voucher-routes.ts";

const tags = ["Driver account"];
/** Codes that one account may try in an hour without success. */
const MOST_WRONG = 10;

/** Points and vouchers of the driver who is signed in. */
export function driverRewardRoutes({ store, clock, money: { rewards } }: Cpo) {
  const routes = createRoutes();
  const wrong = createAttempts({ most: MOST_WRONG, window: minutes(60), now: () => clock.now() });

  routes.openapi(
    createRoute({ permission: "public", method: "get", path: "/public/account/rewards", tags, summary: "Points and vouchers", responses: { 200: json(RewardsView, "What there is"), ...problems } }),
    async (c) => c.json(await rewardsView(store, rewards, customerOfDriver(ownAccount(c))), 200),
  );

  routes.openapi(
    createRoute({ permission: "public", method: "post", path: "/public/account/vouchers", tags, summary: "Redeem a voucher: it lowers the next invoices", request: { body: body(RedeemCode) }, responses: { 200: json(RewardsView, "What the account has now"), ...problems } }),
    async (c) => {
      const driver = ownAccount(c);
      if (wrong.waitFor(driver.id) > 0) throw new ApiError(429, { code: "too-many-attempts", message: "Too many wrong codes; try again in an hour." });
      const customer = customerOfDriver(driver);
      const outcome = await store.transaction((unit) => rewards.vouchers.redeem(unit, { code: c.req.valid("json").code, customer }));
      if (outcome.outcome === "refused") wrong.failed(driver.id);
      redeemed(outcome);
      return c.json(await rewardsView(store, rewards, customer), 200);
    },
  );

  routes.openapi(
    createRoute({ permission: "public", method: "post", path: "/public/account/points", tags, summary: "Turn points into an amount that lowers the next invoices, once for the id", request: { body: body(RedeemPoints) }, responses: { 200: json(RewardsView, "What the account has now"), ...problems } }),
    async (c) => {
      const customer = customerOfDriver(ownAccount(c));
      const outcome = await store.transaction((unit) => rewards.redeemPoints(unit, { ...c.req.valid("json"), customer }));
      if (outcome.outcome === "refused") throw conflict(outcome.reason, "points");
      return c.json(await rewardsView(store, rewards, customer), 200);
    },
  );

  return routes;
}
