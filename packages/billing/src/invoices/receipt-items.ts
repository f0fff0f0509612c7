import { instant, type Instant } from "@cpokit/kernel";
import type { Unit } from "@cpokit/storage";
import { cdrs } from "../cdr-record.ts";
import { isClaimOfInvoice, isPositive, payments, type Claim, type Payment } from "../payments/payment.ts";
import { period, periodNameOf, type Period } from "../periods.ts";
import type { PaidBy } from "./invoice-record.ts";
import { openItems, type OpenItem } from "./open-item.ts";

export interface ReceiptItems {
  readonly items: readonly OpenItem[];
  /** The local day on which the first of it was delivered. */
  readonly period: Period;
  readonly payment: PaidBy;
}

/** What of a payment no receipt has, once the provider did all that was asked of it; nothing before that. */
export async function receiptItems(unit: Unit, id: string, now: Instant): Promise<ReceiptItems | { readonly reason: string }> {
  const payment = await unit.get(payments, id);
  if (payment === undefined) return { reason: `There is no payment ${id}.` };
  const isPaid = payment.settled && payment.step === undefined && isPositive(payment.captured);
  const items: OpenItem[] = [];
  let timeZone = "UTC";
  for (const claim of isPaid ? payment.claims : []) {
    if (isClaimOfInvoice(claim)) continue;
    const known = await unit.get(openItems, claim.id);
    if (known?.invoice !== undefined) continue;
    const record = await unit.get(cdrs, claim.id);
    timeZone = record?.timeZone ?? timeZone;
    items.push(record === undefined ? feeItem(payment, claim, now) : { id: record.id, customer: `payment/${id}`, currency: record.currency, at: record.end });
  }
  const first = instant(Math.min(now, ...items.map(({ at }) => at)));
  return {
    items,
    period: period(periodNameOf(first, timeZone, "day"), timeZone),
    payment: { payment: id, ...(payment.reference === undefined ? {} : { reference: payment.reference }), captured: payment.captured, refunded: payment.refunded },
  };
}

/** A fee is a sum for a broken promise, not the price of a supply: it bears no tax. */
function feeItem({ id, currency }: Payment, { id: fee, amount, charge = { text: fee, lines: [{ amount, taxes: [] }] } }: Claim, at: Instant): OpenItem {
  return { id: fee, customer: `payment/${id}`, currency, at, charge };
}
