import { instant, type Instant } from "@cpokit/kernel";
import { describe, expect, it } from "vitest";
import { createController, createMemoryLedger, createSignals, fromOcpiProfile, fromOpenAdr, fromOscp, fromSection14a, leastCapabilities, plan, type Profile, type StationPort } from "../../src/index.ts";
import { even } from "../random.ts";
import { ampsAt, carsAt, depot, minute, run, START } from "./scene.ts";

const NO_FALLBACK = { evse: () => ({ fallbackA: 0 }) };
/** Dear in the first hour, cheap in the second. */
const prices = [{ from: minute(0), to: minute(60), price: 0.5 }, { from: minute(60), to: minute(120), price: 0.1 }, { from: minute(120), to: minute(1_440), price: 0.3 }];

describe("modes", () => {
  it("cheap waits for the cheap hour and says so; fair does not", () => {
    const cars = carsAt(2, (index) => (index === 0 ? { energyKWh: 15, departure: minute(180), wish: { mode: "cheap", targetKWh: 15, departure: minute(180) } } : { departure: minute(180) }));
    const said: string[] = [];
    const report = run(depot(2, 60, NO_FALLBACK), cars, 150, { prices, plan, during: (at, controller) => void (at === minute(30) + 1_000 && said.push(controller.explain("T1"))) });
    expect(ampsAt(report, 30)["T1"]).toBe(0);
    expect(ampsAt(report, 30)["T2"]).toBeGreaterThan(25);
    expect(ampsAt(report, 90)["T1"]).toBeGreaterThan(15);
    expect(report.deliveredKWh["T1"]).toBeCloseTo(15, 0);
    expect(said[0]).toMatch(/waits for a cheaper time\. Next cheap time \d\d:\d\d UTC/);
  });

  it("fast takes three shares of a fair car", () => {
    const report = run(depot(2, 32, NO_FALLBACK), carsAt(2, (index) => ({ wish: { mode: index === 0 ? "fast" : "fair" } })), 10);
    expect(ampsAt(report, 8)).toEqual({ T1: 24, T2: 8 });
  });

  it("pv charges from surplus only, pv+min never less than the minimum", () => {
    const site = depot(2, 60, { ...NO_FALLBACK, grid: { meter: { source: "m", maxAgeSeconds: 60, assumeA: even(0) } } });
    const load = (_: string, at: Instant) => even(at < minute(10) ? 2 : -12);
    const report = run(site, carsAt(2, (index) => ({ wish: { mode: index === 0 ? "pv" : "pv+min", priority: 1 - index } })), 25, { load });
    expect(ampsAt(report, 8)).toEqual({ T1: 0, T2: 6 });
    expect(ampsAt(report, 22)["T1"]).toBeGreaterThan(9);
    expect(ampsAt(report, 22)["T2"]).toBe(6);
  });

  it("pv on a station that can switch goes to one phase where the sun is too weak for three, and back, not more often than it may", () => {
    const site = depot(1, 60, { evse: () => ({ fallbackA: 0, canSwitchPhases: true }), grid: { meter: { source: "m", maxAgeSeconds: 60, assumeA: even(0) } } });
    const load = (_: string, at: Instant) => even(at < minute(40) ? -3 : -12);
    const stations = { CS1: { capabilities: { ...leastCapabilities("2.0.1"), switchesPhases: true } } };
    const cars = carsAt(1, () => ({ wish: { mode: "pv" as const } }));
    const report = run(site, cars, 70, { load, stations });
    // 9 A of sun in all: below 3 × 6 A, enough for 6 A and more on one phase.
    expect([5, 25].map((at) => ampsAt(report, at)["T1"])).toEqual([0, 9]);
    expect(report.samples.findLast(({ at }) => at <= minute(25))!.nodes["grid"]).toEqual([6, -3, -3]);
    expect(report.samples.at(-1)!.nodes["grid"]!.map(Math.round)).toEqual([0, 0, 0]);
    expect(report.overloads).toEqual([]);
    const never = run(site, cars, 30, { load, stations, policy: { phaseSwitches: 0 } });
    expect(ampsAt(never, 25)["T1"]).toBe(0);
  });

  it("boost goes before all others until it ends", () => {
    const report = run(depot(2, 32, NO_FALLBACK), carsAt(2), 20, { during: (at, controller) => void (at === minute(5) + 1_000 && controller.session("T2").boost(minute(12))) });
    expect([4, 10, 18].map((at) => ampsAt(report, at)["T2"])).toEqual([16, 24, 16]);
  });

  it("cars of higher priority go first where minima do not fit, and those that wait take turns", () => {
    const report = run(depot(3, 14, NO_FALLBACK), carsAt(3, (index) => ({ wish: { priority: index === 0 ? 5 : 0 } })), 60);
    expect(ampsAt(report, 10)["T1"]).toBeGreaterThanOrEqual(6);
    const charged = [5, 20, 25, 40, 55].map((at) => ["T2", "T3"].filter((car) => ampsAt(report, at)[car]! > 0).join());
    expect(new Set(charged)).toEqual(new Set(["T2", "T3"]));
  });
});

it("cheap waits for the cleaner hour where carbon has a price", () => {
  const flat = [{ from: minute(0), to: minute(1_440), price: 0.3 }];
  const carbon = [{ from: minute(0), to: minute(60), kg: 0.6 }, { from: minute(60), to: minute(180), kg: 0.1 }]
    .map(({ from, to, kg }) => ({ source: "grid", from, to, co2KgPerKWh: kg, binding: "soft" as const }));
  const cars = carsAt(1, () => ({ energyKWh: 12, departure: minute(180), wish: { mode: "cheap" as const, targetKWh: 12, departure: minute(180) } }));
  const options = { prices: flat, plan, signals: [{ at: minute(0), source: "grid", signals: carbon }] };
  const green = run(depot(1, 60, NO_FALLBACK), cars, 150, { ...options, policy: { carbonPricePerKg: 0.1 } });
  expect(ampsAt(green, 30)["T1"]).toBe(0);
  expect(ampsAt(green, 75)["T1"]).toBeGreaterThan(20);
  expect(ampsAt(run(depot(1, 60, NO_FALLBACK), cars, 20, options), 10)["T1"]).toBeGreaterThan(20);
});

describe("departures", () => {
  it("warns honestly of what even full power cannot do", () => {
    const cars = carsAt(1, () => ({ departure: minute(31), wish: { departure: minute(31), targetKWh: 30 } }));
    const report = run(depot(1, 60), cars, 20);
    expect(report.events.filter(({ name }) => name === "shortfall").map(({ event }) => event)[0]).toMatchObject({ transaction: "T1", why: "even full power until the departure is not enough" });
  });

  it("a departure in the past is a target that cannot be met, not an error", () => {
    const report = run(depot(1, 60), carsAt(1, () => ({ wish: { departure: minute(-60), targetKWh: 10 } })), 5, { plan, prices });
    expect(report.events.some(({ name }) => name === "shortfall")).toBe(true);
    expect(ampsAt(report, 4)["T1"]).toBe(32);
  });

  it("a demand beyond all reason warns as well", () => {
    const report = run(depot(1, 60), carsAt(1, () => ({ energyKWh: 1e6, wish: { departure: minute(60), targetKWh: 1e6, mode: "cheap" } })), 5, { plan, prices });
    expect(report.events.find(({ name }) => name === "shortfall")!.event).toMatchObject({ transaction: "T1" });
    expect(ampsAt(report, 4)["T1"]).toBe(32);
  });

  it.each([["negative", -0.2], ["all equal", 0.3]])("prices that are %s are prices", (_, price) => {
    const flat = [{ from: minute(0), to: minute(1_440), price }];
    const report = run(depot(1, 60, NO_FALLBACK), carsAt(1, () => ({ energyKWh: 10, departure: minute(60), wish: { departure: minute(60), targetKWh: 10, mode: "cheap" } })), 60, { plan, prices: flat });
    expect(report.deliveredKWh["T1"]).toBeCloseTo(10, 0);
  });
});

describe("signals", () => {
  const from = minute(0);
  const to = minute(60);

  it("of OpenADR: levels, loads, prices, capacity, with a random start", () => {
    const options = { siteKW: 100 };
    const one = (kind: Parameters<typeof fromOpenAdr>[0]["kind"], value: number) => fromOpenAdr({ kind, intervals: [{ from, to, value }] }, options)[0];
    expect(one("SIMPLE", 1)).toMatchObject({ importKW: 50, binding: "hard" });
    expect(one("LOAD_CONTROL", 30)).toMatchObject({ importKW: 30 });
    expect(one("EXPORT_CAPACITY_LIMIT", 5)).toMatchObject({ exportKW: 5 });
    expect(one("PRICE", 0.4)).toMatchObject({ price: 0.4, binding: "soft" });
    expect(one("GHG", 0.3)).toMatchObject({ co2KgPerKWh: 0.3 });
    expect(fromOpenAdr({ kind: "SIMPLE", intervals: [{ from, to, value: 2 }], randomizeSeconds: 600 }, { siteKW: 100, random: 0.5 })[0]!.from).toBe(from + 300_000);
  });

  it("of OSCP: forecasts, and their fallback once the provider is silent", () => {
    const blocks = [{ from, to, kW: 80 }];
    const signals = createSignals();
    signals.set("OSCP", [...fromOscp({ type: "CONSUMPTION", blocks }), ...fromOscp({ type: "FALLBACK_CONSUMPTION", blocks: [{ from, to, kW: 20 }] })], from, 120);
    const importKW = (at: Instant) => signals.inForce(at).map((signal) => signal.importKW);
    expect(importKW(minute(1))).toEqual([80]);
    expect(importKW(minute(3))).toEqual([20]);
    signals.alive("OSCP", minute(4));
    expect(importKW(minute(5))).toEqual([80]);
    expect(importKW(minute(61))).toEqual([]);
    expect(fromOscp({ type: "OPTIMUM", blocks })[0]).toMatchObject({ binding: "soft" });
  });

  it("of §14a: 4.2 kW for one device, and what several may share", () => {
    expect(fromSection14a({ from, to, devices: 1, totalKW: 11 }).importKW).toBe(4.2);
    expect(fromSection14a({ from, to, devices: 4, totalKW: 44 }).importKW).toBeCloseTo(17.6, 6);
    expect(fromSection14a({ from, to, devices: 2, totalKW: 10 }).importKW).toBeCloseTo(4.2 + 0.8 * 4.2, 6);
  });

  it("of OCPI: a partner's profile caps one session", () => {
    const profile = { start: from, durationSeconds: 3_600, unit: "W" as const, periods: [{ start: 0, limit: 6_900 }, { start: 1_800, limit: 3_450 }] };
    const supply = { volts: 230, phases: 3 };
    expect([minute(10), minute(40), minute(61)].map((at) => fromOcpiProfile(profile, at, supply))).toEqual([10, 5, undefined]);
    const report = run(depot(2, 40), carsAt(2), 12, { during: (at, controller) => void (at === minute(3) + 1_000 && controller.session("T1").set({ maxA: fromOcpiProfile(profile, minute(3), supply)! })) });
    expect(ampsAt(report, 10)).toEqual({ T1: 10, T2: 30 });
  });

  it("of OCPI: the session follows the profile as its periods pass, says whose it is, and is free again when it ends or is taken back", () => {
    const profile = { start: minute(3), durationSeconds: 600, unit: "W" as const, periods: [{ start: 0, limit: 6_900 }, { start: 300, limit: 3_450 }] };
    const said: string[] = [];
    const report = run(depot(2, 40), carsAt(2), 20, {
      during: (at, controller) => {
        if (at === minute(3) + 1_000) controller.session("T1").set({ partnerProfile: profile });
        if (at === minute(17) + 1_000) controller.session("T2").set({ partnerProfile: { start: at, unit: "A", periods: [{ start: 0, limit: 8 }] } });
        if (at === minute(18) + 1_000) controller.session("T2").set({ partnerProfile: { start: at, unit: "A", periods: [] } });
        if ([minute(6), minute(11)].some((moment) => at === moment + 1_000)) said.push(controller.explain("T1"));
      },
    });
    expect([6, 11, 16, 17.5, 19.5].map((at) => ampsAt(report, at))).toEqual([{ T1: 10, T2: 30 }, { T1: 0, T2: 32 }, { T1: 20, T2: 20 }, { T1: 32, T2: 8 }, { T1: 20, T2: 20 }]);
    expect(said).toEqual(["10 A: the roaming partner of its driver allows no more.", "0 A: waits, since the roaming partner of its driver allows less than it needs to charge."]);
  });

  it("several at once: the lowest hard limit holds", () => {
    const signal = (importKW: number) => ({ source: `s${importKW}`, from: minute(5), to: minute(30), importKW, binding: "hard" as const });
    const report = run(depot(2, 60, NO_FALLBACK), carsAt(2), 15, { signals: [{ at: minute(1), source: "a", signals: [signal(30)] }, { at: minute(2), source: "b", signals: [signal(20)] }] });
    expect(Object.values(ampsAt(report, 10)).reduce((sum, amps) => sum + amps, 0) * 0.69).toBeLessThanOrEqual(20);
  });
});

describe("messages of the car (ISO 15118)", () => {
  function scene() {
    let now = START;
    const sent: Profile[] = [];
    const port: StationPort = {
      setProfile: (_station, profile, answer) => {
        sent.push(profile);
        answer("accepted");
      },
    };
    const clock = { now: () => instant(now) };
    const scheduler = { after: () => () => undefined, afterTurn: () => undefined };
    const model = depot(2, 40);
    const stations = Object.fromEntries(model.evses.map(({ station }) => [station, { capabilities: leastCapabilities("2.0.1"), kind: "any" }]));
    const controller = createController({ site: model, stations, port, store: createMemoryLedger().open(), clock, scheduler });
    controller.commission();
    sent.length = 0;
    return { controller, sent, wait: (seconds: number) => void (now += seconds * 1_000) };
  }

  it("NotifyEVChargingNeeds is answered at once, and the computed TxProfile has left: the lease, then what is certain until the departure", () => {
    const { controller, sent } = scene();
    controller.started({ transaction: "T1", evse: "E1", at: minute(0) });
    expect(controller.needs("E1", { energyKWh: 20, departure: minute(300), maxA: 16, minA: 6 })).toBe("Accepted");
    expect(sent.at(-1)).toMatchObject({ purpose: "transaction", transaction: "T1", duration: 18_000, periods: [{ start: 0, limit: 16 }, { start: 120, limit: 6 }] });
  });

  it("a car that can hold one tuple gets one", () => {
    const { controller, sent } = scene();
    controller.started({ transaction: "T1", evse: "E1", at: minute(0) });
    controller.needs("E1", { departure: minute(300), maxTuples: 1 });
    expect(sent.at(-1)).toMatchObject({ duration: 120, periods: [{ start: 0, limit: 32 }] });
  });

  it("is rejected without a session, or while the station is dark", () => {
    const { controller } = scene();
    expect(controller.needs("E1", { energyKWh: 20 })).toBe("Rejected");
    controller.started({ transaction: "T1", evse: "E1", at: minute(0) });
    controller.disconnected("CS1");
    expect(controller.needs("E1", { energyKWh: 20 })).toBe("Rejected");
  });

  it("NotifyEVChargingSchedule is checked against what was set, and answered by the profile again", () => {
    const { controller, sent } = scene();
    controller.started({ transaction: "T1", evse: "E1", at: minute(0) });
    controller.needs("E1", { maxA: 16 });
    const violations: unknown[] = [];
    controller.on("violation", (event) => violations.push(event));
    const schedule = (limit: number, unit: "A" | "W" = "A") => controller.carSchedule("E1", { from: minute(0), unit, periods: [{ start: 0, limit }] });
    expect([schedule(15), schedule(11_000, "W"), schedule(25)]).toEqual(["Accepted", "Accepted", "Rejected"]);
    expect(violations).toHaveLength(1);
    const before = sent.length;
    controller.decide();
    expect(sent.length).toBe(before + 1);
  });

  it("small raises and raises that are not yet held for long do not leave; lowers do", () => {
    const { controller, sent, wait } = scene();
    controller.started({ transaction: "T1", evse: "E1", at: minute(0) });
    controller.session("T1").set({ maxA: 16 });
    controller.decide();
    controller.session("T1").set({ maxA: 16.5 });
    wait(20);
    controller.decide();
    expect(sent.map(({ periods }) => periods[0]!.limit)).toEqual([16]);
    controller.session("T1").set({ maxA: 20 });
    controller.decide();
    expect(sent).toHaveLength(1);
    wait(11);
    controller.decide();
    controller.session("T1").set({ maxA: 19.9 });
    controller.decide();
    expect(sent.map(({ periods }) => periods[0]!.limit)).toEqual([16, 20, 19.9]);
  });
});

it("commission refuses a site whose fallbacks do not fit", () => {
  const scheduler = { after: () => () => undefined, afterTurn: () => undefined };
  const port: StationPort = { setProfile: () => undefined };
  const controller = createController({ site: depot(3, 17), stations: {}, port, store: createMemoryLedger().open(), clock: { now: () => minute(0) }, scheduler });
  expect(() => controller.commission()).toThrow(expect.objectContaining({ code: "smart-charging.commission" }));
});

it("a site sends no more set-points than it may: raises wait, lowers do not", () => {
  const report = run(depot(6, 200, NO_FALLBACK), carsAt(6), 4, { policy: { messagesPerSecond: 0.05, leaseSeconds: 900 } });
  const first = new Map([...report.setpoints].reverse().filter(({ amps }) => amps === 32).map(({ at, evse }) => [evse, Math.round((at - minute(1)) / 1_000)]));
  expect(first.size).toBe(6);
  expect(Math.max(...first.values())).toBeGreaterThan(60);
  const lowered = run(depot(6, 200, NO_FALLBACK), carsAt(6), 12, { policy: { messagesPerSecond: 0.05, leaseSeconds: 900 }, signals: [{ at: minute(8), source: "grid", signals: [{ source: "grid", from: minute(8), to: minute(20), importKW: 40, binding: "hard" }] }] });
  expect(Object.values(ampsAt(lowered, 8.3)).reduce((sum, amps) => sum + amps, 0) * 0.69).toBeLessThanOrEqual(40);
});

it("a station that takes no profile gets its vendor's key, and counts at its hardware from then on", () => {
  const scheduler = { after: () => () => undefined, afterTurn: () => undefined };
  const keys: number[] = [];
  const port: StationPort = {
    setProfile: (_station, profile, answer) => answer(profile.purpose === "default" && profile.stackLevel === 0 ? "accepted" : "rejected"),
    setVendorLimit: (_station, _connector, amps, answer) => {
      keys.push(amps);
      answer("accepted");
    },
  };
  const model = depot(2, 50);
  const stations = Object.fromEntries(model.evses.map(({ station }) => [station, { capabilities: leastCapabilities("1.6"), kind: station }]));
  const controller = createController({ site: model, stations, port, store: createMemoryLedger().open(), clock: { now: () => minute(0) }, scheduler });
  controller.commission();
  controller.started({ transaction: "1", evse: "E1", at: minute(0), wish: { maxA: 16 } });
  for (let count = 0; count < 12; count += 1) controller.decide();
  expect(keys).toEqual([16]);
  expect(controller.safety.envelope("E1", minute(0))).toBe(32_000);
});

it("remembers what worked for a kind of station", () => {
  const scheduler = { after: () => () => undefined, afterTurn: () => undefined };
  const seen: Profile[] = [];
  const port: StationPort = {
    setProfile: (_station, profile, answer) => {
      seen.push(profile);
      answer(profile.purpose === "transaction" ? "rejected" : "accepted");
    },
  };
  const model = depot(2, 70);
  const stations = Object.fromEntries(model.evses.map(({ station }) => [station, { capabilities: leastCapabilities("1.6"), kind: "Kerbside Twin 1.0" }]));
  const controller = createController({ site: model, stations, port, store: createMemoryLedger().open(), clock: { now: () => minute(0) }, scheduler });
  controller.commission();
  controller.started({ transaction: "1", evse: "E1", at: minute(0) });
  for (let count = 0; count < 8; count += 1) controller.decide();
  expect(seen.at(-1)).toMatchObject({ purpose: "default", stackLevel: 1, periods: [{ limit: 32 }] });
  seen.length = 0;
  controller.started({ transaction: "2", evse: "E2", at: minute(0) });
  controller.decide();
  expect(seen.map(({ purpose }) => purpose)).toEqual(["default"]);
});
