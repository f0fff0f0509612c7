import { instant, type Instant } from "@cpokit/kernel";
import { collection } from "@cpokit/storage";
import { discount, energyAllowance, freeMinutes, type Adjuster } from "@cpokit/tariffs";
import type { ChargeLine } from "../invoices/open-item.ts";
import { period, periodNameOf } from "../periods.ts";
import { contractYear } from "./contract-year.ts";
import type { Subscription } from "./subscription.ts";

/** What drivers can subscribe to. What it costs and gives never changes: for other terms write another plan. */
export interface SubscriptionPlan {
  readonly id: string;
  /** Printed on invoices. */
  readonly name: string;
  readonly description?: string;
  readonly currency: string;
  /** How long a contract runs at a time: calendar months (when absent), or years from the day on which it begins. */
  readonly term?: "month" | "year";
  /** For a whole term, net. */
  readonly fee?: ChargeLine;
  /** Whole calendar months that a contract lasts at least; 0 when it may end with any term. Of a yearly one, the years that hold them. */
  readonly leastMonths: number;
  /** Per cent off everything; decimal text. */
  readonly percentOff?: string;
  /** Free kWh in every calendar month; decimal text. */
  readonly kwhPerMonth?: string;
  /** Free kWh in every year of the contract; decimal text. */
  readonly kwhPerYear?: string;
  /** The first minutes of every session that stand without charging are free. */
  readonly freeParkingMinutes?: number;
  /** Nobody new may choose it. */
  readonly closed?: boolean;
}

export const subscriptionPlans = collection<SubscriptionPlan>("subscriptionPlans", { indexes: { open: { keys: ({ closed, name, id }) => (closed === true ? [] : [[name, id]]) } } });

/** What a plan does to prices under a contract, in the order in which it does it: free minutes, free energy, then per cent off the rest (P4). Years begin in the zone whose months are billed. */
export function adjustersOf({ freeParkingMinutes: minutes, kwhPerMonth, kwhPerYear, percentOff: percent }: SubscriptionPlan, { from }: Pick<Subscription, "from">, timeZone: string): readonly Adjuster[] {
  return [
    ...(minutes === undefined ? [] : [freeMinutes({ name: "free-parking", minutes, category: "parking" })]),
    ...(kwhPerMonth === undefined ? [] : [energyAllowance({ name: "allowance", kwhPerMonth })]),
    ...(kwhPerYear === undefined ? [] : [energyAllowance({ name: "year-allowance", kwh: kwhPerYear, termOf: (at) => String(contractYear(from, at, timeZone).number) })]),
    ...(percent === undefined ? [] : [discount({ name: "discount", percent })]),
  ];
}

/** The contract of a customer who chooses a plan, with the fee of now. */
export function contractOf(plan: SubscriptionPlan, choice: { readonly id: string; readonly customer: string; readonly from: Instant }): Subscription {
  const { id: planId, name, currency, fee, term } = plan;
  return { ...choice, plan: planId, name, currency, ...(term === undefined ? {} : { term }), ...(fee === undefined ? {} : { fee }) };
}

/** When a contract ends that is cancelled now: with its month or year, and not before its least duration; in the zone whose months are billed. */
export function endOfContract({ from, term = "month" }: Pick<Subscription, "from" | "term">, leastMonths: number, now: Instant, timeZone: string): Instant {
  const endOf = (at: Instant): Instant => (term === "year" ? contractYear(from, at, timeZone).to : period(periodNameOf(at, timeZone, "month"), timeZone).to);
  let least = from;
  for (let months = 0; months < leastMonths; months += term === "year" ? 12 : 1) least = endOf(least);
  return instant(Math.max(endOf(instant(Math.max(from, now))), least));
}
