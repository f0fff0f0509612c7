import type { PlanProblem } from "./plan-problem.ts";
import { floats, ints } from "./scratch.ts";

/** Money per kWh below which prices count as one. */
const LEAST_SPREAD = 0.01;

/** What is at some places of an array. */
export function pick(all: Float64Array, places: Int32Array): Float64Array {
  const some = floats(places.length);
  for (let place = 0; place < some.length; place += 1) some[place] = all[places[place]!]!;
  return some;
}

/** Cars that can charge and only that. */
export function chargingCars({ count, givesBack, first, last, cap }: PlanProblem): Int32Array {
  const cars = ints(count);
  let some = 0;
  for (let car = 0; car < count; car += 1) if (givesBack[car] === 0 && last[car]! > first[car]! && cap[car]! > 0) cars[some++] = car;
  return cars.subarray(0, some);
}

/** Twice the answers less the point, drawn back to where it began. */
export function draw(point: Float64Array, answers: Float64Array, from: Float64Array, part: number): void {
  const rest = 1 - part;
  for (let place = 0; place < point.length; place += 1) point[place] = part * (2 * answers[place]! - point[place]!) + rest * from[place]!;
}

/** Money per A²: what balances steps of prices with steps of currents, as found best for what has prices. */
export function stepScale(problem: PlanProblem, limited: boolean): number {
  const { price, cheapPrice, kWhPerAmp, cap, count, slots, storages } = problem;
  let low = Infinity;
  let high = -Infinity;
  for (let slot = 0; slot < slots; slot += 1) {
    low = Math.min(low, cheapPrice[slot]!);
    high = Math.max(high, price[slot]!);
  }
  const spread = high - low;
  const amps = cap.reduce((sum, one) => sum + one, 0) / Math.max(1, count);
  const part = storages.length > 0 ? 1 : limited || spread < LEAST_SPREAD ? 0.5 : 0.2;
  return (part * Math.max(spread, LEAST_SPREAD) * Math.max(...kWhPerAmp)) / Math.max(1, amps);
}
