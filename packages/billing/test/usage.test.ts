import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { deliverUsage, eachCdr, eachUsageMonth, recordUsage, sumUsage, usageMonths, type UsageSum } from "@cpokit/billing";
import { addDecimals, decimal, formatDecimal } from "@cpokit/kernel";
import { createDesk, harbourSession, laterSession, withEnergy, type Desk } from "./fixture.ts";

let desk: Desk;

async function arrange(): Promise<void> {
  desk = createDesk();
  await desk.publish();
  await desk.store.transaction((unit) => void desk.billing.assignTariff(unit, { target: { kind: "tenant" }, tariffId: "DAY" }));
  await deliverUsage(desk.store.outbox);
}
beforeEach(arrange);

const YEARS = { from: "2026-01", to: "2027-12" };
const add = (texts: readonly string[]): string => formatDecimal(addDecimals(decimal("0"), ...texts.map(decimal)));
const total = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);

async function sums(query: Parameters<typeof sumUsage>[1] = YEARS): Promise<Record<string, UsageSum>> {
  await desk.store.outbox.idle();
  return Object.fromEntries(await sumUsage(desk.store, query, ({ month }) => month));
}

describe("usage by month", () => {
  it("counts a charge where and when it was: energy, time, money without mixing, hours of the week", async () => {
    const cdr = await desk.seal(harbourSession());
    const { "2026-11": month, ...others } = await sums();
    expect(others).toEqual({});
    expect(month).toMatchObject({ charges: 1, energy: "11.8", seconds: 6_630, revenue: [{ currency: "EUR", excl: cdr.total.excl, incl: cdr.total.incl }] });
    // A Monday, 16:30 to 18:20:30 on the wall: half an hour, an hour, and what is left.
    expect([...month!.starts.entries()].filter(([, count]) => count !== 0)).toEqual([[16, 1]]);
    expect([...month!.wattHours.entries()].filter(([, energy]) => energy !== 0)).toEqual([[16, 3_203], [17, 6_407], [18, 2_190]]);
  });

  it("gives back what is credited, and counts what is issued instead", async () => {
    await desk.seal(harbourSession());
    desk.sessions.set("SESSION1", withEnergy(harbourSession(), 3_800, { settlement: "sealed" }));
    await desk.store.transaction((unit) => desk.billing.correct(unit, "SESSION1"));
    expect((await sums())["2026-11"]).toMatchObject({ charges: 1, energy: "3.8" });
    expect(total((await sums())["2026-11"]!.wattHours)).toBe(3_800);
    await desk.store.transaction((unit) => desk.billing.credit(unit, "SESSION1", { actor: "ann", reason: "trouble" }));
    const { "2026-11": month } = await sums();
    expect(month).toMatchObject({ charges: 0, energy: "0", seconds: 0, revenue: [{ currency: "EUR", excl: "0", incl: "0" }] });
    expect(month!.wattHours.every((energy) => energy === 0) && month!.starts.every((count) => count === 0)).toBe(true);
  });

  it("says where and which months, and refuses what is none", async () => {
    await desk.seal(harbourSession());
    await desk.seal(laterSession("B", 24 * 31));
    expect(Object.keys(await sums())).toEqual(["2026-11", "2026-12"]);
    expect(Object.keys(await sums({ from: "2026-12", to: "2026-12" }))).toEqual(["2026-12"]);
    expect(Object.keys(await sums({ ...YEARS, location: "LOC1" }))).toEqual(["2026-11", "2026-12"]);
    expect(await sums({ ...YEARS, location: "LOC2" })).toEqual({});
    expect(Object.keys(await sums({ ...YEARS, station: "S1", from: "2026-12" }))).toEqual(["2026-12"]);
    expect(await sums({ ...YEARS, station: "S2" })).toEqual({});
    expect([...(await sumUsage(desk.store, YEARS, () => "all"))]).toMatchObject([["all", { charges: 2 }]]);
    for (const query of [{ from: "2026-13", to: "2026-12" }, { from: "2026-12", to: "2026-11" }, { from: "2000-01", to: "2026-11" }]) {
      await expect(sumUsage(desk.store, query, () => "")).rejects.toMatchObject({ code: "billing.usage" });
    }
  });

  it("adds up to the ledger whatever was charged, corrected and credited", async () => {
    const stories = fc.array(fc.record({ hours: fc.integer({ min: 0, max: 2_000 }), energy: fc.integer({ min: 3_001, max: 90_000 }), act: fc.constantFrom("nothing", "correct", "credit") }), { minLength: 1, maxLength: 8 });
    await fc.assert(fc.asyncProperty(stories, async (all) => {
      await arrange();
      for (const [index, { hours, energy, act }] of all.entries()) {
        const id = `S-${index}`;
        await desk.seal(withEnergy(laterSession(id, hours), energy));
        if (act === "correct") {
          desk.sessions.set(id, withEnergy(laterSession(id, hours), energy + 100, { settlement: "sealed" }));
          await desk.store.transaction((unit) => desk.billing.correct(unit, id));
        }
        if (act === "credit") await desk.store.transaction((unit) => desk.billing.credit(unit, id, { actor: "ann", reason: "x" }));
      }
      await desk.store.outbox.idle();
      const records = [];
      for await (const cdr of eachCdr(desk.store)) records.push(cdr);
      const standing = records.map(({ kind, energy }) => (kind === "credit" ? `-${energy}` : energy));
      for (const level of ["all", "location", "station"] as const) {
        const months = [];
        for await (const month of eachUsageMonth(desk.store, { ...YEARS, level })) months.push(month);
        expect(add(months.map(({ energy }) => energy))).toBe(add(standing));
        expect(total(months.map(({ charges }) => charges))).toBe(total(records.map(({ kind }) => (kind === "credit" ? -1 : 1))));
        expect(add(months.flatMap(({ revenue }) => revenue.map(({ excl }) => excl)))).toBe(add(records.map(({ total: { excl } }) => excl)));
        expect(months.map(({ wattHours }) => total(wattHours))).toEqual(months.map(({ energy }) => Number(formatDecimal(decimal(energy))) * 1_000).map(Math.round));
        expect(months.map(({ starts }) => total(starts))).toEqual(months.map(({ charges }) => charges));
      }
    }), { numRuns: 12 });
  });

  it("keeps a sum without taxes where a tariff cannot say them", async () => {
    const cdr = await desk.seal(harbourSession());
    await desk.store.outbox.idle();
    await desk.store.transaction((unit) => recordUsage(unit, { ...cdr, total: { excl: "1" } }));
    const bodies = (await desk.store.find(usageMonths)).items.map(({ body }) => body);
    expect(bodies.map(({ level, station, location }) => [level, station, location]).sort()).toEqual([["all", "", ""], ["location", "", "LOC1"], ["station", "S1", "LOC1"]]);
    for (const { revenue } of bodies) expect(revenue).toEqual([{ currency: "EUR", excl: add([cdr.total.excl, "1"]) }]);
  });
});
