import type { InvoiceParty } from "@cpokit/billing";
import type { Sheet } from "./sheet.ts";
import type { PdfTexts } from "./texts.ts";

export interface DocumentHead {
  readonly title: string;
  readonly from: InvoiceParty | undefined;
  readonly to: InvoiceParty | undefined;
  /** Printed where no party is known. */
  readonly customer: string;
  /** Names and values in the corner. */
  readonly facts: readonly (readonly [name: string, value: string | undefined])[];
}

/** Height of a line of text. */
export const ROW = 13;
const SECOND_COLUMN = 300;

/** Title, both parties side by side, and the facts in the corner. */
export function writeDocumentHead(sheet: Sheet, { title, from, to, customer, facts }: DocumentHead, texts: PdfTexts): void {
  const { left, right } = sheet;
  const top = sheet.height();
  sheet.text(left, title, { size: 20, bold: true });
  sheet.down(56);
  const parties = sheet.height();
  writeParty(sheet, left, from, texts);
  const bottom = sheet.height();
  sheet.moveTo(parties);
  if (to === undefined) {
    sheet.text(SECOND_COLUMN, `${texts.customer} ${customer}`, { width: right - SECOND_COLUMN });
    sheet.down(ROW);
  } else writeParty(sheet, SECOND_COLUMN, to, texts);
  const end = Math.min(bottom, sheet.height());
  sheet.moveTo(top + 8);
  for (const [name, value] of facts) {
    if (value === undefined) continue;
    sheet.text(410, name, { size: 8, grey: true });
    sheet.text(right, value, { right: true, size: 8, width: right - 470 });
    sheet.down(10);
  }
  sheet.moveTo(end - 14);
}

/** Everything of a party that is printed. */
export function partyTexts(party: InvoiceParty | undefined): string {
  return party === undefined ? "" : [party.name, ...party.address, party.country, party.vatId ?? "", party.registration ?? "", party.email ?? "", party.iban ?? ""].join("\n");
}

function writeParty(sheet: Sheet, x: number, party: InvoiceParty | undefined, texts: PdfTexts): void {
  if (party === undefined) return;
  const { name, address, country, vatId, registration, email } = party;
  const width = 235;
  sheet.text(x, name, { bold: true, width });
  sheet.down(ROW);
  const rest = [...address, country, vatId === undefined ? undefined : `${texts.vatId} ${vatId}`, registration === undefined ? undefined : `${texts.registration} ${registration}`, email];
  for (const line of rest) {
    if (line === undefined) continue;
    sheet.text(x, line, { width });
    sheet.down(ROW);
  }
}
