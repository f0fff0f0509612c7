import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { PDFDocument } from "pdf-lib";
import { describe, expect, it } from "vitest";
import { invoicePdf, type PdfLocale } from "@cpokit/invoice-pdf";
import { invoice } from "./fixture.ts";
import { textsOf } from "./read-pdf.ts";

const words = async (...given: Parameters<typeof invoicePdf>): Promise<string> => textsOf(await invoicePdf(...given)).join("\n");

describe("a printed invoice", () => {
  it("has everything that it must say", async () => {
    const text = await words(invoice(), { note: "Please pay by transfer." });
    for (const part of [
      "Invoice", "INV-000042", "2026-12-01", "2026-12-15", "2026-11", "Harbour Power B.V.", "VAT id NL001234567B01", "Acme Fleet GmbH", "Straße der Ladesäulen 7", "VAT id DE123456789",
      "Session · 2026-11-16 16:30–18:20 · Harbour, Amsterdam · NL*CPO*E0001 · 04A2B3C4 · 11.8 kWh", "8.8 kWh", "0.40 /kWh", "0:21:00", "6.00 /h", "3.52", "Basic fee November", "1,250.00",
      "VAT 21 % on 13.74 EUR", "2.89 EUR", "Without tax", "1,266.63 EUR", "Rounding", "-0.01 EUR", "To pay", "1,266.62 EUR", "Please pay by transfer.",
      "Invoice INV-000042  ·  Harbour Power B.V.  ·  IBAN NL02ABNA0123456789  ·  Page 1 of 1",
    ]) expect(text.split("\n")).toContain(part);
  });

  it("says the energy of a session also where its place and token are long", async () => {
    const { sessions: [session], ...rest } = invoice();
    const text = await words({ ...rest, sessions: [{ ...session!, place: "Parking of the shopping centre at the river, Rotterdam Alexander", token: "04D1E2F3A4B583D5E6A0" }] });
    expect(text).toMatch(/11\.8 kWh$/m);
    expect(text).not.toContain("…");
  });

  it("speaks five languages, with their figures and dates", async () => {
    const expected: Record<PdfLocale, readonly string[]> = {
      en: ["Invoice", "1,266.62 EUR", "2026-12-01"], de: ["Rechnung", "1.266,62 EUR", "01.12.2026"], fr: ["Facture", "1\u00A0266,62 EUR", "01/12/2026"],
      nl: ["Factuur", "1.266,62 EUR", "01-12-2026"], es: ["Factura", "1.266,62 EUR", "01/12/2026"],
    };
    for (const [locale, parts] of Object.entries(expected)) {
      const text = (await words(invoice(), { locale: locale as PdfLocale })).split("\n");
      for (const part of parts) expect(text).toContain(part);
    }
  });

  it("is a receipt with how it was paid, or a credit note with what it takes back and why", async () => {
    const receipt = await words(invoice({ kind: "receipt", id: "REC-000001", payment: { payment: "P1", reference: "psp-77", captured: "1266.62", refunded: "10.00" } }));
    for (const part of ["Receipt", "Total", "Paid", "Paid back", "10.00 EUR", "Reference: psp-77"]) expect(receipt.split("\n")).toContain(part);
    expect(receipt).not.toContain("To pay");
    const note = await words(invoice({ kind: "creditNote", id: "CN-000001", creditOf: "INV-000042", reason: "ann: wrong address", payable: "-1266.62" }));
    for (const part of ["Credit note", "Takes back", "INV-000042", "Reason: ann: wrong address", "In your favour", "-1,266.62 EUR"]) expect(note.split("\n")).toContain(part);
  });

  it("says why there is no tax", async () => {
    expect(await words(invoice({ exemption: { category: "AE", reason: "Reverse charge: the recipient owes the tax." } }))).toContain("Reverse charge: the recipient owes the tax.");
  });

  it("goes on over as many pages as it needs, with heads and feet", async () => {
    const { lines, sessions } = invoice();
    const many = Array.from({ length: 150 }, (_, index) => `C${index}`);
    const bytes = await invoicePdf(invoice({
      lines: many.flatMap((cdr) => lines.slice(0, 4).map((line) => ({ ...line, item: cdr, cdr }))), sessions: many.map((cdr) => ({ ...sessions[0]!, cdr })),
    }));
    const pages = (await PDFDocument.load(bytes)).getPageCount();
    const texts = textsOf(bytes);
    expect(pages).toBeGreaterThan(12);
    expect(texts.filter((text) => text.startsWith("Session"))).toHaveLength(150);
    expect(texts.filter((text) => text === "Description")).toHaveLength(pages);
    for (let page = 1; page <= pages; page += 1) expect(texts.some((text) => text.endsWith(`Page ${page} of ${pages}`))).toBe(true);
  });

  it("is the same file for the same record, and names it", async () => {
    const polish = invoice({ buyer: { name: "Łukasz Żółć", address: [], country: "PL" } });
    for (const record of [invoice(), polish]) expect(Buffer.from(await invoicePdf(record)).equals(Buffer.from(await invoicePdf(record)))).toBe(true);
    const pdf = await PDFDocument.load(await invoicePdf(invoice()), { updateMetadata: false });
    expect([pdf.getTitle(), pdf.getAuthor(), pdf.getCreationDate()?.toISOString(), pdf.getModificationDate()?.toISOString()]).toEqual(["Invoice INV-000042", "Harbour Power B.V.", "2026-12-01T08:00:00.000Z", "2026-12-01T08:00:00.000Z"]);
  });

  it("embeds glyphs of DejaVu for names beyond Western Europe, and only those", async () => {
    const named = (name: string) => invoice({ buyer: { name, address: [], country: "PL" } });
    const western = await invoicePdf(named("François Müller"));
    const eastern = await invoicePdf(named("Łukasz Żółć, Ελένη, Иван, Հայկ, ნინო"));
    expect(Buffer.from(western).includes("DejaVu")).toBe(false);
    expect(eastern.length).toBeLessThan(60_000);
    expect((await PDFDocument.load(eastern)).getPageCount()).toBe(1);
  });

  it("names what no font can show, rather than print boxes", async () => {
    const named = (name: string) => invoice({ buyer: { name, address: [], country: "CN" } });
    await expect(invoicePdf(named("山田"))).rejects.toMatchObject({ code: "invoice-pdf.characters", values: { characters: "山田" } });
    await expect(invoicePdf(named("דוד"))).rejects.toMatchObject({ code: "invoice-pdf.characters", message: expect.stringContaining("right to left") as string });
    const font = await readFile(createRequire(import.meta.url).resolve("dejavu-fonts-ttf/ttf/DejaVuSerif.ttf"));
    await expect(invoicePdf(named("Иван"), { fonts: { regular: font, bold: font } })).resolves.toBeInstanceOf(Uint8Array);
  });

  it("cuts what is too long for its column, and wraps what is a sentence", async () => {
    const text = await words(invoice({ lines: [{ item: "X", category: "charge", text: "A very long description ".repeat(10), amount: "1.00", taxes: [] }] }), { note: "word ".repeat(80) });
    expect(text).toMatch(/A very long description .*…/);
    expect(text.split("\n").filter((line) => line.startsWith("word")).length).toBeGreaterThan(2);
  });
});
