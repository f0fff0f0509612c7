import { CpoError, type Instant } from "@cpokit/kernel";
import type { Unit } from "@cpokit/storage";
import type { Subscriptions } from "./create-subscriptions.ts";
import { contractOf, endOfContract, subscriptionPlans, type SubscriptionPlan } from "./subscription-plan.ts";
import type { Subscription } from "./subscription.ts";

interface Choice {
  readonly subscriptions: Pick<Subscriptions, "contracts" | "subscribe">;
  readonly customer: string;
  readonly now: Instant;
  /** Whose months are billed; IANA name. */
  readonly timeZone: string;
}

/**
 * Subscribes a customer to a plan: at once, or when the contract that runs has come to its end, which this brings about. Choosing what
 * one has changes nothing.
 *
 * @throws `billing.subscription` for a plan that is closed, and where another contract is to follow already
 */
export async function choosePlan(unit: Unit, { subscriptions, customer, now, timeZone, plan, id }: Choice & { readonly plan: SubscriptionPlan; readonly id: string }): Promise<Subscription> {
  const open = (await subscriptions.contracts(unit, customer)).filter(({ from, until }) => until === undefined || until > Math.max(now, from));
  const same = open.find((contract) => contract.plan === plan.id && contract.until === undefined);
  if (same !== undefined) return same;
  if (plan.closed === true) throw new CpoError("billing.subscription", `"${plan.name}" takes nobody new.`, { plan: plan.id });
  const coming = open.find(({ from }) => from > now);
  if (coming !== undefined) throw new CpoError("billing.subscription", `"${coming.name}" is to follow already; cancel that first.`, { customer, subscription: coming.id });
  const running = open[0];
  const from = running === undefined ? now : running.until ?? (await endOf(unit, running, now, timeZone));
  if (running !== undefined && running.until === undefined) await subscriptions.subscribe(unit, { ...running, until: from });
  const contract = contractOf(plan, { id, customer, from });
  await subscriptions.subscribe(unit, contract);
  return contract;
}

/** Ends what runs with its month or year and not before its least duration, and takes back what was to follow; `undefined` when there is nothing to end. */
export async function cancelContract(unit: Unit, { subscriptions, customer, now, timeZone }: Choice): Promise<Subscription | undefined> {
  const last = (await subscriptions.contracts(unit, customer)).findLast(({ until }) => until === undefined);
  if (last === undefined) return undefined;
  // A contract that has not begun ends where it would begin: it is over without ever having run.
  const ended = { ...last, until: last.from > now ? last.from : await endOf(unit, last, now, timeZone) };
  await subscriptions.subscribe(unit, ended);
  return ended;
}

async function endOf(unit: Unit, contract: Subscription, now: Instant, timeZone: string): Promise<Instant> {
  const plan = await unit.get(subscriptionPlans, contract.plan);
  return endOfContract(contract, plan?.leastMonths ?? 0, now, timeZone);
}
