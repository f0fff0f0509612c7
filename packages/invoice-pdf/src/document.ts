import type { InvoiceParty } from "@cpokit/billing";
import type { Instant } from "@cpokit/kernel";
import { PDFDocument } from "pdf-lib";
import { fontsFor, type FontFiles } from "./fonts.ts";
import { createSheet, type Sheet } from "./sheet.ts";
import { TEXTS, type PdfLocale } from "./texts.ts";

export interface DocumentOptions {
  readonly title: string;
  readonly subject: string;
  readonly author: InvoiceParty | undefined;
  readonly issuedAt: Instant;
  readonly locale: PdfLocale;
  /** All texts of the record that it may show. */
  readonly written: string;
  readonly fonts: FontFiles | undefined;
}

/** An empty print with its fonts; nothing in it depends on the clock. @throws `invoice-pdf.characters` */
export async function createDocument({ title, subject, author, issuedAt, locale, written, fonts }: DocumentOptions): Promise<{ readonly sheet: Sheet; save(): Promise<Uint8Array> }> {
  const texts = TEXTS[locale];
  const pdf = await PDFDocument.create({ updateMetadata: false });
  const known = Object.values(texts).flatMap((text: unknown) => (typeof text === "string" ? [text] : typeof text === "object" ? Object.values(text as Record<string, string>) : []));
  const sheet = createSheet(pdf, await fontsFor(pdf, [written, title, ...known, texts.page(1, 1), "0123456789.,-–…·%:/ +"].join("\n"), fonts));
  const issued = new Date(issuedAt);
  pdf.setTitle(title, { showInWindowTitleBar: true });
  pdf.setSubject(subject);
  if (author !== undefined) pdf.setAuthor(author.name);
  pdf.setProducer("cpokit");
  pdf.setCreator("cpokit");
  pdf.setCreationDate(issued);
  pdf.setModificationDate(issued);
  pdf.setLanguage(locale);
  return {
    sheet,
    save() {
      const feet = [title, author?.name, author?.iban === undefined ? undefined : `IBAN ${author.iban}`].filter((part) => part !== undefined);
      sheet.finish((page, of) => [...feet, texts.page(page, of)].join("  ·  "));
      return pdf.save({ addDefaultPage: false });
    },
  };
}
