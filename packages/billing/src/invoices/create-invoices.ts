import { instant, type Clock, type Instant } from "@cpokit/kernel";
import type { TariffVersion } from "@cpokit/model";
import { collection, type Page, type Reader, type Unit } from "@cpokit/storage";
import { compare } from "../amounts.ts";
import type { CdrRecord } from "../cdr-record.ts";
import type { Period } from "../periods.ts";
import type { Digest } from "../seal.ts";
import { invoiceAmounts } from "./invoice-amounts.ts";
import type { InvoicePart, InvoiceStyle } from "./invoice-parts.ts";
import { findInvoices, type InvoiceQuery } from "./invoice-query.ts";
import { invoiceCredits, invoices, sealedInvoice, type InvoiceKind, type InvoiceParty, type InvoiceRecord, type TaxExemption, type TaxName } from "./invoice-record.ts";
import { nextNumber } from "./numbering.ts";
import { openItems, postCharge, type Charge, type OpenItem } from "./open-item.ts";
import { collectOpenItems, createItemPricer, customersToBill } from "./open-items.ts";
import { receiptItems } from "./receipt-items.ts";
import { reversedInvoice } from "./reversed-invoice.ts";

export interface InvoicesOptions {
  readonly clock: Clock;
  /** SHA-256 as hex, from the platform. */
  readonly digest: Digest;
  /** Who issues, as printed from now on. */
  readonly seller?: InvoiceParty;
  /** Name and address of a customer, as printed from now on. */
  readonly buyer?: (reader: Reader, customer: string) => Promise<InvoiceParty | undefined>;
  /** Days until an invoice is due, 14 by default. */
  readonly paymentDays?: number;
  /** Net with taxes on top for businesses, gross for consumers; by default drivers and ad-hoc payments get gross invoices, fleets and partners net ones. */
  readonly basis?: (customer: string) => "net" | "gross";
  /** Customers that are billed without tax, and the sentence that says why: reverse charge for partners abroad, say. */
  readonly exemption?: (reader: Reader, customer: string) => Promise<TaxExemption | undefined>;
  /** The series that numbers a document; `INV`, `CN` and `REC` by default. A year in it starts the count anew. */
  readonly series?: (kind: InvoiceKind, issuedAt: Instant) => string;
  /** The tax on prices of OCPI 2.1.1, which can say none; without it they are refused (X1). */
  readonly untaxed?: Required<TaxName>;
  /** The price list that was agreed with a customer, instead of what the CDR says (scope row 7, P5). */
  readonly priceList?: (reader: Reader, customer: string, cdr: CdrRecord) => Promise<TariffVersion | undefined>;
  /** Items on one invoice, 1000 by default; a customer with more gets several. */
  readonly limit?: number;
}

export type InvoiceOutcome =
  /** `more`: run it again for what did not fit, or is in another currency. */
  | { readonly outcome: "issued"; readonly invoice: InvoiceRecord; readonly more: boolean }
  /** Nothing is owed, or the period was invoiced before: what came late is on the next period's invoice. */
  | { readonly outcome: "nothing" }
  | { readonly outcome: "refused"; readonly reason: string };

/** Invoices per period and customer from sealed CDRs and charges, and receipts for what was paid at once. */
export interface Invoices {
  /** Bills all that a customer owes from before the period's end and that no invoice has; a credit note when the customer gets money. Once for each period. */
  issue(unit: Unit, request: { readonly customer: string; readonly period: Period }): Promise<InvoiceOutcome>;
  /** Takes an invoice back by a credit note, once; its items are open again, and the next run bills them anew. To waive something for good, credit its CDR. */
  credit(unit: Unit, invoice: string, act: { readonly actor: string; readonly reason: string }): Promise<InvoiceOutcome>;
  /** The receipt of a payment that is settled, for all of it that no receipt has; a credit note for what was paid back. Safe to repeat. */
  receipt(unit: Unit, payment: string): Promise<InvoiceOutcome>;
  /** Puts a charge on a customer's account, once for its id; false when it was there already. @throws `billing.item` */
  charge(unit: Unit, item: Omit<OpenItem, "invoice"> & { readonly charge: Charge }): Promise<boolean>;
  /** The customers with something to bill from before a moment. */
  customers(reader: Reader, before: Instant): AsyncGenerator<string>;
  invoice(reader: Reader, id: string): Promise<InvoiceRecord | undefined>;
  /** Newest first. */
  invoices(reader: Reader, query?: InvoiceQuery): Promise<Page<InvoiceRecord>>;
}

/** The periods that are invoiced, by customer and period; it makes a second run of a period do nothing. */
const invoicedPeriods = collection<{ readonly invoice: string }>("invoicedPeriods");

const DAY = 86_400_000;

export function createInvoices(options: InvoicesOptions): Invoices {
  const { clock, digest, basis = defaultBasis, series = defaultSeries, limit = 1_000, paymentDays = 14 } = options;
  const partOf = createItemPricer({ priceList: options.priceList, untaxed: options.untaxed });

  async function styleOf(reader: Reader, customer: string): Promise<InvoiceStyle> {
    const exemption = await options.exemption?.(reader, customer);
    return exemption === undefined ? { basis: basis(customer) } : { basis: "net", exemption };
  }

  /** Numbers and writes a document, and marks what it bills. */
  async function write(unit: Unit, items: readonly OpenItem[], draft: Omit<InvoiceRecord, "id" | "series" | "sequence" | "issuedAt" | "hash">): Promise<InvoiceRecord> {
    const issuedAt = clock.now();
    const record = sealedInvoice({ ...(await nextNumber(unit, series(draft.kind, issuedAt))), ...draft, issuedAt, ...(draft.kind === "invoice" ? { dueAt: instant(issuedAt + paymentDays * DAY) } : {}) }, digest);
    unit.put(invoices, record.id, record);
    for (const item of items) unit.put(openItems, item.id, { ...item, invoice: record.id });
    unit.publish({ topic: "invoice.issued", key: record.customer, payload: { invoice: record.id, customer: record.customer, kind: record.kind } });
    return record;
  }

  async function bill(unit: Unit, items: readonly OpenItem[], head: Pick<InvoiceRecord, "customer" | "period" | "kind" | "payment">): Promise<InvoiceRecord | string> {
    const style = await styleOf(unit, head.customer);
    const parts: InvoicePart[] = [];
    for (const item of items) {
      const part = await partOf(unit, item, style);
      if (typeof part === "string") return part;
      parts.push(part);
    }
    const amounts = invoiceAmounts(parts, items[0]?.currency ?? "", style.basis, style.exemption);
    const buyer = await options.buyer?.(unit, head.customer);
    return write(unit, items, {
      ...head, kind: compare(amounts.payable, "0") < 0 ? "creditNote" : head.kind,
      ...(options.seller === undefined ? {} : { seller: options.seller }), ...(buyer === undefined ? {} : { buyer }),
      ...(style.exemption === undefined ? {} : { exemption: style.exemption }), sessions: parts.flatMap((part) => part.session ?? []), ...amounts,
    });
  }

  return {
    async issue(unit, { customer, period }) {
      if (clock.now() < period.to) return { outcome: "refused", reason: `The period ${period.name} is not over.` };
      const key = periodKey(customer, period);
      if ((await unit.get(invoicedPeriods, key)) !== undefined) return { outcome: "nothing" };
      const { items, more } = await collectOpenItems(unit, customer, period.to, limit);
      if (items.length === 0) return { outcome: "nothing" };
      const invoice = await bill(unit, items, { kind: "invoice", customer, period });
      if (typeof invoice === "string") return { outcome: "refused", reason: invoice };
      if (!more) unit.put(invoicedPeriods, key, { invoice: invoice.id });
      return { outcome: "issued", invoice, more };
    },

    async credit(unit, id, { actor, reason }) {
      const original = await unit.get(invoices, id);
      if (original === undefined) return { outcome: "refused", reason: `There is no invoice ${id}.` };
      if (original.creditOf !== undefined) return { outcome: "refused", reason: "A credit note that takes back an invoice is not taken back itself; issue a new invoice." };
      const known = await unit.get(invoiceCredits, id);
      if (known !== undefined) return { outcome: "refused", reason: `The invoice was taken back by ${known.creditNote} already.` };
      const invoice = await write(unit, [], { ...reversedInvoice(original), kind: "creditNote", creditOf: id, reason: `${actor}: ${reason}` });
      unit.put(invoiceCredits, id, { creditNote: invoice.id });
      for (const item of new Set(original.lines.map((line) => line.item))) await reopen(unit, item);
      unit.delete(invoicedPeriods, periodKey(original.customer, original.period));
      return { outcome: "issued", invoice, more: false };
    },

    async receipt(unit, id) {
      const paid = await receiptItems(unit, id, clock.now());
      if ("reason" in paid) return { outcome: "refused", reason: paid.reason };
      if (paid.items.length === 0) return { outcome: "nothing" };
      const invoice = await bill(unit, paid.items, { kind: "receipt", customer: `payment/${id}`, period: paid.period, payment: paid.payment });
      return typeof invoice === "string" ? { outcome: "refused", reason: invoice } : { outcome: "issued", invoice, more: false };
    },

    charge: postCharge,
    customers: customersToBill,
    invoice: (reader, id) => reader.get(invoices, id),
    invoices: findInvoices,
  };
}

async function reopen(unit: Unit, id: string): Promise<void> {
  const item = await unit.get(openItems, id);
  if (item === undefined) return;
  const { invoice: _, ...open } = item;
  unit.put(openItems, id, open);
}

function periodKey(customer: string, { name, timeZone }: Period): string {
  return JSON.stringify([customer, name, timeZone]);
}

function defaultBasis(customer: string): "net" | "gross" {
  return customer.startsWith("driver/") || customer.startsWith("payment/") ? "gross" : "net";
}

function defaultSeries(kind: InvoiceKind): string {
  return { invoice: "INV", creditNote: "CN", receipt: "REC" }[kind];
}
