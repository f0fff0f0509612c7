import { discount } from "@cpokit/tariffs";
import { beforeEach, describe, expect, it } from "vitest";
import { createInvoices, createPayments, createSubscriptions, createVouchers, deliverReceipts, findInvoices, openItems, period, type CdrRecord, type Invoices, type Subscriptions, type Voucher, type Vouchers } from "@cpokit/billing";
import { createFakeProvider } from "@cpokit/billing/fake";
import { at, createDesk, digest, laterSession, type Desk } from "./fixture.ts";

const november = period("2026-11", "Europe/Amsterdam");
const customer = "driver/D1";

let desk: Desk;
let invoices: Invoices;
let subscriptions: Subscriptions;
let vouchers: Vouchers;

beforeEach(async () => {
  desk = createDesk();
  await desk.publish();
  await desk.store.transaction((unit) => void desk.billing.assignTariff(unit, { target: { kind: "tenant" }, tariffId: "DAY" }));
  invoices = createInvoices({ clock: desk.clock, digest });
  subscriptions = createSubscriptions({ invoices, plan: () => [discount({ name: "members", percent: "10" })] });
  vouchers = createVouchers({ clock: desk.clock, invoices, subscriptions });
});

const issue = (change: Partial<Omit<Voucher, "used" | "createdAt" | "withdrawn">> = {}) =>
  desk.store.transaction((unit) => vouchers.issue(unit, { code: "welcome 10", name: "Welcome", worth: { kind: "amount", amount: "10.00", currency: "EUR" }, uses: 2, ...change }));
const redeem = (code = "WELCOME10", who = customer) => desk.store.transaction((unit) => vouchers.redeem(unit, { code, customer: who }));
const record = (cdr: string) => desk.store.transaction((unit) => vouchers.record(unit, cdr));
async function seal(id: string, days: number): Promise<CdrRecord> {
  const cdr = await desk.seal(laterSession(id, days * 24, { customer }));
  await record(cdr.id);
  return cdr;
}
const left = async () => (await vouchers.grants(desk.store, customer)).map((grant) => grant.left);
const chargeOf = async (cdr: string) => (await desk.store.get(openItems, `voucher/${cdr}`))?.charge?.lines.map(({ amount }) => amount);
async function gross(): Promise<string> {
  desk.setTime("2026-12-01T00:00:00Z");
  const made = await desk.store.transaction((unit) => invoices.issue(unit, { customer, period: november }));
  if (made.outcome !== "issued") throw new Error(JSON.stringify(made));
  return made.invoice.payable;
}

describe("a code", () => {
  it("is redeemed once by each customer, and no more often than it may be", async () => {
    await issue();
    await expect(issue({ code: "Welcome10" })).rejects.toMatchObject({ code: "billing.voucher" });
    expect(await redeem("welcome10")).toMatchObject({ outcome: "done", grant: { left: "10.00" } });
    expect(await redeem()).toMatchObject({ outcome: "refused", code: "already" });
    // Two at once for the last use: one gets it.
    const both = await Promise.all([redeem("WELCOME10", "driver/D2"), redeem("WELCOME10", "driver/D3")]);
    expect(both.map(({ outcome }) => outcome).toSorted()).toEqual(["done", "refused"]);
    expect(await redeem("NOTHING")).toMatchObject({ code: "unknown" });
  });

  it("counts within its time only, and its payment gives it back when nothing comes of it", async () => {
    await issue({ code: "LATER", validFrom: at("2026-12-01T00:00:00Z") });
    await issue({ code: "OVER", validUntil: at("2026-11-01T00:00:00Z") });
    await issue({ code: "ONCE", uses: 1 });
    expect([await redeem("LATER"), await redeem("OVER")]).toMatchObject([{ code: "not-now" }, { code: "not-now" }]);
    expect(await redeem("ONCE", "payment/P1")).toMatchObject({ outcome: "done" });
    expect(await redeem("ONCE", "payment/P2")).toMatchObject({ code: "used-up" });
    await desk.store.transaction((unit) => vouchers.giveBack(unit, "payment/P1"));
    expect(await redeem("ONCE", "payment/P2")).toMatchObject({ outcome: "done" });
  });
});

describe("an amount", () => {
  it("pays what is due until it is used up, once for each CDR", async () => {
    await issue();
    await redeem();
    // 6.87 net and 21 % are 8.31 each.
    const [first, second] = [await seal("A", 0), await seal("B", 1)];
    await Promise.all([record(first.id), record(second.id)]);
    expect([await chargeOf(first.id), await chargeOf(second.id), await left()]).toEqual([["-8.31"], ["-1.69"], ["0"]]);
    expect(await gross()).toBe("6.62");
  });

  it("comes back with a credit", async () => {
    await issue();
    await redeem();
    await seal("A", 0);
    await desk.store.transaction((unit) => desk.billing.credit(unit, "A", { actor: "ann", reason: "trouble" }));
    const credit = (await desk.billing.cdrs(desk.store, { session: "A" })).items.find(({ body }) => body.creditOf !== undefined)!.body;
    await record(credit.id);
    await record(credit.id);
    expect([await chargeOf(credit.id), await left()]).toEqual([["8.31"], ["10"]]);
    expect(await gross()).toBe("0.00");
  });

  it("leaves other currencies alone", async () => {
    await issue({ code: "POUNDS", worth: { kind: "amount", amount: "5.00", currency: "GBP" } });
    await redeem("POUNDS");
    const cdr = await seal("A", 0);
    expect([await chargeOf(cdr.id), await left()]).toEqual([undefined, ["5.00"]]);
  });
});

describe("per cents", () => {
  it("lower what the plan left, for so many sessions, taxes in proportion; an amount pays the rest", async () => {
    await desk.store.transaction((unit) => subscriptions.subscribe(unit, { id: "S", customer, plan: "members", name: "Members", currency: "EUR", from: at("2026-01-01T00:00:00Z") }));
    await issue({ code: "HALF", name: "Half", worth: { kind: "percent", percent: "50", sessions: 1 } });
    await issue();
    await redeem("HALF");
    await redeem();
    const [first, second] = [await seal("A", 0), await seal("B", 1)];
    // 6.87 less 10 % and half of that is 3.0915 net; with 21 % 3.74. The second: 6.183 net, 7.48, of which 6.26 are left to pay.
    expect((await chargeOf(first.id))?.at(-1)).toBe("-3.74");
    expect(await chargeOf(second.id)).toEqual(["-6.26"]);
    expect(await left()).toEqual(["0", "0"]);
    expect(await gross()).toBe("1.22");
  });
});

describe("a single payment", () => {
  it("takes less, and says so on the receipt with its taxes", async () => {
    await issue({ code: "HALF", name: "Half", worth: { kind: "percent", percent: "50", sessions: 1 } });
    let state = 7;
    const provider = createFakeProvider({ clock: desk.clock, random: () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647 });
    const payments = createPayments({ clock: desk.clock, ids: desk.ids, provider, beside: (unit, cdr) => vouchers.record(unit, cdr) });
    const stops = [await payments.deliver(desk.store.outbox), await deliverReceipts(desk.store.outbox, invoices), await vouchers.deliver(desk.store.outbox)];
    const payment = await desk.store.transaction(async (unit) => {
      const opened = await payments.open(unit, { currency: "EUR", amount: "20", token: "PAY1" });
      await payments.attach(unit, opened.id, "A");
      await vouchers.redeem(unit, { code: "HALF", customer: `payment/${opened.id}` });
      return opened;
    });
    await desk.store.outbox.idle();
    await desk.seal(laterSession("A", 0));
    await desk.store.outbox.idle();
    for (const stop of stops) await stop();
    // Half of 8.31, the tax of it as well.
    expect(await payments.payment(desk.store, payment.id)).toMatchObject({ state: "captured", captured: "4.15" });
    expect(provider.movements.map(({ kind, amount }) => [kind, amount])).toEqual([["authorize", "20.00"], ["capture", "4.15"]]);
    const [receipt] = (await findInvoices(desk.store)).items;
    expect(receipt?.body).toMatchObject({ kind: "receipt", payable: "4.15", taxes: [{ percentage: "21", amount: "0.72" }] });
  });
});
