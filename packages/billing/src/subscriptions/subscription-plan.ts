import { instant, type Instant } from "@cpokit/kernel";
import { collection } from "@cpokit/storage";
import { discount, energyAllowance, freeMinutes, type Adjuster } from "@cpokit/tariffs";
import type { ChargeLine } from "../invoices/open-item.ts";
import { period, periodNameOf } from "../periods.ts";
import type { Subscription } from "./subscription.ts";

/** What drivers can subscribe to. What it costs and gives never changes: for other terms write another plan. */
export interface SubscriptionPlan {
  readonly id: string;
  /** Printed on invoices. */
  readonly name: string;
  readonly description?: string;
  readonly currency: string;
  /** For a whole calendar month, net. */
  readonly fee?: ChargeLine;
  /** Whole calendar months that a contract lasts at least; 0 when it may end with any month. */
  readonly leastMonths: number;
  /** Per cent off everything; decimal text. */
  readonly percentOff?: string;
  /** Free kWh in every calendar month; decimal text. */
  readonly kwhPerMonth?: string;
  /** The first minutes of every session that stand without charging are free. */
  readonly freeParkingMinutes?: number;
  /** Nobody new may choose it. */
  readonly closed?: boolean;
}

export const subscriptionPlans = collection<SubscriptionPlan>("subscriptionPlans", { indexes: { open: { keys: ({ closed, name, id }) => (closed === true ? [] : [[name, id]]) } } });

/** What a plan does to prices, in the order in which it does it: free minutes, free energy, then per cent off the rest (P4). */
export function adjustersOf({ freeParkingMinutes: minutes, kwhPerMonth, percentOff: percent }: SubscriptionPlan): readonly Adjuster[] {
  return [
    ...(minutes === undefined ? [] : [freeMinutes({ name: "free-parking", minutes, category: "parking" })]),
    ...(kwhPerMonth === undefined ? [] : [energyAllowance({ name: "allowance", kwhPerMonth })]),
    ...(percent === undefined ? [] : [discount({ name: "discount", percent })]),
  ];
}

/** The contract of a customer who chooses a plan, with the fee of now. */
export function contractOf(plan: SubscriptionPlan, choice: { readonly id: string; readonly customer: string; readonly from: Instant }): Subscription {
  const { id: planId, name, currency, fee } = plan;
  return { ...choice, plan: planId, name, currency, ...(fee === undefined ? {} : { fee }) };
}

/** When a contract ends that is cancelled now: with the month, and not before its least duration; in the zone whose months are billed. */
export function endOfContract({ from }: Pick<Subscription, "from">, leastMonths: number, now: Instant, timeZone: string): Instant {
  let end = period(periodNameOf(instant(Math.max(from, now)), timeZone, "month"), timeZone).to;
  let least = from;
  for (let month = 0; month < leastMonths; month += 1) least = period(periodNameOf(least, timeZone, "month"), timeZone).to;
  if (end < least) end = least;
  return end;
}
