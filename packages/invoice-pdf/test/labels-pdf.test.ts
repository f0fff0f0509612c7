import { instant } from "@cpokit/kernel";
import { PDFDocument } from "pdf-lib";
import { describe, expect, it } from "vitest";
import { labelsPdf } from "../src/index.ts";
import { textsOf } from "./read-pdf.ts";

const code = [[true, true, false], [false, true, false], [true, false, true]];
const label = (number: number) => ({ code, heading: `NL*CPO*E${number}`, lines: ["Javakade, Amsterdam", "Zum Laden scannen"] });
const sheet = { title: "QR codes", labels: [1, 2, 3, 4, 5].map(label), columns: 2, rows: 2, issuedAt: instant(1_764_000_000_000) };

describe("labels with QR codes", () => {
  it("show every text, as many on a page as it is divided into", async () => {
    const bytes = await labelsPdf(sheet, { locale: "de" });
    expect((await PDFDocument.load(bytes)).getPageCount()).toBe(2);
    const written = textsOf(bytes);
    for (let number = 1; number <= 5; number += 1) expect(written).toContain(`NL*CPO*E${number}`);
    expect(written).toContain("Zum Laden scannen");
  });

  it("are the same bytes whenever they are made", async () => {
    expect(await labelsPdf(sheet)).toEqual(await labelsPdf(sheet));
  });

  it("draw each row of dark squares", async () => {
    const bytes = await labelsPdf({ ...sheet, labels: [label(1)] });
    const none = await labelsPdf({ ...sheet, labels: [{ ...label(1), code: [[false]] }] });
    expect(bytes.length).toBeGreaterThan(none.length);
  });

  it.each([["columns", 0], ["rows", 2.5]])("refuse a page of %s %d", async (field, value) => {
    await expect(labelsPdf({ ...sheet, [field]: value })).rejects.toMatchObject({ code: "invoice-pdf.labels", values: { field, value } });
  });
});
