import { ROWS } from "../site/limits.ts";
import type { Dual } from "./dual.ts";
import { add, openTier, spaceFor, TINY, type Flow } from "./flow.ts";
import type { Midway } from "./interior.ts";
import type { PlanInput, Warm } from "./plan-input.ts";
import type { PlanProblem } from "./plan-problem.ts";
import { floats } from "./scratch.ts";

/** What a plan starts from: prices of limits, and what each car charges, A by slot and car of this plan. */
export interface Start {
  readonly dual: Dual;
  readonly amps: Float64Array;
  readonly midway?: Midway | undefined;
}

/** What the next plan can start from. */
export function warmOf(input: PlanInput, problem: PlanProblem, dual: Dual, { x }: Flow, midway: Midway | undefined): Warm {
  const { slots, count, inputPlace } = problem;
  const cars = new Map<string, number>();
  for (let car = 0; car < count; car += 1) cars.set(input.cars[inputPlace[car]!]!.id, car);
  return { from: input.from, slotMinutes: problem.hours * 60, slots, shadow: dual.shadow.slice(), tier: dual.tier.slice(), peak: dual.peak.slice(), cars, amps: x.slice(), midway };
}

/** An earlier plan, moved to the slots of this one; absent if it belongs to another site or raster. */
export function startOf(warm: Warm | undefined, input: PlanInput, problem: PlanProblem): Start | undefined {
  if (warm === undefined) return undefined;
  const { slots, nodes, count, price, cheapPrice, peak, first, last, inputPlace } = problem;
  const moved = (input.from - warm.from) / (warm.slotMinutes * 60_000);
  const width = nodes * ROWS;
  if (warm.slotMinutes !== problem.hours * 60 || !Number.isInteger(moved) || moved < 0 || warm.shadow.length !== warm.slots * width) return undefined;
  const shift = (from: Float64Array, size: number): Float64Array => {
    const to = floats(slots * size);
    to.set(from.subarray(Math.min(moved, warm.slots) * size, Math.min(warm.slots, moved + slots) * size));
    return to;
  };
  const tier = shift(warm.tier, 1);
  // A price of cheap energy must not exceed what dear energy costs more.
  tier.forEach((known, slot) => { tier[slot] = Math.min(known, price[slot]! - cheapPrice[slot]!); });
  const amps = floats(slots * count);
  for (let car = 0; car < count; car += 1) {
    const known = warm.cars.get(input.cars[inputPlace[car]!]!.id);
    if (known === undefined) continue;
    for (let slot = first[car]!; slot < Math.min(last[car]!, warm.slots - moved); slot += 1) amps[slot * count + car] = warm.amps[(slot + moved) * warm.cars.size + known]!;
  }
  return { dual: { shadow: shift(warm.shadow, width), tier, peak: shift(warm.peak, 1).map((known, slot) => (peak[slot]! < Infinity ? known : 0)) }, amps, midway: warm.midway };
}

/** Places what was charged before, as far as limits and requests of now allow it. */
export function placeAgain(flow: Flow, amps: Float64Array): void {
  const { problem } = flow;
  const { slots, count, peak, kWhPerAmp, kind } = problem;
  for (let slot = 0; slot < slots; slot += 1) {
    openTier(flow, slot, peak[slot]!);
    for (let car = 0; car < count; car += 1) {
      const before = amps[slot * count + car]!;
      if (before <= TINY) continue;
      const now = Math.min(before, flow.missing[car]! / kWhPerAmp[kind[car]!]!, spaceFor(flow, car, slot));
      if (now > 0) add(flow, car, slot, now);
    }
  }
}
