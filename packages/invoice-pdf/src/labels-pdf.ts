import { CpoError, type Instant } from "@cpokit/kernel";
import { PageSizes, PDFDocument, rgb, type PDFFont, type PDFPage } from "pdf-lib";
import { fontsFor, type FontFiles, type Fonts } from "./fonts.ts";
import type { PdfLocale } from "./texts.ts";

/** One label to cut out or peel off: a QR code and what stands with it. */
export interface PdfLabel {
  /** The squares of the QR code row by row, dark ones true, without the white margin around it. */
  readonly code: readonly (readonly boolean[])[];
  /** The largest text, e.g. the id of the EVSE. */
  readonly heading: string;
  /** Smaller lines below it. */
  readonly lines: readonly string[];
}

export interface PdfLabels {
  readonly title: string;
  readonly labels: readonly PdfLabel[];
  /** How a page is divided. */
  readonly columns: number;
  readonly rows: number;
  readonly issuedAt: Instant;
}

/** A box on a page, from its lower left corner; points. */
interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const MARGIN = 28;
/** White squares around a QR code (ISO/IEC 18004, 6.3.8). */
const QUIET = 4;
const INK = rgb(0, 0, 0);
const CUT = rgb(0.75, 0.75, 0.75);

/**
 * Labels with QR codes on A4 pages, all of one size with thin lines to cut along. The same labels give the same bytes.
 *
 * @throws `invoice-pdf.labels` for a page of no columns or rows, `invoice-pdf.characters` when no font can show a text
 */
export async function labelsPdf({ title, labels, columns, rows, issuedAt }: PdfLabels, options: { readonly locale?: PdfLocale; readonly fonts?: FontFiles } = {}): Promise<Uint8Array> {
  for (const [name, value] of [["columns", columns], ["rows", rows]] as const) {
    if (!Number.isInteger(value) || value < 1 || value > 20) throw new CpoError("invoice-pdf.labels", `${name} must be a whole number from 1 to 20.`, { field: name, value });
  }
  const pdf = await PDFDocument.create({ updateMetadata: false });
  const fonts = await fontsFor(pdf, [title, "…", ...labels.flatMap(({ heading, lines }) => [heading, ...lines])].join("\n"), options.fonts);
  pdf.setTitle(title, { showInWindowTitleBar: true });
  pdf.setProducer("cpokit");
  pdf.setCreator("cpokit");
  pdf.setCreationDate(new Date(issuedAt));
  pdf.setModificationDate(new Date(issuedAt));
  pdf.setLanguage(options.locale ?? "en");
  const [paperWidth, paperHeight] = PageSizes.A4;
  const [width, height] = [(paperWidth - 2 * MARGIN) / columns, (paperHeight - 2 * MARGIN) / rows];
  let page = pdf.addPage(PageSizes.A4);
  for (const [index, label] of labels.entries()) {
    const place = index % (columns * rows);
    if (index > 0 && place === 0) page = pdf.addPage(PageSizes.A4);
    const box = { x: MARGIN + (place % columns) * width, y: paperHeight - MARGIN - (Math.floor(place / columns) + 1) * height, width, height };
    page.drawRectangle({ ...box, borderColor: CUT, borderWidth: 0.5 });
    drawLabel(page, fonts, label, box);
  }
  return pdf.save({ addDefaultPage: false });
}

/** The code above its texts, or beside them on a label that is wide. */
function drawLabel(page: PDFPage, fonts: Fonts, { code, heading, lines }: PdfLabel, { x, y, width, height }: Box): void {
  const pad = Math.min(width, height) * 0.06;
  const isWide = width > height * 1.3;
  const size = Math.min(height * 0.09, width * 0.06, 22);
  const textHeight = size * 1.5 + lines.length * size * 1.15;
  const side = isWide ? Math.min(height - 2 * pad, width * 0.5) : Math.min(width - 2 * pad, height - 3 * pad - textHeight);
  const codeAt = isWide ? { x: x + pad, y: y + (height - side) / 2 } : { x: x + (width - side) / 2, y: y + height - pad - side };
  drawCode(page, code, { ...codeAt, width: side, height: side });
  const room = isWide ? width - side - 3 * pad : width - 2 * pad;
  let line = isWide ? y + height / 2 + textHeight / 2 - size : codeAt.y - size;
  for (const [index, text] of [heading, ...lines].entries()) {
    const font = index === 0 ? fonts.bold : fonts.regular;
    const fitting = sizeThatFits(font, text, index === 0 ? size : size * 0.75, room);
    page.drawText(text, { x: isWide ? x + side + 2 * pad : x + (width - font.widthOfTextAtSize(text, fitting)) / 2, y: line, size: fitting, font, color: INK });
    line -= index === 0 ? size * 1.25 : size * 1.1;
  }
}

function sizeThatFits(font: PDFFont, text: string, size: number, room: number): number {
  return Math.min(size, (size * room) / Math.max(font.widthOfTextAtSize(text, size), 0.001));
}

/** Dark squares that touch in a row are drawn as one, so that no hairline is left between them. */
function drawCode(page: PDFPage, code: PdfLabel["code"], { x, y, width }: Box): void {
  const square = width / (code.length + 2 * QUIET);
  for (const [row, squares] of code.entries()) {
    for (let from = 0; from < squares.length; from += 1) {
      if (squares[from] !== true) continue;
      let to = from + 1;
      while (squares[to] === true) to += 1;
      page.drawRectangle({ x: x + (QUIET + from) * square, y: y + width - (QUIET + row + 1) * square, width: (to - from) * square, height: square * 1.02, color: INK });
      from = to;
    }
  }
}
