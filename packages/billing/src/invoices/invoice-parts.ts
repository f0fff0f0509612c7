import { addDecimals, decimal, divideDecimal, formatDecimal, multiplyDecimals, roundDecimal, ZERO, type Decimal } from "@cpokit/kernel";
import { toInvoice, type Amount, type Priced } from "@cpokit/tariffs";
import { inMinorUnits, negated, sum } from "../amounts.ts";
import type { CdrRecord } from "../cdr-record.ts";
import { ocpiCdrOf } from "../seal.ts";
import type { InvoicedSession, InvoiceLine, InvoiceRecord, TaxExemption, TaxName } from "./invoice-record.ts";
import type { Charge } from "./open-item.ts";

/** What one open item brings to an invoice. */
export interface InvoicePart {
  readonly lines: readonly InvoiceLine[];
  /** Gross, in minor units: the claim as it stands by itself. */
  readonly payable: string;
  readonly session?: InvoicedSession;
}

/** How a customer is billed. */
export interface InvoiceStyle {
  readonly basis: "net" | "gross";
  /** No line bears tax; always net. */
  readonly exemption?: TaxExemption;
}

/** The lines of a CDR by its own price, or by another that was agreed (P5). A credit's are those of its original, negated. @throws `tariffs.tax-unknown` */
export function cdrPart(record: CdrRecord, price: Priced, { basis, exemption }: InvoiceStyle): InvoicePart {
  const amounts = toInvoice(price, { basis });
  const payable = exemption === undefined ? amounts.payable : inMinorUnits(price.totals.cost.excl, price.currency);
  const lines = amounts.lines.map(({ source, amount, taxes: named }): InvoiceLine => {
    const taxes = exemption === undefined ? named : [];
    const line = "line" in source ? price.lines[source.line] : undefined;
    if (line === undefined) return { item: record.id, cdr: record.id, category: "adjustment", amount, taxes };
    const isGross = price.tariffs.find((tariff) => tariff.id === line.tariffId)?.tax_included === "YES";
    return {
      item: record.id, cdr: record.id, category: line.category, quantity: line.billed, unit: line.unit,
      ...(isGross === (basis === "gross") || line.taxes.length === 0 ? { unitPrice: line.price } : {}),
      amount, taxes,
    };
  });
  const part: InvoicePart = { lines, payable, session: invoicedSession(record, payable) };
  return record.kind === "credit" ? reversedPart(part, price.currency) : part;
}

/** What an invoice billed for a CDR, taken back by its credit: to the cent, whatever is agreed by now. */
export function creditPart(credit: CdrRecord, invoice: InvoiceRecord): InvoicePart | undefined {
  const session = invoice.sessions.find(({ cdr }) => cdr === credit.creditOf);
  if (session === undefined) return undefined;
  const lines = invoice.lines.filter(({ item }) => item === credit.creditOf).map((line) => ({ ...line, item: credit.id, cdr: credit.id }));
  return reversedPart({ lines, payable: session.payable, session: { ...session, cdr: credit.id, hash: credit.hash, kind: "credit" } }, invoice.currency);
}

export function reversedPart({ lines, payable, session }: InvoicePart, currency: string): InvoicePart {
  const minus = (amount: string): string => inMinorUnits(negated(amount), currency);
  return {
    lines: lines.map((line) => ({ ...line, ...(line.quantity === undefined ? {} : { quantity: negated(line.quantity) }), amount: minus(line.amount) })),
    payable: minus(payable),
    ...(session === undefined ? {} : { session: { ...session, payable: minus(session.payable) } }),
  };
}

export function chargePart(id: string, charge: Charge, currency: string, { basis, exemption }: InvoiceStyle): InvoicePart {
  const { text, cdr } = charge;
  const claimOf = (line: Charge["lines"][number]): string => (exemption === undefined ? grossOf(line.amount, line.taxes) : line.amount);
  const lines = charge.lines.map((line): InvoiceLine => ({
    item: id, ...(cdr === undefined ? {} : { cdr }), category: "charge", text,
    ...(line.quantity === undefined ? {} : { quantity: line.quantity }), ...(line.unit === undefined ? {} : { unit: line.unit }),
    amount: inMinorUnits(basis === "net" ? line.amount : claimOf(line), currency),
    taxes: exemption === undefined ? line.taxes : [],
  }));
  return { lines, payable: inMinorUnits(sum(...charge.lines.map(claimOf)), currency) };
}

/** A price that can say no taxes (OCPI 2.1.1, X1) with one tax on all of it. */
export function withTax(price: Priced, tax: Required<TaxName>): Priced {
  const taxed = <Part extends Amount>(part: Part): Part => {
    const incl = fourDecimals(decimal(grossOf(part.excl, [tax])));
    return { ...part, incl, taxes: [{ ...tax, amount: sum(incl, negated(part.excl)) }] };
  };
  return { ...price, totals: { ...price.totals, cost: taxed(price.totals.cost) }, lines: price.lines.map(taxed), adjustments: price.adjustments.map(taxed) };
}

function grossOf(net: string, taxes: readonly TaxName[]): string {
  const rates = addDecimals(ZERO, ...taxes.map((tax) => decimal(tax.percentage ?? "0")));
  return formatDecimal(addDecimals(decimal(net), divideDecimal(multiplyDecimals(decimal(net), rates), decimal(100), 8)));
}

function fourDecimals(value: Decimal): string {
  return formatDecimal(roundDecimal(value, 4));
}

function invoicedSession(record: CdrRecord, payable: string): InvoicedSession {
  const place = placeOf(record);
  const { evse_id: evse } = ocpiCdrOf(record.cdr).cdr_location ?? {};
  return {
    cdr: record.id, hash: record.hash, kind: record.kind, session: record.session, start: record.start, end: record.end, timeZone: record.timeZone, energy: record.energy,
    ...(place === undefined ? {} : { place }), ...(record.location === undefined ? {} : { location: record.location }), ...(evse === undefined ? {} : { evse }), ...(record.token === undefined ? {} : { token: record.token }), payable,
  };
}

/** Name and city of the site, as the CDR has them. */
function placeOf({ cdr }: CdrRecord): string | undefined {
  const location = cdr["cdr_location"] ?? cdr["location"];
  if (typeof location !== "object" || location === null) return undefined;
  const { name, city } = location as { readonly name?: unknown; readonly city?: unknown };
  const parts = [name, city].filter((part): part is string => typeof part === "string" && part !== "");
  return parts.length === 0 ? undefined : parts.join(", ");
}
