import { describe, expect, it } from "vitest";
import { exportLimitsAt, defineSite, leastCapabilities, plan, toProfile, toWire201, toWire21, type SimulatedFault, type SimulatedSession, type SimulationOptions, type SimulationReport, type SiteModel } from "../../src/index.ts";
import { checkGivingBack } from "../checker.ts";
import { even } from "../random.ts";
import { ampsAt, carsAt, depot, minute, run } from "./scene.ts";

/** Dear in the first two hours, cheap afterwards. */
const prices = [{ from: minute(0), to: minute(120), price: 0.6 }, { from: minute(120), to: minute(1_440), price: 0.1 }];
const v2g = { maxDischargeA: 16, storedKWh: 40, capacityKWh: 60, reserveKWh: 20 };
const capabilities = { ...leastCapabilities("2.1"), v2x: true };
const stations = { CS1: { capabilities }, CS2: { capabilities } };
const options = { prices, plan, stations, version: "2.1" } as const;

/** A yard where cars may give back, with a building that takes `load` on each phase. */
function yard(count: number, grid: Partial<SiteModel["nodes"][number]> = {}): SiteModel {
  return depot(count, 60, { grid: { meter: { source: "main", maxAgeSeconds: 60, assumeA: even(20) }, ...grid }, evse: () => ({ fallbackA: 0, maxDischargeA: 16 }) });
}
const vans = (count: number, more: Partial<SimulatedSession["wish"]> = {}): SimulatedSession[] => carsAt(count, () => ({
  departure: minute(480), battery: { storedKWh: 40, capacityKWh: 60 }, wish: { mode: "cheap", departure: minute(480), targetKWh: 5, v2g, ...more },
}));
const drive = (site: SiteModel, cars: readonly SimulatedSession[], minutes: number, more: Partial<SimulationOptions> = {}): SimulationReport => run(site, cars, minutes, { ...options, load: () => even(20), ...more });
const least = (report: SimulationReport, car = "T1"): number => Math.min(...report.samples.map(({ cars }) => cars[car] ?? 0));

/** What is fed in at the most, kW. */
const fedIn = (report: SimulationReport): number => Math.max(...report.samples.map(({ nodes }) => -(nodes["grid"]![0] + nodes["grid"]![1] + nodes["grid"]![2]) * 0.23));

describe("giving back (V2G)", () => {
  it("gives back in the dear hours, charges in the cheap ones, and leaves with its target", () => {
    const report = drive(yard(1, { exportKW: 10 }), vans(1), 480);
    expect(least(report)).toBeLessThan(-10);
    expect(ampsAt(report, 60)["T1"]).toBeLessThan(0);
    expect(report.returnedKWh["T1"]).toBeGreaterThan(10);
    // 5 kWh more than it came with.
    expect(report.deliveredKWh["T1"]! - report.returnedKWh["T1"]!).toBeGreaterThan(5);
    expect(report.overloads).toEqual([]);
    const given = report.log.find(({ amps }) => amps < 0);
    expect(given).toMatchObject({ change: "raise", outcome: "accepted", means: "transaction", followed: { isFollowed: true } });
    expect(given!.why).toMatch(/^Gives back [\d.]+ A, as the plan says: 40 kWh are in its battery; it leaves at \d\d:\d\d UTC with at least 5 kWh more/);
    expect(report.setpoints.filter(({ amps }) => amps !== 0 && Math.abs(amps) < 6)).toEqual([]);
  });

  it("never takes a battery below its reserve", () => {
    const report = drive(yard(1, { exportKW: 30 }), vans(1, { targetKWh: 0, v2g: { ...v2g, reserveKWh: 35 } }), 118);
    const taken = report.returnedKWh["T1"]! - report.deliveredKWh["T1"]!;
    expect(taken).toBeGreaterThan(2);
    expect(taken).toBeLessThanOrEqual(5);
  });

  it("gives nothing back that it could not get again before it leaves", () => {
    // 22 kW for an hour and a half are 31 kWh at most; all of it is needed.
    const report = drive(yard(1, { exportKW: 30 }), carsAt(1, () => ({ departure: minute(91), battery: { storedKWh: 25, capacityKWh: 60 }, wish: { mode: "cheap", departure: minute(91), targetKWh: 31, v2g: { ...v2g, storedKWh: 25 } } })), 90, { prices: [{ from: minute(0), to: minute(30), price: 0.9 }, { from: minute(30), to: minute(1_440), price: 0.1 }] });
    expect(least(report)).toBe(0);
  });

  it("feeds in no more than the site may, and nothing where nobody says", () => {
    const some = drive(yard(2, { exportKW: 8 }), vans(2), 100, { load: () => even(5), during: (at, controller) => void (at === minute(0) + 1_000 && controller.forecast({ feedInPrice: 0.5 })) });
    expect(fedIn(some)).toBeGreaterThan(3);
    expect(fedIn(some)).toBeLessThanOrEqual(8);
    expect(some.overloads).toEqual([]);
    // What the building takes may come from the cars.
    const none = drive(yard(2), vans(2), 100);
    expect(least(none)).toBeLessThan(0);
    expect(fedIn(none)).toBeLessThanOrEqual(0);
    expect(none.overloads).toEqual([]);
  });

  it("limit of feeding in drops: less is given back at once", () => {
    const report = drive(yard(2, { exportKW: 12 }), vans(2), 60, { signals: [{ at: minute(20), source: "grid", signals: [{ source: "grid", from: minute(20), to: minute(90), exportKW: 0, binding: "hard" }] }] });
    expect(report.overloads.every(({ seconds }) => seconds <= 10)).toBe(true);
    const after = report.samples.filter(({ at }) => at > minute(21));
    expect(Math.min(...after.map(({ nodes }) => (nodes["grid"]![0] + nodes["grid"]![1] + nodes["grid"]![2]) * 0.23))).toBeGreaterThanOrEqual(0);
    expect(report.log.some(({ amps, change, at }) => change === "lower" && amps <= 0 && at >= minute(20) && at < minute(21))).toBe(true);
  });

  it("meter stale: nothing is given back where nobody knows what the building takes", () => {
    const faults: SimulatedFault[] = [{ kind: "meterSilent", node: "grid", from: minute(15), to: minute(60) }];
    const report = drive(yard(1), vans(1), 40, { faults });
    expect(ampsAt(report, 14)["T1"]).toBeLessThan(0);
    expect(ampsAt(report, 20)["T1"]).toBeGreaterThanOrEqual(0);
  });

  it("station goes dark while it gives back: it counts until its lease ends, and nobody else has its room", () => {
    const faults: SimulatedFault[] = [{ kind: "offline", station: "CS1", from: minute(20), to: minute(40) }];
    const seen: number[] = [];
    const site = yard(2);
    const report = drive(site, vans(2), 60, { faults, during: (at, controller) => void (at === minute(20) + 61_000 && seen.push(controller.safety.givenBack("E1", at)[0], controller.safety.givenBack("E1", (at + 120_000) as typeof at)[0])) });
    expect(seen[0]).toBeGreaterThan(0);
    expect(seen[1]).toBe(0);
    expect(fedIn(report)).toBeLessThanOrEqual(0);
    expect(report.overloads).toEqual([]);
    // When its lease is over it takes nothing and gives nothing; the other one may have its room.
    expect(ampsAt(report, 24)["T1"]).toBe(0);
  });

  it("station refuses to let the car give back: it is limited like any other from then on", () => {
    const faults: SimulatedFault[] = [{ kind: "rejectsDischarge", station: "CS1", from: minute(0), to: minute(480) }];
    const report = drive(yard(1, { exportKW: 10 }), vans(1), 300, { faults });
    expect(report.log.filter(({ amps }) => amps < 0)).toMatchObject([{ outcome: "rejected" }]);
    expect(least(report)).toBe(0);
    expect(report.deliveredKWh["T1"]).toBeGreaterThanOrEqual(5);
    expect(report.events.some(({ name }) => name === "quarantine")).toBe(false);
  });

  it("station that speaks no 2.1 is never told to give back", () => {
    const report = drive(yard(1, { exportKW: 10 }), vans(1), 300, { stations: { CS1: { capabilities: { ...leastCapabilities("2.0.1"), v2x: true } } }, version: "2.0.1" });
    expect(least(report)).toBe(0);
    expect(report.setpoints.every(({ amps }) => amps >= 0)).toBe(true);
    expect(ampsAt(report, 200)["T1"]).toBeGreaterThanOrEqual(0);
  });

  it("lease not verified: nothing is given back", () => {
    const site = yard(1, { exportKW: 10 });
    const report = drive({ ...site, evses: site.evses.map((evse) => ({ ...evse, leaseSafe: "unverified" as const })) }, vans(1), 60);
    expect(least(report)).toBe(0);
  });
});

it("limits of giving back are those of breakers and of feeding in, less generation, with no more credit than is surely drawn", () => {
  const site = defineSite({ ...yard(1, { exportKW: 5 }), generators: [{ id: "roof", node: "grid", maxKW: 6.9 }] });
  const at = minute(0);
  expect([...exportLimitsAt(site, { at, lows: { grid: { ...even(10), at } } }).room]).toEqual([70, 70, 70, 5 + 6.9]);
  expect([...exportLimitsAt(site, { at, lows: { grid: { ...even(-4), at } }, rampMarginA: 1 }).room]).toEqual([55, 55, 55, expect.closeTo(5 - 3.45, 9)]);
  // A silent meter: all the sun that there may be, and no building.
  const silent = exportLimitsAt(site, { at });
  expect([...silent.room]).toEqual([50, 50, 50, expect.closeTo(5 - 6.9, 9)]);
  expect(silent.stale).toEqual(["grid"]);
  expect(checkGivingBack(site.model, at, [{ evse: "E1", amps: 8 }], { grid: [0, 0, 0] })).toMatchObject([{ what: "grid fed in, kW" }]);
});

it("what is given back is a set-point of 2.1 that allows no charging; no other version says it", () => {
  const evse = { ...yard(1).evses[0]!, maxDischargeA: 16 };
  const order = { id: 1, purpose: "transaction", stackLevel: 5, transaction: "T1", now: minute(0), seconds: 120, steps: [{ start: 0, amps: -10.17 }], volts: 207 } as const;
  const profile = toProfile(evse, order, capabilities);
  expect(toWire21(profile).chargingProfile.chargingSchedule[0]!.chargingSchedulePeriod).toEqual([{ startPeriod: 0, limit: 0, operationMode: "CentralSetpoint", setpoint: -10.1, dischargeLimit: -10.1 }]);
  expect(toWire201(profile).chargingProfile.chargingSchedule[0]!.chargingSchedulePeriod).toEqual([{ startPeriod: 0, limit: 0 }]);
  expect(() => toProfile(evse, order, leastCapabilities("2.0.1"))).toThrow(expect.objectContaining({ code: "smart-charging.profile" }));
  expect(() => toProfile({ ...evse, maxDischargeA: 8 }, order, capabilities)).toThrow(expect.objectContaining({ code: "smart-charging.profile" }));
});
