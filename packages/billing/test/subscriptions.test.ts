import { instant } from "@cpokit/kernel";
import { discount, energyAllowance } from "@cpokit/tariffs";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import {
  adjustersOf, createInvoices, createSubscriptions, openItems, period, periodNameOf, subscriptionAccounts, type BillableSession, type CdrRecord, type InvoiceRecord, type Invoices, type Subscription, type Subscriptions,
} from "@cpokit/billing";
import { at, createDesk, digest, laterSession, withEnergy, type Desk } from "./fixture.ts";

const ZONE = "Europe/Amsterdam";
const november = period("2026-11", ZONE);
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
    invoices, plan: (held) => (held.plan === "thousand" ? adjustersOf({ id: "thousand", name: "Thousand", currency: "EUR", term: "year", leastMonths: 0, kwhPerYear: "20" }, held, ZONE) : held.plan === "twenty" ? [energyAllowance({ name: "allowance", kwhPerMonth: "20" })] : [discount({ name: "members", percent: "10" })]),
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

describe("a yearly contract", () => {
  const yearly = { term: "year", plan: "thousand", from: at("2026-11-16T09:00:00Z") } as const;
  const chargeMonth = (month: string) => desk.store.transaction((unit) => subscriptions.chargeFees(unit, "driver/D1", period(month, ZONE)));
  const fees = async () => (await desk.store.find(openItems)).items.filter(({ id }) => id.startsWith("fee/")).map(({ id, body }) => [id, body.charge?.text, body.charge?.lines[0]?.amount]);

  it("costs its fee with the month in which each year begins, and once", async () => {
    await subscribe(yearly);
    expect(await chargeMonth("2026-10")).toBe(0);
    expect(await chargeMonth("2026-11")).toBe(1);
    for (const month of ["2026-11", "2026-12", "2027-10"]) expect(await chargeMonth(month)).toBe(0);
    expect(await chargeMonth("2027-11")).toBe(1);
    expect(await fees()).toEqual([["fee/SUB1/year-1", "Twenty kWh 2026-11-16 – 2027-11-15", "6"], ["fee/SUB1/year-2", "Twenty kWh 2027-11-16 – 2028-11-15", "6"]]);
    desk.setTime("2026-12-01T00:00:00Z");
    expect(await invoice()).toMatchObject({ net: "6.00", tax: "1.26" });
  });

  it("gives the days back that an earlier end leaves, on the invoice of that month", async () => {
    await subscribe({ ...yearly, from: at("2026-11-15T23:00:00Z"), fee: { amount: "365.00", taxes: [] } });
    await chargeMonth("2026-11");
    await subscribe({ ...yearly, from: at("2026-11-15T23:00:00Z"), until: at("2027-01-04T23:00:00Z"), fee: { amount: "365.00", taxes: [] } });
    expect(await chargeMonth("2027-01")).toBe(1);
    expect(await chargeMonth("2027-01")).toBe(0);
    // 50 of 365 days are paid.
    expect((await fees()).map(([id, , amount]) => [id, amount])).toEqual([["fee/SUB1/year-1", "365"], ["fee/SUB1/year-1/1", "-315"]]);
    expect((await desk.store.get(openItems, "fee/SUB1/year-1/1"))?.at).toBe(period("2027-01", ZONE).from);
  });

  it("has an allowance that begins anew with each of its years", async () => {
    await subscribe(yearly);
    await seal("A", 0);
    await seal("B", 10);
    const later = await seal("C", 365);
    expect((await desk.store.get(subscriptionAccounts, "SUB1"))?.counters).toEqual({ "year-allowance 1": "20", "year-allowance 2": "11.8" });
    expect(await chargeOf(later.id)).toHaveLength(2);
  });

  it("costs the share of its days, whatever months are charged in whatever order and however often", async () => {
    const start = at("2027-06-01T00:00:00Z");
    const day = 86_400_000;
    await fc.assert(fc.asyncProperty(fc.nat({ max: 900 }), fc.option(fc.nat({ max: 1_500 }), { nil: undefined }), fc.shuffledSubarray(Array.from({ length: 60 }, (_, month) => month), { minLength: 60 }), fc.nat({ max: 59 }), async (begins, lasts, months, cut) => {
      const id = `P${begins}-${lasts ?? "on"}-${cut}-${months.join("")}`;
      const customer = `driver/${id}`;
      const from = instant(start + begins * day);
      const held: Subscription = { ...contract, id, customer, term: "year", plan: "twenty", from, fee: { amount: "365.00", taxes: [] } };
      const charge = async (indexes: readonly number[]): Promise<void> => {
        for (const index of indexes) await desk.store.transaction((unit) => subscriptions.chargeFees(unit, customer, period(`${2027 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, "0")}`, ZONE)));
      };
      await desk.store.transaction((unit) => subscriptions.subscribe(unit, held));
      await charge(months.slice(0, cut));
      const until = lasts === undefined ? undefined : instant(from + lasts * day);
      if (until !== undefined) await desk.store.transaction((unit) => subscriptions.subscribe(unit, { ...held, until }));
      await charge(months);
      await charge(months.slice(0, cut));
      const { items } = await desk.store.find(openItems, { index: "byCustomer", prefix: [customer], limit: 100 });
      const paid = items.reduce((sum, { body }) => sum + Math.round(Number(body.charge?.lines[0]?.amount) * 10_000), 0);
      let due = 0;
      for (let year = 0; ; year += 1) {
        const [begin, end] = [year, year + 1].map((number) => anniversary(from, number));
        if (begin! >= period("2032-01", ZONE).from || (until !== undefined && begin! >= until)) break;
        const part = Math.round((Math.min(end!, until ?? end!) - begin!) / day);
        due += Math.round((365 * part * 10_000) / Math.round((end! - begin!) / day));
      }
      expect(Math.abs(paid - due)).toBeLessThanOrEqual(10);
    }), { seed: 366, numRuns: 25 });
  });
});

/** By the calendar of the machine, as a second opinion: local midnight of the same date in a later year. */
function anniversary(from: number, years: number): number {
  if (years === 0) return from;
  const [year, month, day] = periodNameOf(instant(from), ZONE, "day").split("-").map(Number) as [number, number, number];
  const rolled = new Date(Date.UTC(year + years, month - 1, day)).toISOString().slice(0, 10);
  return period(rolled, ZONE).from;
}
