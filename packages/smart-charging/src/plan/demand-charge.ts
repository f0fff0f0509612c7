import type { PlanInput } from "./plan-input.ts";
import type { PlanProblem } from "./plan-problem.ts";
import type { Start } from "./warm.ts";
import { gapOf, type Effort, type Solved } from "./solve.ts";
import { leastCost } from "./least-cost.ts";
import type { Flow } from "./flow.ts";

/** A price on the highest power: the least peak that costs something, kW, and the load that is there anyway. */
export interface DemandCharge {
  readonly pricePerKW: number;
  readonly freeKW: number;
  readonly baseKW: Float64Array;
}

interface Cut {
  readonly peakKW: number;
  readonly bound: number;
  readonly slope: number;
}

const SEARCHES = 40;

export function demandChargeOf(input: PlanInput, slots: number): DemandCharge | undefined {
  const { demandCharge } = input;
  if (demandCharge === undefined || demandCharge.pricePerKW <= 0) return undefined;
  const baseKW = Float64Array.from({ length: slots }, (_, slot) => demandCharge.baseKW?.[slot] ?? 0);
  return { pricePerKW: demandCharge.pricePerKW, freeKW: Math.max(0, demandCharge.paidKW, ...baseKW), baseKW };
}

/** The highest power of a plan with what is there anyway, kW; never less than what is free. */
export function peakOf(siteKWh: Float64Array, hours: number, charge: DemandCharge): number {
  return charge.baseKW.reduce((peak, base, slot) => Math.max(peak, base + siteKWh[slot]! / hours), charge.freeKW);
}

/**
 * Least cost with a demand charge: energy alone costs a convex function of the allowed peak, and the prices of each plan are a tangent
 * of it. The next peak to try is where the tangents are lowest, and that height bounds the whole (Kelley); ends where both meet.
 */
export function solveWithDemandCharge(problem: PlanProblem, charge: DemandCharge, effort: Effort, incumbent?: Flow, start?: Start): Solved {
  const { pricePerKW, freeKW, baseKW } = charge;
  const totalOf = (solved: Solved): number => solved.cost + pricePerKW * (peakOf(solved.siteKWh, problem.hours, charge) - freeKW);
  let best = leastCost(problem, effort, incumbent, start);
  let cost = totalOf(best);
  const highest = peakOf(best.siteKWh, problem.hours, charge);
  const cuts: Cut[] = [{ peakKW: highest, bound: best.bound, slope: 0 }];
  let bound = best.bound;
  let last = best;
  let next = levelPeak(problem, charge);
  for (let search = 0; search < SEARCHES && highest > freeKW && !effort.hurry(); search += 1) {
    const peak = baseKW.map((base) => Math.max(0, next - base) * problem.hours);
    const solved = leastCost({ ...problem, peak }, effort, undefined, { dual: last.dual, amps: last.flow.x });
    last = solved;
    if (totalOf(solved) < cost) {
      best = solved;
      cost = totalOf(solved);
    }
    cuts.push({ peakKW: next, bound: solved.bound, slope: -problem.hours * solved.dual.peak.reduce((sum, price) => sum + price, 0) });
    const lowest = lowestOf(cuts, charge, highest);
    bound = Math.max(bound, lowest.height);
    if (gapOf({ cost, bound }) <= effort.gap || Math.abs(lowest.peakKW - next) < 1e-9) break;
    next = lowest.peakKW;
  }
  return { ...best, cost, bound };
}

/** The peak that all energy needs if nothing but the peak were in its way: where to look first, for below it prices say little. */
function levelPeak({ energy, hours }: PlanProblem, { freeKW, baseKW }: DemandCharge): number {
  const total = energy.reduce((sum, kWh) => sum + kWh, 0);
  let [low, high] = [freeKW, freeKW + total / hours];
  for (let step = 0; step < SEARCHES; step += 1) {
    const middle = (low + high) / 2;
    if (baseKW.reduce((sum, base) => sum + Math.max(0, middle - base) * hours, 0) < total) low = middle;
    else high = middle;
  }
  return high - freeKW < 1e-6 ? freeKW : high;
}

/** Where the highest of all tangents plus the charge is lowest. */
function lowestOf(cuts: readonly Cut[], { pricePerKW, freeKW }: DemandCharge, highest: number): { readonly peakKW: number; readonly height: number } {
  const heightAt = (peakKW: number): number => Math.max(...cuts.map((cut) => cut.bound + cut.slope * (peakKW - cut.peakKW))) + pricePerKW * (peakKW - freeKW);
  let lowest = { peakKW: freeKW, height: heightAt(freeKW) };
  const look = (peakKW: number): void => {
    if (peakKW < freeKW || peakKW > highest) return;
    const height = heightAt(peakKW);
    if (height < lowest.height) lowest = { peakKW, height };
  };
  look(highest);
  for (const one of cuts) {
    for (const other of cuts) {
      if (one.slope < other.slope) look((one.bound - one.slope * one.peakKW - other.bound + other.slope * other.peakKW) / (other.slope - one.slope));
    }
  }
  return lowest;
}
