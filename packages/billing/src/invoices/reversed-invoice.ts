import { inMinorUnits, negated } from "../amounts.ts";
import type { InvoiceRecord } from "./invoice-record.ts";
import { reversedPart } from "./invoice-parts.ts";

/** What `issue` adds by itself to a document. */
type Numbered = "id" | "series" | "sequence" | "issuedAt" | "hash";

/** The same lines the other way round: every amount cancels to the cent. */
export function reversedInvoice(original: InvoiceRecord): Omit<InvoiceRecord, Numbered> {
  const { id: _, series: __, sequence: ___, issuedAt: ____, hash: _____, dueAt: ______, ...content } = original;
  const { currency } = original;
  const minus = (amount: string): string => inMinorUnits(negated(amount), currency);
  return {
    ...content,
    lines: reversedPart({ lines: original.lines, payable: "0" }, currency).lines,
    taxes: original.taxes.map((tax) => ({ ...tax, base: minus(tax.base), amount: minus(tax.amount) })),
    sessions: original.sessions.map((session) => ({ ...session, payable: minus(session.payable) })),
    net: minus(original.net), tax: minus(original.tax), gross: minus(original.gross), rounding: minus(original.rounding), payable: minus(original.payable),
  };
}
