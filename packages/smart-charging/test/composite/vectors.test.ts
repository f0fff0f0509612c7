/** A vector for every sentence of smart-charging §7 that speaks of what a station does with the profiles it holds. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { instant, zone, type Instant } from "@cpokit/kernel";
import { describe, expect, it } from "vitest";
import { DIALECTS, LIBOCPP_GAP, type CompositeQuery, type Dialect, type InstallContext, type OcppVersion, type Profile } from "../../src/index.ts";
import { compositeSchedule, installProfile, recordedVectors, stationSchedule } from "./record.ts";

const DAY = 86_400;
const at = (second: number): Instant => instant(second * 1_000);
const AC = { kind: "ac", volts: 230 } as const;
const transaction = { id: "T", startedAt: at(1_000), readyAt: at(1_010) };

function profile(changes: Partial<Profile> = {}): Profile {
  return { id: 1, evse: 1, stackLevel: 0, purpose: "transaction", kind: "absolute", unit: "A", startSchedule: at(0), receivedAt: at(0), periods: [{ start: 0, limit: 16 }], ...changes };
}

const flat = (limit: number, changes: Partial<Profile> = {}): Profile => profile({ periods: [{ start: 0, limit }], ...changes });

function limits(profiles: readonly Profile[], query: Partial<CompositeQuery> = {}, dialect: Dialect = DIALECTS["2.1"]): readonly (readonly [number, number | undefined])[] {
  return compositeSchedule(profiles, { evse: 1, from: at(2_000), seconds: 100, unit: "A", supply: AC, transaction, ...query }, dialect).map(({ start, limit }) => [start, limit]);
}

function first(profiles: readonly Profile[], query: Partial<CompositeQuery> = {}, dialect: Dialect = DIALECTS["2.1"]) {
  return compositeSchedule(profiles, { evse: 1, from: at(2_000), seconds: 1, unit: "A", supply: AC, transaction, ...query }, dialect)[0]!;
}

describe("purposes", () => {
  const outcome = (changes: Partial<Profile>, version: OcppVersion, context: InstallContext = { transaction: "T" }) => {
    const result = installProfile([], profile({ transaction: "T", ...changes }), version, context);
    return result.accepted ? "Accepted" : result.reason;
  };

  it.each<[string, Partial<Profile>, OcppVersion, InstallContext, string]>([
    ["1.6: station max is for connector 0 only", { purpose: "station", evse: 1 }, "1.6", {}, "InvalidProfile"],
    ["1.6: station max on connector 0", { purpose: "station", evse: 0 }, "1.6", {}, "Accepted"],
    ["2.x: station max is for EVSE 0 only", { purpose: "station", evse: 1 }, "2.0.1", {}, "InvalidProfile"],
    ["1.6: station max may be relative", { purpose: "station", evse: 0, kind: "relative" }, "1.6", {}, "Accepted"],
    ["2.x: station max may not be relative", { purpose: "station", evse: 0, kind: "relative" }, "2.0.1", {}, "InvalidProfile"],
    ["2.1: station max charges only", { purpose: "station", evse: 0, periods: [{ start: 0, limit: 6, mode: "CentralSetpoint" }] }, "2.1", {}, "InvalidProfile"],
    ["TxDefault is for one connector", { purpose: "default", evse: 1 }, "1.6", {}, "Accepted"],
    ["or for all", { purpose: "default", evse: 0 }, "1.6", {}, "Accepted"],
    ["TxProfile is not for connector 0", { evse: 0 }, "1.6", { transaction: "T" }, "InvalidProfile"],
    ["TxProfile needs a running transaction", {}, "1.6", {}, "TxNotFound"],
    ["TxProfile needs that transaction", { transaction: "U" }, "1.6", { transaction: "T" }, "TxNotFound"],
    ["2.x: TxProfile needs that transaction", { transaction: "U" }, "2.0.1", { transaction: "T" }, "TxNotFound"],
    ["inside RequestStartTransaction it needs none", {}, "2.0.1", { withStart: true }, "Accepted"],
    ["external limits are never set by the CSMS", { purpose: "external" }, "2.0.1", {}, "UnsupportedPurpose"],
    ["priority does not exist in 2.0.1", { purpose: "priority" }, "2.0.1", { additionalPurposes: ["priority"] }, "UnsupportedPurpose"],
    ["priority must be listed in SupportedAdditionalPurposes", { purpose: "priority" }, "2.1", {}, "UnsupportedPurpose"],
    ["priority that is listed", { purpose: "priority" }, "2.1", { additionalPurposes: ["priority"] }, "Accepted"],
    ["priority has no duration", { purpose: "priority", duration: 60 }, "2.1", { additionalPurposes: ["priority"] }, "InvalidProfile"],
    ["priority is for an EVSE", { purpose: "priority", evse: 0 }, "2.1", { additionalPurposes: ["priority"] }, "InvalidProfile"],
    ["priority charges only", { purpose: "priority", periods: [{ start: 0, setpoint: 5, mode: "CentralSetpoint" }] }, "2.1", { additionalPurposes: ["priority"] }, "InvalidProfile"],
    ["local generation that is listed", { purpose: "localGeneration", evse: 0 }, "2.1", { additionalPurposes: ["localGeneration"] }, "Accepted"],
    ["local generation that is not", { purpose: "localGeneration", evse: 0 }, "2.1", {}, "UnsupportedPurpose"],
    ["the first period starts at 0", { periods: [{ start: 1, limit: 6 }] }, "2.1", { transaction: "T" }, "InvalidSchedule"],
    ["starts strictly increase", { periods: [{ start: 0, limit: 6 }, { start: 0, limit: 7 }] }, "2.1", { transaction: "T" }, "InvalidSchedule"],
    ["phaseToUse only with one phase", { periods: [{ start: 0, limit: 6, phaseToUse: 2 }] }, "2.1", { transaction: "T" }, "InvalidSchedule"],
    ["discharge limits are negative", { periods: [{ start: 0, limit: 6, dischargeLimit: 2 }] }, "2.1", { transaction: "T" }, "InvalidSchedule"],
    ["ChargingOnly needs a limit", { periods: [{ start: 0 }] }, "2.1", { transaction: "T" }, "InvalidSchedule"],
    ["a set-point mode does not", { periods: [{ start: 0, setpoint: -5, mode: "CentralSetpoint" }] }, "2.1", { transaction: "T" }, "Accepted"],
    ["dynamic exists from 2.1", { kind: "dynamic" }, "2.0.1", { transaction: "T" }, "InvalidProfile"],
    ["dynamic has one period", { kind: "dynamic", periods: [{ start: 0, limit: 6 }, { start: 1, limit: 7 }] }, "2.1", { transaction: "T" }, "InvalidProfile"],
  ])("%s", (_, changes, version, context, expected) => expect(outcome(changes, version, context)).toBe(expected));

  it("1.6 does not insist on the transaction id, 2.x does", () => {
    const { transaction: _none, ...without } = profile({ transaction: "T" });
    expect(installProfile([], without, "1.6", { transaction: "T" }).accepted).toBe(true);
    expect(installProfile([], without, "2.0.1", { transaction: "T" })).toEqual({ accepted: false, reason: "InvalidProfile" });
  });

  it("priority overrules the session's profiles while active; station and external limits stay", () => {
    const stack = [flat(6), flat(25, { id: 2, purpose: "priority" }), flat(20, { id: 3, purpose: "station", evse: 0 }), flat(18, { id: 4, purpose: "external", evse: 0 })];
    expect([first(stack).limit, first(stack, { priority: true }).limit, first(stack.slice(0, 3), { priority: true }).limit]).toEqual([6, 18, 20]);
    expect(first(stack, { priority: true }, DIALECTS["2.0.1"]).limit).toBe(6);
  });

  it("local generation comes on top of the others", () => {
    const stack = [flat(10), flat(8, { id: 2, purpose: "station", evse: 0 }), flat(5, { id: 3, purpose: "localGeneration", evse: 0 })];
    expect([first(stack).limit, first(stack, {}, DIALECTS["2.0.1"]).limit]).toEqual([13, 8]);
  });

  it("1.6 knows no external limits", () => {
    expect(first([flat(10), flat(7, { id: 2, purpose: "external", evse: 0 })], {}, DIALECTS["1.6"]).limit).toBe(10);
  });
});

describe("stacking", () => {
  it("the valid profile with the highest stack level leads, also with a higher limit", () => {
    expect(limits([flat(10), flat(20, { id: 2, stackLevel: 3, validTo: at(2_050) })])).toEqual([[0, 20], [50, 10]]);
  });

  it("at equal level the profile of the EVSE goes before that of the station, then the latest received", () => {
    expect(first([flat(12, { id: 1, purpose: "default" }), flat(20, { id: 2, purpose: "default", evse: 0 })]).limit).toBe(12);
    expect(first([flat(12, { id: 2, receivedAt: at(1) }), flat(20, { id: 1, receivedAt: at(2) })]).limit).toBe(20);
  });

  it.each<[string, OcppVersion, Partial<Profile>, Partial<Profile>, "replaces" | "joins" | "refused"]>([
    ["1.6: the same id replaces", "1.6", { stackLevel: 1 }, { stackLevel: 2 }, "replaces"],
    ["1.6: the same purpose, level and connector replace", "1.6", {}, { id: 2 }, "replaces"],
    ["1.6: another connector joins", "1.6", { purpose: "default" }, { purpose: "default", id: 2, evse: 2 }, "joins"],
    ["2.x: the same id replaces", "2.0.1", { stackLevel: 1 }, { stackLevel: 2 }, "replaces"],
    ["2.x: another id in the same place is refused", "2.0.1", {}, { id: 2 }, "refused"],
    ["2.x: without overlap in time it joins", "2.0.1", { validTo: at(10) }, { id: 2, validFrom: at(10) }, "joins"],
    ["2.x: TxDefault on EVSE 0 and on an EVSE collide at the same level", "2.1", { purpose: "default", evse: 0 }, { purpose: "default", id: 2 }, "refused"],
    ["2.x: not at different levels", "2.1", { purpose: "default", evse: 0 }, { purpose: "default", id: 2, stackLevel: 1 }, "joins"],
  ])("%s", (_, version, old, fresh, expected) => {
    const result = installProfile([profile({ transaction: "T", ...old })], profile({ transaction: "T", ...fresh }), version, { transaction: "T" });
    expect(result.accepted ? (result.profiles.length === 1 ? "replaces" : "joins") : "refused").toBe(expected);
  });

  it("2.x: profiles of different transactions do not collide", () => {
    expect(installProfile([profile({ transaction: "S" })], profile({ id: 2, transaction: "T" }), "2.0.1", { transaction: "T" }).accepted).toBe(true);
  });
});

describe("combining", () => {
  it("falls back to the TxDefault inside a transaction when the TxProfile ends", () => {
    expect(limits([flat(16, { validTo: at(2_030) }), flat(6, { id: 2, purpose: "default" })])).toEqual([[0, 16], [30, 6]]);
  });

  it("takes the lowest of session, station and external limits", () => {
    expect(first([flat(16), flat(14, { id: 2, purpose: "station", evse: 0 }), flat(12, { id: 3, purpose: "external", evse: 0 })]).limit).toBe(12);
  });

  it("TxDefault does not add to a TxProfile that is valid", () => {
    expect(first([flat(16), flat(6, { id: 2, purpose: "default" })]).limit).toBe(16);
  });

  it("without a transaction neither TxDefault nor TxProfile applies", () => {
    const profiles = [flat(16), flat(6, { id: 2, purpose: "default" }), flat(20, { id: 3, purpose: "station", evse: 0 })];
    const { transaction: _none, ...query } = { evse: 1, from: at(2_000), seconds: 1, unit: "A", supply: AC, transaction } as const;
    expect(compositeSchedule(profiles, query, DIALECTS["1.6"])[0]!.limit).toBe(20);
  });

  it("a TxProfile of another transaction does not apply", () => {
    expect(first([flat(16, { transaction: "S" }), flat(6, { id: 2, purpose: "default" })]).limit).toBe(6);
  });

  it("adds up the EVSEs of a station, those without a limit at their default, capped by the station's maximum", () => {
    const evses = [{ evse: 1, supply: AC, transaction, unlimited: 32 }, { evse: 2, supply: AC, transaction, unlimited: 32 }];
    const query = { from: at(2_000), seconds: 10, unit: "A", supply: AC, evses } as const;
    expect(stationSchedule([flat(10)], query, DIALECTS["2.1"])).toEqual([{ start: 0, limit: 42 }]);
    expect(stationSchedule([flat(10), flat(25, { id: 2, evse: 0, purpose: "station" })], query, DIALECTS["2.1"])).toEqual([{ start: 0, limit: 25 }]);
  });
});

describe("time", () => {
  it("validity is [validFrom, validTo)", () => {
    expect(limits([flat(16, { validFrom: at(2_010), validTo: at(2_020) })])).toEqual([[0, undefined], [10, 16], [20, undefined]]);
  });

  it("absolute counts from startSchedule, else validFrom, else receipt", () => {
    const periods = [{ start: 0, limit: 16 }, { start: 60, limit: 8 }];
    const { startSchedule: _none, ...bare } = profile({ periods, receivedAt: at(1_980) });
    expect(limits([{ ...bare, startSchedule: at(1_990), validFrom: at(1_000) }])).toEqual([[0, 16], [50, 8]]);
    expect(limits([{ ...bare, validFrom: at(1_970) }])).toEqual([[0, 16], [30, 8]]);
    expect(limits([bare])).toEqual([[0, 16], [40, 8]]);
  });

  it("daily: the current occurrence is the last at or before now, also when the start lies in the future; it ends at its duration", () => {
    for (const start of [2_010, 2_010 - 3 * DAY, 2_010 + 5 * DAY]) {
      expect(limits([profile({ kind: "daily", startSchedule: at(start), duration: 50 })])).toEqual([[0, undefined], [10, 16], [60, undefined]]);
    }
  });

  it("daily: without a duration it ends at the next occurrence", () => {
    expect(limits([profile({ kind: "daily", startSchedule: at(2_010), periods: [{ start: 0, limit: 16 }, { start: 20, limit: 8 }] })])).toEqual([[0, 8], [10, 16], [30, 8]]);
  });

  it("weekly comes again after seven days", () => {
    expect(limits([profile({ kind: "weekly", startSchedule: at(2_010 + 14 * DAY), duration: 50 })])).toEqual([[0, undefined], [10, 16], [60, undefined]]);
    expect(limits([profile({ kind: "weekly", startSchedule: at(2_010 + DAY), duration: 50 })])).toEqual([[0, undefined]]);
  });

  describe("summer time", () => {
    // In Berlin the clocks go forward on 2026-03-29 at 02:00 and back on 2026-10-25 at 03:00.
    const anchor = Date.UTC(2026, 2, 20, 21) / 1_000; // 22:00 local
    const after = Date.UTC(2026, 3, 2, 19, 59, 50) / 1_000;
    const nightly = profile({ kind: "daily", startSchedule: at(anchor), duration: 3_600, useLocalTime: true });
    const query = { from: at(after), seconds: 20 };
    const berlin = { ...DIALECTS["2.1"], zone: zone("Europe/Berlin") };

    it("days of 86,400 s drift by an hour", () => {
      expect(limits([{ ...nightly, useLocalTime: false }], query, berlin)).toEqual([[0, undefined]]);
      expect(limits([nightly], query, { ...berlin, version: "2.0.1" })).toEqual([[0, undefined]]);
    });

    it("useLocalTime of 2.1 keeps the time of the wall", () => {
      expect(limits([nightly], query, berlin)).toEqual([[0, undefined], [10, 16]]);
    });

    it("a start in the hour that is skipped comes as much later, one in the repeated hour at its first showing", () => {
      const night = { ...nightly, startSchedule: at(Date.UTC(2026, 2, 20, 1, 30) / 1_000), duration: 600 }; // 02:30 local
      expect(limits([night], { from: at(Date.UTC(2026, 2, 29, 1, 29, 50) / 1_000), seconds: 20 }, berlin)).toEqual([[0, undefined], [10, 16]]);
      expect(limits([night], { from: at(Date.UTC(2026, 9, 25, 0, 29, 50) / 1_000), seconds: 20 }, berlin)).toEqual([[0, undefined], [10, 16]]);
      expect(limits([night], { from: at(Date.UTC(2026, 9, 25, 1, 29, 50) / 1_000), seconds: 20 }, berlin)).toEqual([[0, undefined]]);
    });
  });

  it("relative counts from the transaction in 1.6, from ready to deliver in 2.x, from now without a transaction", () => {
    const relative = profile({ kind: "relative", purpose: "station", evse: 0, periods: [{ start: 0, limit: 16 }, { start: 1_020, limit: 8 }] });
    expect(limits([relative], {}, DIALECTS["1.6"])).toEqual([[0, 16], [20, 8]]);
    expect(limits([relative], {}, DIALECTS["2.0.1"])).toEqual([[0, 16], [30, 8]]);
    const { transaction: _none, ...query } = { evse: 1, from: at(2_000), seconds: 1_100, unit: "A", supply: AC, transaction } as const;
    expect(compositeSchedule([relative], query, DIALECTS["1.6"]).map(({ start }) => start)).toEqual([0, 1_020]);
  });

  it("without a duration the last period runs on", () => {
    expect(limits([profile({ periods: [{ start: 0, limit: 16 }, { start: 10, limit: 7 }] })], { from: at(9_999_999) })).toEqual([[0, 7]]);
  });

  it("floors to whole seconds", () => {
    expect(limits([flat(16, { validFrom: instant(2_010_999) })], { from: instant(2_000_999) })).toEqual([[0, undefined], [10, 16]]);
  });

  it("a schedule that ran out leaves a gap: no limit, or the numbers that libocpp assumes", () => {
    const short = profile({ startSchedule: at(1_990), duration: 20 });
    expect(limits([short])).toEqual([[0, 16], [10, undefined]]);
    expect(limits([short], {}, { ...DIALECTS["2.0.1"], gap: LIBOCPP_GAP })).toEqual([[0, 16], [10, 48]]);
    expect(limits([short], { unit: "W" }, { ...DIALECTS["2.0.1"], gap: LIBOCPP_GAP })).toEqual([[0, 11_040], [10, 33_120]]);
  });

  it("a window of no or negative length is the value at its end point", () => {
    const profiles = [flat(16, { validTo: at(2_000) }), flat(8, { id: 2, purpose: "default" })];
    expect(limits(profiles, { seconds: 0 })).toEqual([[0, 8]]);
    expect(limits(profiles, { seconds: -1 })).toEqual([[0, 16]]);
  });
});

describe("units and phases", () => {
  it("has one decimal and floors", () => {
    expect(first([flat(4_000, { unit: "W" })], { supply: { ...AC, lowVolts: 230 } }).limit).toBe(5.7);
    expect(first([flat(10.19)]).limit).toBe(10.1);
  });

  it("amperes are per phase, watts the sum of the phases; absent numberPhases is 3", () => {
    expect(first([flat(10)], { unit: "W" })).toEqual({ start: 0, limit: 6_900, phases: 3 });
    expect(first([profile({ periods: [{ start: 0, limit: 10, phases: 1 }] })], { unit: "W" })).toEqual({ start: 0, limit: 2_300, phases: 1 });
  });

  it("on DC there are no phases", () => {
    expect(first([flat(100)], { unit: "W", supply: { kind: "dc", volts: 400 } })).toEqual({ start: 0, limit: 40_000 });
  });

  it("merging takes the lowest number of phases, or the leading one in another dialect", () => {
    const stack = [flat(10), profile({ id: 2, purpose: "station", evse: 0, periods: [{ start: 0, limit: 20, phases: 1 }] })];
    expect([first(stack).phases, first(stack, {}, { ...DIALECTS["2.0.1"], phases: "leading" }).phases]).toEqual([1, 3]);
  });

  it("merges A and W and lets the lower win after conversion", () => {
    const stack = [flat(16), flat(4_140, { id: 2, purpose: "station", evse: 0, unit: "W" })];
    expect(first(stack, { supply: { ...AC, lowVolts: 230 } }).limit).toBe(6);
    expect(first(stack, { unit: "W" }).limit).toBe(4_140);
    expect(first([flat(5), ...stack.slice(1)], { unit: "W" }).limit).toBe(3_450);
  });

  it("goes from W to A at the low end of the voltage, from A to W at the measured one", () => {
    expect(first([flat(6_210, { unit: "W" })]).limit).toBe(10);
    expect(first([flat(10)], { unit: "W", supply: { kind: "ac", volts: 236 } }).limit).toBe(7_080);
  });

  it("11 kW lets a one-phase car draw far more than 16 A", () => {
    expect(first([flat(11_040, { unit: "W" })], { supply: { ...AC, phases: 1 } }).limit).toBeGreaterThan(32);
  });

  it("names the phase to use only with one phase", () => {
    const one = profile({ periods: [{ start: 0, limit: 10, phases: 1, phaseToUse: 2 }] });
    expect(first([one])).toEqual({ start: 0, limit: 10, phases: 1, phaseToUse: 2 });
  });

  it("0 A is a pause, a negative limit none (Q9)", () => {
    expect([first([flat(0)]).limit, first([flat(-1)]).limit]).toEqual([0, undefined]);
  });
});

describe("periods of 2.1", () => {
  const period = (changes: Partial<Profile["periods"][number]>): Profile => profile({ periods: [{ start: 0, ...changes }] });

  it("clips the set-point into [dischargeLimit, limit]; discharge is negative", () => {
    const mode = "CentralSetpoint";
    expect(first([period({ mode, limit: 10, setpoint: 12 })])).toMatchObject({ limit: 10, setpoint: 10 });
    expect(first([period({ mode, limit: 10, dischargeLimit: -8, setpoint: -20 })])).toMatchObject({ setpoint: -8 });
    expect(first([period({ mode, setpoint: -5 })])).toEqual({ start: 0, mode, setpoint: -5 });
    expect(first([period({ mode, limit: 10, setpoint: 12 }), flat(7, { id: 2, purpose: "station", evse: 0 })])).toMatchObject({ limit: 7, setpoint: 7 });
  });

  it("A expands to every phase, W divides by the phases, one phase takes the lowest", () => {
    const uneven = period({ limit: 16, limitL2: 10, limitL3: 12 });
    expect(first([uneven])).toMatchObject({ limit: 16, limitL2: 10, limitL3: 12 });
    expect(first([uneven, flat(11, { id: 2, purpose: "station", evse: 0 })])).toMatchObject({ limit: 11, limitL2: 10, limitL3: 11 });
    expect(first([uneven], { supply: { ...AC, phases: 1 } }).limit).toBe(10);
    const watts = profile({ unit: "W", periods: [{ start: 0, limit: 3_000, limitL2: 1_000, limitL3: 2_000 }] });
    expect(first([watts, flat(4_500, { id: 2, purpose: "station", evse: 0, unit: "W" })], { unit: "W" })).toMatchObject({ limit: 1_500, limitL2: 1_000, limitL3: 1_500 });
  });

  it("limitAtSoC caps the schedule from a state of charge on, of one that is not known always; 2.0.1 does not know it", () => {
    const gentle = flat(20, { limitAtSoC: { soc: 80, limit: 8 } });
    expect([50, 79, 80, 95].map((soc) => first([gentle], { soc }).limit)).toEqual([20, 20, 8, 8]);
    expect([first([gentle]).limit, first([flat(6, { limitAtSoC: { soc: 80, limit: 8 } })]).limit]).toEqual([8, 6]);
    expect(limits([gentle], {}, DIALECTS["2.0.1"])).toEqual([[0, 20]]);
  });

  it("a dynamic profile counts from its last update; when it expires the next stack level holds: a lease", () => {
    const lease = flat(20, { id: 2, stackLevel: 2, kind: "dynamic", updatedAt: at(1_980), duration: 60 });
    expect(limits([flat(6), lease])).toEqual([[0, 20], [40, 6]]);
    expect(limits([flat(6), lease], {}, DIALECTS["2.0.1"])).toEqual([[0, 6]]);
  });

  it("maxOfflineDuration ends a profile while offline, 0 at once; invalidAfterOfflineDuration for good", () => {
    const held = flat(20, { id: 2, stackLevel: 2, maxOffline: 30 });
    const since = at(2_000);
    expect(limits([flat(6), held], { offline: { since } })).toEqual([[0, 20], [30, 6]]);
    expect(limits([flat(6), { ...held, maxOffline: 0 }], { offline: { since } })).toEqual([[0, 6]]);
    expect(limits([flat(6), held], { offline: { since, until: at(2_060) } })).toEqual([[0, 20], [30, 6], [60, 20]]);
    expect(limits([flat(6), held], { offline: { since, until: at(2_020) } })).toEqual([[0, 20]]);
    expect(limits([flat(6), { ...held, invalidAfterOffline: true }], { offline: { since, until: at(2_060) } })).toEqual([[0, 20], [30, 6]]);
  });
});

describe("the schedule", () => {
  it("merges equal neighbours", () => {
    expect(limits([profile({ startSchedule: at(2_000), periods: [{ start: 0, limit: 10 }, { start: 30, limit: 10 }, { start: 60, limit: 8 }] })])).toEqual([[0, 10], [60, 8]]);
  });

  it("enumerates recurrences rather than seconds: ten years of a daily profile are quick", () => {
    const periods = limits([profile({ kind: "daily", startSchedule: at(2_000), duration: 3_600 })], { seconds: 3_650 * DAY });
    expect(periods).toHaveLength(7_300);
  });
});

describe("what is published of these vectors", () => {
  // CPOKIT_WRITE_VECTORS=1 writes it.
  it.each(["1.6", "2.0.1", "2.1"] as const)("says the same in the words of OCPP %s", (version) => {
    const folder = new URL("../vectors/", import.meta.url);
    const file = new URL(`composite-${version}.json`, folder);
    if (process.env["CPOKIT_WRITE_VECTORS"] === "1") {
      mkdirSync(folder, { recursive: true });
      writeFileSync(file, `${JSON.stringify(recordedVectors(version), undefined, 1)}\n`);
    }
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(JSON.parse(JSON.stringify(recordedVectors(version))));
  });
});
