import { ERASED } from "@cpokit/model";
import type { Reader } from "@cpokit/storage";
import { compare, sum } from "../amounts.ts";
import { cdrs } from "../cdr-record.ts";
import type { Digest } from "../seal.ts";
import { invoiceCredits, invoices, isInvoiceIntact, type InvoiceRecord } from "./invoice-record.ts";

export interface InvoiceFinding {
  readonly code: "hash" | "gap" | "sum" | "cdr" | "twice";
  readonly invoice: string;
  readonly reason: string;
}

/** Reads all invoices and checks digests, numbers, sums, and that every CDR is on one invoice that stands. Changes nothing. */
export async function auditInvoices(reader: Reader, options: { readonly digest: Digest }): Promise<{ readonly invoices: number; readonly findings: readonly InvoiceFinding[] }> {
  const findings: InvoiceFinding[] = [];
  const lastOf = new Map<string, number>();
  const standing = new Map<string, string>();
  let count = 0;
  for (let after: string | undefined, isLast = false; !isLast; ) {
    const page = await reader.find(invoices, { index: "bySeries", limit: 200, ...(after === undefined ? {} : { after }) });
    for (const { body: invoice } of page.items) {
      count += 1;
      const find = (code: InvoiceFinding["code"], reason: string): void => void findings.push({ code, invoice: invoice.id, reason });
      const expected = (lastOf.get(invoice.series) ?? 0) + 1;
      if (invoice.sequence !== expected) find("gap", `${invoice.id} follows number ${expected - 1} of its series.`);
      lastOf.set(invoice.series, invoice.sequence);
      if (!isInvoiceIntact(invoice, options.digest)) find("hash", `The digest of ${invoice.id} does not fit its content.`);
      if (!isSummed(invoice)) find("sum", `The amounts of ${invoice.id} do not sum.`);
      const isTakenBack = invoice.creditOf !== undefined || (await reader.get(invoiceCredits, invoice.id)) !== undefined;
      for (const { cdr, hash, token } of invoice.sessions) {
        const record = await reader.get(cdrs, cdr);
        if (record?.hash !== hash) find("cdr", `CDR ${cdr} is not in the ledger as ${invoice.id} has it.`);
        // Both are erased, or neither; a CDR may be erased first.
        else if (token !== record.token && record.token !== ERASED) find("cdr", `CDR ${cdr} names another token than ${invoice.id}.`);
        if (isTakenBack) continue;
        const other = standing.get(cdr);
        if (other !== undefined) find("twice", `CDR ${cdr} is on ${other} and on ${invoice.id}.`);
        standing.set(cdr, invoice.id);
      }
    }
    after = page.next;
    isLast = after === undefined;
  }
  return { invoices: count, findings };
}

function isSummed({ basis, lines, taxes, net, tax, gross, rounding, payable }: InvoiceRecord): boolean {
  return (
    compare(sum(...lines.map((line) => line.amount)), basis === "net" ? net : gross) === 0 &&
    compare(sum(...taxes.map((each) => each.amount)), tax) === 0 &&
    compare(sum(net, tax), gross) === 0 &&
    compare(sum(gross, rounding), payable) === 0
  );
}
