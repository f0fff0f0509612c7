import type { InvoiceLine, InvoiceRecord, InvoicedSession } from "@cpokit/billing";
import { createDocument } from "./document.ts";
import type { FontFiles } from "./fonts.ts";
import { partyTexts, ROW, writeDocumentHead } from "./head.ts";
import type { Sheet } from "./sheet.ts";
import { TEXTS, type PdfLocale, type PdfTexts } from "./texts.ts";
import { dateText, durationText, isZero, numberText, timeText } from "./values.ts";

export interface InvoicePdfOptions {
  /** Language of words, figures and dates; `en` when absent. */
  readonly locale?: PdfLocale;
  /** For writing that DejaVu Sans has not, or for the look of the house. */
  readonly fonts?: FontFiles;
  /** A sentence under the totals: how to pay, whom to ask. */
  readonly note?: string;
}

/**
 * An invoice, credit note or receipt on A4 pages. The same record gives the same bytes.
 *
 * @throws `invoice-pdf.characters` when no font can show a name or address
 */
export async function invoicePdf(invoice: InvoiceRecord, options: InvoicePdfOptions = {}): Promise<Uint8Array> {
  const locale = options.locale ?? "en";
  const texts = TEXTS[locale];
  const title = `${texts.titles[invoice.kind]} ${invoice.id}`;
  const document = await createDocument({ title, subject: invoice.customer, author: invoice.seller, issuedAt: invoice.issuedAt, locale, written: writtenIn(invoice, options.note), fonts: options.fonts });

  const page: Page = { sheet: document.sheet, invoice, texts, locale };
  writeHead(page);
  writeLines(page);
  writeTotals(page);
  if (options.note !== undefined) page.sheet.paragraph(page.sheet.left, options.note, page.sheet.right - page.sheet.left);
  return document.save();
}

interface Page {
  readonly sheet: Sheet;
  readonly invoice: InvoiceRecord;
  readonly texts: PdfTexts;
  readonly locale: PdfLocale;
}

/** Right ends of the columns: quantity, price, tax, amount. */
const QUANTITY = 340;
const PRICE = 410;
const TAX = 470;

function writeHead({ sheet, invoice, texts, locale }: Page): void {
  const { timeZone } = invoice.period;
  writeDocumentHead(sheet, {
    title: texts.titles[invoice.kind], from: invoice.seller, to: invoice.buyer, customer: invoice.customer,
    facts: [
      [texts.number, invoice.id],
      [texts.date, dateText(invoice.issuedAt, timeZone, locale)],
      [texts.due, invoice.dueAt === undefined ? undefined : dateText(invoice.dueAt, timeZone, locale)],
      [texts.period, invoice.period.name],
      [texts.takesBack, invoice.creditOf],
    ],
  }, texts);
  if (invoice.reason !== undefined) sheet.paragraph(sheet.left, `${texts.reason}: ${invoice.reason}`, sheet.right - sheet.left);
}

function writeLines(page: Page): void {
  const { sheet, invoice, texts } = page;
  sheet.text(sheet.left, invoice.basis === "net" ? texts.netPrices : texts.grossPrices, { size: 7, grey: true });
  sheet.down(ROW);
  writeColumnHeads(page);
  const sessions = new Map(invoice.sessions.map((session) => [session.cdr, session]));
  let current: string | undefined;
  for (const line of invoice.lines) {
    if (sheet.reserve(line.item === current ? ROW : 3 * ROW)) writeColumnHeads(page);
    const session = line.cdr === undefined || line.item !== line.cdr ? undefined : sessions.get(line.cdr);
    if (session !== undefined && line.item !== current) writeSession(page, session);
    else if (line.item !== current) sheet.down(3);
    current = line.item;
    writeLine(page, line);
  }
  sheet.rule();
  sheet.down(ROW + 4);
}

function writeColumnHeads({ sheet, texts }: Page): void {
  const style = { size: 8, grey: true };
  sheet.text(sheet.left, texts.description, style);
  sheet.text(QUANTITY, texts.quantity, { ...style, right: true });
  sheet.text(PRICE, texts.price, { ...style, right: true });
  sheet.text(TAX, texts.tax, { ...style, right: true });
  sheet.text(sheet.right, texts.amount, { ...style, right: true });
  sheet.down(5);
  sheet.rule();
  sheet.down(ROW);
}

function writeSession({ sheet, texts, locale }: Page, session: InvoicedSession): void {
  const { start, end, timeZone, place, evse, token, energy, kind } = session;
  const day = dateText(start, timeZone, locale);
  const lastDay = dateText(end, timeZone, locale);
  const time = `${day} ${timeText(start, timeZone)}–${lastDay === day ? "" : `${lastDay} `}${timeText(end, timeZone)}`;
  const parts = [kind === "credit" ? `${texts.session} (${texts.credited})` : texts.session, time, place, evse, token, `${numberText(energy, locale)} kWh`];
  sheet.down(3);
  sheet.paragraph(sheet.left, parts.filter((part) => part !== undefined).join(" · "), sheet.right - sheet.left, { bold: true, size: 8 });
  sheet.down(1);
}

function writeLine({ sheet, texts, locale }: Page, line: InvoiceLine): void {
  sheet.text(sheet.left + 8, line.text ?? texts.categories[line.category], { width: 190 });
  if (line.quantity !== undefined && line.unit !== "once") sheet.text(QUANTITY, line.unit === "s" ? durationText(line.quantity) : `${numberText(line.quantity, locale)} ${line.unit ?? ""}`.trim(), { right: true });
  const unit = line.unit === "s" ? ` /${texts.perHour}` : line.unit === "kWh" ? " /kWh" : "";
  if (line.unitPrice !== undefined) sheet.text(PRICE, `${numberText(withCents(line.unitPrice), locale)}${unit}`, { right: true });
  sheet.text(TAX, line.taxes.map(({ percentage = "0" }) => `${numberText(percentage, locale)} %`).join(" + "), { right: true });
  sheet.text(sheet.right, numberText(line.amount, locale), { right: true });
  sheet.down(ROW);
}

function writeTotals({ sheet, invoice, texts, locale }: Page): void {
  const { taxes, net, gross, rounding, payable, currency, exemption, payment, kind } = invoice;
  const money = (amount: string): string => `${numberText(amount, locale)} ${currency}`;
  const rows: (readonly [string, string, boolean?])[] = [
    [texts.net, money(net)],
    ...taxes.map(({ category, name, percentage = "0", base, amount }) => [category === "S" || category === "Z" ? texts.taxOn(name, numberText(percentage, locale), money(base)) : texts.untaxed, category === "S" || category === "Z" ? money(amount) : money(base)] as const),
    [texts.gross, money(gross)],
    ...(isZero(rounding) ? [] : [[texts.rounding, money(rounding)] as const]),
    [kind === "receipt" ? texts.total : payable.startsWith("-") ? texts.inYourFavour : texts.payable, money(payable), true],
    ...(payment === undefined ? [] : [[texts.paid, money(payment.captured)] as const]),
    ...(payment === undefined || isZero(payment.refunded) ? [] : [[texts.paidBack, money(payment.refunded)] as const]),
  ];
  sheet.reserve(rows.length * ROW + 30);
  for (const [name, value, bold = false] of rows) {
    sheet.text(300, name, { bold, width: 170 });
    sheet.text(sheet.right, value, { right: true, bold });
    sheet.down(ROW + (bold ? 3 : 0));
  }
  sheet.down(6);
  if (exemption !== undefined) sheet.paragraph(sheet.left, exemption.reason, sheet.right - sheet.left);
  if (payment?.reference !== undefined) sheet.paragraph(sheet.left, `${texts.reference}: ${payment.reference}`, sheet.right - sheet.left);
}

/** A price with at least two decimals. */
function withCents(price: string): string {
  const [whole = "0", fraction = ""] = price.split(".");
  return `${whole}.${fraction.padEnd(2, "0")}`;
}

/** The texts of the record that the print may show, to choose fonts by. */
function writtenIn({ seller, buyer, lines, sessions, reason = "", exemption, customer, id }: InvoiceRecord, note = ""): string {
  return [
    note, reason, customer, id, exemption?.reason ?? "", partyTexts(seller), partyTexts(buyer), ...lines.map((line) => line.text ?? ""),
    ...sessions.flatMap(({ place = "", evse = "", token = "" }) => [place, evse, token]),
  ].join("\n");
}
