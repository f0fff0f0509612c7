import { ROWS } from "../site/limits.ts";
import type { Dual } from "./dual.ts";
import type { PlanInput, Warm } from "./plan-input.ts";
import type { PlanProblem } from "./plan-problem.ts";

/** What the next plan can start from. */
export function warmOf(input: PlanInput, problem: PlanProblem, dual: Dual): Warm {
  return { from: input.from, slotMinutes: problem.hours * 60, slots: problem.slots, ...dual };
}

/** Prices of an earlier plan, moved to the slots of this one; absent if they belong to another site or raster. */
export function startOf(warm: Warm | undefined, input: PlanInput, problem: PlanProblem): Dual | undefined {
  if (warm === undefined) return undefined;
  const moved = (input.from - warm.from) / (warm.slotMinutes * 60_000);
  const width = problem.nodes * ROWS;
  if (warm.slotMinutes !== problem.hours * 60 || !Number.isInteger(moved) || moved < 0 || warm.shadow.length !== warm.slots * width) return undefined;
  const shift = (from: Float64Array, size: number): Float64Array => {
    const to = new Float64Array(problem.slots * size);
    to.set(from.subarray(Math.min(moved, warm.slots) * size, Math.min(warm.slots, moved + problem.slots) * size));
    return to;
  };
  const tier = shift(warm.tier, 1);
  // A price of cheap energy must not exceed what dear energy costs more.
  tier.forEach((price, slot) => { tier[slot] = Math.min(price, problem.price[slot]! - problem.cheapPrice[slot]!); });
  return { shadow: shift(warm.shadow, width), tier, peak: shift(warm.peak, 1).map((price, slot) => (problem.peak[slot]! < Infinity ? price : 0)) };
}
