import { CpoError, type Instant } from "@cpokit/kernel";
import type { Outbox, Reader, Store, Unit } from "@cpokit/storage";
import type { Adjuster } from "@cpokit/tariffs";
import { cdrs, type CdrRecord } from "../cdr-record.ts";
import type { Invoices } from "../invoices/create-invoices.ts";
import type { Period } from "../periods.ts";
import { chargeContract } from "./charge-fees.ts";
import { planCharge, reversedCharge, withoutCdr } from "./plan-charge.ts";
import { plannedCdrs, subscriptionAccounts, subscriptions, type Subscription } from "./subscription.ts";

export interface SubscriptionsOptions {
  /** Where charges go. */
  readonly invoices: Pick<Invoices, "charge">;
  /** What a plan does to prices, in order; an allowance, a discount, free minutes … of `@cpokit/tariffs` (P4). */
  readonly plan: (subscription: Subscription, reader: Reader) => readonly Adjuster[] | Promise<readonly Adjuster[]>;
}

/** Subscriptions (scope row 23): fees of a month or a year, and plans whose allowances and discounts stand on the same invoice as the sessions. */
export interface Subscriptions {
  /** Writes a contract; the same id again replaces it, for example with an end. @throws `billing.subscription` when the customer has another one at that time */
  subscribe(unit: Unit, subscription: Subscription): Promise<void>;
  /** The contract of a customer at a moment: give it to the choice of the tariff, too. */
  at(reader: Reader, customer: string, at: Instant): Promise<Subscription | undefined>;
  /**
   * Charges the fees of a calendar month for its days, and the fees of contract years with the month in which they begin, each once;
   * gives back the days after an end that was set later. Answers how many charges were new.
   */
  chargeFees(unit: Unit, customer: string, period: Period): Promise<number>;
  /** Charges the fees of a month to everybody, each customer in a commit of its own; answers how many fees were new. */
  chargeAllFees(store: Store, period: Period): Promise<number>;
  /** The contracts of a customer, past and to come. */
  contracts(reader: Reader, customer: string): Promise<readonly Subscription[]>;
  /** Applies the plan to a CDR, once; a credit takes back what its original got, and gives its allowance back. */
  record(unit: Unit, cdr: string): Promise<void>;
  /** Lets the outbox record every CDR in the order of its session. Returns a stop function. */
  deliver(outbox: Outbox): Promise<() => Promise<void>>;
}

export function createSubscriptions({ invoices, plan }: SubscriptionsOptions): Subscriptions {
  async function applyTo(unit: Unit, record: CdrRecord, customer: string): Promise<void> {
    const subscription = await self.at(unit, customer, record.start);
    if (subscription === undefined) return;
    const { charge, account } = planCharge(record, await plan(subscription, unit), subscription.name, await unit.get(subscriptionAccounts, subscription.id));
    unit.put(subscriptionAccounts, subscription.id, account);
    unit.put(plannedCdrs, record.id, { subscription: subscription.id, ...(charge === undefined ? {} : { charge }) });
    if (charge !== undefined) await invoices.charge(unit, { id: `plan/${record.id}`, customer, currency: record.currency, at: record.end, charge });
  }

  async function takeBack(unit: Unit, credit: CdrRecord, customer: string, original: string): Promise<void> {
    await self.record(unit, original);
    const planned = await unit.get(plannedCdrs, original);
    if (planned === undefined) return;
    const account = await unit.get(subscriptionAccounts, planned.subscription);
    if (account !== undefined) unit.put(subscriptionAccounts, planned.subscription, withoutCdr(account, original));
    unit.put(plannedCdrs, credit.id, { subscription: planned.subscription });
    if (planned.charge === undefined) return;
    await invoices.charge(unit, { id: `plan/${credit.id}`, customer, currency: credit.currency, at: credit.end, charge: reversedCharge(planned.charge, credit.id) });
  }

  const self: Subscriptions = {
    async subscribe(unit, subscription) {
      const { customer } = subscription;
      const others = (await contractsOf(unit, customer)).filter(({ id }) => id !== subscription.id);
      const other = others.find(({ from, until }) => from < (subscription.until ?? Infinity) && subscription.from < (until ?? Infinity));
      if (other !== undefined) throw new CpoError("billing.subscription", `${customer} has subscription ${other.id} at that time; end it first.`, { customer, subscription: other.id });
      unit.put(subscriptions, customer, { customer, contracts: [...others, subscription] });
    },

    at: async (reader, customer, at) => (await contractsOf(reader, customer)).find(({ from, until }) => from <= at && (until === undefined || at < until)),

    async chargeFees(unit, customer, period) {
      let posted = 0;
      for (const contract of await contractsOf(unit, customer)) posted += await chargeContract(unit, invoices, contract, period);
      return posted;
    },

    async chargeAllFees(store, period) {
      let posted = 0;
      for await (const { id } of store.each(subscriptions)) posted += await store.transaction((unit) => self.chargeFees(unit, id, period));
      return posted;
    },

    contracts: contractsOf,

    async record(unit, id) {
      if ((await unit.get(plannedCdrs, id)) !== undefined) return;
      const record = await unit.get(cdrs, id);
      if (record?.customer === undefined || record.homeCharging === true) return;
      if (record.creditOf === undefined) await applyTo(unit, record, record.customer);
      else await takeBack(unit, record, record.customer, record.creditOf);
    },

    deliver: (outbox) => outbox.deliver("subscriptions", "cdr.issued", async ({ payload }, unit) => self.record(unit, (payload as { readonly cdr: string }).cdr)),
  };
  return self;
}

async function contractsOf(reader: Reader, customer: string): Promise<readonly Subscription[]> {
  return (await reader.get(subscriptions, customer))?.contracts ?? [];
}
