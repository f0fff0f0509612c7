import type { Instant } from "@cpokit/kernel";
import { collection } from "@cpokit/storage";
import type { Charge } from "../invoices/open-item.ts";

/** What a voucher is worth. */
export type VoucherWorth =
  /** A means of payment: it lowers what is due, and no tax (tariffs P4). */
  | { readonly kind: "amount"; readonly amount: string; readonly currency: string }
  /** Lowers the price of so many sessions, taxes in proportion. */
  | { readonly kind: "percent"; readonly percent: string; readonly sessions: number };

/** A code that somebody can redeem. */
export interface Voucher {
  /** As people type it, in capitals. */
  readonly code: string;
  /** Printed on invoices and receipts. */
  readonly name: string;
  readonly worth: VoucherWorth;
  /** Inclusive. */
  readonly validFrom?: Instant;
  /** Exclusive: no longer redeemed, and what is left of it is lost. */
  readonly validUntil?: Instant;
  /** How many customers may redeem it, each once. */
  readonly uses: number;
  readonly used: number;
  readonly withdrawn?: true;
  readonly createdAt: Instant;
}

export const vouchers = collection<Voucher>("vouchers", { indexes: { byCreation: { keys: ({ createdAt, code }) => [[createdAt, code]] } } });

/** Who redeemed what: a customer gets a voucher once. By `<code>/<customer>`. */
export const voucherUses = collection<{ readonly code: string; readonly customer: string; readonly at: Instant }>("voucherUses", { indexes: { byCode: { keys: ({ code, at, customer }) => [[code, at, customer]] } } });

/** What is left of one redeemed voucher. */
export interface VoucherGrant {
  readonly id: string;
  readonly code?: string;
  readonly name: string;
  readonly worth: VoucherWorth;
  /** Money of an amount, sessions of per cents; decimal text. */
  readonly left: string;
  readonly validUntil?: Instant;
}

/** The vouchers of a customer in the order in which they were redeemed; one document, so that nothing is spent twice. */
export const voucherAccounts = collection<{ readonly grants: readonly VoucherGrant[] }>("voucherAccounts");

/** What a CDR took of which grants: recording it twice changes nothing, and its credit gives back the same. */
export const voucheredCdrs = collection<{ readonly customer: string; readonly taken: readonly { readonly grant: string; readonly amount: string }[]; readonly charge?: Charge }>("voucheredCdrs");
