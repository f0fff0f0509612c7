import { instant, type Instant } from "@cpokit/kernel";
import { describe, expect, it } from "vitest";
import { createController, createMemoryLedger, flexibility, leastCapabilities, plan, type SiteModel } from "../../src/index.ts";
import { createVirtualScheduler } from "../../src/simulate/virtual-scheduler.ts";
import { even } from "../random.ts";
import { ampsAt, carsAt, depot, minute, run } from "./scene.ts";

const metered = { grid: { meter: { source: "main", maxAgeSeconds: 60, assumeA: even(0) } }, evse: () => ({ fallbackA: 0 }) };
const amps = (kW: number) => even((kW * 1_000) / 690);
const model: SiteModel = {
  ...depot(1, 60, metered),
  generators: [{ id: "roof", node: "grid", maxKW: 30 }],
  batteries: [{ id: "cellar", node: "grid", maxChargeKW: 10, maxDischargeKW: 10, capacityKWh: 20, reserveKWh: 5 }],
};

/** A controller in virtual time whose battery does as it is told. */
function site(changes: Partial<SiteModel> = {}) {
  const time = createVirtualScheduler(minute(0));
  const ordered: { readonly watts: number; readonly at: Instant }[] = [];
  const controller = createController({
    site: { ...model, ...changes }, stations: { CS1: { capabilities: leastCapabilities("2.0.1"), kind: "any" } }, clock: time, scheduler: time, store: createMemoryLedger().open(), plan, flexibility,
    port: { setProfile: (_station, _profile, answer) => answer("accepted"), setBattery: (_battery, watts) => void ordered.push({ watts, at: time.now() }) },
  });
  controller.commission();
  const say = (building: number, sun: number, battery: { readonly kW: number; readonly storedKWh: number }, cars = 0): void => {
    controller.generator("roof", { kW: sun, at: time.now() });
    controller.battery("cellar", { ...battery, at: time.now() });
    const each = amps(building - sun + battery.kW + cars);
    controller.meter("grid", { ...each, at: time.now() });
  };
  return { time, controller, ordered, say };
}

describe("where the power goes", () => {
  it("is what meters, devices and cars say; what nobody says is absent", () => {
    const { controller, time, say } = site();
    expect(controller.energy()).toEqual({ at: minute(0), grid: { kW: 0, isMeasured: false }, limit: { importKW: 41.4 }, cars: { kW: 0, charging: 0 } });
    controller.started({ transaction: "T1", evse: "E1", at: minute(0) });
    controller.measured("E1", { amps: [10, 10, 10], at: time.now() });
    say(4, 12, { kW: -2, storedKWh: 11 }, 6.9);
    const { grid, generation, battery, building, cars } = controller.energy();
    expect([grid.kW, generation!.kW, battery!.kW, building!.kW, cars.kW].map((kW) => Math.round(kW * 1_000) / 1_000)).toEqual([-3.1, 12, -2, 4, 6.9]);
    expect([grid.isMeasured, battery!.storedKWh, cars.charging]).toEqual([true, 11, 1]);
    time.runUntil(minute(3));
    expect(controller.energy()).toMatchObject({ grid: { isMeasured: false }, cars: { charging: 1 } });
    expect(controller.energy().building).toBeUndefined();
    expect(() => controller.generator("lawn", { kW: 1, at: time.now() })).toThrow(expect.objectContaining({ code: "smart-charging.unknown-device" }));
  });

  it("a battery that gives back makes no room for cars, and is no sun", () => {
    const { controller, time, say } = site();
    controller.started({ transaction: "T1", evse: "E1", at: minute(0), wish: { mode: "pv" } });
    for (let at = 0; at < 10; at += 1) {
      say(30, 0, { kW: -10, storedKWh: 15 });
      time.runUntil(instant(time.now() + 30_000));
    }
    expect(controller.cars()[0]).toMatchObject({ wantedA: 0, why: "0 A: waits for enough sun." });
    controller.session("T1").set({ mode: "fast" });
    controller.decide();
    // 60 A less the 43.5 A of the building and the margin, not the 29 A that the meter shows.
    expect(controller.cars()[0]!.wantedA).toBeLessThan(16);
  });
});

describe("the battery", () => {
  it("stores sun that is left, no more than there is, and gives it back to the building down to its reserve", () => {
    const { controller, time, ordered, say } = site();
    controller.forecast({ generation: [{ from: minute(-15), to: minute(60), kW: 12 }], building: [{ from: minute(-15), to: minute(600), kW: 4 }] });
    say(4, 12, { kW: 0, storedKWh: 10 });
    controller.decide();
    expect(ordered.at(-1)!.watts).toBeGreaterThan(7_000);
    expect(ordered.at(-1)!.watts).toBeLessThanOrEqual(8_000);
    // A cloud in the middle of a slot.
    say(4, 6, { kW: 8, storedKWh: 10 });
    controller.decide();
    expect(ordered.at(-1)!.watts).toBeCloseTo(2_000, -1);
    time.runUntil(minute(90));
    controller.prices([{ from: minute(60), to: minute(120), price: 0.5 }, { from: minute(120), to: minute(1_600), price: 0.2 }]);
    say(4, 0, { kW: 0, storedKWh: 16 });
    controller.decide();
    expect(ordered.at(-1)!.watts).toBeCloseTo(-4_000, -1);
    say(4, 0, { kW: -4, storedKWh: 5 });
    controller.decide();
    expect(ordered.at(-1)!.watts).toBe(0);
    const count = ordered.length;
    time.runUntil(minute(100));
    // Silent since ten minutes.
    expect(ordered.length).toBeLessThanOrEqual(count + 6);
    expect(ordered.at(-1)!.at).toBeLessThanOrEqual(minute(91));
  });

  it("charges in the cheap hours for the dear ones, only into room that no charging point may use", () => {
    const prices = [{ from: minute(-60), to: minute(60), price: 0.05 }, { from: minute(60), to: minute(1_500), price: 0.4 }];
    const run = (amperes: number): number => {
      const { controller, say, ordered } = site({ nodes: [{ id: "grid", kind: "grid", limitA: even(amperes), meter: { source: "main", maxAgeSeconds: 60, assumeA: even(0) } }] });
      controller.prices(prices);
      say(4, 0, { kW: 0, storedKWh: 6 });
      controller.decide();
      return ordered.at(-1)!.watts;
    };
    expect(run(60)).toBe(10_000);
    // 4 kW and the margin of 12 A leave less than 4 kW.
    expect(run(12)).toBeGreaterThan(2_000);
    expect(run(12)).toBeLessThan(4_000);
  });
});

describe("sun", () => {
  const cars = carsAt(1, () => ({ wish: { mode: "pv" as const } }));
  /** 12 A of sun, with a cloud of some minutes from minute 20 on. */
  const load = (cloud: number) => (_: string, at: Instant) => even(at >= minute(5) && !(at >= minute(20) && at < minute(20 + cloud)) ? -12 : 2);
  const chargesAt = (report: ReturnType<typeof run>, at: number): number => ampsAt(report, at)["T1"]!;

  it("begins only after enough of it for a while, and a cloud stops nobody", () => {
    const report = run(depot(1, 60, metered), cars, 30, { load: load(2), policy: { pvStartSeconds: 120, pvStopSeconds: 240 } });
    expect([6, 15, 21.9].map((at) => chargesAt(report, at) > 0)).toEqual([false, true, true]);
    expect(chargesAt(report, 21.9)).toBe(6);
    expect(chargesAt(report, 28)).toBeGreaterThan(9);
  });

  it("stops when it stays away", () => {
    const report = run(depot(1, 60, metered), cars, 40, { load: load(60), policy: { pvStopSeconds: 240 } });
    expect([22, 38].map((at) => chargesAt(report, at))).toEqual([6, 0]);
  });

  it("is not waited for by a car that lacks what it was guaranteed", () => {
    const owed = carsAt(1, () => ({ wish: { mode: "pv" as const, guaranteedKWh: 3 } }));
    const report = run(depot(1, 60, metered), owed, 25, { load: () => even(2) });
    expect(chargesAt(report, 4)).toBe(32);
    expect(chargesAt(report, 24)).toBe(0);
    expect(report.samples.at(-1)!.cars["T1"]).toBe(0);
  });
});

describe("flexibility of a live site", () => {
  it("is that of the plan of now, and absent without one", () => {
    const { controller } = site({ batteries: [] });
    expect(controller.flexibility()).toBeUndefined();
    controller.prices([{ from: minute(-60), to: minute(60), price: 0.1 }, { from: minute(60), to: minute(1_500), price: 0.4 }]);
    controller.generator("roof", { kW: 0, at: minute(0) });
    controller.meter("grid", { ...even(2), at: minute(0) });
    controller.started({ transaction: "T1", evse: "E1", at: minute(0), wish: { mode: "cheap", targetKWh: 20, departure: minute(240) } });
    controller.decide();
    const { slots } = controller.flexibility({ longestMinutes: 60 })!;
    expect(slots[0]!.plannedKW).toBeGreaterThan(15);
    expect(slots[0]!.down.holds.at(-1)).toMatchObject({ minutes: 60 });
    expect(slots[0]!.down.kW).toBeCloseTo(slots[0]!.plannedKW, 6);
  });
});
