import type { Instant } from "@cpokit/kernel";
import { createDocument } from "./document.ts";
import type { FontFiles } from "./fonts.ts";
import { ROW } from "./head.ts";
import type { Sheet } from "./sheet.ts";
import type { PdfLocale } from "./texts.ts";
import { numberText } from "./values.ts";

/** A table to print, in the words of its reader. */
export interface PdfTable {
  readonly title: string;
  /** What it is about: the period, the place; under the title. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly columns: readonly PdfColumn[];
  /** A text for each column; an empty one where nothing is known. */
  readonly rows: readonly (readonly string[])[];
  /** Sums, in bold at the end. */
  readonly total?: readonly string[];
  readonly note?: string;
  readonly issuedAt: Instant;
}

export interface PdfColumn {
  readonly heading: string;
  /** Decimal texts: at the end of their column, with the signs of the language. */
  readonly isNumber?: boolean;
  /** Its part of the width, 1 when absent. */
  readonly share?: number;
}

/**
 * A table on A4 pages, its headings on each. The same table gives the same bytes.
 *
 * @throws `invoice-pdf.characters` when no font can show a text
 */
export async function tablePdf(table: PdfTable, options: { readonly locale?: PdfLocale; readonly fonts?: FontFiles } = {}): Promise<Uint8Array> {
  const { locale = "en", fonts } = options;
  const { title, facts, columns, rows, total, note = "" } = table;
  const written = [note, ...facts.flat(), ...columns.map(({ heading }) => heading), ...rows.flat(), ...(total ?? [])].join("\n");
  const document = await createDocument({ title, subject: facts.map(([, value]) => value).join(", "), author: undefined, issuedAt: table.issuedAt, locale, written, fonts });
  const { sheet } = document;
  sheet.text(sheet.left, title, { size: 20, bold: true });
  sheet.down(28);
  for (const [name, value] of facts) {
    sheet.text(sheet.left, name, { size: 8, grey: true });
    sheet.text(sheet.left + 110, value, { width: sheet.right - sheet.left - 110 });
    sheet.down(ROW);
  }
  sheet.down(ROW);
  const places = placesOf(sheet, columns);
  writeRow(sheet, places, columns.map(({ heading }) => heading), "heading");
  for (const row of rows) {
    if (sheet.reserve(ROW)) writeRow(sheet, places, columns.map(({ heading }) => heading), "heading");
    writeRow(sheet, places, row.map((text, index) => shown(text, columns[index], locale)), "row");
  }
  if (total !== undefined) {
    sheet.reserve(2 * ROW);
    sheet.rule();
    sheet.down(ROW);
    writeRow(sheet, places, total.map((text, index) => shown(text, columns[index], locale)), "total");
  }
  sheet.down(ROW);
  if (note !== "") sheet.paragraph(sheet.left, note, sheet.right - sheet.left, { grey: true });
  return document.save();
}

interface Place {
  readonly left: number;
  readonly width: number;
  readonly isNumber: boolean;
}

const GAP = 8;

function placesOf({ left, right }: Sheet, columns: readonly PdfColumn[]): readonly Place[] {
  const all = columns.reduce((sum, { share = 1 }) => sum + share, 0);
  let at = left;
  return columns.map(({ share = 1, isNumber = false }) => {
    const width = ((right - left) * share) / all;
    const place = { left: at, width: width - GAP, isNumber };
    at += width;
    return place;
  });
}

function writeRow(sheet: Sheet, places: readonly Place[], texts: readonly string[], kind: "heading" | "row" | "total"): void {
  for (const [index, { left, width, isNumber }] of places.entries()) {
    sheet.text(isNumber ? left + width : left, texts[index] ?? "", { width, right: isNumber, bold: kind === "total", ...(kind === "heading" ? { size: 8, grey: true } : {}) });
  }
  sheet.down(kind === "heading" ? 5 : ROW);
  if (kind !== "heading") return;
  sheet.rule();
  sheet.down(ROW);
}

function shown(text: string, column: PdfColumn | undefined, locale: PdfLocale): string {
  return column?.isNumber === true && /^-?\d+(\.\d+)?$/.test(text) ? numberText(text, locale) : text;
}
