import { parseInstant } from "@cpokit/kernel";
import { PDFDocument } from "pdf-lib";
import { expect, it } from "vitest";
import { tablePdf, type PdfTable } from "@cpokit/invoice-pdf";
import { textsOf } from "./read-pdf.ts";

const table: PdfTable = {
  title: "Energy", facts: [["Period", "2026-11-01 – 2026-11-30"]], issuedAt: parseInstant("2026-12-01T08:00:00Z")!,
  columns: [{ heading: "Location", share: 2 }, { heading: "kWh", isNumber: true }], rows: [["Harbour", "1234.5"], ["Mill", ""]], total: ["Together", "1234.5"], note: "Credits are taken off.",
};

it("a table has its facts, headings, rows and sums, with the figures of its language", async () => {
  const texts = textsOf(await tablePdf(table, { locale: "de" }));
  for (const part of ["Energy", "Period", "2026-11-01 – 2026-11-30", "Location", "kWh", "Harbour", "1.234,5", "Mill", "Together", "Credits are taken off."]) expect(texts).toContain(part);
});

it("a long table has its headings on every page, and is the same file each time", async () => {
  const long = { ...table, rows: Array.from({ length: 200 }, (_, row) => [`Location ${row}`, String(row)]) };
  const bytes = await tablePdf(long);
  const pages = (await PDFDocument.load(bytes)).getPageCount();
  expect(pages).toBeGreaterThan(3);
  expect(textsOf(bytes).filter((text) => text === "kWh")).toHaveLength(pages);
  expect(Buffer.from(bytes).equals(Buffer.from(await tablePdf(long)))).toBe(true);
});
