import { statements } from "@cpokit/billing";
import { formatInstant, hours, instant } from "@cpokit/kernel";
import { systemClock } from "@cpokit/kernel/system";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { permissionsOf } from "../src/access/permissions.ts";
import { chargeOnce, createTestCpo, furnish, type TestCpo } from "./support.ts";

/** Of a session that is surely on a day that is over. */
const BEFORE = instant(systemClock.now() - hours(50));
const DAY = formatInstant(BEFORE).slice(0, 10);

let house: TestCpo;
beforeEach(async () => {
  house = await createTestCpo(new Map([["viewer", { actor: "eve", permissions: permissionsOf(["viewer"]) }]]));
  await furnish(house);
});
afterEach(() => house.close());

async function items<Item = { readonly id: string }>(path: string): Promise<readonly Item[]> {
  return ((await house.send("GET", path)).body as { readonly items: readonly Item[] }).items;
}

/** Invoices the day of the session, waits for the end of the run, and answers what it came to. */
async function invoiceDay(): Promise<unknown> {
  const begun = await house.send("POST", "/invoice-runs", { period: DAY, timeZone: "UTC" });
  expect(begun).toMatchObject({ status: 202, body: { period: DAY } });
  const { id } = begun.body as { readonly id: string };
  const run = async () => (await house.send("GET", `/invoice-runs/${id}`)).body;
  await expect.poll(run).toMatchObject({ state: "done" });
  return run();
}

describe("an invoice run", () => {
  it("bills a period once for every customer, with the names as they are set, as PDF and CSV", async () => {
    await chargeOnce(house, "04A2B3C4", BEFORE);
    const [token] = await items("/tokens");
    const customer = `driver/${token?.id}`;
    await house.send("PUT", "/billing-seller", { name: "Harbour Power B.V.", address: ["Kade 1", "1011 AA Amsterdam"], country: "NL", vatId: "NL001234567B01" });
    await house.send("PUT", "/billing-parties", { customer, party: { name: "Anna de Vries", address: ["Dam 1"], country: "NL" } });
    expect(await items("/billing-parties")).toMatchObject([{ customer, party: { name: "Anna de Vries" } }]);
    expect(await invoiceDay()).toMatchObject({ customers: 1, issued: 1, refused: [] });
    expect(await invoiceDay()).toMatchObject({ issued: 0 });

    // 4 kWh × 0.25 and 20 % VAT; a consumer pays gross.
    expect(await items(`/invoices?customer=${encodeURIComponent(customer)}`)).toMatchObject([{ id: "INV-000001", kind: "invoice", name: "Anna de Vries", sessions: 1, net: { amount: "1.00", currency: "EUR" }, payable: { amount: "1.20" }, period: DAY }]);
    expect(await house.send("GET", "/invoices/INV-000001")).toMatchObject({ body: { lines: [{ text: "energy", quantity: "4", unit: "kWh", amount: { amount: "1.20" } }], taxes: [{ name: "VAT", percent: "20", amount: { amount: "0.20" } }] } });
    const printed = await house.fetch("/api/v1/invoices/INV-000001/pdf?language=nl");
    expect(printed.headers.get("content-type")).toBe("application/pdf");
    expect((await printed.text()).startsWith("%PDF-")).toBe(true);
    expect(await (await house.fetch("/api/v1/invoices.csv")).text()).toContain("INV-000001,invoice,");
    expect(await (await house.fetch("/api/v1/invoices/INV-000001/lines.csv")).text()).toContain("INV-000001");
  });

  it("takes an invoice back by a credit note, once, and bills its sessions anew", async () => {
    await chargeOnce(house, "04A2B3C4", BEFORE);
    await invoiceDay();
    expect(await house.send("POST", "/invoices/INV-000001/credit", { reason: "Wrong address" })).toMatchObject({ status: 201, body: { id: "CN-000001", kind: "creditNote", creditOf: "INV-000001", payable: { amount: "-1.20" }, reason: "operator: Wrong address" } });
    expect(await house.send("POST", "/invoices/INV-000001/credit", { reason: "Again" })).toMatchObject({ status: 409, body: { message: expect.stringContaining("CN-000001") } });
    expect(await house.send("GET", "/invoices/INV-000001")).toMatchObject({ body: { creditedBy: "CN-000001" } });
    expect(await invoiceDay()).toMatchObject({ issued: 1 });
    expect(await items("/invoices")).toHaveLength(3);
  });

  it("is refused for a period that is none, or not over", async () => {
    expect(await house.send("POST", "/invoice-runs", { period: "2026-13" })).toMatchObject({ status: 400, body: { field: "period" } });
    expect(await house.send("POST", "/invoice-runs", { period: "2999-01" })).toMatchObject({ status: 400, body: { field: "period", rule: "must be over" } });
    expect(await house.send("POST", "/invoice-runs", { period: DAY, timeZone: "Mars/Olympus" })).toMatchObject({ status: 400, body: { field: "timeZone" } });
    expect(await house.send("POST", "/invoice-runs/none/cancel")).toMatchObject({ status: 404 });
  });
});

describe("a charge record", () => {
  it("is taken back with a reason, once", async () => {
    await chargeOnce(house);
    const [cdr] = await items("/cdrs");
    expect(await house.send("POST", `/cdrs/${cdr?.id}/credit`, { reason: "" })).toMatchObject({ status: 400, body: { field: "reason" } });
    expect(await house.send("POST", `/cdrs/${cdr?.id}/credit`, { reason: "The cable was stuck" })).toMatchObject({ status: 201, body: { credit: true, total: { amount: "-1" } } });
    expect(await house.send("POST", `/cdrs/${cdr?.id}/credit`, { reason: "Again" })).toMatchObject({ status: 409 });
    expect(await items("/cdrs")).toHaveLength(2);
  });

  it("stays as it is when its session is priced again and nothing changed", async () => {
    await chargeOnce(house);
    const [cdr] = await items("/cdrs");
    expect(await house.send("POST", `/cdrs/${cdr?.id}/correct`, { reason: "A driver asked" })).toMatchObject({ status: 200, body: { id: cdr?.id, state: "standing" } });
    expect(await house.send("POST", `/cdrs/${cdr?.id}/correct`, {})).toMatchObject({ status: 400, body: { field: "reason" } });
    expect(await items("/cdrs")).toHaveLength(1);
  });
});

describe("site owners", () => {
  it("get their share of what was charged at their location", async () => {
    const agreement = { location: "SITE", parties: [{ id: "host/harbour", shares: { energy: "10" } }] };
    expect(await house.send("PUT", "/revenue-agreements", agreement)).toEqual({ status: 200, body: agreement });
    expect(await items("/revenue-agreements")).toEqual([agreement]);
    await chargeOnce(house, "04A2B3C4", BEFORE);
    expect(await house.send("PUT", "/billing-seller", { name: "Kade Power B.V.", address: ["Kade 1", "1011 AA Amsterdam"], country: "NL" })).toMatchObject({ status: 200 });
    expect(await house.send("POST", "/statement-runs", { period: DAY, timeZone: "UTC" })).toMatchObject({ status: 200, body: { issued: [{ id: "STM-000001", payee: "host/harbour", sessions: 1, payable: { amount: "0.10", currency: "EUR" } }], refused: [] } });
    expect(await house.send("POST", "/statement-runs", { period: DAY, timeZone: "UTC" })).toMatchObject({ body: { issued: [] } });
    expect(await items("/statements?payee=host/harbour")).toMatchObject([{ id: "STM-000001" }]);
    // Who pays out stands on what is printed.
    expect(await house.cpo.store.get(statements, "STM-000001")).toMatchObject({ issuer: { name: "Kade Power B.V." } });
    expect((await (await house.fetch("/api/v1/statements/STM-000001/pdf")).text()).startsWith("%PDF-")).toBe(true);
    expect(await (await house.fetch("/api/v1/statements/STM-000001/lines.csv")).text()).toContain(",energy,1,0.1,EUR");
    expect(await (await house.fetch("/api/v1/statements.csv")).text()).toContain("STM-000001");
    expect(await house.send("DELETE", "/revenue-agreements/SITE")).toMatchObject({ status: 200 });
    expect(await items("/revenue-agreements")).toEqual([]);
  });

  it("do not share more than there is, nor of a location that does not exist", async () => {
    expect(await house.send("PUT", "/revenue-agreements", { location: "SITE", parties: [{ id: "host/a", shares: { energy: "60" } }, { id: "host/b", shares: {}, otherwise: "40.1" }] })).toMatchObject({ status: 400, body: { field: "parties", rule: expect.stringContaining("energy") } });
    expect(await house.send("PUT", "/revenue-agreements", { location: "NOWHERE", parties: [{ id: "host/a", shares: { energy: "60" } }] })).toMatchObject({ status: 400, body: { field: "location" } });
  });
});

describe("the books", () => {
  it("are closed to who may not see money", async () => {
    for (const path of ["/invoices", "/invoices.csv", "/payments", "/payments.csv", "/statements", "/revenue-agreements", "/billing-seller"]) {
      expect((await house.fetch(`/api/v1${path}`, { headers: { authorization: "Bearer viewer" } })).status, path).toBe(403);
    }
  });
});
