import type { Statement } from "@cpokit/billing";
import { createDocument } from "./document.ts";
import { partyTexts, ROW, writeDocumentHead } from "./head.ts";
import type { InvoicePdfOptions } from "./invoice-pdf.ts";
import type { Sheet } from "./sheet.ts";
import { TEXTS, type PdfLocale, type PdfTexts } from "./texts.ts";
import { dateText, isZero, numberText } from "./values.ts";

export interface StatementPdfOptions extends InvoicePdfOptions {
  /** What the locations of the sessions are called, by id; one that is not here is printed by its id. */
  readonly locationNames?: Readonly<Record<string, string>>;
}

/**
 * The statement of a site owner, or of a driver who charges at home: sums by kind, then every session. The same record gives the same bytes.
 *
 * @throws `invoice-pdf.characters` when no font can show a name or address
 */
export async function statementPdf(statement: Statement, options: StatementPdfOptions = {}): Promise<Uint8Array> {
  const locale = options.locale ?? "en";
  const texts = TEXTS[locale];
  const nameOf = (location = ""): string => options.locationNames?.[location] ?? location;
  const { issuer, recipient, payee, entries } = statement;
  const heading = statement.selfBilling ? texts.selfBilled : texts.statement;
  const written = [options.note ?? "", payee, partyTexts(issuer), partyTexts(recipient), ...entries.map(({ location }) => nameOf(location))].join("\n");
  const document = await createDocument({ title: `${heading} ${statement.id}`, subject: payee, author: issuer, issuedAt: statement.issuedAt, locale, written, fonts: options.fonts });
  const page: Page = { sheet: document.sheet, statement, texts, locale, nameOf };
  writeDocumentHead(page.sheet, {
    title: heading, from: issuer, to: recipient, customer: payee,
    facts: [[texts.number, statement.id], [texts.date, dateText(statement.issuedAt, statement.period.timeZone, locale)], [texts.period, statement.period.name]],
  }, texts);
  writeSums(page);
  if (options.note !== undefined) page.sheet.paragraph(page.sheet.left, options.note, page.sheet.right - page.sheet.left);
  writeSessions(page);
  return document.save();
}

interface Page {
  readonly sheet: Sheet;
  readonly statement: Statement;
  readonly texts: PdfTexts;
  readonly locale: PdfLocale;
  readonly nameOf: (location: string | undefined) => string;
}

const REVENUE = 440;

function writeSums({ sheet, statement, texts, locale }: Page): void {
  const { byCategory, earned, topUp, capped, lease, net, taxes, payable, currency } = statement;
  sheet.text(REVENUE, texts.revenue, { size: 8, grey: true, right: true });
  sheet.text(sheet.right, texts.amount, { size: 8, grey: true, right: true });
  sheet.down(5);
  sheet.rule();
  sheet.down(ROW);
  for (const { category, revenue, amount } of byCategory) {
    sheet.text(sheet.left, texts.categories[category]);
    if (!isZero(revenue)) sheet.text(REVENUE, numberText(revenue, locale), { right: true });
    sheet.text(sheet.right, numberText(amount, locale), { right: true });
    sheet.down(ROW);
  }
  sheet.rule();
  sheet.down(ROW + 4);
  const extras = ([[texts.guarantee, topUp], [texts.cap, capped], [texts.lease, lease]] as const).filter(([, amount]) => !isZero(amount));
  const rows: readonly (readonly [string, string, boolean?])[] = [
    [texts.earned, numberText(earned, locale)],
    ...extras.map(([name, amount]) => [name, numberText(amount, locale)] as const),
    [texts.net, `${numberText(net, locale)} ${currency}`],
    ...taxes.map(({ name, percentage = "0", base, amount }) => [texts.taxOn(name, numberText(percentage, locale), numberText(base, locale)), `${numberText(amount, locale)} ${currency}`] as const),
    [payable.startsWith("-") ? texts.payable : texts.inYourFavour, `${numberText(payable, locale)} ${currency}`, true],
  ];
  for (const [name, value, bold = false] of rows) {
    sheet.text(300, name, { bold, width: 170 });
    sheet.text(sheet.right, value, { right: true, bold });
    sheet.down(ROW);
  }
  sheet.down(ROW);
}

function writeSessions(page: Page): void {
  const { sheet, statement, locale, nameOf } = page;
  if (statement.entries.length === 0) return;
  sheet.down(ROW);
  writeColumnHeads(page);
  for (const { start, timeZone, location, energy, amount, cdr } of statement.entries) {
    if (sheet.reserve(ROW)) writeColumnHeads(page);
    sheet.text(sheet.left, dateText(start, timeZone, locale));
    sheet.text(120, nameOf(location), { width: 110 });
    sheet.text(240, cdr, { width: 190, size: 7, grey: true });
    sheet.text(480, `${numberText(energy, locale)} kWh`, { right: true });
    sheet.text(sheet.right, numberText(amount, locale), { right: true });
    sheet.down(ROW);
  }
}

function writeColumnHeads({ sheet, texts }: Page): void {
  sheet.text(sheet.left, texts.session, { size: 8, grey: true });
  sheet.text(sheet.right, texts.amount, { size: 8, grey: true, right: true });
  sheet.down(5);
  sheet.rule();
  sheet.down(ROW);
}
