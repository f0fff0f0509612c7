import { addDecimals, compareDecimals, formatDecimal, subtractDecimal, tryDecimal, ZERO, type Decimal } from "@cpokit/kernel";
import type { NumberLike } from "../ocpi.ts";
import type { OcpiCdr } from "./ocpi-cdr.ts";
import { numberOfSide } from "./stated-value.ts";

/** An invoice reconciliation record of OCPI 2.3.0, edition 2: which CDRs an invoice is made of. */
export interface InvoiceReconciliation {
  readonly invoice_id: string;
  readonly cdrs: readonly string[];
}

export interface ReconcileOptions {
  readonly record: InvoiceReconciliation;
  /** The CDRs at hand; those of other invoices are left out. */
  readonly cdrs: readonly OcpiCdr[];
  /** What the invoice, or the capture of a payment (the total of a financial advice), amounts to; not compared when absent. */
  readonly total?: { readonly excl?: NumberLike; readonly incl?: NumberLike };
}

export interface Reconciled {
  readonly ok: boolean;
  /** Decimal text; a side is absent when a CDR does not state it. Credits count negative. */
  readonly total: { readonly excl?: string; readonly incl?: string };
  /** In the record, yet not at hand. */
  readonly missing: readonly string[];
  /** At hand under this invoice, yet not in the record; or in the record and under another invoice. */
  readonly misplaced: readonly string[];
  /** More than once in the record. */
  readonly repeated: readonly string[];
  readonly currencies: readonly string[];
  /** Stated minus summed, where that is not nothing. */
  readonly difference: { readonly excl?: string; readonly incl?: string };
}

/** The record of an invoice from CDRs that refer to it by `invoice_reference_id` (tariffs Y5). */
export function invoiceReconciliation(invoiceId: string, cdrs: readonly OcpiCdr[]): InvoiceReconciliation {
  return { invoice_id: invoiceId, cdrs: cdrs.filter((cdr) => cdr.invoice_reference_id === invoiceId).map(({ id }) => id) };
}

/** Compares an invoice, or a captured payment, with the CDRs that it says it is made of (tariffs Y5). Ids compare without case. */
export function reconcileInvoice({ record, cdrs, total: stated }: ReconcileOptions): Reconciled {
  const key = (id: string): string => id.toLowerCase();
  const listed = new Map<string, string>();
  const repeated: string[] = [];
  for (const id of record.cdrs) {
    if (listed.has(key(id))) repeated.push(id);
    else listed.set(key(id), id);
  }
  const found = new Map(cdrs.filter(({ id }) => listed.has(key(id))).map((cdr) => [key(cdr.id), cdr]));
  const missing = [...listed].filter(([id]) => !found.has(id)).map(([, id]) => id);
  const misplaced = cdrs
    .filter(({ id, invoice_reference_id: reference }) => (listed.has(key(id)) ? reference !== undefined && reference !== record.invoice_id : reference === record.invoice_id))
    .map(({ id }) => id);
  const own = [...found.values()];
  const currencies = [...new Set(own.map(({ currency }) => currency))];
  const sums = { excl: sumOf(own, "excl"), incl: sumOf(own, "incl") };
  const difference = { ...differenceOf("excl", stated?.excl, sums.excl), ...differenceOf("incl", stated?.incl, sums.incl) };
  return {
    ok: missing.length + misplaced.length + repeated.length === 0 && currencies.length <= 1 && Object.keys(difference).length === 0,
    total: { ...(sums.excl === undefined ? {} : { excl: formatDecimal(sums.excl) }), ...(sums.incl === undefined ? {} : { incl: formatDecimal(sums.incl) }) },
    missing, misplaced, repeated, currencies, difference,
  };
}

/** The sum of a side, undefined when a CDR does not state it: never a silent 0. */
function sumOf(cdrs: readonly OcpiCdr[], side: "excl" | "incl"): Decimal | undefined {
  const amounts = cdrs.map((cdr) => numberOfSide(cdr.total_cost, side));
  return amounts.includes(undefined) ? undefined : addDecimals(ZERO, ...amounts.flatMap((amount) => amount ?? []));
}

function differenceOf(side: "excl" | "incl", stated: NumberLike | undefined, sum: Decimal | undefined): { readonly excl?: string; readonly incl?: string } {
  if (stated === undefined) return {};
  const value = tryDecimal(stated);
  if (value !== undefined && sum !== undefined && compareDecimals(value, sum) === 0) return {};
  return { [side]: value === undefined || sum === undefined ? String(stated) : formatDecimal(subtractDecimal(value, sum)) };
}
