import type { Instant } from "@cpokit/kernel";
import { collection } from "@cpokit/storage";
import type { Account } from "@cpokit/tariffs";
import type { Charge } from "../invoices/open-item.ts";

/** A customer's contract: a fee per month or year, and a plan that changes prices (tariffs P4). */
export interface Subscription {
  readonly id: string;
  /** `driver/…`, `fleet/…`, `partner/…`: one subscription at a time. */
  readonly customer: string;
  /** Names the plan; the application knows what it does. */
  readonly plan: string;
  /** Printed on invoices. */
  readonly name: string;
  readonly currency: string;
  /** Inclusive. */
  readonly from: Instant;
  /** Exclusive. */
  readonly until?: Instant;
  /** How long it runs at a time: calendar months (when absent), or years that begin on the day on which it began. */
  readonly term?: "month" | "year";
  /** For a whole term, net; a part of one costs its share of days. A year is charged when it begins. */
  readonly fee?: Charge["lines"][number];
}

/** All contracts of a customer; one document, so that two never overlap. */
export const subscriptions = collection<{ readonly customer: string; readonly contracts: readonly Subscription[] }>("subscriptions");

/** What a subscription has used of its allowances (P4); one document, so that nothing is used twice. */
export const subscriptionAccounts = collection<Account>("subscriptionAccounts");

/** Which plan changed the price of a CDR, by its id: a credit takes back the same. */
export const plannedCdrs = collection<{ readonly subscription: string; readonly charge?: Charge }>("plannedCdrs");
