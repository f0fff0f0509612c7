import { instant } from "@cpokit/kernel";
import { describe, expect, it } from "vitest";
import { createController, createMemoryLedger, leastCapabilities, plan, type StationPort } from "../../src/index.ts";
import { carsAt, depot, minute, run, START } from "./scene.ts";

const NO_FALLBACK = { evse: () => ({ fallbackA: 0 }) };
const prices = [{ from: minute(0), to: minute(60), price: 0.5 }, { from: minute(60), to: minute(120), price: 0.1 }, { from: minute(120), to: minute(1_440), price: 0.3 }];
const kWhBetween = (report: ReturnType<typeof run>, from: number, to: number): number =>
  report.samples.filter(({ at }) => at >= minute(from) && at < minute(to)).reduce((sum, { cars }) => sum + (cars["T1"] ?? 0) * 0.69 * 5 / 3_600, 0);

describe("a partner's profile (OCPI ChargingProfiles)", () => {
  const car = (limit: number, unit: "A" | "W" = "A") => carsAt(1, () => ({
    departure: minute(180), energyKWh: 20, wish: { mode: "cheap", targetKWh: 15, departure: minute(180), partnerProfile: { start: minute(0), unit, periods: [{ start: 0, limit: unit === "A" ? 32 : 22_080 }, { start: 3_600, limit }] } },
  }));

  it("whose later period forbids the cheap hours: the car charges before them instead of missing its target", () => {
    const report = run(depot(1, 60, NO_FALLBACK), car(0), 180, { prices, plan });
    expect(kWhBetween(report, 0, 60)).toBeGreaterThan(14);
    expect(report.deliveredKWh["T1"]).toBeGreaterThanOrEqual(15);
  });

  it.each([["A", 8], ["W", 5_520]] as const)("whose later period allows less, in %s: only what it leaves is put there", (unit, limit) => {
    const report = run(depot(1, 60, NO_FALLBACK), car(limit, unit), 180, { prices, plan });
    // 8 A for two hours are 11 kWh; the rest has to come before.
    expect(kWhBetween(report, 60, 180)).toBeLessThanOrEqual(11.1);
    expect(kWhBetween(report, 60, 120)).toBeGreaterThan(5);
    expect(report.deliveredKWh["T1"]).toBeGreaterThanOrEqual(15);
  });

  it("that has no later period leaves the cheap hours to the plan", () => {
    const report = run(depot(1, 60, NO_FALLBACK), carsAt(1, () => ({ departure: minute(180), energyKWh: 15, wish: { mode: "cheap", targetKWh: 15, departure: minute(180), partnerProfile: { start: minute(0), durationSeconds: 1_800, unit: "A", periods: [{ start: 0, limit: 6 }] } } })), 180, { prices, plan });
    expect(kWhBetween(report, 60, 120)).toBeGreaterThan(14);
  });
});

it("plans anew as soon as a fallback changes, not a quarter of an hour later", () => {
  const model = depot(2, 40, { evse: () => ({ fallbackA: 6 }) });
  let now = instant(START);
  const answers: (() => void)[] = [];
  const port: StationPort = { setProfile: (_station, profile, answer) => void (profile.purpose === "default" ? answers.push(() => answer("accepted")) : answer("accepted")) };
  const controller = createController({
    site: model, port, plan, clock: { now: () => now }, scheduler: { after: () => () => undefined, afterTurn: () => undefined }, store: createMemoryLedger().open(),
    stations: { CS1: { capabilities: leastCapabilities("2.0.1"), kind: "x" }, CS2: { capabilities: leastCapabilities("2.0.1"), kind: "x" } },
  });
  controller.commission();
  controller.started({ transaction: "T1", evse: "E1", at: now, wish: { mode: "cheap", targetKWh: 30, departure: minute(240) } });
  controller.decide();
  const before = controller.plan();
  // Without its fallback the other socket counts at its 32 A.
  now = instant(now + 1_000);
  controller.decide();
  expect(controller.plan()).toBe(before);
  for (const answer of answers) answer();
  now = instant(now + 1_000);
  controller.decide();
  expect(controller.plan()).not.toBe(before);
  const most = (given: typeof before): number => Math.max(...given!.cars[0]!.milliamps);
  expect(most(before)).toBeLessThanOrEqual(8_000);
  expect(most(controller.plan())).toBeGreaterThan(20_000);
});
