import type { Instant } from "@cpokit/kernel";
import { collection } from "@cpokit/storage";
import { compare, difference, sum } from "../amounts.ts";
import type { Charge } from "../invoices/open-item.ts";
import type { PaymentAction } from "./provider.ts";

/** Where a payment stands (domain §2). `declined` is an authorisation that was refused: open another payment then. */
export type PaymentState = "requiresAuth" | "authorised" | "captured" | "released" | "partiallyRefunded" | "refunded" | "disputed" | "declined";

/** One payment of one driver, for one session or fee. Amounts are decimal text in minor units. */
export interface Payment {
  readonly id: string;
  readonly currency: string;
  readonly state: PaymentState;
  readonly openedAt: Instant;
  /** What should be reserved. */
  readonly wanted: string;
  /** What the provider moved, as it says itself; I21: captured ≤ authorised, refunded ≤ captured. */
  readonly authorised: string;
  readonly captured: string;
  readonly refunded: string;
  /** Taken back through lost disputes. */
  readonly chargedBack: string;
  /** What the driver owes: sealed CDRs, their credits, named fees. Money moves for nothing else (I21). */
  readonly claims: readonly Claim[];
  /** The claims are complete: capture them, or release. */
  readonly settled: boolean;
  /** What has to happen at the provider, and is not known to have happened. At most one thing at a time. */
  readonly step?: PaymentStep;
  /** What is known to have happened, or to have been refused. */
  readonly done: readonly DoneStep[];
  /** The provider let the reservation lapse. */
  readonly expired: boolean;
  readonly dispute?: { readonly amount: string; readonly at: Instant; readonly reason?: string };
  /** What the driver has to do before the provider decides. */
  readonly action?: PaymentAction;
  /** The provider's id. */
  readonly reference?: string;
  readonly method?: string;
  readonly session?: string;
  /** The token that the session of this payment starts with. */
  readonly token?: string;
  /** The tariff version whose price the driver saw. */
  readonly tariffVersion?: string;
}

export interface Claim {
  /** Id of the CDR or fee: claiming it again changes nothing. */
  readonly id: string;
  /** Negative for a credit. */
  readonly amount: string;
  /** What it is made of, where it is neither a CDR nor a plain fee. */
  readonly charge?: Charge;
}

const OF_INVOICE = "invoice/";

/** The claim of a payment that collects an invoice: no receipt is written for it, as the invoice is the document. */
export function claimOfInvoice(invoice: string): string {
  return `${OF_INVOICE}${invoice}`;
}

export function isClaimOfInvoice({ id }: Claim): boolean {
  return id.startsWith(OF_INVOICE);
}

export type StepKind = "authorize" | "increment" | "capture" | "release" | "refund";

export interface PaymentStep {
  readonly kind: StepKind;
  /** The provider's idempotency key; never used for anything else. */
  readonly key: string;
  readonly amount: string;
  /** The provider has not decided: ask again by the key from then on, in case its notification is lost. */
  readonly askAgainAt?: Instant;
}

export interface DoneStep extends PaymentStep {
  readonly at: Instant;
  /** What the provider moved; 0 when it refused. */
  readonly moved: string;
  /** Why it was refused. */
  readonly refusal?: string;
  /** Somebody wanted it tried once more, under another key. */
  readonly retriedBy?: string;
}

export const payments = collection<Payment>("payments", {
  indexes: {
    byOpening: { keys: (payment) => [[payment.openedAt, payment.id]] },
    byState: { keys: (payment) => [[payment.state, payment.openedAt]] },
    byToken: { keys: (payment) => (payment.token === undefined ? [] : [[payment.token]]), unique: true },
    toAskAgain: { keys: ({ step }) => (step?.askAgainAt === undefined ? [] : [[step.askAgainAt]]) },
  },
});

/** The payment of a session; one document, so that no session is paid twice. */
export const sessionPayments = collection<{ readonly payment: string }>("sessionPayments");

/** What is owed, what was kept, and what is still missing: negative when the driver paid too much. */
export function balanceOf(payment: Payment): { readonly owed: string; readonly kept: string; readonly outstanding: string } {
  const owed = sum(...payment.claims.map((claim) => claim.amount));
  const kept = difference(payment.captured, sum(payment.refunded, payment.chargedBack));
  return { owed, kept, outstanding: difference(owed, kept) };
}

/** The steps that the provider refused and that nobody had tried again: a person has to act. */
export function refusalsOf(payment: Payment): readonly DoneStep[] {
  return payment.done.filter((step) => step.refusal !== undefined && step.retriedBy === undefined);
}

/** Whether a decimal text is above 0. */
export function isPositive(amount: string): boolean {
  return compare(amount, "0") > 0;
}
