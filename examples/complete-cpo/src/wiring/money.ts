import {
  adjustersOf, createInvoices, createMethodSetups, createPayments, createPayouts, createSettlements, createSubscriptions, deliverReceipts, subscriptionPlans, type ApprovalHook, type Billing, type Digest, type InvoiceParty, type Invoices, type MethodSetups, type PaymentProvider, type Payments, type Payouts, type PayoutTerms, type Settlements, type Subscriptions, type WebhookMessage,
} from "@cpokit/billing";
import type { PageDecision } from "@cpokit/billing/fake";
import type { Csms } from "@cpokit/csms";
import type { Clock, Ids, Instant, Logger } from "@cpokit/kernel";
import type { Session } from "@cpokit/model";
import type { Sessions } from "@cpokit/sessions";
import type { RevenueAgreement } from "@cpokit/tariffs";
import { collection, type Reader, type Store, type Unit } from "@cpokit/storage";
import { THIS } from "../collections.ts";
import { partyOfCustomer } from "../drivers/drivers.ts";
import { createRewards, type Rewards } from "../drivers/rewards.ts";
import { collectInvoices, keepMethod } from "../drivers/payment-methods.ts";
import type { CpoSettings } from "../tenants/settings.ts";
import { createAdHoc, type AdHoc } from "./ad-hoc.ts";
import { noProvider } from "./no-provider.ts";

/** A payment service, and how it takes cards. */
export interface PaymentService {
  readonly provider: PaymentProvider;
  /** Notifications that did not come by HTTP, for example those of the fake provider; they are looked for in every sweep. */
  readonly notifications?: () => readonly WebhookMessage[];
  /** The page on which the fake provider saves means of payment: where it leads back to, `undefined` for one that there is not. */
  readonly demoPage?: (key: string, decision: PageDecision) => string | undefined;
}

export interface MoneyPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly sessions: Sessions;
  readonly csms: () => Csms;
  readonly billing: Billing;
  readonly digest: Digest;
  readonly settings: (reader: Pick<Reader, "get">) => Promise<Pick<CpoSettings, "timeZone">>;
  /** Absent: nobody can pay by card here. */
  readonly service?: PaymentService;
}

/** What comes after the CDR: payments and receipts, invoices, payouts. */
export interface Money {
  readonly payments: Payments;
  readonly invoices: Invoices;
  readonly payouts: Payouts;
  readonly settlements: Settlements;
  readonly subscriptions: Subscriptions;
  readonly rewards: Rewards;
  readonly adHoc: AdHoc;
  /** Whether a payment service is set up. */
  readonly takesCards: boolean;
  readonly methods: MethodSetups;
  /** Whether the payment service has a page that saves means of payment. */
  readonly savesMethods: boolean;
  readonly demoPage: PaymentService["demoPage"];
  start(): Promise<void>;
  sweep(now: Instant): Promise<void>;
  /** A session started: what was paid for it is attached, and the price that its driver saw holds. */
  begun(unit: Unit, session: Session): Promise<void>;
}

/** What the money side of this installation is set to; one document. */
export interface MoneySettings {
  /** A tariff version is in force only once somebody else than its author approved it. */
  readonly fourEyes: boolean;
  /** Who issues invoices, as printed from now on. */
  readonly seller?: InvoiceParty;
}

export const moneySettings = collection<MoneySettings>("money.settings");

/** Names and addresses as printed on invoices and statements, by `driver/…`, `fleet/…`, `partner/…` or `host/…`. */
export const billingParties = collection<InvoiceParty>("money.parties");

/** Who shares the revenue of a location, by its id. */
export const revenueAgreements = collection<RevenueAgreement & { readonly location: string }>("money.agreements");

/** What was agreed with a payee beside the shares, by payee. */
export const payoutTerms = collection<PayoutTerms>("money.payoutTerms");

export async function moneySettingsOf(reader: Reader): Promise<MoneySettings> {
  return (await reader.get(moneySettings, THIS)) ?? { fourEyes: false };
}

/** Asks for a second person where the installation is set so. */
export function approvalIn(store: Store): ApprovalHook {
  return async ({ proposedBy, approvals }) => {
    const last = approvals.at(-1);
    if (last?.actor === proposedBy) return { refused: `${proposedBy} proposed this version; another person has to approve it.` };
    return last !== undefined || !(await moneySettingsOf(store)).fourEyes ? "publish" : "wait";
  };
}

export function createMoney(ports: MoneyPorts): Money {
  const { store, clock, ids, logger, billing, digest, service } = ports;
  // Vouchers stand on receipts as they do on invoices.
  const provider = service?.provider ?? noProvider;
  const methods = createMethodSetups({ store, clock, ids, logger, provider, saved: (unit, method) => keepMethod(unit, method, clock.now()) });
  const payments: Payments = createPayments({ clock, ids, provider, methods, beside: (unit, cdr) => rewards.vouchers.record(unit, cdr) });
  // The seller is asked for with every document, so that a changed address is printed from then on.
  const invoicesBy = (seller: InvoiceParty | undefined): Invoices =>
    createInvoices({ clock, digest, buyer: async (reader, customer) => (await reader.get(billingParties, customer)) ?? partyOfCustomer(reader, customer), ...(seller === undefined ? {} : { seller }) });
  const invoices: Invoices = {
    ...invoicesBy(undefined),
    issue: async (unit, request) => invoicesBy((await moneySettingsOf(unit)).seller).issue(unit, request),
    receipt: async (unit, payment) => invoicesBy((await moneySettingsOf(unit)).seller).receipt(unit, payment),
  };
  const payoutsBy = (issuer: InvoiceParty | undefined): Payouts => createPayouts({
    clock, digest,
    agreement: async (reader, { location }) => (location === undefined ? undefined : reader.get(revenueAgreements, location)),
    recipient: (reader, payee) => reader.get(billingParties, payee),
    terms: (reader, payee) => reader.get(payoutTerms, payee),
    ...(issuer === undefined ? {} : { issuer }),
  });
  const payouts: Payouts = { ...payoutsBy(undefined), issue: async (unit, request) => payoutsBy((await moneySettingsOf(unit)).seller).issue(unit, request) };
  const subscriptions = createSubscriptions({
    invoices,
    async plan(contract, reader) {
      const known = await reader.get(subscriptionPlans, contract.plan);
      return known === undefined ? [] : adjustersOf(known, contract, (await ports.settings(reader)).timeZone);
    },
  });
  const rewards = createRewards({ clock, invoices, subscriptions });
  const adHoc = createAdHoc({ ...ports, payments, subscriptions, vouchers: rewards.vouchers, takesCards: service !== undefined });

  return {
    payments, invoices, payouts, settlements: createSettlements({ clock }), subscriptions, rewards, adHoc, takesCards: service !== undefined, methods, savesMethods: provider.saveMethod !== undefined, demoPage: service?.demoPage,
    async start() {
      await payments.deliver(store.outbox);
      await deliverReceipts(store.outbox, invoices);
      await collectInvoices(store.outbox, { payments, invoices });
      await payouts.deliver(store.outbox);
      await subscriptions.deliver(store.outbox);
      await rewards.vouchers.deliver(store.outbox);
      await rewards.loyalty.deliver(store.outbox);
      await adHoc.start();
    },
    async sweep(now) {
      for (const message of service?.notifications?.() ?? []) {
        const outcome = await store.transaction((unit) => payments.receive(unit, message));
        if (outcome.outcome === "refused") logger.warn({ reason: outcome.reason }, "A notification of the payment service was refused");
      }
      await store.transaction((unit) => payments.sweep(unit, now));
      await methods.sweep(now);
      await adHoc.sweep(now);
    },
    async begun(unit, session) {
      const value = session.token?.value;
      const payment = value === undefined ? undefined : await payments.ofToken(unit, value.toUpperCase());
      if (payment !== undefined) {
        await payments.attach(unit, payment.id, session.id);
        if (payment.tariffVersion !== undefined) await billing.freezeTariff(unit, session.id, { version: payment.tariffVersion });
      }
      if (value !== undefined) await adHoc.begun(unit, session, value.toUpperCase());
    },
  };
}
