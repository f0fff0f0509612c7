import type { Instant } from "@cpokit/kernel";
import { ERASED, foldTokenValue } from "@cpokit/model";
import { type Store } from "@cpokit/storage";
import { cdrs, type CdrRecord } from "./cdr-record.ts";
import { invoices, type InvoiceRecord } from "./invoices/invoice-record.ts";
import { withoutPersonal } from "./personal-fields.ts";

/** Every CDR that names the token, oldest first: what its owner may take along. */
export async function* exportTokenCdrs(store: Pick<Store, "each">, token: string): AsyncGenerator<CdrRecord> {
  for await (const { body } of store.each(cdrs, { index: "byToken", prefix: [foldTokenValue(token)] })) yield body;
}

/**
 * Takes a token out of the CDRs that were issued before an instant: choose it by how long the law wants books to name whom they
 * speak of. Seals, totals, credits and audits hold; the account (`customer`) stays, as it names our own record and no card.
 * Returns how many.
 */
export async function eraseTokenFromCdrs(store: Store, token: string, issuedBefore: Instant): Promise<number> {
  const ids: string[] = [];
  const folded = foldTokenValue(token);
  for await (const { id } of store.each(cdrs, { index: "byToken", prefix: [folded], to: [folded, issuedBefore] })) ids.push(id);
  for (const id of ids) {
    await store.transaction(async (unit) => {
      const record = await unit.get(cdrs, id);
      if (record !== undefined) unit.put(cdrs, id, withoutPersonal(record));
    });
  }
  return ids.length;
}

/** Every invoice, receipt and credit note that names the token, oldest first. */
export async function* exportTokenInvoices(store: Pick<Store, "each">, token: string): AsyncGenerator<InvoiceRecord> {
  for await (const { body } of store.each(invoices, { index: "byToken", prefix: [foldTokenValue(token)] })) yield body;
}

/**
 * Takes a token out of the invoices that were issued before an instant. Numbers, amounts, digests and audits hold; erase the CDRs
 * first. Returns how many.
 */
export async function eraseTokenFromInvoices(store: Store, token: string, issuedBefore: Instant): Promise<number> {
  const ids: string[] = [];
  const folded = foldTokenValue(token);
  for await (const { id } of store.each(invoices, { index: "byToken", prefix: [folded], to: [folded, issuedBefore] })) ids.push(id);
  for (const id of ids) {
    await store.transaction(async (unit) => {
      const record = await unit.get(invoices, id);
      if (record === undefined) return;
      const sessions = record.sessions.map((session) => (session.token !== undefined && foldTokenValue(session.token) === folded ? { ...session, token: ERASED } : session));
      unit.put(invoices, id, { ...record, sessions });
    });
  }
  return ids.length;
}
