import { parseInstant } from "@cpokit/kernel";
import { period, type Statement } from "@cpokit/billing";
import { PDFDocument } from "pdf-lib";
import { expect, it } from "vitest";
import { statementPdf } from "@cpokit/invoice-pdf";
import { textsOf } from "./read-pdf.ts";

const at = (text: string) => parseInstant(text)!;

function statement(change: Partial<Statement> = {}): Statement {
  const entry = (cdr: string): Statement["entries"][number] => ({
    id: `${cdr}/host`, kind: "share", cdr, session: cdr, location: "Harbour", start: at("2026-11-16T23:30:00Z"), at: at("2026-11-17T00:20:30Z"), timeZone: "Europe/Amsterdam", energy: "11.8", lines: [], amount: "2.527",
  });
  return {
    id: "STM-000001", series: "STM", sequence: 1, payee: "host/harbour", period: period("2026-11", "Europe/Amsterdam"), issuedAt: at("2026-12-01T08:00:00Z"), currency: "EUR",
    issuer: { name: "Harbour Power B.V.", address: ["Kade 1"], country: "NL" }, recipient: { name: "Harbour Estates", address: ["Kade 2"], country: "NL", vatId: "NL009876543B01" },
    entries: [entry("C1"), entry("C2")], byCategory: [{ category: "energy", revenue: "8.54", amount: "0.854" }, { category: "parking", revenue: "4.2", amount: "4.2" }],
    earned: "5.054", topUp: "44.946", capped: "0", lease: "100", net: "150.00", taxes: [{ name: "VAT", percentage: "21", base: "150.00", amount: "31.50" }], payable: "181.50", selfBilling: true, hash: "0".repeat(64), ...change,
  };
}

it("a statement has its sums by kind, what was agreed beside them, and every session", async () => {
  const texts = textsOf(await statementPdf(statement()));
  for (const part of [
    "Self-billed invoice", "STM-000001", "2026-11", "Harbour Estates", "VAT id NL009876543B01", "Energy", "8.54", "0.854", "Idle time", "4.2", "Share", "5.054", "Guaranteed minimum", "44.946", "Lease", "100",
    "150.00 EUR", "VAT 21 % on 150.00", "31.50 EUR", "In your favour", "181.50 EUR", "2026-11-17", "Harbour", "C2", "11.8 kWh", "2.527",
  ]) expect(texts).toContain(part);
  expect(texts).not.toContain("Above the maximum");
});

it("a statement says what locations are called, where that is known", async () => {
  const [entry] = statement().entries;
  const entries = [{ ...entry!, location: "ams-7" }, { ...entry!, location: "ams-8" }];
  const texts = textsOf(await statementPdf(statement({ entries }), { locationNames: { "ams-7": "Java quay" } }));
  expect(texts).toContain("Java quay");
  expect(texts).not.toContain("ams-7");
  expect(texts).toContain("ams-8");
});

it("a statement in German, over many pages, is the same file each time", async () => {
  const [entry] = statement().entries;
  const long = statement({ selfBilling: false, capped: "-5", entries: Array.from({ length: 200 }, () => entry!) });
  const bytes = await statementPdf(long, { locale: "de", note: "Fragen an buchhaltung@harbour.example" });
  const texts = textsOf(bytes);
  for (const part of ["Abrechnung", "01.12.2026", "Über dem Höchstbetrag", "-5", "181,50 EUR", "Fragen an buchhaltung@harbour.example"]) expect(texts).toContain(part);
  const pages = (await PDFDocument.load(bytes)).getPageCount();
  expect(pages).toBeGreaterThan(3);
  expect(texts.some((text) => text.endsWith(`Seite ${pages} von ${pages}`))).toBe(true);
  expect(Buffer.from(bytes).equals(Buffer.from(await statementPdf(long, { locale: "de", note: "Fragen an buchhaltung@harbour.example" })))).toBe(true);
});
