import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { permissionsOf } from "../src/access/permissions.ts";
import { chargeOnce, createTestCpo, flatTariff, furnish, type TestCpo } from "./support.ts";

let house: TestCpo;
beforeEach(async () => {
  house = await createTestCpo(new Map([
    ["anna", { actor: "anna", permissions: permissionsOf(["billing"]) }],
    ["bram", { actor: "bram", permissions: permissionsOf(["billing"]) }],
  ]));
});
afterEach(() => house.close());

async function by(key: string, method: string, path: string, body?: unknown) {
  const response = await house.fetch(`/api/v1${path}`, { method, headers: { authorization: `Bearer ${key}`, "content-type": "application/json" }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  return { status: response.status, body: (await response.json()) as { id: string; items: readonly { id: string }[] } };
}

const dearer = { tariffId: "T1", name: "Dearer", ocpiVersion: "2.2.1", tariff: { ...flatTariff, elements: [{ price_components: [{ type: "ENERGY", price: 0.5, vat: 20, step_size: 1 }] }] } };

describe("the preview of a tariff", () => {
  it("prices example sessions, in words of the reader's language, with the worst price of a kWh", async () => {
    const session = { name: "evening", start: "2026-11-23T17:00:00Z", energyWh: 20_000, minutes: 120 };
    const answer = await house.send("POST", "/tariffs/preview", { ocpiVersion: "2.2.1", tariff: flatTariff, timeZone: "Europe/Amsterdam", language: "de", sessions: [session] });
    // 20 kWh × 0.25 = 5.00, and 20 % VAT.
    expect(answer).toMatchObject({
      status: 200,
      body: {
        findings: [], worstPerKwh: { amount: "0.3", currency: "EUR" }, summary: [expect.stringContaining("/kWh"), expect.any(String)],
        sessions: [{ ...session, total: { amount: "5", currency: "EUR" }, totalWithTax: { amount: "6", currency: "EUR" }, lines: [expect.stringContaining("20,000 kWh × 0,25"), expect.any(String)] }],
      },
    });
  });

  it("shows where the tariff is wrong, and three usual charges without a price", async () => {
    const answer = await house.send("POST", "/tariffs/preview", { ocpiVersion: "2.2.1", tariff: { currency: "EUR", elements: [{ price_components: [{ type: "ENERGY", price: "much", step_size: 1 }] }] } });
    expect(answer).toMatchObject({ status: 200, body: { findings: [{ code: "PRICE", severity: "error", pointer: "/elements/0/price_components/0/price" }], sessions: [{ name: "fast", lines: [] }, { name: "evening" }, { name: "night" }] } });
    expect(await house.send("POST", "/tariffs/preview", { ocpiVersion: "2.2.1", tariff: flatTariff, timeZone: "Mars/Olympus" })).toMatchObject({ status: 400, body: { field: "timeZone" } });
  });

  it("says why a session has no price", async () => {
    const later = { ...flatTariff, start_date_time: "2030-01-01T00:00:00Z" };
    const answer = await house.send("POST", "/tariffs/preview", { ocpiVersion: "2.2.1", tariff: later, sessions: [{ name: "now", start: "2026-11-23T17:00:00Z", energyWh: 1_000, minutes: 10 }, { name: "odd", start: "soon", energyWh: 1_000, minutes: 10 }] });
    expect(answer).toMatchObject({ status: 200, body: { sessions: [{ lines: [], problem: expect.any(String) }, { problem: "soon is no date-time." }] } });
  });
});

describe("a version that needs four eyes", () => {
  it("waits, is not approved by its author, and prices sessions that start after the approval", async () => {
    await furnish(house);
    expect(await house.send("PUT", "/tariff-approval", { fourEyes: true })).toMatchObject({ status: 200 });
    const proposed = await by("anna", "POST", "/tariffs", dearer);
    expect(proposed).toMatchObject({ status: 202, body: { state: "waiting", proposedBy: "anna", summary: ["Energy: EUR 0.60/kWh incl. tax"] } });
    const { id } = proposed.body;
    expect(await house.send("GET", "/tariffs/T1")).toMatchObject({ body: { number: 1 } });
    expect((await by("bram", "GET", "/tariff-proposals")).body.items).toMatchObject([{ id }]);

    expect(await by("anna", "POST", `/tariff-proposals/${id}/approve`)).toMatchObject({ status: 409, body: { code: "denied", message: expect.stringContaining("another person") } });
    expect(await by("bram", "POST", `/tariff-proposals/${id}/approve`)).toMatchObject({ status: 200, body: { id: "T1/2" } });
    expect(await by("bram", "POST", `/tariff-proposals/${id}/approve`)).toMatchObject({ status: 409 });
    expect(await by("anna", "GET", `/tariff-proposals/${id}`)).toMatchObject({ body: { state: "published", version: "T1/2", approvals: [{ actor: "bram" }] } });

    // The session of this test began half an hour before the approval: it keeps the price of its start.
    await chargeOnce(house);
    expect(await house.send("GET", "/cdrs")).toMatchObject({ body: { items: [{ total: { amount: "1" } }] } });
  });

  it("can be rejected with a reason", async () => {
    await house.send("PUT", "/tariff-approval", { fourEyes: true });
    const { id } = (await by("anna", "POST", "/tariffs", dearer)).body;
    expect(await by("bram", "POST", `/tariff-proposals/${id}/reject`, { reason: "" })).toMatchObject({ status: 400, body: { field: "reason" } });
    expect(await by("bram", "POST", `/tariff-proposals/${id}/reject`, { reason: "Too dear" })).toMatchObject({ status: 200, body: { state: "rejected", rejection: { actor: "bram", reason: "Too dear" } } });
    expect((await by("anna", "GET", "/tariff-proposals")).body.items).toEqual([]);
    expect(await by("anna", "GET", "/tariff-proposals?state=rejected")).toMatchObject({ body: { items: [{ id }] } });
    expect(await by("anna", "GET", "/tariff-proposals/none")).toMatchObject({ status: 404 });
  });

  it("is asked for by whoever may change settings only", async () => {
    expect(await by("anna", "PUT", "/tariff-approval", { fourEyes: false })).toMatchObject({ status: 403, body: { rule: "settings:write" } });
  });
});

describe("where a tariff applies", () => {
  it("has a beginning, an end and a priority", async () => {
    await furnish(house);
    const span = { tariffId: "T1", target: { kind: "subscription", subscription: "plus" }, priority: 3, from: "2027-01-01T00:00:00Z", until: "2027-02-01T00:00:00Z" };
    expect(await house.send("POST", "/tariff-assignments", span)).toMatchObject({ status: 201, body: { priority: 3, from: "2027-01-01T00:00:00.000Z", until: "2027-02-01T00:00:00.000Z" } });
    expect(await house.send("POST", "/tariff-assignments", { ...span, until: "2026-12-31T00:00:00Z" })).toMatchObject({ status: 400, body: { field: "until" } });
  });
});
