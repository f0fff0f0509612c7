import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Cpo } from "../cpo.ts";
import { driverMethodRoutes } from "./driver-method-routes.ts";
import { driverAccountRoutes } from "./driver-account-routes.ts";
import { driverRewardRoutes } from "./driver-reward-routes.ts";
import { driverRoutes } from "./driver-routes.ts";
import { driverSessionRoutes } from "./driver-session-routes.ts";
import { driverWaitRoutes } from "./driver-wait-routes.ts";
import { groupRoutes } from "./group-routes.ts";
import type { CookieSettings } from "./login-cookie.ts";
import { mailRoutes } from "./mail-routes.ts";
import { settlementRoutes } from "./settlement-routes.ts";
import { subscriptionRoutes } from "./subscription-routes.ts";
import { voucherRoutes } from "./voucher-routes.ts";

/** Who charges, what was agreed with them, and what they do by themselves. */
export function customerRoutes(cpo: Cpo, cookies: CookieSettings): readonly OpenAPIHono[] {
  return [driverRoutes(cpo), groupRoutes(cpo), subscriptionRoutes(cpo), mailRoutes(cpo), driverSessionRoutes(cpo, cookies), driverAccountRoutes(cpo), driverMethodRoutes(cpo), driverRewardRoutes(cpo), driverWaitRoutes(cpo), voucherRoutes(cpo), settlementRoutes(cpo)];
}
