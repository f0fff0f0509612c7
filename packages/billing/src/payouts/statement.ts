import type { Instant } from "@cpokit/kernel";
import { collection } from "@cpokit/storage";
import { canonical } from "../cdr-record.ts";
import type { InvoiceParty, InvoiceTax, TaxName } from "../invoices/invoice-record.ts";
import type { Period } from "../periods.ts";
import type { Digest } from "../seal.ts";
import type { PayoutEntry, PayoutLine } from "./payout-entry.ts";

/** What somebody whom we pay gets for a period: immutable, numbered without gaps. */
export interface Statement {
  /** The number that is printed on it. */
  readonly id: string;
  readonly series: string;
  readonly sequence: number;
  readonly payee: string;
  /** As they were when it was issued. */
  readonly issuer?: InvoiceParty;
  readonly recipient?: InvoiceParty;
  readonly period: Period;
  readonly issuedAt: Instant;
  readonly currency: string;
  readonly entries: readonly Omit<PayoutEntry, "statement" | "payee" | "currency">[];
  /** The lines of all entries by kind. */
  readonly byCategory: readonly PayoutLine[];
  /** Exact sum of the entries. */
  readonly earned: string;
  /** What is missing to the guarantee; what is above the cap, negative; the fixed lease (P6). */
  readonly topUp: string;
  readonly capped: string;
  readonly lease: string;
  /** Rounded once to minor units; negative when the payee owes us. */
  readonly net: string;
  readonly taxes: readonly Omit<InvoiceTax, "category">[];
  readonly payable: string;
  /** The statement is our invoice to ourselves in the payee's name, as VAT law calls it. */
  readonly selfBilling: boolean;
  /** Digest of everything above. */
  readonly hash: string;
}

/** What was agreed with a payee beside the shares. */
export interface PayoutTerms {
  readonly currency: string;
  /** At least this much in every period, net. */
  readonly guarantee?: string;
  /** On top, in every period, net. */
  readonly lease?: string;
  /** At most this much in every period, before the lease; for home charging (Y3). */
  readonly cap?: string;
  /** Of a payee who is registered for VAT. */
  readonly tax?: Required<TaxName>;
  readonly selfBilling?: boolean;
}

export const statements = collection<Statement>("payoutStatements", {
  indexes: {
    byPayee: { keys: ({ payee, issuedAt, id }) => [[payee, issuedAt, id]] },
    byLocation: { keys: ({ entries, issuedAt, id }) => [...new Set(entries.map(({ location }) => location))].flatMap((location) => (location === undefined ? [] : [[location, issuedAt, id]])) },
    byIssue: { keys: ({ issuedAt, id }) => [[issuedAt, id]] },
    bySeries: { keys: ({ series, sequence }) => [[series, sequence]], unique: true },
  },
});

export function sealedStatement(record: Omit<Statement, "hash">, digest: Digest): Statement {
  return { ...record, hash: digest(canonical(record)) };
}

/** True while nobody changed the statement since it was issued. */
export function isStatementIntact({ hash, ...content }: Statement, digest: Digest): boolean {
  return digest(canonical(content)) === hash;
}
