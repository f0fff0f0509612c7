import { cancelContract, choosePlan, subscriptionPlans, type SubscriptionPlan } from "@cpokit/billing";
import { decimal, isCpoError } from "@cpokit/kernel";
import type { Reader } from "@cpokit/storage";
import type { Cpo } from "../cpo.ts";
import { customerOfDriver } from "../drivers/documents.ts";
import { driverView, planView } from "../views/driver-view.ts";
import { optional } from "../views/optional.ts";
import { PAGE, pageOf, paging } from "../wire/common.ts";
import { DriverView, PlanDraft, PlanView } from "../wire/driver.ts";
import { existing as existingDriver } from "./driver-routes.ts";
import { conflict, invalid, notFound } from "./errors.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

const tags = ["Subscriptions"];

/** Plans that drivers subscribe to, and their contracts. */
export function subscriptionRoutes({ store, clock, ids, settings, money: { subscriptions } }: Cpo) {
  const routes = createRoutes();

  routes.openapi(
    createRoute({ method: "get", path: "/subscription-plans", permission: "drivers:read", tags, summary: "Plans that drivers can subscribe to", request: { query: z.strictObject(paging) }, responses: { 200: json(pageOf(PlanView), "By id"), ...problems } }),
    async (c) => {
      const { limit = PAGE, after } = c.req.valid("query");
      const page = await store.find(subscriptionPlans, { limit, ...optional({ after }) });
      return c.json({ items: await Promise.all(page.items.map(({ body: plan }) => planView(store, plan))), ...optional({ next: page.next }) }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/subscription-plans", permission: "tariffs:write", tags, summary: "Write a plan; what it costs and gives never changes", request: { body: body(PlanDraft) }, responses: { 201: json(PlanView, "Open to drivers"), ...problems } }),
    async (c) => {
      const { fee, vatPercent, leastMonths = 0, name, currency, ...terms } = c.req.valid("json");
      if (fee !== undefined && vatPercent === undefined) throw invalid("vatPercent", "is required with a fee; 0 where none is due");
      if (terms.kwhPerMonth !== undefined && terms.kwhPerYear !== undefined) throw invalid("kwhPerYear", "must be absent beside kwhPerMonth: free energy counts by the month or by the year");
      const plan: SubscriptionPlan = {
        id: ids.next(), name, currency, leastMonths, ...optional(terms),
        ...(fee === undefined || vatPercent === undefined ? {} : { fee: { amount: fee, taxes: decimal(vatPercent).units === 0n ? [] : [{ name: "VAT", percentage: vatPercent }] } }),
      };
      if (plan.fee === undefined && plan.percentOff === undefined && plan.kwhPerMonth === undefined && plan.kwhPerYear === undefined && plan.freeParkingMinutes === undefined) throw invalid("percentOff", "or another effect, or a fee, is required: a plan must do something");
      await store.transaction((unit) => unit.put(subscriptionPlans, plan.id, plan));
      return c.json(await planView(store, plan), 201);
    },
  );

  routes.openapi(
    createRoute({ method: "patch", path: "/subscription-plans/{id}", permission: "tariffs:write", tags, summary: "Close a plan to new drivers, or open it again; contracts go on", request: { params: byId, body: body(z.strictObject({ closed: z.boolean() }).openapi("SubscriptionPlanChange")) }, responses: { 200: json(PlanView, "As it is now"), ...problems } }),
    async (c) => {
      const { closed } = c.req.valid("json");
      const changed = await store.transaction(async (unit) => {
        const { closed: _, ...plan } = await existingPlan(unit, c.req.valid("param").id);
        const next: SubscriptionPlan = { ...plan, ...(closed ? { closed } : {}) };
        unit.put(subscriptionPlans, next.id, next);
        return next;
      });
      return c.json(await planView(store, changed), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/subscription-plans/{id}", permission: "drivers:read", tags, summary: "One plan", request: { params: byId }, responses: { 200: json(PlanView, "The plan"), ...problems } }),
    async (c) => c.json(await planView(store, await existingPlan(store, c.req.valid("param").id)), 200),
  );

  routes.openapi(
    createRoute({
      method: "put", path: "/drivers/{id}/subscription", permission: "drivers:write", tags, summary: "Subscribe an account to a plan; a contract that runs goes on until its end, and the new one follows",
      request: { params: byId, body: body(z.strictObject({ plan: z.string().min(1).max(36) }).openapi("SubscriptionChoice")) }, responses: { 200: json(DriverView, "The account with its contracts"), ...problems },
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      const { plan } = c.req.valid("json");
      await subscribe(id, plan);
      return c.json(await driverView(store, subscriptions, await existingDriver(store, id), clock.now()), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "delete", path: "/drivers/{id}/subscription", permission: "drivers:write", tags, summary: "Cancel the contract of an account: with its month or year, not before its least duration", request: { params: byId }, responses: { 200: json(DriverView, "The account with its contracts"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      await cancel(id);
      return c.json(await driverView(store, subscriptions, await existingDriver(store, id), clock.now()), 200);
    },
  );

  return routes;

  async function subscribe(id: string, planId: string): Promise<void> {
    const { timeZone } = await settings();
    await store.transaction(async (unit) => {
      const driver = await existingDriver(unit, id);
      await orConflict(choosePlan(unit, { subscriptions, id: ids.next(), now: clock.now(), timeZone, customer: customerOfDriver(driver), plan: await existingPlan(unit, planId) }));
    });
  }

  async function cancel(id: string): Promise<void> {
    const { timeZone } = await settings();
    await store.transaction(async (unit) => {
      const driver = await existingDriver(unit, id);
      await cancelContract(unit, { subscriptions, now: clock.now(), timeZone, customer: customerOfDriver(driver) });
    });
  }
}

export async function existingPlan(reader: Pick<Reader, "get">, id: string): Promise<SubscriptionPlan> {
  const plan = await reader.get(subscriptionPlans, id);
  if (plan === undefined) throw notFound("plan", id);
  return plan;
}

/** What stands in the way of a contract is the caller's to solve. */
export async function orConflict<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (isCpoError(error, "billing.subscription")) throw conflict(error.message, "plan");
    throw error;
  }
}
