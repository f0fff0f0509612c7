import { addDecimals, decimal, formatDecimal, instant, milliseconds, wh, ZERO } from "@cpokit/kernel";
import {
  absoluteDiscount, applyPlan, cap, compile, discount, energyAllowance, freeMinutes, generateCdr, idleFee, idleStretches, margin, NEW_ACCOUNT, price, segment, settlement, shorterThan,
  splitRevenue, spotTariff, toOcpi, voucher, waiver, withGrace, withoutEnergy, type Adjuster, type Bill, type OcpiTariff, type SessionInput,
} from "@cpokit/tariffs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { at, cdrOptions, compiled } from "./scene.ts";

const tariff: OcpiTariff = {
  id: "T", currency: "EUR",
  elements: [{ price_components: [{ type: "FLAT", price: 1, vat: 20, step_size: 1 }, { type: "ENERGY", price: 0.5, vat: 20, step_size: 1 }, { type: "TIME", price: 1.2, vat: 10, step_size: 1 }] }],
};

/** Charges 20 kWh in an hour from 18:00 in Amsterdam, then idles until `end`. */
function session(end: string, energy = 20): SessionInput {
  if (end < "2026-01-05T18") return { start: "2026-01-05T17:00:00Z", end, periods: [{ start: "2026-01-05T17:00:00Z", dimensions: [{ type: "ENERGY", volume: energy }, { type: "TIME", volume: 0.0667 }] }] };
  return {
    start: "2026-01-05T17:00:00Z", end,
    periods: [
      { start: "2026-01-05T17:00:00Z", dimensions: [{ type: "ENERGY", volume: energy }, { type: "TIME", volume: 1 }] },
      { start: "2026-01-05T18:00:00Z", dimensions: [{ type: "PARKING_TIME", volume: String((Date.parse(end) - Date.parse("2026-01-05T18:00:00Z")) / 3_600_000) }] },
    ],
  };
}

function bill(plan: readonly Adjuster[], options: { end?: string; energy?: number; id?: string; account?: typeof NEW_ACCOUNT } = {}) {
  const used = session(options.end ?? "2026-01-05T20:00:00Z", options.energy);
  const priced = price({ tariff: compile(tariff, { version: "2.2.1" }), session: used, timeZone: "Europe/Amsterdam" });
  return applyPlan({ id: options.id ?? "CDR-1", priced, session: used, plan, ...(options.account === undefined ? {} : { account: options.account }) });
}

const added = ({ lines }: Bill) => lines.filter((line) => line.source !== "tariff").map((line) => [line.source, line.category, line.excl, line.incl]);

describe("plan", () => {
  it("shows a price as a bill whose lines sum to it", () => {
    expect(bill([]).bill).toMatchObject({ total: { excl: "12.2", incl: "14.52" }, due: "14.52", payments: [] });
  });

  it("charges idle time after a grace, outside of free windows (P1)", () => {
    // Idle 19:00–21:00; 15 minutes grace, free from 20:30: 75 minutes at 6/h.
    const fee = idleFee({ perHour: "6", vat: "20", graceMinutes: 15, freeWindows: [{ start: "20:30", end: "07:00" }] });
    expect(added(bill([fee]).bill)).toEqual([["idle-fee", "idle", "7.5", "9"]]);
    expect(bill([fee]).bill.lines.at(-1)).toMatchObject({ from: at("2026-01-05T18:15:00Z"), to: at("2026-01-05T19:30:00Z"), quantity: "4500", unit: "s" });
    expect(added(bill([idleFee({ perHour: "6", graceMinutes: 120 })]).bill)).toEqual([]);
  });

  it("caps idle time by session, day and night (P1)", () => {
    // 19:00 to 09:00: 14 hours at 6/h are 84.
    const end = "2026-01-06T08:00:00Z";
    const charged = (more: Parameters<typeof idleFee>[0]["cap"]) => bill([idleFee({ perHour: "6", ...(more === undefined ? {} : { cap: more }) })], { end }).bill.lines.filter((line) => line.category === "idle").map((line) => line.excl);
    expect(charged(undefined)).toEqual(["84"]);
    expect(charged({ session: "25" })).toEqual(["84", "-59"]);
    expect(charged({ day: "20" })).toEqual(["84", "-44"]);
    // The night 22:00–06:00 is 2 hours of the first day and 6 of the second, 5 each: 3 × 6 + 5, and 3 × 6 + 5.
    expect(charged({ night: { window: { start: "22:00", end: "06:00" }, amount: "5" } })).toEqual(["84", "-38"]);
    expect(charged({ night: { window: { start: "22:00", end: "06:00" }, amount: "5" }, day: "22", session: "40" })).toEqual(["84", "-44"]);
  });

  it("moves the grace into the CDR, so that a plain OCPI tariff bills the idle fee (P1)", () => {
    const used = session("2026-01-05T20:00:00Z");
    expect(idleStretches(used)).toEqual([{ from: at("2026-01-05T18:00:00Z"), to: at("2026-01-05T20:00:00Z") }]);
    const graced = withGrace(used, 15 * 60_000);
    expect(graced.periods.slice(1)).toEqual([
      { start: "2026-01-05T18:00:00Z", dimensions: [{ type: "ENERGY", volume: "0" }] },
      { start: at("2026-01-05T18:15:00Z"), dimensions: [{ type: "PARKING_TIME", volume: "1.75" }] },
    ]);
    const idle = compiled("2.2.1", { ...tariff, elements: [...tariff.elements, { price_components: [{ type: "PARKING_TIME", price: 6, step_size: 1 }] }] });
    const { cdr } = generateCdr({ ...cdrOptions("2.2.1", [idle]), session: graced });
    expect(cdr.total_parking_cost).toEqual({ excl_vat: 10.5, incl_vat: 10.5 });
    expect(withGrace(used, 3 * 3_600_000).periods).toHaveLength(2);
  });

  it("says day-ahead prices as one element for each slot (P3)", () => {
    const slots = Array.from({ length: 96 }, (_, slot) => ({ from: instant(at("2026-01-04T23:00:00Z") + slot * 900_000), price: slot < 72 ? "0.1" : "-0.3" }));
    const { tariffs, switches } = spotTariff({
      id: "SPOT", currency: "EUR", timeZone: "Europe/Amsterdam", prices: slots, slot: milliseconds(900_000), factor: "1.1", adder: "0.05", gridFee: (hour) => (hour === 17 ? "0.2" : "0.1"), floor: "-0.1", vat: 21,
      lastUpdated: at("2026-01-04T13:00:00Z"),
    });
    expect(switches).toEqual([]);
    expect(tariffs[0]?.elements).toHaveLength(96);
    expect(tariffs[0]?.elements[68]).toEqual({
      price_components: [{ type: "ENERGY", price: 0.36, vat: 21, step_size: 1 }],
      restrictions: { start_date: "2026-01-05", end_date: "2026-01-06", start_time: "17:00", end_time: "17:15" },
    });
    expect(tariffs[0]?.elements[95]?.price_components[0]?.price).toBe(-0.1);
    expect(tariffs[0]?.elements[95]?.restrictions).toMatchObject({ start_time: "23:45", end_time: "00:00" });
  });

  it.each([["autumn, 25 hours", "2026-10-24T22:00:00Z", 100, 2], ["spring, 23 hours", "2026-03-28T23:00:00Z", 92, 1]])("prices every slot of %s at its own price (P3, N4)", (_, midnight, count, tariffCount) => {
    const slots = Array.from({ length: count }, (__, slot) => ({ from: instant(at(midnight) + slot * 900_000), price: String(slot + 1) }));
    const { tariffs, switches } = spotTariff({ id: "SPOT", currency: "EUR", timeZone: "Europe/Amsterdam", prices: slots, slot: milliseconds(900_000), lastUpdated: at(midnight) });
    expect(tariffs).toHaveLength(tariffCount);
    const ready = tariffs.map((each) => compile(each, { version: "2.2.1" }));
    const end = instant(at(midnight) + count * 900_000);
    const day = segment({
      start: at(midnight), end, tariffs: ready, timeZone: "Europe/Amsterdam", switches, samples: [{ at: at(midnight), energy: wh(0) }, { at: end, energy: wh(count * 1_000) }],
    });
    const priced = price({ tariffs: ready, session: day, timeZone: "Europe/Amsterdam" });
    expect(priced.lines.map((line) => line.price)).toEqual(slots.map((slot) => slot.price));
    expect(priced.warnings.filter((warning) => warning.code !== "UNPRICED")).toEqual([]);
  });

  it("fixes the price at plug-in, and refuses when none is published (P3)", () => {
    const options = { id: "SPOT", currency: "EUR", timeZone: "Europe/Amsterdam", slot: milliseconds(900_000), prices: [{ from: at("2026-01-05T17:00:00Z"), price: "0.2" }], lastUpdated: at("2026-01-05T12:00:00Z") };
    expect(spotTariff({ ...options, fixedAt: at("2026-01-05T17:10:00Z") }).tariffs[0]?.elements).toEqual([{ price_components: [{ type: "ENERGY", price: 0.2, step_size: 1 }] }]);
    expect(() => spotTariff({ ...options, fixedAt: at("2026-01-05T17:15:00Z") })).toThrow(expect.objectContaining({ code: "tariffs.spot-price" }));
    expect(() => spotTariff({ ...options, prices: [] })).toThrow(expect.objectContaining({ code: "tariffs.spot-price" }));
  });

  it("lets a monthly allowance run out, and counts a CDR only once (P4)", () => {
    const plan = [energyAllowance({ name: "club", kwhPerMonth: "30" })];
    const first = bill(plan, { id: "A" });
    expect(added(first.bill)).toEqual([["club", "energy", "-10", "-12"]]);
    const second = bill(plan, { id: "B", account: first.account });
    expect(added(second.bill)).toEqual([["club", "energy", "-5", "-6"]]);
    expect(second.account.counters).toEqual({ "club 2026-01": "30" });
    expect(bill(plan, { id: "B", account: second.account })).toEqual(second);
    expect(added(bill(plan, { id: "C", account: second.account }).bill)).toEqual([]);
  });

  it("takes per cents, amounts and minutes off, taxes in proportion (P4)", () => {
    expect(added(bill([discount({ name: "staff", percent: "10", categories: ["energy"] })]).bill)).toEqual([["staff", "energy", "-1", "-1.2"]]);
    expect(bill([discount({ name: "staff", percent: "10" })]).bill.total).toMatchObject({ excl: "10.98", incl: "13.068" });
    expect(added(bill([absoluteDiscount({ name: "welcome", amount: "50", categories: ["time"] })]).bill)).toEqual([["welcome", "time", "-1.2", "-1.32"]]);
    expect(added(bill([freeMinutes({ name: "free", minutes: 15, category: "time" })]).bill)).toEqual([["free", "time", "-0.3", "-0.33"]]);
  });

  it("knows vouchers for one thing and vouchers that pay (P4)", () => {
    expect(bill([voucher({ name: "V", amount: "5", treatment: "payment" })]).bill).toMatchObject({ total: { incl: "14.52" }, payments: [{ source: "V", amount: "5" }], due: "9.52" });
    expect(bill([voucher({ name: "V", amount: "50", treatment: "payment" })]).bill).toMatchObject({ payments: [{ amount: "14.52" }], due: "0" });
    expect(bill([voucher({ name: "V", amount: "5", treatment: "before-tax", vat: "20" })]).bill).toMatchObject({ total: { excl: "7.2", incl: "8.52" }, due: "8.52" });
  });

  it("waives with a reason and without touching volumes (P7)", () => {
    const plan = [waiver({ name: "goodwill", reason: "ended within 5 minutes", when: shorterThan(5) }), waiver({ name: "nothing", reason: "no energy", when: withoutEnergy() })];
    expect(added(bill(plan).bill)).toEqual([]);
    const short = bill(plan, { end: "2026-01-05T17:04:00Z" }).bill;
    expect(short.total).toMatchObject({ excl: "0", incl: "0" });
    expect(short.lines.filter((line) => line.reason === "ended within 5 minutes").map((line) => line.of)).toEqual([0, 1, 2]);
    expect(bill(plan, { energy: 0 }).bill.total.incl).toBe("0");
  });

  it("caps by session, by day over sessions, by stay and by kWh (P8)", () => {
    expect(bill([cap({ name: "most", amount: "6.1", per: "session" })]).bill.total).toMatchObject({ excl: "6.1", incl: "7.26" });
    expect(bill([cap({ name: "ceiling", amount: "0.55", per: "kWh" })]).bill.total.excl).toBe("11");
    const daily = [cap({ name: "daily", amount: "20", per: "day" })];
    const first = bill(daily, { id: "A" });
    const second = bill(daily, { id: "B", account: first.account });
    expect([first.bill.total.excl, second.bill.total.excl]).toEqual(["12.2", "7.8"]);
    expect(second.account.counters).toEqual({ "daily 2026-01-05": "20" });
    const stay = [cap({ name: "hotel", amount: "15", per: { stay: "room 12" } })];
    expect(bill(stay, { id: "B", account: bill(stay, { id: "A" }).account }).bill.total.excl).toBe("2.8");
  });

  it("shares revenue by lines, to the last decimal (P6)", () => {
    const { bill: whole } = bill([idleFee({ perHour: "6" })]);
    const split = splitRevenue(whole, {
      operator: "CPO", parties: [{ id: "HOST", shares: { idle: "100", energy: "10" }, selfBilling: true }, { id: "GRID", shares: { energy: "33.3333" } }],
      deductions: [{ name: "card", amount: "0.35", when: "after" }],
    });
    expect(split.parties.map(({ id, total, selfBilling }) => [id, total, selfBilling])).toEqual([["CPO", "7.5167", false], ["HOST", "13", true], ["GRID", "3.3333", false]]);
    expect(() => splitRevenue(whole, { operator: "CPO", parties: [{ id: "A", shares: { idle: "60" } }, { id: "B", shares: {}, otherwise: "50" }] })).toThrow(expect.objectContaining({ code: "tariffs.revenue-shares" }));
    expect(settlement({ earned: ["13", "4"], guarantee: "50", lease: "100" })).toEqual({ earned: "17", topUp: "33", lease: "100", total: "150" });
    // Credits of an earlier month are not forgiven where nothing is guaranteed.
    expect(settlement({ earned: ["2", "-5"] })).toEqual({ earned: "-3", topUp: "0", lease: "0", total: "-3" });
  });

  it("loses nothing when sharing, whatever the shares and fees (P6)", () => {
    fc.assert(fc.property(
      fc.array(fc.integer({ min: -100_000, max: 1_000_000 }), { minLength: 1, maxLength: 6 }), fc.integer({ min: 0, max: 500_000 }), fc.integer({ min: 0, max: 500_000 }), fc.integer({ min: 0, max: 9_999 }),
      (amounts, a, b, fee) => {
        const lines = amounts.map((units) => ({ source: "tariff", category: "energy" as const, excl: formatDecimal({ units: BigInt(units), scale: 4 }), taxes: [] }));
        const excl = formatDecimal(addDecimals(ZERO, ...lines.map((line) => decimal(line.excl))));
        const split = splitRevenue({ currency: "EUR", lines, total: { excl, taxes: [] }, payments: [], due: excl }, {
          operator: "CPO", parties: [{ id: "A", shares: { energy: formatDecimal({ units: BigInt(a), scale: 4 }) } }, { id: "B", shares: { energy: formatDecimal({ units: BigInt(b), scale: 4 }) } }],
          deductions: [{ name: "fee", amount: formatDecimal({ units: BigInt(fee), scale: 4 }), when: "before" }],
        });
        const shared = addDecimals(ZERO, ...split.parties.map((party) => decimal(party.total)), { units: BigInt(fee), scale: 4 });
        expect(formatDecimal(shared)).toBe(excl);
      },
    ), { numRuns: 300 });
  });

  it("compares the operator's price with the driver's (P5)", () => {
    const used = session("2026-01-05T20:00:00Z");
    const wholesale = price({ tariff: compile(tariff, { version: "2.2.1" }), session: used });
    const retail = price({ tariff: compile({ ...tariff, elements: [{ price_components: [{ type: "ENERGY", price: 0.79, step_size: 1 }] }] }, { version: "2.2.1" }), session: used });
    expect(margin(wholesale, retail)).toEqual({ currency: "EUR", excl: "3.6" });
  });

  it("shows partners what OCPI can say of a plan, and lists the rest", () => {
    const { value, losses } = toOcpi(tariff, [discount({ name: "ten", percent: "10" }), cap({ name: "most", amount: "30", per: "session" }), idleFee({ perHour: "6" }), energyAllowance({ name: "club", kwhPerMonth: "30" })]);
    expect(value.max_price).toEqual({ excl_vat: 30 });
    expect(value.elements[0]?.price_components.map((each) => each.price)).toEqual([0.9, 0.45, 1.08]);
    expect(losses.map((loss) => loss.values?.["adjuster"])).toEqual(["idle-fee", "club"]);
  });
});
