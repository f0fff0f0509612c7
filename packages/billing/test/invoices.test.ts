import { CpoError } from "@cpokit/kernel";
import { beforeEach, describe, expect, it } from "vitest";
import {
  auditInvoices, createInvoices, eachInvoice, findInvoices, invoices as collection, isInvoiceIntact, period, runInvoices, tariffVersions,
  type BillableSession, type CdrRecord, type InvoiceOutcome, type InvoiceRecord, type Invoices, type InvoicesOptions,
} from "@cpokit/billing";
import { at, createDesk, dayTariff, digest, laterSession, withEnergy, type Desk } from "./fixture.ts";

const november = period("2026-11", "Europe/Amsterdam");
const december = period("2026-12", "Europe/Amsterdam");

let desk: Desk;
let invoices: Invoices;

function arrange(options: Partial<InvoicesOptions> = {}): void {
  invoices = createInvoices({ clock: desk.clock, digest, ...options });
}

beforeEach(async () => {
  desk = createDesk();
  await desk.publish();
  await desk.store.transaction((unit) => void desk.billing.assignTariff(unit, { target: { kind: "tenant" }, tariffId: "DAY" }));
  arrange();
});

/** Each is the session of 6.87 net, 8.31 gross, so many days later. */
const seal = (id: string, days: number, customer = "fleet/ACME", more: Partial<BillableSession> = {}): Promise<CdrRecord> => desk.seal(laterSession(id, days * 24, { customer, ...more }));
const issue = (customer = "fleet/ACME", month = november): Promise<InvoiceOutcome> => desk.store.transaction((unit) => invoices.issue(unit, { customer, period: month }));
const creditCdr = (session: string) => desk.store.transaction((unit) => desk.billing.credit(unit, session, { actor: "ann", reason: "The charger hummed." }));
const creditInvoice = (id: string) => desk.store.transaction((unit) => invoices.credit(unit, id, { actor: "ann", reason: "wrong address" }));
async function issued(outcome: Promise<InvoiceOutcome>): Promise<InvoiceRecord> {
  const made = await outcome;
  if (made.outcome !== "issued") throw new Error(JSON.stringify(made));
  return made.invoice;
}
const audit = () => auditInvoices(desk.store, { digest });
const all = async (): Promise<InvoiceRecord[]> => (await desk.store.find(collection)).items.map((item) => item.body);

describe("an invoice", () => {
  it("given net prices, rounds lines, taxes their sum once, and names the rounding (EN 16931, M4)", async () => {
    await seal("A", 0);
    await seal("B", 1);
    desk.setTime("2026-12-01T00:00:00Z");
    const invoice = await issued(issue());
    expect(invoice).toMatchObject({
      id: "INV-000001", kind: "invoice", customer: "fleet/ACME", currency: "EUR", basis: "net", period: { name: "2026-11" },
      // Twice 0.50 + 0.75 + 3.52 + 2.10; 21 % of 13.74 is 2.8854; each CDR by itself is 8.3127, so 8.31.
      net: "13.74", taxes: [{ name: "VAT", percentage: "21", category: "S", base: "13.74", amount: "2.89" }], tax: "2.89", gross: "16.63", rounding: "-0.01", payable: "16.62",
      sessions: [{ session: "A", payable: "8.31", place: "Harbour, Amsterdam", evse: "NL*CPO*E0001", energy: "11.8" }, { session: "B", payable: "8.31" }],
    });
    expect(invoice.lines.slice(0, 4).map(({ category, quantity, unitPrice, amount }) => [category, quantity, unitPrice, amount])).toEqual([
      ["fixed", "1", "0.5", "0.50"], ["energy", "3", "0.25", "0.75"], ["energy", "8.8", "0.4", "3.52"], ["parking", "1260", "6", "2.10"],
    ]);
    expect(invoice.dueAt! - invoice.issuedAt).toBe(14 * 86_400_000);
    expect(isInvoiceIntact(invoice, digest)).toBe(true);
    expect(isInvoiceIntact({ ...invoice, payable: "16.63" }, digest)).toBe(false);
    expect(await audit()).toEqual({ invoices: 1, findings: [] });
  });

  it("given a consumer, starts from the gross and takes the tax out (M4)", async () => {
    await seal("A", 0, "driver/D1");
    desk.setTime("2026-12-01T00:00:00Z");
    const invoice = await issued(issue("driver/D1"));
    // 0.605, 0.9075, 4.2592 and 2.541 are rounded one by one; 8.32 × 21 / 121 is 1.4439…
    expect(invoice.lines.map((line) => line.amount)).toEqual(["0.61", "0.91", "4.26", "2.54"]);
    expect(invoice).toMatchObject({ basis: "gross", gross: "8.32", tax: "1.44", net: "6.88", rounding: "-0.01", payable: "8.31" });
  });

  it("given a tariff with several rates and none, has one line in the breakdown for each, and their bases sum to the net (X2, X6)", async () => {
    const elements = [{ price_components: [{ type: "FLAT", price: 1, vat: 20, step_size: 1 }, { type: "ENERGY", price: 0.3, vat: 10, step_size: 1 }, { type: "PARKING_TIME", price: 6, step_size: 60 }] }];
    await desk.publish({ ...dayTariff, elements });
    await seal("A", 0);
    desk.setTime("2026-12-01T00:00:00Z");
    expect(await issued(issue())).toMatchObject({
      net: "6.64", tax: "0.55", payable: "7.19",
      taxes: [{ percentage: "20", category: "S", base: "1.00", amount: "0.20" }, { percentage: "10", category: "S", base: "3.54", amount: "0.35" }, { name: "VAT", category: "O", base: "2.10", amount: "0.00" }],
    });
  });

  it("given a customer without tax, says why and bills the net", async () => {
    arrange({ exemption: async (_, customer) => (customer === "partner/DE*EMS" ? { category: "AE", reason: "Reverse charge" } : undefined) });
    await seal("A", 0, "partner/DE*EMS");
    desk.setTime("2026-12-01T00:00:00Z");
    expect(await issued(issue("partner/DE*EMS"))).toMatchObject({
      net: "6.87", tax: "0.00", payable: "6.87", taxes: [{ category: "AE", base: "6.87", amount: "0.00" }], exemption: { category: "AE", reason: "Reverse charge" },
    });
    expect((await audit()).findings).toEqual([]);
  });

  it("keeps who sold and who bought as they were", async () => {
    const seller = { name: "Harbour Power", address: ["Kade 1", "1011 AA Amsterdam"], country: "NL", vatId: "NL001234567B01" };
    arrange({ seller, buyer: async (_, customer) => ({ name: customer, address: [], country: "NL" }) });
    await seal("A", 0);
    desk.setTime("2026-12-01T00:00:00Z");
    expect(await issued(issue())).toMatchObject({ seller, buyer: { name: "fleet/ACME" } });
  });

  it("given a price list that was agreed, bills by it, and reverses by what was billed (P5, scope row 7)", async () => {
    const list = await desk.publish({ ...dayTariff, id: "PARTNER", elements: [{ price_components: [{ type: "ENERGY", price: 0.3, vat: 21, step_size: 1 }] }] });
    let version: string | undefined = list;
    arrange({ priceList: async (reader) => (version === undefined ? undefined : reader.get(tariffVersions, version)) });
    await seal("A", 0, "partner/NL*EMS");
    desk.setTime("2026-12-01T00:00:00Z");
    expect(await issued(issue("partner/NL*EMS"))).toMatchObject({ net: "3.54", payable: "4.28" });
    version = undefined;
    await creditCdr("A");
    desk.setTime("2027-01-01T00:00:00Z");
    const note = await issued(issue("partner/NL*EMS", december));
    expect(note).toMatchObject({ kind: "creditNote", net: "-3.54", payable: "-4.28" });
    expect(note.lines).toMatchObject([{ quantity: "-11.8", unitPrice: "0.3", amount: "-3.54" }]);
  });

  it("given a price of OCPI 2.1.1, which says no taxes, refuses until the tax is named (X1)", async () => {
    const plain = { id: "OLD", currency: "EUR", last_updated: "2026-01-01T00:00:00Z", elements: [{ price_components: [{ type: "ENERGY", price: 0.25, step_size: 1 }] }] };
    await desk.store.transaction(async (unit) => {
      await desk.billing.publishTariff(unit, { tariffId: "OLD", name: "Old", ocpiVersion: "2.1.1", tariff: plain, validFrom: at("2026-01-01T00:00:00Z") });
      desk.billing.assignTariff(unit, { target: { kind: "evse", evse: "EVSE1" }, tariffId: "OLD" });
    });
    await seal("A", 0);
    desk.setTime("2026-12-01T00:00:00Z");
    expect(await issue()).toMatchObject({ outcome: "refused", reason: expect.stringContaining("untaxed") as string });
    arrange({ untaxed: { name: "VAT", percentage: "21" } });
    expect(await issued(issue())).toMatchObject({ net: "2.95", tax: "0.62", payable: "3.57", rounding: "0.00" });
  });
});

describe("periods", () => {
  it("belong to the wall of their zone", async () => {
    // Ends at 23:20:30 UTC on 30 November, which is December in Amsterdam.
    await desk.seal(laterSession("A", 14 * 24 + 6, { customer: "fleet/ACME" }));
    desk.setTime("2026-11-30T23:30:00Z");
    expect(await issue()).toEqual({ outcome: "nothing" });
    expect(await issue("fleet/ACME", period("2026-11", "UTC"))).toMatchObject({ outcome: "refused", reason: "The period 2026-11 is not over." });
    desk.setTime("2026-12-01T00:00:00Z");
    expect(await issued(issue("fleet/ACME", period("2026-11", "UTC")))).toMatchObject({ period: { name: "2026-11", timeZone: "UTC" }, sessions: [{ session: "A" }] });
  });

  it("are invoiced once; what comes late is on the next invoice", async () => {
    await seal("A", 0);
    desk.setTime("2026-12-01T00:00:00Z");
    const first = await issued(issue());
    expect(await issue()).toEqual({ outcome: "nothing" });
    await seal("LATE", 1);
    expect(await issue()).toEqual({ outcome: "nothing" });
    desk.setTime("2027-01-01T00:00:00Z");
    expect(await issued(issue("fleet/ACME", december))).toMatchObject({ id: "INV-000002", sessions: [{ session: "LATE" }] });
    expect((await all()).map(({ id }) => id)).toEqual([first.id, "INV-000002"]);
  });

  it("given a credited and a corrected CDR, the next invoice takes back what was billed and bills anew (T13, I11)", async () => {
    await seal("A", 0);
    await seal("B", 1);
    desk.setTime("2026-12-01T00:00:00Z");
    await issued(issue());
    await creditCdr("A");
    desk.sessions.set("B", withEnergy(laterSession("B", 24, { customer: "fleet/ACME" }), 10_800, { settlement: "sealed" }));
    await desk.store.transaction((unit) => desk.billing.correct(unit, "B"));
    desk.setTime("2027-01-01T00:00:00Z");
    const next = await issued(issue("fleet/ACME", december));
    // −8.31 − 8.31 + 7.83: 6.47 net with 21 % is 7.8287.
    expect(next).toMatchObject({ kind: "creditNote", payable: "-8.79", net: "-7.27", tax: "-1.53" });
    expect(next.sessions.map(({ session, kind, payable }) => `${session} ${kind} ${payable}`).sort()).toEqual(["A credit -8.31", "B credit -8.31", "B normal 7.83"]);
    expect((await audit()).findings).toEqual([]);
  });
});

describe("a credit note", () => {
  it("takes an invoice back to the cent, once, and its items are billed anew", async () => {
    await seal("A", 0);
    await seal("B", 1);
    desk.setTime("2026-12-01T00:00:00Z");
    const first = await issued(issue());
    const note = await issued(creditInvoice(first.id));
    expect(note).toMatchObject({ id: "CN-000001", kind: "creditNote", creditOf: first.id, reason: "ann: wrong address", net: "-13.74", tax: "-2.89", gross: "-16.63", rounding: "0.01", payable: "-16.62" });
    expect(await creditInvoice(first.id)).toMatchObject({ outcome: "refused", reason: expect.stringContaining("CN-000001") as string });
    expect(await creditInvoice(note.id)).toMatchObject({ outcome: "refused" });
    expect(await creditInvoice("INV-9")).toMatchObject({ outcome: "refused", reason: "There is no invoice INV-9." });
    expect(await issued(issue())).toMatchObject({ id: "INV-000002", payable: "16.62" });
    expect((await audit()).findings).toEqual([]);
  });
});

describe("numbers", () => {
  it("given many at once and one that fails, have no gap and no twin", async () => {
    for (let n = 0; n < 8; n += 1) await seal(`S${n}`, 0, `fleet/F${n}`);
    desk.setTime("2026-12-01T00:00:00Z");
    const failing = desk.store.transaction(async (unit) => {
      await invoices.issue(unit, { customer: "fleet/F0", period: november });
      throw new Error("The process died.");
    });
    await expect(failing).rejects.toThrow("died");
    await Promise.all(Array.from({ length: 8 }, (_, n) => desk.store.transaction((unit) => invoices.issue(unit, { customer: `fleet/F${n}`, period: november }), { attempts: 50 })));
    expect((await all()).map(({ sequence }) => sequence).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect((await audit()).findings).toEqual([]);
  });

  it("begin anew in a series with a year", async () => {
    arrange({ series: (kind, issuedAt) => `${kind === "invoice" ? "R" : "G"}${new Date(issuedAt).getUTCFullYear()}` });
    await seal("A", 0);
    await seal("B", 20);
    desk.setTime("2026-12-01T00:00:00Z");
    expect((await issued(issue())).id).toBe("R2026-000001");
    desk.setTime("2027-01-01T00:00:00Z");
    expect((await issued(issue("fleet/ACME", december))).id).toBe("R2027-000001");
  });
});

describe("a run", () => {
  it("invoices everybody, tells how far it is, and does nothing the second time", async () => {
    for (const [index, customer] of ["fleet/A", "driver/B", "partner/NL*EMS"].entries()) for (let n = 0; n < 2; n += 1) await seal(`S${index}${n}`, n, customer);
    desk.setTime("2026-12-01T00:00:00Z");
    const progress: string[] = [];
    const run = await runInvoices(desk.store, invoices, { period: november, onProgress: ({ customers, issued: made, current }) => void progress.push(`${customers} ${made} ${current}`) });
    expect(run).toMatchObject({ customers: 3, refused: [], cancelled: false });
    expect(run.invoices.map(({ customer, payable }) => [customer, payable])).toEqual([["driver/B", "16.62"], ["fleet/A", "16.62"], ["partner/NL*EMS", "16.62"]]);
    expect(progress).toEqual(["1 1 driver/B", "2 2 fleet/A", "3 3 partner/NL*EMS"]);
    expect(await runInvoices(desk.store, invoices, { period: november })).toEqual({ customers: 0, invoices: [], refused: [], cancelled: false });
  });

  it("can be cancelled, and goes on where it stood", async () => {
    for (const customer of ["fleet/A", "fleet/B", "fleet/C"]) await seal(customer, 0, customer);
    desk.setTime("2026-12-01T00:00:00Z");
    const controller = new AbortController();
    const first = await runInvoices(desk.store, invoices, { period: november, signal: controller.signal, onProgress: ({ customers }) => customers === 2 && controller.abort() });
    expect(first).toMatchObject({ customers: 2, cancelled: true });
    expect((await runInvoices(desk.store, invoices, { period: november })).invoices).toMatchObject([{ id: "INV-000003", customer: "fleet/C" }]);
  });

  it("two at once make nothing twice", async () => {
    for (let n = 0; n < 5; n += 1) await seal(`S${n}`, 0, `fleet/F${n}`);
    desk.setTime("2026-12-01T00:00:00Z");
    await Promise.all([runInvoices(desk.store, invoices, { period: november }), runInvoices(desk.store, invoices, { period: november })]);
    expect(await all()).toHaveLength(5);
    expect((await audit()).findings).toEqual([]);
  });

  it("given a large account, makes several invoices; given a broken one, serves the others", async () => {
    arrange({ limit: 2, priceList: async (_, customer) => {
      if (customer === "fleet/BAD") throw new CpoError("tariffs.gone", "The price list is gone.");
      return undefined;
    } });
    for (let n = 0; n < 5; n += 1) await seal(`S${n}`, n);
    await seal("BAD", 0, "fleet/BAD");
    desk.setTime("2026-12-01T00:00:00Z");
    const run = await runInvoices(desk.store, invoices, { period: november });
    expect(run.invoices.map(({ payable }) => payable)).toEqual(["16.62", "16.62", "8.31"]);
    expect(run.refused).toEqual([{ customer: "fleet/BAD", reason: "The price list is gone." }]);
  });
});

describe("charges", () => {
  it("are billed once under their id, beside sessions", async () => {
    const fee = { id: "fee/2026-11", customer: "fleet/ACME", currency: "EUR", at: at("2026-11-30T12:00:00Z"), charge: { text: "Basic fee", lines: [{ amount: "9.90", taxes: [{ name: "VAT", percentage: "21" }] }] } };
    const post = (item = fee) => desk.store.transaction((unit) => invoices.charge(unit, item));
    expect([await post(), await post()]).toEqual([true, false]);
    await expect(post({ ...fee, customer: "fleet/OTHER" })).rejects.toMatchObject({ code: "billing.item" });
    await seal("A", 0);
    desk.setTime("2026-12-01T00:00:00Z");
    expect(await issued(issue())).toMatchObject({ net: "16.77", tax: "3.52", gross: "20.29", payable: "20.29" });
    expect(await post()).toBe(false);
  });
});

describe("queries", () => {
  it("find invoices by customer, site, token and time, page by page", async () => {
    for (const [n, customer] of ["fleet/A", "fleet/B", "fleet/C"].entries()) await seal(customer, n, customer);
    desk.setTime("2026-12-01T00:00:00Z");
    await runInvoices(desk.store, invoices, { period: november });
    const ids = async (query: Parameters<typeof findInvoices>[1]) => (await findInvoices(desk.store, query)).items.map(({ id }) => id);
    expect(await ids({})).toEqual(["INV-000003", "INV-000002", "INV-000001"]);
    expect(await ids({ customer: "fleet/B" })).toEqual(["INV-000002"]);
    expect(await ids({ location: "LOC1", order: "oldest" })).toEqual(["INV-000001", "INV-000002", "INV-000003"]);
    expect(await ids({ token: "04a2b3c4", limit: 1 })).toEqual(["INV-000003"]);
    expect(await ids({ location: "LOC1", from: at("2026-12-02T00:00:00Z") })).toEqual([]);
    const { next } = await findInvoices(desk.store, { limit: 2 });
    expect(await ids({ limit: 2, ...(next === undefined ? {} : { after: next }) })).toEqual(["INV-000001"]);
    await expect(findInvoices(desk.store, { customer: "fleet/B", token: "X" })).rejects.toMatchObject({ code: "billing.query" });
    const each: string[] = [];
    for await (const { id } of eachInvoice(desk.store, { to: at("2026-12-02T00:00:00Z") })) each.push(id);
    expect(each).toEqual(["INV-000001", "INV-000002", "INV-000003"]);
  });

  it("the audit names what is wrong", async () => {
    await seal("A", 0);
    desk.setTime("2026-12-01T00:00:00Z");
    const invoice = await issued(issue());
    await desk.store.transaction((unit) => unit.put(collection, invoice.id, { ...invoice, payable: "8.32", sequence: 3 }));
    expect((await audit()).findings.map(({ code }) => code)).toEqual(["gap", "hash", "sum"]);
  });
});
