import { discount, energyAllowance } from "@cpokit/tariffs";
import { beforeEach, describe, expect, it } from "vitest";
import {
  createInvoices, createSubscriptions, openItems, period, subscriptionAccounts, type BillableSession, type CdrRecord, type InvoiceRecord, type Invoices, type Subscription, type Subscriptions,
} from "@cpokit/billing";
import { at, createDesk, digest, laterSession, withEnergy, type Desk } from "./fixture.ts";

const november = period("2026-11", "Europe/Amsterdam");
const contract: Subscription = {
  id: "SUB1", customer: "driver/D1", plan: "twenty", name: "Twenty kWh", currency: "EUR", from: at("2026-10-31T23:00:00Z"), fee: { amount: "6.00", taxes: [{ name: "VAT", percentage: "21" }] },
};

let desk: Desk;
let invoices: Invoices;
let subscriptions: Subscriptions;

beforeEach(async () => {
  desk = createDesk();
  await desk.publish();
  await desk.store.transaction((unit) => void desk.billing.assignTariff(unit, { target: { kind: "tenant" }, tariffId: "DAY" }));
  invoices = createInvoices({ clock: desk.clock, digest, basis: () => "net" });
  subscriptions = createSubscriptions({
    invoices, plan: ({ plan }) => (plan === "twenty" ? [energyAllowance({ name: "allowance", kwhPerMonth: "20" })] : [discount({ name: "members", percent: "10" })]),
  });
});

const subscribe = (change: Partial<Subscription> = {}) => desk.store.transaction((unit) => subscriptions.subscribe(unit, { ...contract, ...change }));
const record = (cdr: string) => desk.store.transaction((unit) => subscriptions.record(unit, cdr));
async function seal(id: string, days: number, more: Partial<BillableSession> = {}): Promise<CdrRecord> {
  const cdr = await desk.seal(laterSession(id, days * 24, { customer: "driver/D1", ...more }));
  await record(cdr.id);
  return cdr;
}
const chargeOf = async (cdr: string) => (await desk.store.get(openItems, `plan/${cdr}`))?.charge?.lines.map(({ amount, quantity }) => [amount, quantity]);
const used = async (): Promise<string | undefined> => Object.values((await desk.store.get(subscriptionAccounts, "SUB1"))?.counters ?? {})[0];
async function invoice(month = november): Promise<InvoiceRecord> {
  const made = await desk.store.transaction((unit) => invoices.issue(unit, { customer: "driver/D1", period: month }));
  if (made.outcome !== "issued") throw new Error(JSON.stringify(made));
  return made.invoice;
}

describe("an allowance (P4)", () => {
  it("makes the first kWh of the month free, beside the sessions on one invoice, with the fee", async () => {
    await subscribe();
    const first = await seal("A", 0);
    const second = await seal("B", 1);
    // All 11.8 kWh of the first: 3.0 at 0.25 and 8.8 at 0.40; of the second 8.2: 3.0 and 5.2.
    expect([await chargeOf(first.id), await chargeOf(second.id)]).toEqual([[["-0.75", "-3"], ["-3.52", "-8.8"]], [["-0.75", "-3"], ["-2.08", "-5.2"]]]);
    expect(await used()).toBe("20");
    expect(await desk.store.transaction((unit) => subscriptions.chargeFees(unit, "driver/D1", november))).toBe(1);
    expect(await desk.store.transaction((unit) => subscriptions.chargeFees(unit, "driver/D1", november))).toBe(0);
    desk.setTime("2026-12-01T00:00:00Z");
    // 13.74 − 4.27 − 2.83 + 6.00, and 21 %.
    const made = await invoice();
    expect(made).toMatchObject({ net: "12.64", tax: "2.65", gross: "15.29" });
    expect(made.lines.filter(({ category }) => category === "charge").map(({ text, amount, cdr }) => [text, amount, cdr])).toEqual(expect.arrayContaining([["Twenty kWh 2026-11", "6.00", undefined], ["Twenty kWh", "-3.52", first.id]]));
  });

  it("is used once, however often a CDR is recorded", async () => {
    await subscribe();
    const cdr = await seal("A", 0);
    await Promise.all([record(cdr.id), record(cdr.id)]);
    expect(await used()).toBe("11.8");
  });

  it("comes back with a credit, and the reissue takes it anew", async () => {
    await subscribe();
    const first = await seal("A", 0);
    desk.sessions.set("A", withEnergy(laterSession("A", 0, { customer: "driver/D1" }), 10_800, { settlement: "sealed" }));
    await desk.store.transaction((unit) => desk.billing.correct(unit, "A"));
    for (const { body } of (await desk.billing.cdrs(desk.store, { session: "A", order: "oldest" })).items) await record(body.id);
    expect(await used()).toBe("10.8");
    const credit = (await desk.billing.cdrs(desk.store, { session: "A" })).items.find(({ body }) => body.creditOf === first.id)!.body;
    expect(await chargeOf(credit.id)).toEqual([["0.75", "3"], ["3.52", "8.8"]]);
    desk.setTime("2026-12-01T00:00:00Z");
    // What is left is the start and the idle fee: 2.60.
    expect(await invoice()).toMatchObject({ net: "2.60" });
  });
});

describe("a contract", () => {
  it("holds from its start to its end, by the start of the session", async () => {
    await subscribe({ until: at("2026-11-17T00:00:00Z"), plan: "members" });
    const [inside, outside] = [await seal("A", 0), await seal("B", 1)];
    expect(await chargeOf(inside.id)).toEqual([["-0.05", undefined], ["-0.075", undefined], ["-0.352", undefined], ["-0.21", undefined]]);
    expect(await chargeOf(outside.id)).toBeUndefined();
    const other = await seal("C", 0, { customer: "driver/D2" });
    expect(await chargeOf(other.id)).toBeUndefined();
  });

  it("costs its share of days in its first and last month", async () => {
    await subscribe({ from: at("2026-11-15T23:00:00Z"), until: at("2026-12-10T23:00:00Z") });
    for (const name of ["2026-10", "2026-11", "2026-12", "2027-01"]) await desk.store.transaction((unit) => subscriptions.chargeFees(unit, "driver/D1", period(name, "Europe/Amsterdam")));
    const fees = (await desk.store.find(openItems)).items.map(({ id, body }) => [id, body.charge?.lines[0]?.amount]);
    // 15 of 30 days, 10 of 31.
    expect(fees).toEqual([["fee/SUB1/2026-11", "3"], ["fee/SUB1/2026-12", "1.9355"]]);
  });

  it("is the only one at its time", async () => {
    await subscribe();
    await expect(subscribe({ id: "SUB2" })).rejects.toMatchObject({ code: "billing.subscription" });
    await subscribe({ until: at("2026-12-01T00:00:00Z") });
    await subscribe({ id: "SUB2", from: at("2026-12-01T00:00:00Z") });
    expect(await subscriptions.at(desk.store, "driver/D1", at("2026-12-24T00:00:00Z"))).toMatchObject({ id: "SUB2" });
    const both = await Promise.allSettled(["X", "Y"].map((id) => subscribe({ id, customer: "driver/D3" })));
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  it("is applied from the outbox, in the order of the ledger", async () => {
    await subscribe();
    const stop = await subscriptions.deliver(desk.store.outbox);
    const cdr = await desk.seal(laterSession("A", 0, { customer: "driver/D1" }));
    await desk.store.transaction((unit) => desk.billing.credit(unit, "A", { actor: "ann", reason: "x" }));
    await desk.store.outbox.idle();
    await stop();
    expect(await chargeOf(cdr.id)).toHaveLength(2);
    expect(await used()).toBe("0");
  });
});
