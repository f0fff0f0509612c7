import type { Instant } from "@cpokit/kernel";
import { foldTokenValue } from "@cpokit/model";
import { collection, type Key } from "@cpokit/storage";
import type { BillCategory } from "@cpokit/tariffs";
import { canonical } from "../cdr-record.ts";
import type { Period } from "../periods.ts";
import type { Digest } from "../seal.ts";

/** An issued invoice, credit note or receipt: immutable, numbered without gaps, with amounts after EN 16931 (tariffs M4). Amounts in the customer's favour are negative. */
export interface InvoiceRecord extends InvoiceAmounts {
  /** The number that is printed on it. */
  readonly id: string;
  readonly series: string;
  /** 1, 2, 3 … within the series. */
  readonly sequence: number;
  /** A receipt is the invoice of what was paid at once. */
  readonly kind: InvoiceKind;
  /** The invoice that this credit note takes back as a whole. */
  readonly creditOf?: string;
  /** Why it was taken back. */
  readonly reason?: string;
  /** `driver/…`, `fleet/…`, `partner/…`; `payment/…` for a receipt. */
  readonly customer: string;
  /** As they were when it was issued. */
  readonly seller?: InvoiceParty;
  readonly buyer?: InvoiceParty;
  readonly period: Period;
  readonly issuedAt: Instant;
  /** The last day on which it may be paid. */
  readonly dueAt?: Instant;
  /** Why no tax is charged. */
  readonly exemption?: TaxExemption;
  /** Of a receipt: how it was paid. */
  readonly payment?: PaidBy;
  /** The sessions that it bills or credits, in the order of their ends. */
  readonly sessions: readonly InvoicedSession[];
  /** Digest of everything above but the tokens of the sessions, which their CDRs seal. */
  readonly hash: string;
}

export type InvoiceKind = "invoice" | "creditNote" | "receipt";

/** Who sells or buys, as printed. */
export interface InvoiceParty {
  readonly name: string;
  /** Street, postcode and city: one line each. */
  readonly address: readonly string[];
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly vatId?: string;
  /** Number in the register of companies. */
  readonly registration?: string;
  readonly email?: string;
  readonly iban?: string;
}

/** VAT categories of EN 16931 (UNCL 5305) without tax: reverse charge, exempt, intra-community, outside the scope. */
export interface TaxExemption {
  readonly category: "AE" | "E" | "K" | "O";
  /** The sentence that the law wants on the invoice. */
  readonly reason: string;
}

export interface PaidBy {
  readonly payment: string;
  /** The provider's id. */
  readonly reference?: string;
  readonly captured: string;
  readonly refunded: string;
}

export interface InvoiceAmounts {
  readonly currency: string;
  /** Whether the lines are net with taxes on top, or gross with taxes taken out. */
  readonly basis: "net" | "gross";
  readonly lines: readonly InvoiceLine[];
  /** One for each combination of name and rate, computed once on the sum of its lines. */
  readonly taxes: readonly InvoiceTax[];
  readonly net: string;
  readonly tax: string;
  readonly gross: string;
  /** What makes it the sum of the CDRs; its own line, never spread (M4). */
  readonly rounding: string;
  readonly payable: string;
}

export interface InvoiceLine {
  /** The open item that it stands for: the id of a CDR or of a charge. */
  readonly item: string;
  readonly cdr?: string;
  /** `adjustment` is a minimum or maximum price, `charge` is something beside sessions. */
  readonly category: BillCategory | "adjustment" | "charge";
  /** Of a charge. */
  readonly text?: string;
  readonly quantity?: string;
  readonly unit?: "kWh" | "s" | "once";
  /** As written in the tariff, per kWh, hour or once; absent where the tariff is written on the other side of the taxes. */
  readonly unitPrice?: string;
  /** In minor units; net or gross as the basis says. */
  readonly amount: string;
  readonly taxes: readonly TaxName[];
}

export interface TaxName {
  readonly name: string;
  /** Per cent. */
  readonly percentage?: string;
}

export interface InvoiceTax extends TaxName {
  /** VAT category of EN 16931: `S` bears a rate, `Z` bears 0 %, the others are a `TaxExemption` (`O` where the tariff names no tax, X2). */
  readonly category: "S" | "Z" | TaxExemption["category"];
  readonly base: string;
  readonly amount: string;
}

/** A session as an invoice shows it, from the snapshot of its CDR. */
export interface InvoicedSession {
  readonly cdr: string;
  /** The digest of the sealed record. */
  readonly hash: string;
  readonly kind: "normal" | "credit";
  readonly session: string;
  readonly start: Instant;
  readonly end: Instant;
  readonly timeZone: string;
  /** kWh. */
  readonly energy: string;
  readonly place?: string;
  /** Our location id. */
  readonly location?: string;
  readonly evse?: string;
  /** Sealed with its CDR and not again here, so that it can be erased. */
  readonly token?: string;
  /** What it adds to the payable amount; negative for a credit. */
  readonly payable: string;
}

export const invoices = collection<InvoiceRecord>("invoices", {
  indexes: {
    byLocation: { keys: (invoice) => eachOf(invoice, (session) => session.location) },
    byToken: { keys: (invoice) => eachOf(invoice, ({ token }) => (token === undefined ? undefined : foldTokenValue(token))) },
    byCustomer: { keys: ({ customer, issuedAt, id }) => [[customer, issuedAt, id]] },
    byIssue: { keys: ({ issuedAt, id }) => [[issuedAt, id]] },
    bySeries: { keys: ({ series, sequence }) => [[series, sequence]], unique: true },
  },
});

/** An index key for each value that the sessions of an invoice have. */
function eachOf({ sessions, issuedAt, id }: InvoiceRecord, part: (session: InvoicedSession) => string | undefined): Key[] {
  return [...new Set(sessions.map(part))].flatMap((value) => (value === undefined ? [] : [[value, issuedAt, id]]));
}

/** Which credit note took an invoice back; there is one at most. */
export const invoiceCredits = collection<{ readonly creditNote: string }>("invoiceCredits");

export function sealedInvoice(record: Omit<InvoiceRecord, "hash">, digest: Digest): InvoiceRecord {
  return { ...record, hash: digest(sealedText(record)) };
}

/** True while nobody changed the invoice since it was issued. */
export function isInvoiceIntact(record: InvoiceRecord, digest: Digest): boolean {
  const { hash, ...content } = record;
  return digest(sealedText(content)) === hash;
}

function sealedText(record: Omit<InvoiceRecord, "hash">): string {
  return canonical({ ...record, sessions: record.sessions.map(({ token: _, ...session }) => session) });
}
