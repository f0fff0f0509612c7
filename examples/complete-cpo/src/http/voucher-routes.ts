import { foldCode, vouchers, type Voucher, type VoucherWorth } from "@cpokit/billing";
import { isCpoError, type Instant } from "@cpokit/kernel";
import { THIS } from "../collections.ts";
import type { Cpo } from "../cpo.ts";
import { customerOfDriver } from "../drivers/documents.ts";
import { loyaltyRules } from "../drivers/rewards.ts";
import { optional } from "../views/optional.ts";
import { rewardsView, voucherView } from "../views/voucher-view.ts";
import { PAGE, pageOf, paging } from "../wire/common.ts";
import { LoyaltyRules, RedeemCode, RedeemPoints, RewardsView, VoucherDraft, VoucherView } from "../wire/voucher.ts";
import { existing as existingDriver } from "./driver-routes.ts";
import { ApiError, conflict, invalid, notFound } from "./errors.ts";
import { momentOf } from "./moments.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

const tags = ["Vouchers"];

/** Vouchers, what charging earns, and what accounts have of both. */
export function voucherRoutes({ store, money: { rewards } }: Cpo) {
  const routes = createRoutes();

  routes.openapi(
    createRoute({ method: "get", path: "/vouchers", permission: "billing:read", tags, summary: "Vouchers, newest first", request: { query: z.strictObject(paging) }, responses: { 200: json(pageOf(VoucherView), "Vouchers"), ...problems } }),
    async (c) => {
      const { limit = PAGE, after } = c.req.valid("query");
      const page = await store.find(vouchers, { index: "byCreation", reverse: true, limit, ...optional({ after }) });
      return c.json({ items: page.items.map(({ body: voucher }) => voucherView(voucher)), ...optional({ next: page.next }) }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/vouchers", permission: "billing:write", tags, summary: "Write a voucher", request: { body: body(VoucherDraft) }, responses: { 201: json(VoucherView, "Redeemable from now on, or from its date"), ...problems } }),
    async (c) => {
      const { code, name, uses, validFrom, validUntil, ...given } = c.req.valid("json");
      const from = validFrom === undefined ? undefined : momentOf("validFrom", validFrom);
      const until = validUntil === undefined ? undefined : momentOf("validUntil", validUntil);
      if (from !== undefined && until !== undefined && until <= from) throw invalid("validUntil", "must be later than validFrom");
      const voucher = await orConflict(store.transaction((unit) => rewards.vouchers.issue(unit, { code, name, uses, worth: worthOf(given), ...optional<{ validFrom: Instant | undefined; validUntil: Instant | undefined }>({ validFrom: from, validUntil: until }) })));
      return c.json(voucherView(voucher), 201);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/vouchers/{id}", permission: "billing:read", tags, summary: "One voucher", request: { params: byId }, responses: { 200: json(VoucherView, "The voucher"), ...problems } }),
    async (c) => {
      const voucher = await store.get(vouchers, foldCode(c.req.valid("param").id));
      if (voucher === undefined) throw notFound("voucher", c.req.valid("param").id);
      return c.json(voucherView(voucher), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "patch", path: "/vouchers/{id}", permission: "billing:write", tags, summary: "Withdraw a voucher, or let it be redeemed again; who has it keeps it", request: { params: byId, body: body(z.strictObject({ withdrawn: z.boolean() }).openapi("VoucherChange")) }, responses: { 200: json(VoucherView, "As it is now"), ...problems } }),
    async (c) => {
      const code = foldCode(c.req.valid("param").id);
      const changed = await store.transaction(async (unit) => {
        const known = await unit.get(vouchers, code);
        if (known === undefined) throw notFound("voucher", code);
        const { withdrawn: _, ...rest } = known;
        const next: Voucher = { ...rest, ...(c.req.valid("json").withdrawn ? { withdrawn: true } : {}) };
        unit.put(vouchers, code, next);
        return next;
      });
      return c.json(voucherView(changed), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/loyalty-rules", permission: "billing:read", tags, summary: "What charging earns, and what points are worth", responses: { 200: json(z.object({ rules: LoyaltyRules.optional() }), "Absent where nobody set any"), ...problems } }),
    async (c) => {
      const rules = await rewards.rules(store);
      return c.json(rules === undefined ? {} : { rules: { ...rules } }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "put", path: "/loyalty-rules", permission: "billing:write", tags, summary: "Say what charging earns, for charge records from now on", request: { body: body(LoyaltyRules) }, responses: { 200: json(LoyaltyRules, "It holds from now on"), ...problems } }),
    async (c) => {
      const { perKwh, perUnit, ...rest } = c.req.valid("json");
      await store.transaction((unit) => unit.put(loyaltyRules, THIS, { ...rest, ...optional({ perKwh, perUnit }) }));
      return c.json(c.req.valid("json"), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/drivers/{id}/rewards", permission: "drivers:read", tags, summary: "Points and vouchers of an account", request: { params: byId }, responses: { 200: json(RewardsView, "What there is"), ...problems } }),
    async (c) => c.json(await rewardsView(store, rewards, customerOfDriver(await existingDriver(store, c.req.valid("param").id))), 200),
  );

  routes.openapi(
    createRoute({ method: "post", path: "/drivers/{id}/vouchers", permission: "drivers:write", tags, summary: "Redeem a voucher for an account", request: { params: byId, body: body(RedeemCode) }, responses: { 200: json(RewardsView, "What the account has now"), ...problems } }),
    async (c) => {
      const customer = customerOfDriver(await existingDriver(store, c.req.valid("param").id));
      redeemed(await store.transaction((unit) => rewards.vouchers.redeem(unit, { code: c.req.valid("json").code, customer })));
      return c.json(await rewardsView(store, rewards, customer), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/drivers/{id}/points", permission: "drivers:write", tags, summary: "Turn points of an account into an amount, once for the id", request: { params: byId, body: body(RedeemPoints) }, responses: { 200: json(RewardsView, "What the account has now"), ...problems } }),
    async (c) => {
      const customer = customerOfDriver(await existingDriver(store, c.req.valid("param").id));
      const outcome = await store.transaction((unit) => rewards.redeemPoints(unit, { ...c.req.valid("json"), customer }));
      if (outcome.outcome === "refused") throw conflict(outcome.reason, "points");
      return c.json(await rewardsView(store, rewards, customer), 200);
    },
  );

  return routes;
}

/** @throws the problem of a code that is not worth anything now */
export function redeemed(outcome: { readonly outcome: "done" } | { readonly outcome: "refused"; readonly code: string; readonly reason: string }): void {
  if (outcome.outcome === "refused") throw new ApiError(409, { code: `voucher-${outcome.code}`, message: outcome.reason, field: "code", rule: "must be a voucher that can be redeemed" });
}

function worthOf({ amount, currency, percent, sessions }: Pick<z.output<typeof VoucherDraft>, "amount" | "currency" | "percent" | "sessions">): VoucherWorth {
  if ((amount === undefined) === (percent === undefined)) throw invalid("amount", "or percent is required, and not both");
  if (percent !== undefined) return { kind: "percent", percent, sessions: sessions ?? 1 };
  if (currency === undefined) throw invalid("currency", "is required with an amount");
  return { kind: "amount", amount: amount ?? "0", currency };
}

async function orConflict<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (isCpoError(error, "billing.voucher")) throw conflict(error.message, "code");
    throw error;
  }
}
