import { PageSizes, rgb, type PDFDocument, type PDFPage } from "pdf-lib";
import type { Fonts } from "./fonts.ts";

export interface TextStyle {
  readonly size?: number;
  readonly bold?: boolean;
  readonly grey?: boolean;
  /** Where the text ends instead of begins. */
  readonly right?: boolean;
  /** Points; what does not fit is cut, with an ellipsis. */
  readonly width?: number;
}

/** A4 pages written from top to bottom. */
export interface Sheet {
  readonly left: number;
  readonly right: number;
  /** Writes at the present height. */
  text(x: number, text: string, style?: TextStyle): void;
  /** Text in as many lines as it needs. */
  paragraph(x: number, text: string, width: number, style?: TextStyle): void;
  rule(): void;
  down(points: number): void;
  /** The present height, to write a second column from the same place. */
  height(): number;
  moveTo(height: number): void;
  /** Begins a page unless this much is left. Answers whether it did. */
  reserve(points: number): boolean;
  /** Writes at the foot of every page. */
  finish(foot: (page: number, of: number) => string): void;
}

const MARGIN = 50;
const FOOT = 60;
const SIZE = 9;
const LEADING = 1.35;
const GREY = rgb(0.4, 0.4, 0.4);
const BLACK = rgb(0, 0, 0);

export function createSheet(pdf: PDFDocument, fonts: Fonts): Sheet {
  const [width, height] = PageSizes.A4;
  const pages: PDFPage[] = [];
  let page = newPage();
  let y = height - MARGIN;

  function newPage(): PDFPage {
    const made = pdf.addPage(PageSizes.A4);
    pages.push(made);
    return made;
  }

  function fit(text: string, { bold, size = SIZE, width: limit }: TextStyle): string {
    const font = bold === true ? fonts.bold : fonts.regular;
    if (limit === undefined || font.widthOfTextAtSize(text, size) <= limit) return text;
    let kept = Array.from(text);
    while (kept.length > 0 && font.widthOfTextAtSize(`${kept.join("")}…`, size) > limit) kept = kept.slice(0, -1);
    return `${kept.join("").trimEnd()}…`;
  }

  const self: Sheet = {
    left: MARGIN,
    right: width - MARGIN,
    text(x, text, style = {}) {
      const font = style.bold === true ? fonts.bold : fonts.regular;
      const size = style.size ?? SIZE;
      const written = fit(text, style);
      page.drawText(written, { x: style.right === true ? x - font.widthOfTextAtSize(written, size) : x, y, size, font, color: style.grey === true ? GREY : BLACK });
    },
    paragraph(x, text, limit, style = {}) {
      const font = style.bold === true ? fonts.bold : fonts.regular;
      const size = style.size ?? SIZE;
      let line = "";
      for (const word of text.split(/\s+/)) {
        const longer = line === "" ? word : `${line} ${word}`;
        if (line !== "" && font.widthOfTextAtSize(longer, size) > limit) {
          self.text(x, line, { ...style, width: limit });
          self.down(size * LEADING);
          self.reserve(size);
          line = word;
        } else line = longer;
      }
      if (line === "") return;
      self.text(x, line, { ...style, width: limit });
      self.down(size * LEADING);
    },
    rule() {
      page.drawLine({ start: { x: MARGIN, y }, end: { x: width - MARGIN, y }, thickness: 0.5, color: GREY });
    },
    down: (points) => void (y -= points),
    height: () => y,
    moveTo: (to) => void (y = to),
    reserve(points) {
      if (y - points >= FOOT) return false;
      page = newPage();
      y = height - MARGIN;
      return true;
    },
    finish(foot) {
      for (const [index, each] of pages.entries()) {
        const text = foot(index + 1, pages.length);
        each.drawText(fit(text, { size: 7, width: width - 2 * MARGIN }), { x: MARGIN, y: 35, size: 7, font: fonts.regular, color: GREY });
      }
    },
  };
  return self;
}
