import { openItems, periodNameOf } from "@cpokit/billing";
import { createFakeProvider, type FakeProvider } from "@cpokit/billing/fake";
import { instant } from "@cpokit/kernel";
import { systemClock, systemRandom } from "@cpokit/kernel/system";
import { keptMails } from "../src/mail/mailer.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { chargeOnce, createTestCpo, furnish, type TestCpo } from "./support.ts";

const ZONE = "Europe/Amsterdam";

let house: TestCpo;
let provider: FakeProvider;
beforeEach(async () => {
  provider = createFakeProvider({ clock: systemClock, random: systemRandom });
  house = await createTestCpo(new Map(), { service: { provider } });
  await furnish(house);
});
afterEach(() => house.close());

/** Asks for something that must work. */
async function ask<Body = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Body> {
  const answer = await house.send(method, path, body);
  expect(answer.status, `${method} ${path}: ${JSON.stringify(answer.body)}`).toBeLessThan(300);
  return answer.body as Body;
}

interface Made {
  readonly id: string;
  readonly customer: string;
}

const newDriver = (more: object = {}): Promise<Made> => ask("POST", "/drivers", { kind: "person", name: "Anna de Vries", email: "Anna@Example.org", ...more });

describe("an account", () => {
  it("has a name, an address that nobody else has, and its tokens", async () => {
    const { id, customer } = await newDriver({ group: "club" });
    expect(customer).toBe(`driver/${id}`);
    expect(await house.send("POST", "/drivers", { kind: "person", name: "Other", email: "anna@example.org" })).toMatchObject({ status: 409, body: { field: "email" } });
    expect(await house.send("POST", "/drivers", { kind: "person", name: "Other", email: "anna" })).toMatchObject({ status: 400, body: { field: "email" } });
    expect(await ask("POST", `/drivers/${id}/tokens`, { value: "04a2b3c4" })).toMatchObject({ value: "04A2B3C4", group: "club", holder: "Anna" });
    expect(await ask("POST", `/drivers/${id}/tokens`, { value: "04FFFF01", visualNumber: "NL-1" })).toMatchObject({ holder: "Anna de Vries" });
    const other = await newDriver({ email: "bram@example.org", name: "Bram" });
    expect(await house.send("POST", `/drivers/${other.id}/tokens`, { value: "04FFFF01" })).toMatchObject({ status: 409, body: { field: "value" } });
    expect(await ask("GET", "/drivers?q=ann")).toMatchObject({ items: [{ id }] });
    expect(await ask("GET", "/drivers?q=bram@example.org")).toMatchObject({ items: [{ id: other.id }] });
    expect(await ask("GET", "/drivers?group=club")).toMatchObject({ items: [{ id }] });
    expect(await house.send("DELETE", `/drivers/${id}`)).toMatchObject({ status: 409 });
    expect(await ask("DELETE", `/drivers/${other.id}`)).toMatchObject({ name: "Bram" });
    const audit = await ask<{ readonly items: readonly { readonly action: string }[] }>("GET", "/audit");
    expect(audit.items.map(({ action }) => action)).toContain("DELETE /drivers/" + other.id);
  });

  it("is blocked with its tokens, and gets back those that were not blocked before", async () => {
    const { id } = await newDriver();
    await ask("POST", `/drivers/${id}/tokens`, { value: "04A2B3C4" });
    const lost = await ask<{ readonly id: string }>("POST", `/drivers/${id}/tokens`, { value: "04FFFF02" });
    await ask("PATCH", `/tokens/${lost.id}`, { status: "blocked" });
    const states = async (): Promise<unknown> => ((await ask("GET", `/drivers/${id}`))["tokens"] as readonly { readonly value: string; readonly status: string }[]).map(({ value, status }) => `${value} ${status}`).toSorted();
    await ask("PATCH", `/drivers/${id}`, { blocked: true });
    expect(await states()).toEqual(["04A2B3C4 blocked", "04FFFF02 blocked"]);
    // One that is added now waits with the others.
    expect(await ask("POST", `/drivers/${id}/tokens`, { value: "04FFFF03" })).toMatchObject({ status: "blocked" });
    await ask("PATCH", `/drivers/${id}`, { blocked: false, group: "club" });
    expect(await states()).toEqual(["04A2B3C4 accepted", "04FFFF02 blocked", "04FFFF03 accepted"]);
    expect(((await ask("GET", `/drivers/${id}`))["tokens"] as readonly object[])[0]).toMatchObject({ group: "club" });
  });
});

describe("a group", () => {
  it("says what its members pay and where rules name it", async () => {
    await ask("PUT", "/token-groups", { id: "club", name: "Motorway club" });
    await ask("POST", "/tariff-assignments", { tariffId: "T1", target: { kind: "tokenGroup", group: "club" } });
    expect(await ask("GET", "/token-groups")).toMatchObject({ items: [{ id: "club", tariffs: [{ tariffId: "T1" }], places: [] }] });
    await newDriver({ group: "club" });
    expect(await house.send("DELETE", "/token-groups/club")).toMatchObject({ status: 409 });
  });
});

describe("a subscription", () => {
  const plan = { name: "Frequent", currency: "EUR", fee: "6.00", vatPercent: "20", percentOff: "10" };

  it("costs its fee and lowers the price on one invoice, to the cent and once", async () => {
    const { id, customer } = await newDriver();
    await ask("POST", `/drivers/${id}/tokens`, { value: "04A2B3C4" });
    const { id: planId, ...made } = await ask<{ readonly id: string }>("POST", "/subscription-plans", plan);
    expect(made).toMatchObject({ fee: { amount: "6.00" }, feeWithTax: { amount: "7.2" }, closed: false });
    const past = instant(systemClock.now() - 40 * 86_400_000);
    const month = periodNameOf(past, ZONE, "month");
    // The contract began long before: the API lets people subscribe only from now on.
    await house.cpo.store.transaction((unit) => house.cpo.money.subscriptions.subscribe(unit, { id: "S1", customer, plan: planId, name: "Frequent", currency: "EUR", from: instant(0), fee: { amount: "6.00", taxes: [{ name: "VAT", percentage: "20" }] } }));
    await chargeOnce(house, "04A2B3C4", past);

    const run = async (): Promise<void> => {
      const { id: started } = await ask<{ readonly id: string }>("POST", "/invoice-runs", { period: month, timeZone: ZONE });
      await expect.poll(() => ask("GET", `/invoice-runs/${started}`)).toMatchObject({ state: "done" });
    };
    await run();
    await run();
    const { items } = await ask<{ readonly items: readonly { readonly id: string }[] }>("GET", `/invoices?customer=${encodeURIComponent(customer)}`);
    expect(items).toHaveLength(1);
    // 4 kWh × 0.25 is 1.00, less 10 % is 0.90, and the fee of 6.00: 6.90 and 20 %.
    expect(items[0]).toMatchObject({ net: { amount: "6.90" }, tax: { amount: "1.38" }, payable: { amount: "8.28" } });
  });

  it("is chosen, changed and cancelled with the month, one after the other", async () => {
    const { id } = await newDriver();
    const first = await ask<{ readonly id: string }>("POST", "/subscription-plans", plan);
    const second = await ask<{ readonly id: string }>("POST", "/subscription-plans", { name: "Year", currency: "EUR", kwhPerMonth: "20", leastMonths: 12 });
    await ask("PUT", `/drivers/${id}/subscription`, { plan: first.id });
    expect(((await ask("PUT", `/drivers/${id}/subscription`, { plan: first.id }))["contracts"] as unknown[]).length).toBe(1);
    const changed = await ask("PUT", `/drivers/${id}/subscription`, { plan: second.id });
    expect(changed).toMatchObject({ contracts: [{ state: "running", until: expect.any(String) }, { plan: second.id, state: "coming" }] });
    expect(await house.send("PUT", `/drivers/${id}/subscription`, { plan: first.id })).toMatchObject({ status: 409, body: { field: "plan" } });
    expect(await ask("DELETE", `/drivers/${id}/subscription`)).toMatchObject({ contracts: [{ plan: first.id, until: expect.any(String) }] });
    await ask("PATCH", `/subscription-plans/${second.id}`, { closed: true });
    expect(await house.send("PUT", `/drivers/${id}/subscription`, { plan: second.id })).toMatchObject({ status: 409 });
    expect(await house.send("POST", "/subscription-plans", { name: "Nothing", currency: "EUR" })).toMatchObject({ status: 400 });
    expect(await house.send("POST", "/subscription-plans", { name: "Both", currency: "EUR", kwhPerMonth: "20", kwhPerYear: "200" })).toMatchObject({ status: 400, body: { field: "kwhPerYear" } });
    expect(await house.send("POST", "/subscription-plans", { name: "Fee", currency: "EUR", fee: "1" })).toMatchObject({ status: 400, body: { field: "vatPercent" } });
  });

  it("runs by the year where its plan says so, and ends with the year", async () => {
    const { id } = await newDriver();
    const { id: planId, ...made } = await ask<{ readonly id: string }>("POST", "/subscription-plans", { ...plan, term: "year", fee: "60.00", kwhPerYear: "1000" });
    expect(made).toMatchObject({ term: "year", fee: { amount: "60.00" }, kwhPerYear: "1000", leastMonths: 0 });
    expect(await ask("PUT", `/drivers/${id}/subscription`, { plan: planId })).toMatchObject({ contracts: [{ term: "year", state: "running", fee: { amount: "60.00" } }] });
    const { contracts: [ended] } = await ask<{ readonly contracts: readonly [{ readonly from: string; readonly until: string }] }>("DELETE", `/drivers/${id}/subscription`);
    expect((Date.parse(ended.until) - Date.parse(ended.from)) / 86_400_000).toBeGreaterThan(363.9);
  });

  it("has the tariff of its plan where one is assigned", async () => {
    const { id } = await newDriver();
    await ask("POST", `/drivers/${id}/tokens`, { value: "04A2B3C4" });
    const { id: planId } = await ask<{ readonly id: string }>("POST", "/subscription-plans", plan);
    await ask("POST", "/tariffs", { tariffId: "T2", name: "Members", ocpiVersion: "2.2.1", tariff: { currency: "EUR", elements: [{ price_components: [{ type: "ENERGY", price: 0.1, vat: 20, step_size: 1 }] }] }, validFrom: "2020-01-01T00:00:00Z" });
    await ask("POST", "/tariff-assignments", { tariffId: "T2", target: { kind: "subscription", subscription: planId } });
    await ask("PUT", `/drivers/${id}/subscription`, { plan: planId });
    // The session begins after the contract.
    await chargeOnce(house, "04A2B3C4", instant(systemClock.now() + 3_600_000));
    expect(await ask("GET", "/cdrs")).toMatchObject({ items: [{ total: { amount: "0.4" } }] });
  });
});

describe("an invoice", () => {
  /** A browser in which the driver with this address is signed in. */
  async function signedIn(email: string) {
    const headers: Record<string, string> = { "content-type": "application/json" };
    const send = async (method: string, path: string, body?: unknown): Promise<Response> => house.fetch(`/api/v1/public/account${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    await send("POST", "/letters", { email });
    await expect.poll(async () => (await house.cpo.store.find(keptMails)).items.length).toBe(1);
    const [letter] = (await house.cpo.store.find(keptMails)).items;
    const answer = await send("POST", "/session", { email, code: /\d{6}/.exec(letter?.body.text ?? "")?.[0] });
    headers["cookie"] = answer.headers.getSetCookie()[0]?.split(";", 1)[0] ?? "";
    headers["x-csrf-token"] = ((await answer.json()) as { readonly csrf: string }).csrf;
    return send;
  }

  it("is collected by the saved means of payment, once, and again after it was declined", async () => {
    const { id } = await newDriver();
    await ask("POST", `/drivers/${id}/tokens`, { value: "04A2B3C4" });
    const anna = await signedIn("anna@example.org");
    const { id: setup } = (await (await anna("POST", "/method-setups", {})).json()) as { readonly id: string };
    provider.decideOnPage(setup, "save");
    expect((await anna("POST", `/method-setups/${setup}/look`, {})).status).toBe(200);
    const past = instant(systemClock.now() - 40 * 86_400_000);
    await chargeOnce(house, "04A2B3C4", past);
    provider.setFaults({ declined: 1 });
    for (let run = 0; run < 2; run += 1) {
      const { id: started } = await ask<{ readonly id: string }>("POST", "/invoice-runs", { period: periodNameOf(past, ZONE, "month"), timeZone: ZONE });
      await expect.poll(() => ask("GET", `/invoice-runs/${started}`)).toMatchObject({ state: "done" });
    }
    const invoices = async () => (await (await anna("GET", "/invoices")).json()) as { readonly items: readonly { readonly id: string }[] };
    // 4 kWh × 0.25 and 20 %.
    await expect.poll(invoices).toMatchObject({ items: [{ kind: "invoice", payable: { amount: "1.20" }, payment: "refused" }] });
    provider.setFaults({});
    const [invoice] = (await invoices()).items;
    for (let again = 0; again < 2; again += 1) expect((await anna("POST", `/invoices/${invoice?.id}/pay`)).status).toBe(200);
    await expect.poll(invoices).toMatchObject({ items: [{ payment: "paid" }] });
    expect((await anna("POST", `/invoices/${invoice?.id}/pay`)).status).toBe(200);
    await house.cpo.store.outbox.idle();
    expect(provider.movements.map(({ kind, amount }) => [kind, amount])).toEqual([["authorize", "1.20"], ["capture", "1.20"]]);
    // The invoice is the document: no receipt stands beside it.
    expect((await ask<{ readonly items: readonly unknown[] }>("GET", "/invoices")).items).toHaveLength(1);
    expect((await anna("GET", `/invoices/${invoice?.id}/pdf`)).headers.get("content-type")).toBe("application/pdf");
    expect((await anna("GET", "/invoices/INV1000/pdf")).status).toBe(404);
  });
});

describe("vouchers and points", () => {
  it("lower the invoice of an account: points for energy become an amount, once", async () => {
    const { id, customer } = await newDriver();
    await ask("POST", `/drivers/${id}/tokens`, { value: "04A2B3C4" });
    await ask("PUT", "/loyalty-rules", { perKwh: "10", pointValue: "0.01", currency: "EUR", active: true });
    expect(await ask("POST", "/vouchers", { code: "Half", name: "Half", percent: "50", sessions: 1, uses: 10 })).toMatchObject({ id: "HALF", used: 0 });
    expect(await house.send("POST", "/vouchers", { code: "HALF", name: "Again", percent: "5", uses: 1 })).toMatchObject({ status: 409, body: { field: "code" } });
    expect(await house.send("POST", "/vouchers", { code: "BOTH", name: "Both", percent: "5", amount: "5", currency: "EUR", uses: 1 })).toMatchObject({ status: 400, body: { field: "amount" } });
    expect(await ask("POST", `/drivers/${id}/vouchers`, { code: "half" })).toMatchObject({ vouchers: [{ percent: "50", sessionsLeft: 1 }] });
    expect(await house.send("POST", `/drivers/${id}/vouchers`, { code: "half" })).toMatchObject({ status: 409, body: { code: "voucher-already" } });

    const past = instant(systemClock.now() - 40 * 86_400_000);
    const session = await chargeOnce(house, "04A2B3C4", past);
    expect(await ask("GET", `/drivers/${id}/rewards`)).toMatchObject({ points: 40, pointValue: { amount: "0.01" }, vouchers: [] });
    const redemption = { points: 30, id: "page-made-1" };
    for (let again = 0; again < 2; again += 1) expect(await ask("POST", `/drivers/${id}/points`, redemption)).toMatchObject({ points: 10, vouchers: [{ left: { amount: "0.3", currency: "EUR" } }] });
    expect(await house.send("POST", `/drivers/${id}/points`, { points: 11, id: "page-made-2" })).toMatchObject({ status: 409, body: { field: "points" } });
    const payable = async (): Promise<unknown> => (await house.cpo.store.get(openItems, `voucher/${cdr}`))?.charge?.lines.map(({ amount }) => amount);
    const cdr = (await ask<{ readonly items: readonly { readonly id: string }[] }>("GET", "/cdrs")).items[0]?.id;
    // Half of 1.00 net.
    expect(await payable()).toEqual(["-0.5"]);
    // A credit takes back what the charge earned, spent or not, and gives the voucher back.
    await house.cpo.store.transaction((unit) => house.cpo.billing.credit(unit, session, { actor: "ann", reason: "trouble" }));
    await house.cpo.store.outbox.idle();
    expect(await ask("GET", `/drivers/${id}/rewards`)).toMatchObject({ points: -30, vouchers: [{ percent: "50", sessionsLeft: 1 }, { left: { amount: "0.3" } }] });

    const { id: started } = await ask<{ readonly id: string }>("POST", "/invoice-runs", { period: periodNameOf(past, ZONE, "month"), timeZone: ZONE });
    await expect.poll(() => ask("GET", `/invoice-runs/${started}`)).toMatchObject({ state: "done" });
    // Charge and credit, voucher and its return: nothing is left to pay.
    expect(await ask("GET", `/invoices?customer=${encodeURIComponent(customer)}`)).toMatchObject({ items: [{ payable: { amount: "0.00" } }] });
  });
});
