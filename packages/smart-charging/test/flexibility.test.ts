import { instant, type Instant } from "@cpokit/kernel";
import { describe, expect, it } from "vitest";
import { defineSite, flexibility, plan, type PlanInput, type SiteNode } from "../src/index.ts";
import { depot } from "./controller/scene.ts";
import { planInstance, type Family } from "./plan-instances.ts";

const from = instant(Date.UTC(2026, 0, 5, 18));
const hour = (hours: number): Instant => instant(from + hours * 3_600_000);
/** 32 A on three phases. */
const FULL_KW = 22.08;

describe("flexibility (smart-charging §12: how much can be shed for how long, and taken)", () => {
  it("sheds what is planned as long as it can be caught up by the departure, and takes what the cars lack", () => {
    const site = defineSite(depot(1, 63));
    const input: PlanInput = { site, from, slotMinutes: 60, prices: [1, 2, 3, 4], cars: [{ id: "bus", evse: "E1", departure: hour(4), energyKWh: FULL_KW }] };
    const { slots } = flexibility(input);
    expect(slots.map(({ plannedKW }) => plannedKW)).toEqual([FULL_KW, 0, 0, 0]);
    expect(slots[0]!.down).toEqual({ kW: FULL_KW, kWh: FULL_KW, holds: [{ minutes: 60, kW: FULL_KW }] });
    expect(slots[0]!.up).toEqual({ kW: 0, kWh: 0, holds: [] });
    const dearFirst = flexibility({ ...input, prices: [4, 3, 2, 1] }).slots;
    expect(dearFirst[3]!.down.kW).toBe(0);
    expect(dearFirst.slice(0, 3).map(({ up }) => up.kW)).toEqual([FULL_KW, FULL_KW, FULL_KW]);
    expect(dearFirst[3]!.up.kW).toBe(0);
  });

  it("offers nothing of a car that needs all of its stay", () => {
    const site = defineSite(depot(1, 63));
    const { slots } = flexibility({ site, from, slotMinutes: 60, prices: [1, 1], cars: [{ id: "bus", evse: "E1", departure: hour(2), energyKWh: 2 * FULL_KW }] });
    expect(slots.map(({ down, up }) => [down.kW, up.kW])).toEqual([[0, 0], [0, 0]]);
  });

  it("lets one car wait for a limit that two share no longer than both can catch up", () => {
    const site = defineSite(depot(2, 32));
    const cars = ["E1", "E2"].map((evse) => ({ id: evse, evse, departure: hour(4), energyKWh: FULL_KW }));
    // Two hours of the connection are needed, four there are.
    const { slots } = flexibility({ site, from, slotMinutes: 60, prices: [1, 1, 2, 2], cars });
    expect(slots[0]!.down.holds[0]!.kW).toBeCloseTo(FULL_KW, 3);
    expect(slots[0]!.down.kWh).toBeGreaterThan(FULL_KW * 1.9);
  });

  it("adds batteries down to their reserve and up to their capacity, and no more than may be fed in", () => {
    const grid: Partial<SiteNode> = { exportKW: 4 };
    const site = defineSite(depot(1, 63, { grid }));
    const input: PlanInput = { site, from, slotMinutes: 60, prices: [1, 1, 1], cars: [], batteries: [{ id: "B", node: "grid", maxChargeKW: 10, maxDischargeKW: 10, storedKWh: 10, reserveKWh: 4, capacityKWh: 15, efficiency: 1 }] };
    const [first] = flexibility(input).slots;
    expect(first!.down).toEqual({ kW: 4, kWh: 4, holds: [{ minutes: 60, kW: 4 }] });
    expect(first!.up).toEqual({ kW: 5, kWh: 5, holds: [{ minutes: 60, kW: 5 }] });
    const free = flexibility({ ...input, site: defineSite(depot(1, 63)) }).slots[0]!;
    expect(free.down).toMatchObject({ kW: 6, kWh: 6 });
  });

  it.each(["depot", "homes", "workplace", "battery", "v2g"] as const)("what is offered can be done: %s", (family: Family) => {
    for (const seed of [1, 2]) {
      const input = planInstance(family, 8, seed);
      const base = plan(input);
      const { slots } = flexibility(input, { base, longestMinutes: 120 });
      for (const slot of [8, 20, 33]) {
        for (const { minutes, kW } of slots[slot]!.down.holds.slice(-1)) {
          expect(missedAfterShedding(input, base, slot, minutes / 15, kW), `${family} ${seed}: ${kW} kW for ${minutes} min from slot ${slot}`).toBeLessThan(0.3);
        }
        const lacking = base.cars.reduce((sum, car) => sum + car.milliamps.subarray(slot).reduce((all, one) => all + Math.max(0, one), 0), 0);
        if (lacking === 0 && family !== "battery") expect(slots[slot]!.up.kW).toBe(0);
      }
    }
  });
});

/** kWh that cars miss when the site stays so far below its plan, planned anew under that limit; batteries and cars that give back do as planned. */
function missedAfterShedding(input: PlanInput, base: ReturnType<typeof plan>, slot: number, slots: number, kW: number): number {
  const at = (place: number): Instant => instant(input.from + place * 900_000);
  const rest = input.cars.map((car, place) => {
    const evse = input.site.evses.get(car.evse)!;
    const perSlot = (evse.phases * 0.23) / 4;
    const kWh = base.cars[place]!.milliamps.subarray(slot).reduce((sum, milliamps) => sum + (milliamps / 1_000) * perSlot, 0);
    return { car, kWh: Math.max(0, kWh) };
  });
  const building = (place: number): number => {
    const load = (input.loads!["grid"] as readonly { readonly l1: number; readonly l2: number; readonly l3: number }[])[place]!;
    return (load.l1 + load.l2 + load.l3) * 0.23;
  };
  const batteryKW = (place: number): number => base.batteries.reduce((sum, { watts }) => sum + watts[place]! / 1_000, 0);
  // What a battery sheds itself is not asked of the cars.
  const ofBatteries = (input.batteries ?? []).reduce((sum, { maxDischargeKW, maxChargeKW }) => sum + maxDischargeKW + maxChargeKW, 0);
  const givesBack = input.cars.reduce((sum, { v2g }, place) => sum + (v2g === undefined ? 0 : Math.max(...base.cars[place]!.milliamps.subarray(slot, slot + slots).map(Math.abs)) * 0.00069), 0);
  const steps = Array.from({ length: slots }, (_, place) => ({ from: at(slot + place), to: at(slot + place + 1), limitKW: Math.max(0, base.siteKW[slot + place]! - batteryKW(slot + place) + ofBatteries + givesBack - kW) + building(slot + place) }));
  const model = input.site.model;
  const site = defineSite({ ...model, nodes: model.nodes.map((node) => (node.parent === undefined ? { ...node, schedule: steps } : node)) });
  const planned = plan({
    site, from: at(slot), prices: input.prices.slice(slot), loads: { grid: (input.loads!["grid"] as readonly object[]).slice(slot) },
    cars: rest.map(({ car: { v2g: _v2g, ...car }, kWh }) => ({ ...car, arrival: instant(Math.max(at(slot), car.arrival!)), energyKWh: kWh })),
  }, { signallable: false });
  return planned.shortfalls.reduce((sum, one) => sum + one.kWh, 0);
}
