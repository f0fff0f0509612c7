import { instant, type Instant } from "@cpokit/kernel";
import { describe, expect, it } from "vitest";
import { defineSite, hedge, plan as planWith, staysAt, survivalOf, wiringOf, type PlanInput, type PlanOptions, type PlannedCar, type Survival } from "../src/index.ts";
import { compilePlan } from "../src/plan/plan-problem.ts";
import { depot } from "./controller/scene.ts";
import { holdInHighs, type LinearProgram } from "./highs.ts";
import { planInstance } from "./plan-instances.ts";
import { createRandom } from "./random.ts";

const plan = (input: PlanInput, options: PlanOptions = {}) => planWith(input, { ...options, hedge });
const from = instant(Date.UTC(2026, 0, 5, 18));
const hour = (hours: number): Instant => instant(from + Math.round(hours * 4) * 900_000);

describe("a departure that is not sure (smart-charging §4)", () => {
  const site = defineSite(depot(2, 32));
  /** Cheap in the last hours. */
  const prices = [0.3, 0.3, 0.2, 0.1];
  const car = (id: string, departureDist?: Survival): PlannedCar => ({ id, evse: id, departure: hour(4), energyKWh: 20, ...(departureDist !== undefined && { departureDist }) });
  const kWhBySlot = (input: PlanInput, place = 0) => Array.from(plan(input, { signallable: false }).cars[place]!.milliamps, (milliamps) => Math.round(milliamps * 0.069) / 100);

  it("is refused by name where nobody hedges", () => {
    expect(() => planWith({ site, from, prices, cars: [car("E1"), car("E2", { points: [{ at: hour(1), stays: 0.5 }] })] })).toThrow("cars[1].departureDist needs options.hedge");
  });

  it("waits for the cheap hour where it is sure, and has its energy early where it is not", () => {
    const leaves: Survival = { points: [{ at: hour(0), stays: 1 }, { at: hour(4), stays: 0 }], valuePerKWh: 1 };
    const base = { site, from, slotMinutes: 60, prices };
    expect(kWhBySlot({ ...base, cars: [car("E1")] })).toEqual([0, 0, 0, 20]);
    expect(kWhBySlot({ ...base, cars: [car("E1", leaves)] })).toEqual([20, 0, 0, 0]);
    const planned = plan({ ...base, cars: [car("E1", leaves)] }).cars[0]!;
    expect(planned.deliveredKWh).toBeCloseTo(20, 1);
    expect(planned.expectedKWh).toBeCloseTo(20 * 0.875, 1);
    // A kWh that is worth little is not worth a dear hour.
    expect(kWhBySlot({ ...base, cars: [car("E1", { ...leaves, points: [{ at: hour(0), stays: 1 }, { at: hour(4), stays: 0.9 }], valuePerKWh: 0.4 })] })).toEqual([0, 0, 0, 20]);
  });

  it("lets the one that may leave go before the one that stays", () => {
    const cars = [car("E1"), car("E2", { points: [{ at: hour(0), stays: 1 }, { at: hour(2), stays: 0 }] })];
    const input = { site, from, slotMinutes: 60, prices: [0.1, 0.3, 0.3, 0.3], cars };
    expect(kWhBySlot(input, 1)).toEqual([20, 0, 0, 0]);
    expect(kWhBySlot(input, 0).reduce((sum, kWh) => sum + kWh, 0)).toBeCloseTo(20, 1);
  });

  it("finishes early where all prices are equal, without anything said", () => {
    for (const seed of [1, 2, 3]) {
      const input = planInstance("depot", 8, seed);
      const flat = plan({ ...input, prices: input.prices.map(() => 0.3) }, { signallable: false });
      const { room } = compilePlan(input);
      flat.cars.forEach(({ milliamps }, place) => {
        const { arrival, evse } = input.cars[place]!;
        const first = Math.ceil((arrival! - input.from) / 900_000);
        const lastUsed = milliamps.findLastIndex((current) => current > 10);
        const most = input.site.evses.get(evse)!.maxA * 1_000;
        for (let slot = first; slot < lastUsed; slot += 1) {
          // Whoever could have had more before its last slot stood before a full limit.
          if (milliamps[slot]! >= most - 10) continue;
          const used = (node: string | undefined) => flat.cars.reduce((sum, other) => sum + (node === undefined || input.site.evses.get(other.evse)!.node === node ? other.milliamps[slot]! / 1_000 : 0), 0);
          const width = input.site.nodes.length * 4;
          const panel = input.site.places.get(input.site.evses.get(evse)!.node)!;
          const free = Math.min(Math.min(...room.subarray(slot * width, slot * width + 3)) - used(undefined), Math.min(...room.subarray(slot * width + panel * 4, slot * width + panel * 4 + 3)) - used(input.site.nodes[panel]!.id));
          expect(free, `seed ${seed} car ${place} slot ${slot}`).toBeLessThan(0.1);
        }
      });
    }
  });

  it.each(["depot", "homes", "workplace"] as const)("is near the optimum of the linear program: %s", (family) => {
    for (const seed of [1, 2, 3, 4]) {
      const input = uncertain(planInstance(family, 8, seed), seed);
      const { cars } = plan(input, { signallable: false });
      const found = costOf(input, cars.map(({ milliamps }) => Array.from(milliamps, (one) => one / 1_000)));
      const held = holdInHighs(programOf(input));
      const { objective } = held.solve();
      held.dispose();
      expect(found, `${family} ${seed}`).toBeGreaterThan(objective - 0.02);
      // Of what there is to gain over a plan that knows nothing of it.
      const unaware = plan({ ...input, cars: input.cars.map(({ departureDist: _dist, ...car }) => car) }, { signallable: false });
      const before = costOf(input, unaware.cars.map(({ milliamps }) => Array.from(milliamps, (one) => one / 1_000)));
      expect((before - found) / (before - objective), `${family} ${seed}: ${before} ${found} ${objective}`).toBeGreaterThan(0.99);
    }
  });
});

describe("survival", () => {
  it("is straight between its points, and follows from stays of the past for a car that is still there", () => {
    const survival: Survival = { points: [{ at: hour(1), stays: 1 }, { at: hour(3), stays: 0.5 }] };
    expect([0, 1, 2, 3, 9].map((hours) => staysAt(survival, hour(hours)))).toEqual([1, 1, 0.75, 0.5, 0.5]);
    const learned = survivalOf([1, 2, 4, 8].map((hours) => hours * 3_600_000), from, hour(1.5));
    expect(learned.points.map(({ at, stays }) => [(at - from) / 3_600_000, stays])).toEqual([[1.5, 1], [2, expect.closeTo(2 / 3, 9)], [4, expect.closeTo(1 / 3, 9)], [8, 0]]);
    expect(staysAt({ points: [] }, from)).toBe(1);
  });
});

/** Every second car may leave before its time. */
function uncertain(input: PlanInput, seed: number): PlanInput {
  const random = createRandom(seed);
  return {
    ...input,
    cars: input.cars.map((car, index) => (index % 2 === 0 ? car : { ...car, departureDist: { points: [{ at: car.arrival!, stays: 1 }, { at: car.departure, stays: random() * 0.5 }], valuePerKWh: 0.6 } })),
  };
}

/** What a kWh costs a car in each slot. */
function costs(input: PlanInput, car: PlannedCar): readonly number[] {
  return input.prices.map((price, slot) => (car.departureDist === undefined ? price : -staysAt(car.departureDist, instant(input.from + (slot + 0.5) * 900_000)) * (0.6 - price)));
}

function perAmp(input: PlanInput, car: PlannedCar): number {
  return wiringOf(input.site.evses.get(car.evse)!, input.site.voltage).gridKW / 4;
}

function costOf(input: PlanInput, amps: readonly (readonly number[])[]): number {
  return input.cars.reduce((sum, car, place) => sum + costs(input, car).reduce((all, cost, slot) => all + cost * perAmp(input, car) * amps[place]![slot]!, 0), 0);
}

/** All requests are met; the same costs and limits. */
function programOf(input: PlanInput): LinearProgram {
  const problem = compilePlan(input);
  const columns: { cost: number; lower: number; upper: number }[] = [];
  const rows: { lower: number; upper: number; terms: [number, number][] }[] = [];
  const limits = new Map<number, [number, number][]>();
  for (let car = 0; car < problem.count; car += 1) {
    const asked = input.cars[problem.inputPlace[car]!]!;
    const terms: [number, number][] = [];
    for (let slot = problem.first[car]!; slot < problem.last[car]!; slot += 1) {
      const column = columns.push({ cost: costs(input, asked)[slot]! * perAmp(input, asked), lower: 0, upper: problem.cap[car]! }) - 1;
      terms.push([column, perAmp(input, asked)]);
      for (let at = problem.node[car]!; at >= 0; at = problem.parents[at]!) {
        for (let row = 0; row < 4; row += 1) {
          const factor = problem.coefficients[problem.kind[car]! * 4 + row]!;
          const key = (slot * problem.nodes + at) * 4 + row;
          if (factor > 0 && Number.isFinite(problem.room[key])) limits.set(key, [...(limits.get(key) ?? []), [column, factor]]);
        }
      }
    }
    rows.push({ lower: problem.energy[car]!, upper: problem.energy[car]!, terms });
  }
  for (const [key, terms] of limits) rows.push({ lower: -Infinity, upper: problem.room[key]!, terms });
  return { columns, rows };
}
