import { deciAmperes, watts, wh } from "@cpokit/kernel";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { acceptedPower, charge, createVehicle, stateOfCharge, timeToFull, WATT_MILLISECONDS_PER_WH, type Offer, type Vehicle } from "./vehicle.ts";

const AC: Offer = { kind: "AC", current: deciAmperes(160), phases: 3, power: watts(11_040) };
const DC: Offer = { kind: "DC", power: watts(150_000) };
const HOUR = 3_600_000;

const vehicles: fc.Arbitrary<Vehicle> = fc.record({
  batteryCapacity: fc.integer({ min: 10_000, max: 120_000 }).map(wh),
  stateOfCharge: fc.integer({ min: 0, max: 100 }),
  target: fc.integer({ min: 1, max: 100 }),
  acPower: fc.integer({ min: 1_500, max: 22_000 }).map(watts),
  phases: fc.constantFrom<1 | 2 | 3>(1, 2, 3),
  dcPower: fc.integer({ min: 10_000, max: 350_000 }).map(watts),
}).map(createVehicle);
const offers: fc.Arbitrary<Offer> = fc.oneof(
  fc.record({ kind: fc.constant("AC" as const), current: fc.integer({ min: 0, max: 630 }).map(deciAmperes), phases: fc.constantFrom<1 | 3>(1, 3), power: fc.integer({ min: 0, max: 43_000 }).map(watts) }),
  fc.record({ kind: fc.constant("DC" as const), power: fc.integer({ min: 0, max: 400_000 }).map(watts) }),
);
const durations = fc.integer({ min: 0, max: 12 * HOUR });

describe("charge", () => {
  it("adds exactly power times time while the power is constant", () => {
    const vehicle = createVehicle({ batteryCapacity: wh(50_000), stateOfCharge: 20, acPower: watts(11_040) });
    expect(charge(vehicle, AC, HOUR)).toMatchObject({ energy: 11_040 * WATT_MILLISECONDS_PER_WH, duration: HOUR });
  });

  it("takes one third on one of three phases", () => {
    const vehicle = createVehicle({ batteryCapacity: wh(50_000), stateOfCharge: 20, acPower: watts(7_400), phases: 1 });
    expect(acceptedPower(vehicle, AC)).toBe(3_680);
  });

  it("falls above 80 % and ends at the target", () => {
    const at = (percent: number) => acceptedPower(createVehicle({ batteryCapacity: wh(80_000), stateOfCharge: percent, dcPower: watts(100_000) }), DC);
    expect([at(10), at(80), at(85), at(90), at(95), at(99), at(100)]).toEqual([100_000, 100_000, 77_500, 55_000, 32_500, 14_500, 0]);
    const limited = createVehicle({ batteryCapacity: wh(80_000), stateOfCharge: 70, target: 75 });
    expect(stateOfCharge(charge(limited, DC, HOUR).vehicle)).toBe(75);
  });

  it("pauses below 6 A", () => {
    const vehicle = createVehicle({ batteryCapacity: wh(50_000), stateOfCharge: 20 });
    expect(acceptedPower(vehicle, { ...AC, current: deciAmperes(59) })).toBe(0);
    expect(acceptedPower(vehicle, { ...AC, power: watts(4_139) })).toBe(0);
    expect(acceptedPower(vehicle, { ...AC, power: watts(4_140) })).toBe(4_140);
  });

  it("never takes energy back, and never goes above capacity, target, offer or the vehicle's own power", () => {
    fc.assert(fc.property(vehicles, offers, durations, (vehicle, offer, duration) => {
      const charged = charge(vehicle, offer, duration);
      const most = Math.max(vehicle.energy, (vehicle.batteryCapacity * WATT_MILLISECONDS_PER_WH * vehicle.target) / 100);
      const own = offer.kind === "DC" ? vehicle.dcPower : vehicle.acPower;
      expect(charged.energy).toBeGreaterThanOrEqual(0);
      expect(charged.vehicle.energy).toBe(vehicle.energy + charged.energy);
      expect(charged.vehicle.energy).toBeLessThanOrEqual(most);
      expect(charged.energy).toBeLessThanOrEqual(Math.min(own, offer.power) * charged.duration);
      expect(charged.duration).toBeLessThanOrEqual(duration);
      expect(Number.isSafeInteger(charged.vehicle.energy)).toBe(true);
    }));
  });

  it("gives the same however the time is cut", () => {
    fc.assert(fc.property(vehicles, offers, durations, durations, (vehicle, offer, first, second) => {
      const whole = charge(vehicle, offer, first + second);
      const pieces = charge(charge(vehicle, offer, first).vehicle, offer, second);
      expect(pieces.vehicle).toEqual(whole.vehicle);
    }));
  });

  it("is full exactly when timeToFull says so", () => {
    fc.assert(fc.property(vehicles, offers, (vehicle, offer) => {
      const time = timeToFull(vehicle, offer);
      expect(acceptedPower(charge(vehicle, offer, time ?? 0).vehicle, offer)).toBe(0);
      if (time !== undefined) expect(acceptedPower(charge(vehicle, offer, time - 1).vehicle, offer)).toBeGreaterThan(0);
    }));
  });
});

describe("createVehicle", () => {
  it("refuses a percentage outside 0 to 100", () => {
    expect(() => createVehicle({ batteryCapacity: wh(50_000), stateOfCharge: 101 })).toThrow(expect.objectContaining({ code: "simulator.vehicle" }));
  });
});
