import { deciAmperes, instant, watts, type Instant } from "@cpokit/kernel";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EvseHardware } from "../evse/hardware.ts";
import type { Transaction } from "../evse/transaction.ts";
import type { ChargingProfile } from "./charging-profile.ts";
import { compositeSchedule } from "./composite.ts";
import { createProfileStore } from "./profile-store.ts";

const at = (seconds: number): Instant => instant(seconds * 1_000);
const transaction: Transaction = { reference: "T", evse: 1, connector: 1, startedAt: at(1_000), meterStart: 0 as Transaction["meterStart"], state: "Charging" };
const profile = (changes: Partial<ChargingProfile>): ChargingProfile => ({
  id: 1, evse: 1, stackLevel: 0, purpose: "transaction", kind: "absolute", unit: "A", startSchedule: at(0), periods: [{ start: 0, limit: 16 }], receivedAt: at(0), ...changes,
});

describe("limitAt", () => {
  it.each<[string, readonly Partial<ChargingProfile>[], number, object]>([
    ["the highest stack level that is valid leads", [{ id: 1, periods: [{ start: 0, limit: 10 }] }, { id: 2, stackLevel: 3, periods: [{ start: 0, limit: 20 }] }], 5, { current: 200 }],
    ["one that has run out gives way", [{ id: 1, periods: [{ start: 0, limit: 10 }] }, { id: 2, stackLevel: 3, duration: 4_000 }], 5, { current: 100 }],
    ["a transaction profile goes before a default one", [{ id: 1, purpose: "default", stackLevel: 9, periods: [{ start: 0, limit: 6 }] }, { id: 2 }], 5, { current: 160 }],
    ["the default one counts where no transaction profile is valid", [{ id: 1, purpose: "default", periods: [{ start: 0, limit: 6 }] }, { id: 2, validTo: at(3) }], 5, { current: 60 }],
    ["the station limit bounds both", [{ id: 1, purpose: "station", evse: 0, periods: [{ start: 0, limit: 8 }] }, { id: 2 }], 5, { current: 80 }],
    ["ampere and watt stand beside each other", [{ id: 1, purpose: "station", evse: 0, unit: "W", periods: [{ start: 0, limit: 5_000.7 }] }, { id: 2 }], 5, { current: 160, power: 5_000 }],
    ["a negative limit is none (Q9)", [{ id: 1, periods: [{ start: 0, limit: -1 }] }], 5, {}],
    ["before validFrom nothing holds", [{ id: 1, validFrom: at(10) }], 5, {}],
    ["a relative schedule begins with the transaction", [{ id: 1, kind: "relative", periods: [{ start: 0, limit: 16 }, { start: 60_000, limit: 9.1 }] }], 1_061, { current: 91 }],
    ["a daily schedule comes again", [{ id: 1, kind: "recurringDaily", duration: 3_600_000 }], 3 * 86_400 + 60, { current: 160 }],
    ["and is over after its duration", [{ id: 1, kind: "recurringDaily", duration: 3_600_000 }], 3 * 86_400 + 3_600, {}],
    ["a weekly schedule comes again, also before its first day", [{ id: 1, kind: "recurringWeekly", startSchedule: at(8 * 86_400), duration: 3_600_000 }], 86_400 + 60, { current: 160 }],
    ["a profile of another transaction does not count", [{ id: 1, transaction: "other" }], 5, {}],
    ["nor does one of another EVSE", [{ id: 1, evse: 2 }], 5, {}],
  ])("%s", (_, profiles, second, expected) => {
    const store = createProfileStore();
    for (const changes of profiles) store.set(profile(changes));
    const { until: _until, ...limit } = store.limitAt(1, at(second), transaction);
    expect(limit).toEqual(expected);
  });

  it("says until when nothing changes by itself", () => {
    fc.assert(fc.property(
      fc.array(fc.record({
        stackLevel: fc.nat(3), purpose: fc.constantFrom("station", "default", "transaction"), kind: fc.constantFrom("absolute", "relative", "recurringDaily"),
        startSchedule: fc.nat(200_000).map(at), duration: fc.nat(100_000).map((value) => value * 1_000), validTo: fc.nat(400_000).map(at),
        periods: fc.uniqueArray(fc.nat(50_000), { minLength: 1, maxLength: 5 }).map((starts) => [0, ...starts.filter((start) => start > 0).sort((a, b) => a - b)].map((start, index) => ({ start: start * 1_000, limit: 6 + index }))),
      }), { maxLength: 4 }),
      fc.nat(300_000), fc.double({ min: 0, max: 1, noNaN: true }),
      (profiles, second, share) => {
        const store = createProfileStore();
        for (const [id, changes] of profiles.entries()) store.set(profile({ ...changes, id }));
        const { until, ...limit } = store.limitAt(1, at(second), transaction);
        const end = until ?? at(second + 1_000_000);
        expect(end).toBeGreaterThan(at(second));
        const between = instant(Math.floor(at(second) + share * (end - 1 - at(second))));
        const { until: _until, ...later } = store.limitAt(1, between, transaction);
        expect(later).toEqual(limit);
      }));
  });

  it("leaves the reading to an engine that is given", () => {
    const store = createProfileStore((profiles, evse) => ({ current: deciAmperes(profiles.length * 10 + evse) }));
    store.set(profile({}));
    expect(store.limitAt(3, at(0), transaction)).toEqual({ current: 13 });
  });

  it("replaces a profile of the same id or the same place", () => {
    const store = createProfileStore();
    store.set(profile({ id: 1 }));
    store.set(profile({ id: 2 }));
    store.set(profile({ id: 2, stackLevel: 4 }));
    expect(store.list().map(({ id, stackLevel }) => [id, stackLevel])).toEqual([[2, 4]]);
    expect(store.clear(({ id }) => id === 2)).toBe(1);
  });
});

describe("compositeSchedule", () => {
  const evse: EvseHardware = { number: 1, connectors: 1, maxPower: watts(22_080), powerType: "AC_3_PHASE" };

  it("follows the limits second by second, merges equal neighbours, and converts units", () => {
    const store = createProfileStore();
    store.set(profile({ periods: [{ start: 0, limit: 10 }, { start: 60_000, limit: 10 }, { start: 120_000, limit: 20 }], duration: 180_000 }));
    const limitAt = (moment: Instant) => store.limitAt(1, moment, transaction);
    expect(compositeSchedule(evse, at(0), 300, "A", limitAt)).toEqual([{ startPeriod: 0, limit: 10 }, { startPeriod: 120, limit: 20 }, { startPeriod: 180, limit: 32 }]);
    expect(compositeSchedule(evse, at(0), 150, "W", limitAt)).toEqual([{ startPeriod: 0, limit: 6_900 }, { startPeriod: 120, limit: 13_800 }]);
    expect(compositeSchedule(evse, at(0), 0, "W", limitAt)).toEqual([]);
  });

  it("is bounded by the hardware, DC at its nominal voltage", () => {
    const dc: EvseHardware = { ...evse, powerType: "DC", maxPower: watts(100_000) };
    expect(compositeSchedule(dc, at(0), 60, "A", () => ({}))).toEqual([{ startPeriod: 0, limit: 250 }]);
    expect(compositeSchedule(dc, at(0), 60, "W", () => ({ current: deciAmperes(1_000) }))).toEqual([{ startPeriod: 0, limit: 40_000 }]);
  });
});
