import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { cdrCsv, createInvoices, createPayments, csv, csvText, findPayments, invoiceCsv, invoiceLineCsv, paymentCsv, period, runInvoices, type CdrQuery, type CsvCell, type CsvOptions } from "@cpokit/billing";
import { createFakeProvider } from "@cpokit/billing/fake";
import { at, createDesk, digest, laterSession, type Desk } from "./fixture.ts";

const table = (cells: readonly CsvCell[], options: CsvOptions = {}) => csvText(csv([cells], cells.map((_, index) => ({ heading: `C${index}`, cell: (row: readonly CsvCell[]) => row[index] })), { bom: false, ...options }));
const row = async (cells: readonly CsvCell[], options: CsvOptions = {}) => (await table(cells, options)).split("\r\n")[1];
/** Read by a parser that is not ours. */
const read = (text: string, delimiter = ","): Record<string, string>[] => parse(text, { columns: true, bom: true, delimiter });

let desk: Desk;
beforeEach(async () => {
  desk = createDesk();
  await desk.publish();
  await desk.store.transaction((unit) => void desk.billing.assignTariff(unit, { target: { kind: "tenant" }, tariffId: "DAY" }));
});

describe("a table", () => {
  it("is RFC 4180: CRLF after each line, quotes doubled, separators and breaks inside quotes", async () => {
    expect(await table(["a", 'say "hi"', "x,y", "two\nlines", " blank "])).toBe('C0,C1,C2,C3,C4\r\na,"say ""hi""","x,y","two\nlines"," blank "\r\n');
  });

  it("begins with a byte order mark, unless somebody does not want it", async () => {
    expect(await table([1], { bom: true })).toBe("\uFEFFC0\r\n1\r\n");
    expect((await csvText(csv([], [{ heading: "Übertrag", cell: () => "" }]))).charCodeAt(0)).toBe(0xfeff);
  });

  it("takes separator and decimal sign from the language, as Excel does there", async () => {
    const cells = ["a;b", { decimal: "-8.3127" }, 1.5, undefined];
    expect(await row(cells)).toBe("a;b,-8.3127,1.5,");
    expect(await row(cells, { locale: "de" })).toBe('"a;b";-8,3127;1,5;');
    expect(await row(cells, { locale: "fr-FR" })).toBe('"a;b";-8,3127;1,5;');
    expect(await row(cells, { locale: "de", separator: "," })).toBe('a;b,"-8,3127","1,5",');
    expect(await row(cells, { separator: "\t", decimal: "," })).toBe("a;b\t-8,3127\t1,5\t");
  });

  it("disarms what a spreadsheet would run, and leaves numbers alone", async () => {
    const attacks = ["=1+1", "+31 6", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "\0=1"];
    const cells = read(await table(attacks))[0]!;
    for (const cell of Object.values(cells)) expect(cell).toMatch(/^'/);
    expect(await row(['=HYPERLINK("http://evil","x")'])).toBe('"\'=HYPERLINK(""http://evil"",""x"")"');
    expect(await row([{ decimal: "-1" }, -1, "a=b", "1-2"])).toBe("-1,-1,a=b,1-2");
  });

  it("keeps ids that look like numbers, where only Excel reads the file", async () => {
    expect(await row(["04123456", "12E5", "04A2B3C4", "1234"], { excelText: true })).toBe('"=""04123456""","=""12E5""",04A2B3C4,1234');
    expect(await row(["04123456"])).toBe("04123456");
  });

  it("writes moments on the wall of their zone, in summer and winter", async () => {
    expect(await row([{ at: at("2026-11-16T15:30:00Z"), timeZone: "Europe/Amsterdam" }, { at: at("2026-07-16T23:30:09Z"), timeZone: "Europe/Amsterdam" }])).toBe("2026-11-16 16:30:00,2026-07-17 01:30:09");
  });

  it("comes back from another parser as it was, whatever the texts are", async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.string({ unit: "grapheme" }), { minLength: 1, maxLength: 5 }), fc.constantFrom(",", ";", "\t"), async (cells, separator) => {
      const [back] = read(await table(cells, { separator }), separator);
      expect(Object.values(back!).map((cell, index) => (cell === `'${cells[index]!.replaceAll("\0", "")}` ? cells[index] : cell))).toEqual(cells);
    }), { numRuns: 300 });
  });
});

describe("exports", () => {
  it("CDRs with exact amounts, by any query", async () => {
    const cdr = await desk.seal(laterSession("A", 0, { customer: "fleet/ACME" }));
    await desk.seal(laterSession("B", 24));
    await desk.store.transaction((unit) => desk.billing.credit(unit, "A", { actor: "ann", reason: "x" }));
    const rows = read(await csvText(cdrCsv(desk.store)));
    expect(rows).toHaveLength(3);
    expect(rows[0]).toMatchObject({
      CDR: cdr.id, Kind: "normal", Session: "A", Start: "2026-11-16 16:30:00", End: "2026-11-16 18:20:30", "Time zone": "Europe/Amsterdam", "Start UTC": "2026-11-16T15:30:00.000Z",
      Hours: "1.8417", "Energy kWh": "11.8", Net: "6.87", Tax: "1.4427", Gross: "8.3127", Currency: "EUR", Customer: "fleet/ACME", Party: "NL*CPO", Token: "04A2B3C4", "Tariff version": "DAY/1", "SHA-256": cdr.hash,
    });
    expect(rows[2]).toMatchObject({ Kind: "credit", "Credit of": cdr.id, Gross: "-8.3127" });
    expect(read(await csvText(cdrCsv(desk.store, { customer: "fleet/ACME" }, { locale: "de" })), ";").map(({ Gross }) => Gross)).toEqual(["8,3127", "-8,3127"]);
  });

  it("CDRs found by period, party, site, token and customer, when they were issued or when their sessions ended", async () => {
    await desk.seal(laterSession("A", 0, { customer: "fleet/ACME" }));
    await desk.seal(laterSession("B", 24, { partner: { countryCode: "NL", partyId: "EMS" } }));
    const found = async (query: CdrQuery) => (await desk.billing.cdrs(desk.store, { order: "oldest", ...query })).items.map(({ body }) => body.session);
    expect(await found({})).toEqual(["A", "B"]);
    expect(await found({ party: "NL*EMS" })).toEqual(["B"]);
    expect(await found({ party: "NL*CPO" })).toEqual(["A"]);
    expect(await found({ customer: "fleet/ACME" })).toEqual(["A"]);
    expect(await found({ location: "LOC1" })).toEqual(["A", "B"]);
    expect(await found({ location: "LOC2" })).toEqual([]);
    expect(await found({ token: "04a2b3c4", limit: 1 })).toEqual(["A"]);
    expect(await found({ time: "ended", to: at("2026-11-17T00:00:00Z") })).toEqual(["A"]);
    expect(await found({ location: "LOC1", time: "ended", from: at("2026-11-17T00:00:00Z") })).toEqual(["B"]);
    expect(await found({ party: "NL*EMS", from: at("2030-01-01T00:00:00Z") })).toEqual([]);
    await expect(found({ party: "NL*EMS", token: "04A2B3C4" })).rejects.toMatchObject({ code: "billing.query" });
  });

  it("invoices for the journal, and the lines of one for its reader", async () => {
    await desk.seal(laterSession("A", 0, { customer: "fleet/ACME" }));
    desk.setTime("2026-12-01T00:00:00Z");
    const invoices = createInvoices({ clock: desk.clock, digest, buyer: async () => ({ name: "=ACME", address: [], country: "NL" }) });
    const run = await runInvoices(desk.store, invoices, { period: period("2026-11", "Europe/Amsterdam") });
    expect(read(await csvText(invoiceCsv(desk.store)))).toEqual([expect.objectContaining({
      Number: "INV-000001", Kind: "invoice", Issued: "2026-12-01 01:00:00", Due: "2026-12-15 01:00:00", Period: "2026-11", Name: "'=ACME", Sessions: "1", Net: "6.87", Tax: "1.44", Gross: "8.31", Rounding: "0.00", Payable: "8.31",
    })]);
    const invoice = (await invoices.invoice(desk.store, run.invoices[0]!.id))!;
    const lines = read(await csvText(invoiceLineCsv(invoice)));
    expect(lines).toHaveLength(4);
    expect(lines[2]).toMatchObject({ Invoice: "INV-000001", Session: "A", Start: "2026-11-16 16:30:00", Site: "Harbour, Amsterdam", Text: "energy", Quantity: "8.8", Unit: "kWh", Price: "0.4", Amount: "3.52", Tax: "VAT 21", "Tax rate %": "21" });
  });

  it("payments, found by state, token and time", async () => {
    const provider = createFakeProvider({ clock: desk.clock, random: () => 0.5 });
    const payments = createPayments({ clock: desk.clock, ids: desk.ids, provider });
    for (const token of ["T1", "T2", "T3"]) await desk.store.transaction((unit) => payments.open(unit, { currency: "EUR", amount: "9", token }));
    const tokens = async (query: Parameters<typeof findPayments>[1]) => (await findPayments(desk.store, query)).items.map(({ body }) => body.token);
    expect(await tokens({})).toEqual(["T3", "T2", "T1"]);
    expect(await tokens({ state: "requiresAuth", order: "oldest", limit: 2 })).toEqual(["T1", "T2"]);
    expect(await tokens({ state: "captured" })).toEqual([]);
    expect(await tokens({ token: "T2" })).toEqual(["T2"]);
    expect(await tokens({ to: at("2026-11-17T08:00:00Z") })).toEqual([]);
    await expect(tokens({ token: "T2", state: "captured" })).rejects.toMatchObject({ code: "billing.query" });
    const rows = read(await csvText(paymentCsv(desk.store, {}, { timeZone: "Europe/Amsterdam" })));
    expect(rows.map(({ Token, State, Captured, Opened }) => [Token, State, Captured, Opened])).toEqual(["T1", "T2", "T3"].map((token) => [token, "requiresAuth", "0.00", "2026-11-17 09:00:00"]));
  });
});
