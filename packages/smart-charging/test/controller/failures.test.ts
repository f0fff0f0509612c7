/** Every failure case of smart-charging §13, run through the controller itself. */
import { instant, type Instant } from "@cpokit/kernel";
import { describe, expect, it } from "vitest";
import { createController, createMemoryLedger, defineSite, leastCapabilities, type SimulatedFault, type SimulationReport, type StationPort } from "../../src/index.ts";
import { even } from "../random.ts";
import { ampsAt, carsAt, depot, impossibleSetpoints, minute, run } from "./scene.ts";

const HOUR = { from: minute(0), to: minute(120) };
const total = (report: SimulationReport, at: number): number => Object.values(ampsAt(report, at)).reduce((sum, amps) => sum + amps, 0);
const quarantined = (report: SimulationReport): readonly string[] => report.events.filter(({ name }) => name === "quarantine").map(({ event }) => ("evse" in event ? event.evse : ""));
/** Overload that lasts into the time after a moment. */
const overAfter = (report: SimulationReport, at: number) => report.overloads.filter(({ from, seconds }) => from + seconds * 1_000 > minute(at));

describe("meters", () => {
  const grid = { meter: { source: "main", maxAgeSeconds: 30, assumeA: even(20) } };
  const site = depot(3, 50, { grid });
  const load = () => even(8);

  it("measured: the building's load is left to the building", () => {
    const report = run(site, carsAt(3), 15, { load });
    expect(total(report, 12)).toBeGreaterThan(40);
    expect(report.overloads).toEqual([]);
  });

  it.each(["meterSilent", "meterPhaseMissing"] as const)("%s: the worst building load is assumed while it lasts", (kind) => {
    const report = run(site, carsAt(3), 25, { load, faults: [{ kind, node: "grid", from: minute(5), to: minute(15) }] });
    expect(total(report, 10)).toBeLessThanOrEqual(30);
    expect(total(report, 10)).toBeGreaterThan(24);
    expect(total(report, 23)).toBeGreaterThan(40);
    expect(report.overloads).toEqual([]);
  });

  it("negative: generation makes no room for cars", () => {
    const report = run(site, carsAt(3), 15, { load: () => even(0), faults: [{ kind: "meterNegative", node: "grid", from: minute(5), to: minute(15) }] });
    expect(total(report, 12)).toBeLessThanOrEqual(50);
    expect(report.overloads).toEqual([]);
  });

  describe("a station goes dark, and its car's 6 A flow through the meter", () => {
    const faults: SimulatedFault[] = [{ kind: "offline", station: "CS1", from: minute(5), to: minute(60) }];
    const loadAt = (building: number) => (node: string) => even(node === "grid" ? building : 0);

    it("they count once where a meter of the chargers alone proves whose they are", () => {
      const chargers = depot(3, 50, { grid, evse: () => ({ node: "chargers" }) });
      const report = run({ ...chargers, nodes: [...chargers.nodes, { id: "chargers", parent: "grid", kind: "panel", limitA: even(50), meter: { source: "sub", maxAgeSeconds: 30, assumeA: even(0) } }] }, carsAt(3), 15, { load: loadAt(8), faults });
      expect(ampsAt(report, 12)).toEqual({ T1: 6, T2: 17.5, T3: 17.5 });
      expect(report.overloads).toEqual([]);
    });

    it("they count once where they are above the worst that the building takes", () => {
      const report = run(depot(3, 50, { grid: { meter: { ...grid.meter, assumeA: even(8) } } }), carsAt(3), 15, { load: loadAt(8), faults });
      expect(ampsAt(report, 12)).toEqual({ T1: 6, T2: 17.5, T3: 17.5 });
    });

    it("they count as building and as fallback where they may be either", () => {
      const report = run(site, carsAt(3), 15, { load: loadAt(8), faults });
      expect(ampsAt(report, 12)).toEqual({ T1: 6, T2: 14.5, T3: 14.5 });
    });

    it("a building that takes more than its declared worst is believed: what was measured while no car was there counts", () => {
      const report = run(depot(3, 50, { grid: { meter: { ...grid.meter, assumeA: even(1) } } }), carsAt(3), 15, { load: loadAt(20), faults });
      expect(ampsAt(report, 12)).toEqual({ T1: 6, T2: 11.5, T3: 11.5 });
      expect(report.overloads).toEqual([]);
    });
  });

  it("a load that rises is answered within seconds", () => {
    const report = run(site, carsAt(3), 20, { load: (_, at) => even(at < minute(10) ? 8 : 25) });
    expect(Math.max(0, ...report.overloads.map(({ seconds }) => seconds))).toBeLessThanOrEqual(10);
    expect(total(report, 15)).toBeLessThanOrEqual(25);
  });
});

describe("clocks", () => {
  it("a skew within the margin breaks no limit, and leases are renewed in time", () => {
    const faults: SimulatedFault[] = [{ kind: "clockSkew", station: "CS1", seconds: -4, ...HOUR }, { kind: "clockSkew", station: "CS2", seconds: 4, ...HOUR }];
    const report = run(depot(3, 40), carsAt(3), 30, { faults });
    expect(report.overloads).toEqual([]);
    expect(total(report, 20)).toBeGreaterThan(38);
  });

  it("days on which the clocks change are days like others, since schedules are absolute", () => {
    const start = Date.UTC(2026, 2, 29, 0, 30) as Instant;
    const cars = carsAt(3, () => ({ arrival: instant(start + 60_000), departure: instant(start + 7_000_000) }));
    const report = run(depot(3, 40), cars, 0, { from: start, to: instant(start + 3_600_000) });
    expect(report.overloads).toEqual([]);
    expect(Object.values(report.deliveredKWh).reduce((sum, kWh) => sum + kWh, 0)).toBeGreaterThan(25);
  });
});

describe("stations", () => {
  it("accepts and ignores: it is found, counted at its hardware, and the others shrink", () => {
    const report = run(depot(3, 50), carsAt(3), 20, { faults: [{ kind: "ignores", station: "CS1", from: minute(5), to: minute(60) }] });
    expect(quarantined(report)).toEqual(["E1"]);
    expect(total(report, 15)).toBeLessThanOrEqual(50);
    expect(overAfter(report, 7)).toEqual([]);
  });

  it("accepts W but means A: found the same way", () => {
    const site = depot(3, 50, { evse: (index) => (index === 0 ? { units: ["W"] } : {}) });
    const report = run(site, carsAt(3), 20, { faults: [{ kind: "wattsAsAmps", station: "CS1", ...HOUR }] });
    expect(quarantined(report)).toEqual(["E1"]);
    expect(overAfter(report, 5)).toEqual([]);
  });

  it("rejects 0 A: after the ladder it is stopped where that is allowed, else it is in quarantine", () => {
    const site = depot(2, 11.9, { evse: (index) => ({ fallbackA: index === 0 ? 6 : 0 }) });
    const cars = carsAt(2, (index) => ({ wish: { priority: index === 0 ? 0 : 5 } }));
    const faults: SimulatedFault[] = [{ kind: "rejectsZero", station: "CS1", ...HOUR }];
    const report = run(site, cars, 15, { faults });
    expect(report.overloads).toEqual([]);
    expect(quarantined(report).length + total(report, 12)).toBeGreaterThan(0);
    const strict = run(depot(1, 20, { evse: () => ({ fallbackA: 0 }) }), carsAt(1, () => ({ wish: { mode: "pv" } })), 15, { faults });
    expect(quarantined(strict)).toEqual(["E1"]);
    const stopped = run(depot(1, 20, { evse: () => ({ fallbackA: 6 }) }), carsAt(1, () => ({ wish: { mode: "pv" } })), 15, { faults, policy: { allowStop: true } });
    expect(ampsAt(stopped, 14)["T1"]).toBe(0);
  });

  it("rejects a second profile: the ladder finds a way that works, and limits hold meanwhile", () => {
    const report = run(depot(3, 40), carsAt(3), 20, { faults: [{ kind: "rejectsSecond", station: "CS1", ...HOUR }] });
    expect(report.overloads).toEqual([]);
    expect(ampsAt(report, 18)["T1"]).toBeGreaterThanOrEqual(6);
  });

  it("rejects everything: it stays at its fallback and out of the sharing", () => {
    const report = run(depot(3, 70), carsAt(3), 20, { faults: [{ kind: "rejectsAll", station: "CS1", from: minute(0.5), to: minute(100) }] });
    expect(quarantined(report)).toEqual(["E1"]);
    expect(ampsAt(report, 18)["T1"]).toBe(6);
    expect(report.overloads).toEqual([]);
  });

  it("takes no profile, only its vendor's key: it is set by that, and counts at its hardware", () => {
    const faults: SimulatedFault[] = [{ kind: "vendorKeyOnly", station: "CS1", from: minute(0), to: minute(100) }];
    const report = run(depot(2, 50), carsAt(2, (index) => (index === 0 ? { wish: { maxA: 16 } } : {})), 20, { faults });
    expect(ampsAt(report, 15)).toEqual({ T1: 16, T2: 18 });
    expect(quarantined(report)).toEqual([]);
    expect(report.overloads).toEqual([]);
  });

  it("refuses its profiles and the vendor's key too: its fallback goes on to count, and it is in quarantine", () => {
    const faults: SimulatedFault[] = [{ kind: "rejectsAll", station: "CS1", from: minute(0.5), to: minute(100) }, { kind: "vendorKeyOnly", station: "CS2", from: minute(0), to: minute(100) }];
    const report = run(depot(2, 70), carsAt(2), 20, { faults });
    expect(quarantined(report)).toEqual(["E1"]);
    expect(ampsAt(report, 18)).toEqual({ T1: 6, T2: 32 });
    expect(report.overloads).toEqual([]);
  });

  it("loses all profiles at reboot, its fallback too: it is installed again", () => {
    const report = run(depot(3, 100), carsAt(3), 20, { faults: [{ kind: "reboot", station: "CS1", at: minute(8), all: true }, { kind: "offline", station: "CS1", from: minute(12), to: minute(18) }] });
    expect(report.overloads).toEqual([]);
    expect(ampsAt(report, 17)["T1"]).toBe(6);
    expect(report.setpoints.filter(({ evse, amps, at }) => evse === "E1" && amps === 6 && at >= minute(8)).length).toBeGreaterThan(0);
  });

  it("loses profiles at reboot: it falls back, and is set again", () => {
    const report = run(depot(3, 40), carsAt(3), 20, { faults: [{ kind: "reboot", station: "CS1", at: minute(8) }] });
    expect(report.overloads).toEqual([]);
    expect(ampsAt(report, 12)["T1"]).toBeGreaterThan(10);
  });

  it("keeps another's profile above ours: the read-back finds it before the car draws too much for long", () => {
    const faults: SimulatedFault[] = [{ kind: "foreignProfile", station: "CS1", evse: 1, amps: 30, at: minute(0.5) }];
    const report = run(depot(3, 40), carsAt(3, (index) => (index === 0 ? { maxA: 6 } : {})), 20, { faults });
    // The car draws 6 A only, so that its meter never told: what the station reckons with does.
    expect(quarantined(report)).toEqual(["E1"]);
    expect(report.events.find(({ name }) => name === "quarantine")!.event).toMatchObject({ why: expect.stringContaining("reckons with 30.0 A") });
    expect(report.overloads).toEqual([]);
  });

  it("duplicate responses change nothing", () => {
    const faults: SimulatedFault[] = [1, 2, 3].map((number) => ({ kind: "doubleAnswers", station: `CS${number}`, ...HOUR }));
    const report = run(depot(3, 40), carsAt(3), 20, { faults });
    expect(report.overloads).toEqual([]);
    expect(total(report, 15)).toBeGreaterThan(38);
  });

  it("late responses, also after the timeout with the old value, only widen what is counted", () => {
    for (const seconds of [10, 40]) {
      const faults: SimulatedFault[] = [{ kind: "lateAnswers", station: "CS1", seconds, from: minute(2), to: minute(10) }];
      const report = run(depot(3, 40), carsAt(3, (index) => ({ arrival: minute(1 + index * 2) })), 20, { faults });
      expect(report.overloads).toEqual([]);
      expect(total(report, 18)).toBeGreaterThan(38);
    }
  });

  it("goes dark: it keeps its lease, then its fallback, and the others get what it leaves", () => {
    const report = run(depot(3, 40), carsAt(3), 25, { faults: [{ kind: "offline", station: "CS1", from: minute(5), to: minute(15) }] });
    expect(ampsAt(report, 6)["T1"]).toBeGreaterThan(12);
    expect(ampsAt(report, 10)["T1"]).toBe(6);
    expect(ampsAt(report, 10)["T2"]).toBe(17);
    expect(ampsAt(report, 20)["T1"]).toBeGreaterThan(12);
    expect(report.overloads).toEqual([]);
  });

  it("begins a session while it is offline: its transaction is not known, so it gets its fallback", () => {
    const report = run(depot(2, 40), carsAt(2, () => ({ arrival: minute(3) })), 20, { faults: [{ kind: "offline", station: "CS1", from: minute(1), to: minute(10) }] });
    expect(ampsAt(report, 8)).toEqual({ T1: 6, T2: 32 });
    expect(ampsAt(report, 15)["T1"]).toBe(20);
    expect(report.overloads).toEqual([]);
  });
});

describe("cars", () => {
  it("draws above the set-point for 5 s: nothing happens; for ever: quarantine", () => {
    const short = run(depot(2, 40), carsAt(2), 15, { faults: [{ kind: "overdraws", evse: "E1", amps: 30, from: minute(5), to: minute(5.08) }] });
    expect(quarantined(short)).toEqual([]);
    const long = run(depot(2, 40), carsAt(2), 15, { faults: [{ kind: "overdraws", evse: "E1", amps: 30, from: minute(5), to: minute(60) }] });
    expect(quarantined(long)).toEqual(["E1"]);
    expect(ampsAt(long, 12)["T2"]).toBe(8);
  });

  it("draws below 6 A: no fault, and what it does not use is lent out", () => {
    const report = run(depot(3, 40), carsAt(3), 20, { faults: [{ kind: "overdraws", evse: "E1", amps: 3, ...HOUR }] });
    expect(quarantined(report)).toEqual([]);
    expect(ampsAt(report, 5)["T2"]).toBeGreaterThan(16);
    expect(report.overloads).toEqual([]);
  });

  it("uses two phases: only these are counted once that is seen", () => {
    const report = run(depot(3, 40), carsAt(3, (index) => (index === 0 ? { phases: 2 } : {})), 20);
    expect(report.overloads).toEqual([]);
    expect(total(report, 15)).toBeGreaterThan(39);
  });

  it("uses one phase of a rotated EVSE: it is counted where it is", () => {
    const site = depot(3, 40, { evse: (index) => ({ rotation: (["RST", "STR", "TRS"] as const)[index]! }) });
    const report = run(site, carsAt(3, () => ({ phases: 1 })), 20);
    expect(ampsAt(report, 15)).toEqual({ T1: 28, T2: 28, T3: 28 });
    expect(report.overloads).toEqual([]);
  });

  it("is wired nobody knows how: it counts on all phases", () => {
    const report = run(depot(3, 40, { evse: () => ({ rotation: "unknown" }) }), carsAt(3, () => ({ phases: 1 })), 20);
    expect(total(report, 15)).toBeLessThanOrEqual(40);
    expect(report.overloads).toEqual([]);
  });

  it("has a cable that carries less: the rest goes to others", () => {
    const report = run(depot(2, 40), carsAt(2, (index) => (index === 0 ? { maxA: 10, wish: { maxA: 10 } } : {})), 15);
    expect(ampsAt(report, 12)).toEqual({ T1: 10, T2: 30 });
  });

  it("unplugs in the middle of a commit", () => {
    const report = run(depot(3, 40), carsAt(3, (index) => ({ departure: index === 0 ? instant(minute(10) + 300) : minute(100), arrival: index === 0 ? instant(minute(10) - 500) : minute(1) })), 20);
    expect(report.overloads).toEqual([]);
    expect(ampsAt(report, 16)).toEqual({ T2: 17, T3: 17 });
  });
});

describe("limits", () => {
  const signal = (importKW: number) => ({ signals: [{ at: minute(6), source: "grid", signals: [{ source: "grid", from: minute(6), to: minute(12), importKW, binding: "hard" as const }] }] });
  const zero = depot(4, 40, { evse: () => ({ fallbackA: 0 }) });

  it.each([["below the sum of minima", 10], ["to zero", 0]])("drop %s: who does not fit waits, and no one is set below 6 A", (_, kW) => {
    const report = run(zero, carsAt(4), 20, signal(kW));
    expect(total(report, 10) * 0.69).toBeLessThanOrEqual(kW + 1e-9);
    expect(impossibleSetpoints(report)).toEqual([]);
    expect(overAfter(report, 6.2)).toEqual([]);
    expect(total(report, 18)).toBeGreaterThan(38);
  });

  it("drop below the fallbacks: as many cars as fit have theirs, in turns, and who waits hears what its own is for", () => {
    const report = run(depot(4, 40), carsAt(4), 40, { signals: [{ at: minute(6), source: "grid", signals: [{ source: "grid", from: minute(6), to: minute(60), importKW: 10, binding: "hard" }] }] });
    expect([8, 14].map((at) => total(report, at))).toEqual([12, 12]);
    expect(new Set(report.samples.filter(({ at }) => at > minute(8)).flatMap(({ cars }) => Object.keys(cars).filter((car) => cars[car]! > 0)))).toEqual(new Set(["T1", "T2", "T3", "T4"]));
    expect(Object.values(report.why).filter((why) => why.endsWith("The 6 A held for its station are for the case that the connection to it is lost."))).toHaveLength(2);
    expect(Object.values(report.why).filter((why) => why.startsWith("6 A: what is held for its station in any case; for more, grid has no room (10 kW): "))).toHaveLength(2);
    expect(impossibleSetpoints(report)).toEqual([]);
    expect(overAfter(report, 6.2)).toEqual([]);
  });

  it("drop below the building's load: cars pause", () => {
    const site = depot(2, 40, { grid: { meter: { source: "m", maxAgeSeconds: 30, assumeA: even(40) } }, evse: () => ({ fallbackA: 0 }) });
    const report = run(site, carsAt(2), 20, { load: (_, at) => even(at > minute(6) ? 45 : 5) });
    expect(total(report, 10)).toBe(0);
    expect(impossibleSetpoints(report)).toEqual([]);
  });

  it("a schedule with gaps: between its steps the node's own limit holds", () => {
    const schedule = [{ from: minute(4), to: minute(8), limitA: even(14) }, { from: minute(14), to: minute(20), limitA: even(20) }];
    const report = run(depot(2, 40, { grid: { schedule } }), carsAt(2), 25);
    expect([6, 12, 17, 23].map((at) => total(report, at))).toEqual([14, 40, 20, 40]);
  });

  it("a cabinet of DC outlets shares what its rectifiers give", () => {
    const site = depot(2, 400, { evse: () => ({ node: "cabinet", maxA: 250, minA: 1, units: ["W"], fallbackA: 0, dc: { maxKW: 150, efficiency: 0.95 } }) });
    const report = run({ ...site, nodes: [...site.nodes, { id: "cabinet", parent: "grid", kind: "cabinet", limitA: even(400), limitKW: 160 }] }, carsAt(2), 15);
    const kW = Object.values(ampsAt(report, 12)).reduce((sum, amps) => sum + amps * 0.69, 0);
    expect(kW).toBeLessThanOrEqual(160);
    expect(kW).toBeGreaterThan(135);
    expect(report.overloads).toEqual([]);
  });

  it("a node with only one child", () => {
    const site = depot(2, 40, { evse: () => ({ node: "panel" }) });
    const report = run({ ...site, nodes: [...site.nodes, { id: "panel", parent: "grid", kind: "panel", limitA: even(30) }] }, carsAt(2), 12);
    expect(total(report, 10)).toBe(30);
  });
});

describe("sites", () => {
  it("without cars", () => {
    const report = run(depot(3, 40), [], 10);
    expect(report.setpoints.map(({ amps }) => amps)).toEqual([6, 6, 6]);
  });

  it("with 5000 cars", () => {
    const time = { now: () => minute(0), after: () => () => undefined, afterTurn: () => undefined };
    const sent: number[] = [];
    const port: StationPort = {
      setProfile: (_station, profile, answer) => {
        sent.push(profile.periods[0]!.limit!);
        answer("accepted");
      },
    };
    const model = depot(5_000, 40_000);
    const stations = Object.fromEntries(model.evses.map(({ station }) => [station, { capabilities: leastCapabilities("2.0.1"), kind: "any" }]));
    const controller = createController({ site: model, stations, port, store: createMemoryLedger().open(), clock: time, scheduler: time, policy: { messagesPerSecond: 10_000 } });
    controller.commission();
    for (const { id } of model.evses) controller.started({ transaction: `T-${id}`, evse: id, at: minute(0) });
    controller.decide();
    controller.decide();
    expect(sent).toHaveLength(10_000);
    expect(new Set(sent)).toEqual(new Set([6, 8]));
  });

  it("numbers that are none never reach a set-point, nor what is said of the site's power", () => {
    const powers: number[] = [];
    const report = run(depot(2, 40), carsAt(2), 10, {
      during: (at, controller) => {
        controller.measured("E1", { amps: [Number.NaN, 1e300, -5], at, deliveredKWh: Number.POSITIVE_INFINITY });
        powers.push(controller.energy().cars.kW);
      },
    });
    expect(powers.filter((kW) => !(kW >= 0 && kW < 40))).toEqual([]);
    expect(impossibleSetpoints(report)).toEqual([]);
    expect(report.overloads).toEqual([]);
    expect(() => defineSite(depot(1, Number.NaN))).toThrow(expect.objectContaining({ code: "smart-charging.site" }));
  });
});

describe("controllers", () => {
  it("a crash between sent and acked: what was in flight counts until its lease is over", () => {
    const crashes: SimulatedFault[] = [61, 61.1, 180.15, 300.3].map((second) => ({ kind: "crash", at: instant(minute(0) + second * 1_000) }));
    const report = run(depot(3, 40), carsAt(3), 20, { faults: crashes });
    expect(report.overloads).toEqual([]);
    expect(total(report, 18)).toBeGreaterThan(38);
  });

  it("two controllers: the former one is fenced off and sends nothing more", () => {
    const report = run(depot(3, 40), carsAt(3), 20, { faults: [{ kind: "secondController", at: minute(5) }] });
    expect(report.events.filter(({ name }) => name === "fenced")).toHaveLength(1);
    expect(report.overloads).toEqual([]);
    expect(total(report, 18)).toBeGreaterThan(38);
  });
});
