import { instant, type Instant } from "@cpokit/kernel";
import { describe, expect, it } from "vitest";
import { createDemandPeak, defineSite, plan, type KeptPeak } from "../../src/index.ts";
import { even } from "../random.ts";
import { ampsAt, carsAt, depot, minute, run, START } from "./scene.ts";

const at = (text: string): Instant => instant(Date.parse(text));
const berlin = { pricePerKW: 8, timeZone: "Europe/Berlin" };

/** Readings each minute, from one moment to another. */
function measure(peak: ReturnType<typeof createDemandPeak>, from: Instant, to: Instant, kW: (at: Instant) => number): number {
  let kept = 0;
  for (let now = from; now <= to; now = instant(now + 60_000)) if (peak.read(kW(now), now)) kept += 1;
  return kept;
}

describe("the demand peak of a month", () => {
  it("is the highest mean of an interval, not of a moment", () => {
    const peak = createDemandPeak(undefined);
    peak.tariff(berlin);
    const from = at("2026-11-10T09:00:00Z");
    // 60 kW for five minutes of a quarter of an hour.
    expect(measure(peak, from, at("2026-11-10T09:45:00Z"), (now) => (now >= from + 900_000 && now < from + 1_200_000 ? 60 : 12))).toBe(3);
    expect(peak.paidKW(at("2026-11-10T10:00:00Z"))).toBeCloseTo(28, 9);
    expect(peak.kept(at("2026-11-10T10:00:00Z"))).toMatchObject({ month: "2026-11", peakAt: from + 900_000 });
    expect(peak.charge(at("2026-11-10T10:00:00Z"))).toEqual({ pricePerKW: 8, paidKW: peak.paidKW(at("2026-11-10T10:00:00Z")) });
  });

  it("counts what was measured where the meter was silent for a part of it", () => {
    const peak = createDemandPeak(undefined);
    peak.tariff(berlin);
    const from = at("2026-11-10T09:00:00Z");
    measure(peak, from, instant(from + 600_000), () => 30);
    measure(peak, instant(from + 900_000), instant(from + 1_200_000), () => 90);
    measure(peak, instant(from + 1_800_000), instant(from + 1_860_000), () => 1);
    // A third of the second interval says nothing of it.
    expect(peak.paidKW(instant(from + 1_860_000))).toBeCloseTo(30, 9);
  });

  it("ends with the local month, and an interval belongs to the month in which it begins", () => {
    const peak = createDemandPeak(undefined);
    peak.tariff(berlin);
    peak.history([{ at: at("2026-10-31T22:00:00Z"), kW: 90 }, { at: at("2026-10-31T23:00:00Z"), kW: 40 }, { at: at("2026-11-05T12:00:00Z"), kW: 35 }], at("2026-11-05T13:00:00Z"));
    // 23:00 UTC is midnight in Berlin: the 90 kW were in October.
    expect(peak.paidKW(at("2026-11-05T13:00:00Z"))).toBe(40);
    measure(peak, at("2026-11-30T22:40:00Z"), at("2026-11-30T23:20:00Z"), (now) => (now < at("2026-11-30T23:00:00Z") ? 70 : 20));
    expect(peak.kept(at("2026-11-30T23:20:00Z"))).toMatchObject({ month: "2026-12" });
    expect(peak.paidKW(at("2026-11-30T23:20:00Z"))).toBeCloseTo(20, 9);
  });

  it("goes on after a restart, in the middle of an interval, and after the clocks changed", () => {
    const first = createDemandPeak(undefined);
    first.tariff(berlin);
    const from = at("2026-10-25T00:00:00Z");
    measure(first, from, instant(from + 600_000), () => 44);
    const kept = JSON.parse(JSON.stringify(first.kept(instant(from + 600_000)))) as KeptPeak;
    expect(kept.open).toMatchObject({ from, seconds: 600 });
    const second = createDemandPeak(kept);
    second.tariff(berlin);
    measure(second, instant(from + 660_000), instant(from + 960_000), () => 44);
    expect(second.paidKW(instant(from + 960_000))).toBeCloseTo(44, 9);
    expect(second.paidKW(at("2026-10-31T22:59:00Z"))).toBeCloseTo(44, 9);
    expect(second.paidKW(at("2026-10-31T23:00:00Z"))).toBe(0);
  });

  it.each([{ pricePerKW: -1 }, { intervalMinutes: 7 }, { budgetKW: Number.NaN }])("refuses %j", (wrong) => {
    expect(() => createDemandPeak(undefined).tariff({ ...berlin, ...wrong })).toThrow(expect.objectContaining({ code: "smart-charging.demand-tariff" }));
    expect(() => createDemandPeak(undefined).tariff({ ...berlin, timeZone: "Nowhere" })).toThrow(expect.objectContaining({ code: "kernel.time-zone" }));
  });
});

describe("the controller", () => {
  const site = depot(2, 60, { evse: () => ({ fallbackA: 0 }), grid: { meter: { source: "main", maxAgeSeconds: 60, assumeA: even(0) } } });
  const tariff = { ...berlin, budgetKW: 14 };

  it("never goes above the budget, or the peak that is paid already, and keeps that across a restart", () => {
    const peaks: number[] = [];
    const cars = carsAt(2);
    const report = run(site, cars, 40, {
      policy: { rampMarginA: 0 },
      during(now, controller) {
        // 20 A on three phases are 13.8 kW.
        if (now === START + 1_000 || now === minute(30) + 1_000) controller.demand.set(tariff);
        if (now === minute(10) + 1_000) controller.demand.history([{ at: minute(-60), kW: 27.6 }]);
        if (now === minute(39) + 1_000) peaks.push(controller.demand.peak()!.peakKW);
      },
      faults: [{ kind: "crash", at: minute(30) }],
    });
    const total = (when: number) => Object.values(ampsAt(report, when)).reduce((sum, amps) => sum + amps, 0);
    expect(total(8)).toBeLessThanOrEqual(20.3);
    expect(total(8)).toBeGreaterThan(19);
    expect(total(25)).toBeLessThanOrEqual(40);
    expect(total(25)).toBeGreaterThan(38);
    expect(total(38)).toBeLessThanOrEqual(40);
    expect(peaks[0]).toBeCloseTo(27.6, 6);
  });

  it("has a plan as low as can be where nothing is paid yet", () => {
    const { cost, certificate, siteKW } = plan({
      site: defineSite(site), from: minute(0), slotMinutes: 60, prices: [0.1, 0.1, 0.2, 0.2], demandCharge: { pricePerKW: 10, paidKW: 0 }, cars: [{ id: "T1", evse: "E1", departure: minute(240), energyKWh: 20 }],
    }, { signallable: false });
    expect(certificate.gap).toBeLessThan(0.005);
    expect(Math.max(...siteKW)).toBeCloseTo(5, 1);
    expect(cost.demand).toBeCloseTo(50, 0);
  });

  it("plans no higher than what is paid where more would cost", () => {
    const cars = carsAt(1, () => ({ energyKWh: 15, departure: minute(120), wish: { mode: "cheap", targetKWh: 15, departure: minute(120) } }));
    const prices = [{ from: minute(0), to: minute(60), price: 0.1 }, { from: minute(60), to: minute(240), price: 0.2 }];
    const most = (report: ReturnType<typeof run>) => Math.max(...report.samples.map(({ cars: drawn }) => drawn["T1"] ?? 0));
    const demanding = run(site, cars, 100, { plan, prices, during: (now, controller) => void (now === START + 1_000 && controller.demand.set({ pricePerKW: 10, timeZone: "UTC" })) });
    expect(most(run(site, cars, 100, { plan, prices }))).toBeGreaterThan(20);
    expect(most(demanding)).toBeLessThan(14);
    expect(demanding.deliveredKWh["T1"]).toBeGreaterThan(11);
  });
});
