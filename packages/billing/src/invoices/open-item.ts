import { CpoError, type Instant } from "@cpokit/kernel";
import { collection, type Unit } from "@cpokit/storage";
import type { CdrRecord } from "../cdr-record.ts";
import { payments, sessionPayments } from "../payments/payment.ts";

/** Something that a customer owes, or is owed, until an invoice takes it up. It stays afterwards, so that nothing is posted twice. */
export interface OpenItem {
  /** The id of its CDR, or of whatever it is posted for: `fee/<subscription>/2026-11`. */
  readonly id: string;
  /** `driver/…`, `fleet/…`, `partner/…`. */
  readonly customer: string;
  readonly currency: string;
  /** The service was delivered at this moment: it decides the period. */
  readonly at: Instant;
  /** Absent for a CDR, whose record has the lines. */
  readonly charge?: Charge;
  /** The invoice that took it up. */
  readonly invoice?: string;
}

/** An amount beside CDRs: a monthly fee, an allowance, a refund of trouble. */
export interface Charge {
  /** What it is for, for people. */
  readonly text: string;
  /** The CDR that it belongs to. */
  readonly cdr?: string;
  readonly lines: readonly ChargeLine[];
}

export interface ChargeLine {
  /** Exact net amount, decimal text; negative in the customer's favour. */
  readonly amount: string;
  /** Empty when none applies. */
  readonly taxes: readonly { readonly name: string; readonly percentage: string }[];
  readonly quantity?: string;
  readonly unit?: "kWh" | "s";
}

export const openItems = collection<OpenItem>("openItems", {
  indexes: {
    /** Only what no invoice has. */
    byCustomer: { keys: ({ invoice, customer, at, id }) => (invoice === undefined ? [[customer, at, id]] : []) },
  },
});

/** Puts a sealed CDR on its customer's account, in the commit that seals it; not what a payment pays, nor what is paid to the driver (Y3). */
export async function postCdr(unit: Unit, record: CdrRecord): Promise<void> {
  if (record.customer === undefined || record.homeCharging === true) return;
  const paidBy = await unit.get(sessionPayments, record.session);
  const payment = paidBy === undefined ? undefined : await unit.get(payments, paidBy.payment);
  if (payment !== undefined && payment.state !== "declined") return;
  unit.put(openItems, record.id, { id: record.id, customer: record.customer, currency: record.currency, at: record.end });
}

/** Puts a charge on a customer's account, once for its id. Answers whether it was new. @throws `billing.item` when the id stands for something else */
export async function postCharge(unit: Unit, item: Omit<OpenItem, "invoice"> & { readonly charge: Charge }): Promise<boolean> {
  const known = await unit.get(openItems, item.id);
  if (known === undefined) {
    unit.put(openItems, item.id, item);
    return true;
  }
  if (known.customer !== item.customer || known.currency !== item.currency || JSON.stringify(known.charge) !== JSON.stringify(item.charge)) {
    throw new CpoError("billing.item", `"${item.id}" is posted already, for another customer or amount; post a correction under an id of its own.`, { id: item.id });
  }
  return false;
}
