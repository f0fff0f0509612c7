import { instant } from "@cpokit/kernel";
import type { Reading } from "@cpokit/model";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accumulate, type Accumulated } from "./accumulate.ts";
import { energyOf } from "./energy-of.ts";
import { emptyMeter, type MeterState } from "./meter-state.ts";

const T0 = Date.UTC(2026, 10, 21, 9, 0, 0);
const options = { maxPower: 22_000 };

function reading(second: number, value: string, more: Partial<Reading> = {}): Reading {
  return { at: instant(T0 + second * 1_000), value, measurand: "Energy.Active.Import.Register", unit: "Wh", context: "Sample.Periodic", ...more };
}
const begin = (value: string, more: Partial<Reading> = {}): Reading => reading(0, value, { context: "Transaction.Begin", ...more });
const end = (second: number, value: string, more: Partial<Reading> = {}): Reading => reading(second, value, { context: "Transaction.End", ...more });

function run(...readings: readonly Reading[]): Accumulated & { readonly codes: readonly string[]; readonly registers: readonly number[] } {
  let state: MeterState = emptyMeter;
  const all: { points: Accumulated["points"][number][]; quarantined: Accumulated["quarantined"][number][]; notes: Accumulated["notes"][number][] } = { points: [], quarantined: [], notes: [] };
  let power: number | undefined;
  for (const one of readings) {
    const step = accumulate(state, [one], options);
    state = step.state;
    power = step.power ?? power;
    all.points.push(...step.points);
    all.quarantined.push(...step.quarantined);
    all.notes.push(...step.notes);
  }
  return { state, ...all, ...(power !== undefined && { power }), codes: all.quarantined.map((one) => one.code), registers: all.points.map((point) => point.register) };
}

describe("power and current beside the register", () => {
  const at = (measurand: string, value: string, unit: string, phase?: string): Reading => reading(60, value, { measurand, unit, ...(phase !== undefined && { phase }) });

  it("tariffs cut periods by them: each point carries both, the phases together, neutral and line-to-line left out", () => {
    const phases = [at("Current.Import", "16.04", "A", "L1"), at("Current.Import", "15900", "mA", "L2"), at("Current.Import", "16", "A", "L3-N"), at("Current.Import", "2", "A", "N")];
    const { points, quarantined } = accumulate(emptyMeter, [reading(60, "1180"), at("Power.Active.Import", "11.04", "kW"), ...phases], options);
    expect({ points, quarantined }).toEqual({ points: [{ at: T0 + 60_000, register: 1_180, power: 11_040, current: 479 }], quarantined: [] });
  });

  it("a current that is no number is set aside, and is not 0", () => {
    const { points, quarantined } = accumulate(emptyMeter, [reading(60, "1180"), at("Current.Import", "many", "A")], options);
    expect(points).toEqual([{ at: T0 + 60_000, register: 1_180 }]);
    expect(quarantined.map(({ code }) => code)).toEqual(["not-a-number"]);
  });
});

describe("units and numbers", () => {
  it.each([
    ["Wh", "227.84", undefined, 228],
    ["kWh", "0.22784000000000001", undefined, 228],
    ["kWh", "1.2345e1", undefined, 12_345],
    ["Wh", "227840", -3, 228],
    ["kWh", "2", 3, 2_000_000],
    ["KWH", " 3.5 ", undefined, 3_500],
  ])("Q3, Q19: reads %s %s × 10^%s exactly", (unit, value, multiplier, expected) => {
    const { registers, codes } = run(begin(value, { unit, ...(multiplier !== undefined && { multiplier }) }));
    expect({ registers, codes }).toEqual({ registers: [expected], codes: [] });
  });

  it.each([["abc", "Wh"], ["", "Wh"], ["12", "Celsius"], ["1e40", "Wh"], ["NaN", "kWh"], ["Infinity", "Wh"]])("sets %s %s aside", (value, unit) => {
    expect(run(reading(10, value, { unit })).codes).toEqual(["not-a-number"]);
  });

  it("lets a reading with only signed data pass: its raw data is kept in the journal", () => {
    const outcome = accumulate(emptyMeter, [reading(10, "", { signed: { data: "OCMF|{}" } })], options);
    expect(outcome).toEqual({ state: {}, points: [], quarantined: [], notes: [] });
  });

  it("keeps decimals between batches, so that rounding never adds up", () => {
    const { state } = run(begin("0.4"), reading(60, "0.8"), reading(120, "1.2"), end(180, "1.6"));
    expect(energyOf(state)).toEqual({ startRegister: 0, lastRegister: 2, energy: 2 });
  });
});

describe("which reading counts", () => {
  it("prefers the unphased value over phases", () => {
    const { points } = accumulate(emptyMeter, [reading(10, "100", { phase: "L1" }), reading(10, "310"), reading(10, "110", { phase: "L2" })], options);
    expect(points.map((point) => point.register)).toEqual([310]);
  });

  it("adds the phases where there is no total, each once", () => {
    const phases = [reading(10, "100", { phase: "L1" }), reading(10, "110", { phase: "L2-N" }), reading(10, "120", { phase: "L3" }), reading(10, "999", { phase: "N" }), reading(10, "7", { phase: "L1" })];
    expect(accumulate(emptyMeter, phases, options).points.map((point) => point.register)).toEqual([330]);
  });

  it("ignores other places and other measurands", () => {
    const others = [reading(10, "1", { location: "Cable" }), reading(10, "2", { location: "EV" }), reading(10, "3", { measurand: "SoC", unit: "Percent" }), reading(10, "4", { location: "Body" })];
    expect(accumulate(emptyMeter, others, options)).toEqual({ state: {}, points: [], quarantined: [], notes: [] });
  });

  it("reports the newest power, summed over phases, and on the point of its moment", () => {
    const power = (second: number, phase: string | undefined, value: string, unit = "W"): Reading =>
      reading(second, value, { measurand: "Power.Active.Import", unit, ...(phase !== undefined && { phase }) });
    const outcome = accumulate(emptyMeter, [power(5, undefined, "1.5", "kW"), power(10, "L1", "3600"), power(10, "L2", "3700"), reading(10, "120")], options);
    expect(outcome.power).toBe(7_300);
    expect(outcome.points).toEqual([{ at: T0 + 10_000, register: 120, power: 7_300 }]);
  });

  it("Q7: takes begin and end by context from one message", () => {
    const outcome = accumulate(emptyMeter, [end(600, "2500"), reading(300, "1200"), begin("1000")], options);
    expect(energyOf(outcome.state)).toEqual({ startRegister: 1_000, lastRegister: 2_500, energy: 1_500 });
    expect(outcome.points.map((point) => point.register)).toEqual([1_000, 1_200, 2_500]);
  });

  it("takes the first register of a start message as the start register", () => {
    const outcome = accumulate(emptyMeter, [reading(0, "700", { context: "Trigger" })], { ...options, isStart: true });
    expect(energyOf(outcome.state)).toEqual({ startRegister: 700, lastRegister: 700, energy: 0 });
  });

  it("Q13: an export-only meter leaves the energy unknown, which is not 0", () => {
    const { state, points } = run(begin("100", { measurand: "Energy.Active.Export.Register" }), end(600, "900", { measurand: "Energy.Active.Export.Register" }));
    expect({ state, points, energy: energyOf(state) }).toEqual({ state: { exported: true }, points: [], energy: {} });
  });

  it("counts intervals where there is no register, one context only", () => {
    const interval = (second: number, value: string, context = "Sample.Periodic"): Reading => reading(second, value, { measurand: "Energy.Active.Import.Interval", context });
    const { state, registers, codes } = run(interval(60, "100"), interval(60, "100"), interval(90, "900", "Sample.Clock"), interval(120, "110.5"), interval(30, "5"));
    expect(registers).toEqual([100, 211]);
    expect(codes).toEqual(["out-of-order"]);
    expect(energyOf(state)).toEqual({ startRegister: 0, lastRegister: 211, energy: 211 });
  });

  it("goes from intervals to a register without counting twice, and says so", () => {
    const { state, notes } = run(reading(60, "100", { measurand: "Energy.Active.Import.Interval" }), reading(120, "5000"), reading(180, "5100"));
    expect(energyOf(state).energy).toBe(200);
    expect(notes.map((note) => note.code)).toEqual(["interval-and-register"]);
  });
});

describe("registers that misbehave (I5, F11)", () => {
  it("Q2: quarantines kWh that are Wh and bills begin to end", () => {
    const { state, codes, notes } = run(
      begin("0"), reading(15, "150.01", { unit: "kWh" }), reading(30, "300.02", { unit: "kWh" }), reading(45, "450.03", { unit: "kWh" }), end(60, "600.04"),
    );
    expect(codes).toEqual(["unit-mixup", "unit-mixup", "unit-mixup"]);
    expect(notes).toEqual([]);
    expect(energyOf(state).energy).toBe(600);
  });

  it("pain 30: reads samples that count from the start of the session against a lifetime start and stop", () => {
    const { state, registers, codes, notes } = run(begin("4076000"), reading(60, "0"), reading(120, "150"), reading(180, "320"), end(240, "4076480"));
    expect(codes).toEqual(["register-fell"]);
    expect(notes.map((note) => note.code)).toEqual(["session-relative"]);
    expect(registers).toEqual([4_076_000, 4_076_150, 4_076_320, 4_076_480]);
    expect(energyOf(state).energy).toBe(480);
  });

  it("pain 30: and an end that counts from the start of the session", () => {
    const { state } = run(begin("4076000"), reading(60, "0"), reading(120, "150"), end(180, "320"));
    expect(energyOf(state).energy).toBe(320);
  });

  it("pain 30: a dropout to 0 is set aside and the series goes on", () => {
    const { registers, codes, notes } = run(begin("1000"), reading(60, "1100"), reading(120, "0"), reading(180, "0"), reading(240, "1300"), end(300, "1400"));
    expect({ registers, codes, notes }).toEqual({ registers: [1_000, 1_100, 1_300, 1_400], codes: ["register-fell", "register-fell"], notes: [] });
  });

  it("goes on after a reset, with a note", () => {
    const { state, codes, notes } = run(begin("90000"), reading(60, "90200"), reading(120, "0"), reading(180, "100"), reading(240, "300"), end(300, "420"));
    expect(codes).toEqual(["register-fell"]);
    expect(notes.map((note) => note.code)).toEqual(["register-reset"]);
    expect(energyOf(state).energy).toBe(620);
  });

  it("follows a rollover, with a note", () => {
    const { state, notes } = run(begin("99999800"), reading(60, "99999950"), reading(120, "100"), end(180, "250"));
    expect(notes.map((note) => note.code)).toEqual(["register-rollover"]);
    expect(energyOf(state).energy).toBe(450);
  });

  it("follows a rollover that only the end shows", () => {
    const { state, notes } = run(begin("4294967000"), end(600, "204"));
    expect(notes.map((note) => note.code)).toEqual(["register-rollover"]);
    expect(energyOf(state).energy).toBe(500);
  });

  it("does not count a leap, and goes on behind it with a note", () => {
    const { state, codes, notes } = run(begin("0"), reading(60, "4076000"), reading(120, "4076100"), reading(180, "4076250"));
    expect(codes).toEqual(["register-leap"]);
    expect(notes.map((note) => note.code)).toEqual(["register-leap"]);
    expect(energyOf(state).energy).toBe(250);
  });

  it("sets a single leap aside without a note", () => {
    const { registers, codes, notes } = run(begin("0"), reading(60, "100"), reading(120, "800000"), reading(180, "300"));
    expect({ registers, codes, notes }).toEqual({ registers: [0, 100, 300], codes: ["register-leap"], notes: [] });
  });

  it("allows the steps of a register that counts whole kWh", () => {
    expect(run(begin("5", { unit: "kWh" }), reading(1, "6", { unit: "kWh" }), reading(300, "7", { unit: "kWh" })).registers).toEqual([5_000, 6_000, 7_000]);
  });

  it("refuses an end below the begin and says why", () => {
    const { state, codes, notes } = run(begin("5000"), reading(60, "5100"), end(120, "4000"));
    expect(codes).toEqual(["end-below-begin"]);
    expect(notes[0]?.code).toBe("energy-negative");
    expect(energyOf(state).energy).toBe(100);
  });

  it("bills the end although a sample stood above it, with a note; a rounding difference needs none", () => {
    const low = run(begin("0"), reading(60, "200"), end(120, "150"));
    expect(low.notes.map((note) => note.code)).toEqual(["end-below-sample"]);
    expect(energyOf(low.state).energy).toBe(150);
    expect(run(begin("0"), reading(60, "150.4"), end(120, "150")).notes).toEqual([]);
  });

  it("Q4: the first end counts, a second one that differs is set aside", () => {
    const { state, codes } = run(begin("0"), end(60, "100"), end(60, "100"), end(90, "170"));
    expect(codes).toEqual(["end-differs"]);
    expect(energyOf(state).energy).toBe(100);
  });

  it("the first begin counts", () => {
    const { state, codes } = run(begin("10"), begin("10"), begin("30"), end(60, "100"));
    expect(codes).toEqual(["begin-differs"]);
    expect(energyOf(state).energy).toBe(90);
  });

  it("notes a begin that comes after higher samples; the energy is then unknown", () => {
    const { state, notes } = run(reading(60, "100"), reading(120, "200"), begin("4000"));
    expect(notes.map((note) => note.code)).toEqual(["begin-above-sample"]);
    expect(energyOf(state)).toEqual({ startRegister: 4_000, lastRegister: 200 });
  });

  it("takes a late sample that fits and sets one aside that does not", () => {
    const { registers, codes } = run(begin("0"), reading(120, "200"), reading(60, "90"), reading(90, "400"), end(180, "300"), reading(150, "260"), reading(200, "330"), reading(240, "300"));
    expect(registers).toEqual([0, 200, 90, 300, 260]);
    expect(codes).toEqual(["out-of-order", "after-end"]);
  });

  it("sets negative registers aside", () => {
    expect(run(begin("-5"), reading(10, "-1"), end(20, "-3"), reading(30, "-2", { measurand: "Energy.Active.Import.Interval" })).codes).toEqual(["negative", "negative", "negative", "negative"]);
  });
});

describe("properties", () => {
  const anyReading = fc.record({
    second: fc.integer({ min: 0, max: 3_600 }),
    value: fc.oneof(fc.integer({ min: -10, max: 20_000 }).map(String), fc.constantFrom("0", "abc", "4076000", "99999990", "12.5")),
    unit: fc.constantFrom("Wh", "Wh", "Wh", "kWh"),
    context: fc.constantFrom("Sample.Periodic", "Sample.Periodic", "Sample.Clock", "Transaction.Begin", "Transaction.End"),
  }).map(({ second, value, unit, context }) => reading(second, value, { unit, context }));

  it("I5: whatever comes, the samples accepted in order never fall and every reading is accepted, known or named", () => {
    fc.assert(fc.property(fc.array(anyReading, { maxLength: 30 }), (readings) => {
      let state: MeterState = emptyMeter;
      let last = -1;
      for (const one of readings) {
        const step = accumulate(state, [one], options);
        const value = Number(step.state.samples?.value ?? -1);
        if (step.state.samples !== undefined && state.samples !== undefined) expect(value).toBeGreaterThanOrEqual(last);
        last = value;
        expect(step.points.length + step.quarantined.length).toBeLessThanOrEqual(2);
        if (state.begin !== undefined) expect(step.state.begin).toEqual(state.begin);
        if (state.end !== undefined) expect(step.state.end).toEqual(state.end);
        expect(energyOf(step.state).energy ?? 0).toBeGreaterThanOrEqual(0);
        state = JSON.parse(JSON.stringify(step.state)) as MeterState;
        expect(state).toEqual(step.state);
      }
    }), { numRuns: 300 });
  });

  it("I2: a batch that comes again accepts nothing new, for registers that behave", () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 20 }), (steps) => {
      let register = 1_000;
      const readings = [begin("1000"), ...steps.map((step, index) => reading((index + 1) * 60, String((register += step))))];
      const first = accumulate(emptyMeter, readings, options);
      const again = accumulate(first.state, readings, options);
      expect(first.quarantined).toEqual([]);
      expect(again.state).toEqual(first.state);
      expect(again.quarantined).toEqual([]);
      expect(energyOf(first.state).energy).toBe(register - 1_000);
    }), { numRuns: 100 });
  });
});
