import type { Clock, Ids, Instant } from "@cpokit/kernel";
import type { Outbox, Reader, Unit } from "@cpokit/storage";
import type { Charge } from "../invoices/open-item.ts";
import type { MethodSetups } from "./method-setups.ts";
import type { Claim, Payment } from "./payment.ts";
import type { PaymentProvider, WebhookMessage } from "./provider.ts";

export interface PaymentsOptions {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly provider: PaymentProvider;
  /** Hears of means of payment that were saved on a page of the provider. */
  readonly methods?: Pick<MethodSetups, "notified">;
  /** What else changes what a CDR costs its driver, once for each CDR: vouchers, say. Its lines are on the receipt. */
  readonly beside?: (unit: Unit, cdr: string) => Promise<Charge | undefined>;
}

export interface PaymentDraft {
  readonly currency: string;
  /** What to reserve; decimal text, rounded to the minor unit. */
  readonly amount: string;
  /** What the provider's page gave us for the means of payment. */
  readonly method?: string;
  readonly session?: string;
  readonly token?: string;
  readonly tariffVersion?: string;
}

export type PaymentOutcome = { readonly outcome: "done"; readonly payment: Payment } | { readonly outcome: "refused"; readonly reason: string };

export type WebhookOutcome =
  /** Events that changed a payment, and those that were known or are not ours. */
  | { readonly outcome: "done"; readonly applied: number; readonly ignored: number }
  | { readonly outcome: "refused"; readonly reason: string };

/** Payments as a saga: every step is decided and committed first, then carried out by the outbox under a stable key (I15, I21, F5). */
export interface Payments {
  /** Opens a payment; its authorisation is on its way with the commit. @throws `billing.payment-amount` for an amount that is not above 0 */
  open(unit: Unit, draft: PaymentDraft): Promise<Payment>;
  /** Reserves up to this amount in all, before the session is settled. */
  increment(unit: Unit, payment: string, amount: string): Promise<PaymentOutcome>;
  /** The payment is for this session. @throws `billing.payment-session` when the session has another one */
  attach(unit: Unit, payment: string, session: string): Promise<PaymentOutcome>;
  /** Claims what the ledger says of the session: captures, releases or pays back. Safe to repeat. */
  settle(unit: Unit, session: string): Promise<Payment | undefined>;
  /** Claims a fee that no CDR has, once for its name, and captures: a reservation that was not used, say. */
  charge(unit: Unit, payment: string, fee: Claim): Promise<PaymentOutcome>;
  /** Nothing will be owed: gives the reservation back. */
  release(unit: Unit, payment: string): Promise<PaymentOutcome>;
  /** Tries what the provider refused once more. */
  retry(unit: Unit, payment: string, actor: string): Promise<PaymentOutcome>;
  /** Carries out the step with this key, unless it happened meanwhile. Rejects when the outcome is unknown: then the same key is asked again. */
  perform(unit: Unit, payment: string, key: string): Promise<void>;
  /** Takes a notification of the provider; the same one again changes nothing. Answer 2xx for `done` only, so that it is sent again. */
  receive(unit: Unit, message: WebhookMessage): Promise<WebhookOutcome>;
  /** Asks again about steps that the provider left open and whose notification may be lost. */
  sweep(unit: Unit, now: Instant): Promise<void>;
  /** Lets the outbox settle sessions and carry out steps. Returns a stop function. */
  deliver(outbox: Outbox): Promise<() => Promise<void>>;
  payment(reader: Reader, id: string): Promise<Payment | undefined>;
  ofSession(reader: Reader, session: string): Promise<Payment | undefined>;
  ofToken(reader: Reader, token: string): Promise<Payment | undefined>;
}
