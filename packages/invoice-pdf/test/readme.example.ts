import { writeFile } from "node:fs/promises";
import type { InvoiceRecord } from "@cpokit/billing";
import { invoicePdf } from "@cpokit/invoice-pdf";

export async function print(invoice: InvoiceRecord, file: string): Promise<void> {
  await writeFile(file, await invoicePdf(invoice, { locale: "de", note: "Bitte überweisen Sie den Betrag unter Angabe der Rechnungsnummer." }));
}
