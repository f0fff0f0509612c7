import type { Instant } from "@cpokit/kernel";
import type { Reader, Unit } from "@cpokit/storage";
import { cdrs, type CdrRecord } from "../cdr-record.ts";
import type { TariffVersion } from "@cpokit/model";
import { createRater } from "../rate-session.ts";
import { ocpiCdrOf } from "../seal.ts";
import { cdrPart, chargePart, creditPart, withTax, type InvoicePart, type InvoiceStyle } from "./invoice-parts.ts";
import { invoices, type TaxName } from "./invoice-record.ts";
import { openItems, type OpenItem } from "./open-item.ts";

/** The open items of one currency from before a moment, guarded by this unit. */
export async function collectOpenItems(unit: Unit, customer: string, before: Instant, limit: number): Promise<{ readonly items: readonly OpenItem[]; readonly more: boolean }> {
  const items: OpenItem[] = [];
  for (let after: string | undefined, isLast = false; !isLast; ) {
    const page = await unit.find(openItems, { index: "byCustomer", prefix: [customer], to: [customer, before], limit: 500, ...(after === undefined ? {} : { after }) });
    for (const { id } of page.items) {
      const item = await unit.get(openItems, id);
      if (item === undefined || item.invoice !== undefined) continue;
      if (items[0] !== undefined && items[0].currency !== item.currency) return { items, more: true };
      if (items.length >= limit) return { items, more: true };
      items.push(item);
    }
    after = page.next;
    isLast = after === undefined;
  }
  return { items, more: false };
}

/** The customers with something to bill from before a moment; what was paid at once gets receipts instead. */
export async function* customersToBill(reader: Reader, before: Instant): AsyncGenerator<string> {
  for (let from: readonly [string, number] | undefined; ; ) {
    const page = await reader.find(openItems, { index: "byCustomer", limit: 1, ...(from === undefined ? {} : { from }) });
    const item = page.items[0]?.body;
    if (item === undefined) return;
    if (item.at < before && !item.customer.startsWith("payment/")) yield item.customer;
    from = [item.customer, Number.MAX_SAFE_INTEGER];
  }
}

export interface ItemPricing {
  readonly priceList: ((reader: Reader, customer: string, cdr: CdrRecord) => Promise<TariffVersion | undefined>) | undefined;
  readonly untaxed: Required<TaxName> | undefined;
}

/** Turns open items into the lines of an invoice; answers a sentence where that cannot be done. */
export function createItemPricer({ priceList, untaxed }: ItemPricing): (unit: Unit, item: OpenItem, style: InvoiceStyle) => Promise<InvoicePart | string> {
  const rater = createRater();

  return async (unit, item, style) => {
    if (item.charge !== undefined) return chargePart(item.id, item.charge, item.currency, style);
    const record = await unit.get(cdrs, item.id);
    if (record === undefined) return `CDR ${item.id} is not in the ledger.`;
    const billed = await billedPart(unit, record, style);
    if (billed !== undefined) return billed;
    const version = await priceList?.(unit, item.customer, record);
    const agreed = version === undefined ? record.priced : rater.reprice(ocpiCdrOf(record.cdr), version, record.timeZone);
    const price = agreed.totals.cost.incl === undefined && untaxed !== undefined ? withTax(agreed, untaxed) : agreed;
    if (price.totals.cost.incl === undefined) return `CDR ${item.id} says no taxes, as OCPI 2.1.1 cannot; name the tax on such prices in "untaxed".`;
    if (price.currency !== item.currency) return `CDR ${item.id} is in ${item.currency}, the price list in ${price.currency}.`;
    return cdrPart(record, price, style);
  };

  /** Where the original of a credit is on an invoice, exactly that is taken back. */
  async function billedPart(unit: Unit, credit: CdrRecord, { basis }: InvoiceStyle): Promise<InvoicePart | undefined> {
    if (credit.creditOf === undefined) return undefined;
    const original = await unit.get(openItems, credit.creditOf);
    const invoice = original?.invoice === undefined ? undefined : await unit.get(invoices, original.invoice);
    return invoice?.basis !== basis ? undefined : creditPart(credit, invoice);
  }
}
