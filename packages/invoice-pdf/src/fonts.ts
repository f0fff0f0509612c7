import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { CpoError } from "@cpokit/kernel";
import fontkit from "@pdf-lib/fontkit";
import { StandardFonts, type PDFDocument, type PDFFont } from "pdf-lib";

/** TrueType or OpenType files. */
export interface FontFiles {
  readonly regular: Uint8Array;
  readonly bold: Uint8Array;
}

export interface Fonts {
  readonly regular: PDFFont;
  readonly bold: PDFFont;
}

/** What the standard fonts of every PDF reader can show: the languages of Western Europe (Windows-1252). */
const WESTERN = /^[\n\x20-\x7E\xA0-\xFF€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]*$/;
const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/;

/**
 * The fonts that can show a text: those that were given, else Helvetica for Western Europe, else DejaVu Sans, of which only the used
 * glyphs are embedded.
 *
 * @throws `invoice-pdf.characters` naming what no font has
 */
export async function fontsFor(pdf: PDFDocument, text: string, files: FontFiles | undefined): Promise<Fonts> {
  if (RIGHT_TO_LEFT.test(text)) {
    throw new CpoError("invoice-pdf.characters", "Writing from right to left is not laid out; give names and addresses in Latin letters for the print.", {});
  }
  if (files === undefined && WESTERN.test(text)) return { regular: await pdf.embedFont(StandardFonts.Helvetica), bold: await pdf.embedFont(StandardFonts.HelveticaBold) };
  pdf.registerFontkit(fontkit);
  const { regular, bold } = files ?? (await dejaVu());
  const fonts = { regular: await pdf.embedFont(regular, { subset: true, features: { liga: false } }), bold: await pdf.embedFont(bold, { subset: true, features: { liga: false } }) };
  for (const font of [fonts.regular, fonts.bold]) {
    const known = new Set(font.getCharacterSet());
    const missing = [...new Set(text)].filter((character) => character !== "\n" && !known.has(character.codePointAt(0)!));
    if (missing.length > 0) {
      throw new CpoError("invoice-pdf.characters", `${font.name} has no ${missing.join(" ")}; pass fonts that have, as "fonts".`, { characters: missing.join("") });
    }
  }
  return fonts;
}

let loaded: Promise<FontFiles> | undefined;

function dejaVu(): Promise<FontFiles> {
  const { resolve } = createRequire(import.meta.url);
  const read = (name: string): Promise<Uint8Array> => readFile(resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`));
  loaded ??= Promise.all([read("DejaVuSansCondensed"), read("DejaVuSansCondensed-Bold")]).then(([regular, bold]) => ({ regular, bold }));
  return loaded;
}
