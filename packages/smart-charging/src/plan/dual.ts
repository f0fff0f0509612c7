import { ROWS } from "../site/limits.ts";
import type { PlanProblem } from "./plan-problem.ts";
import { floats, ints } from "./scratch.ts";
import { standing } from "./site-cost.ts";
import { idle, respond, storageBound, type Dispatch } from "./storage.ts";

/** Prices of limits. Any prices at or above 0 prove a lower bound on the cost; good ones prove a good one. */
export interface Dual {
  /** Money for each A (or kW) of each row, same layout as `PlanProblem.room`. */
  readonly shadow: Float64Array;
  /** What cheap energy is worth above its price, per kWh, by slot; at most the difference to the grid's price. */
  readonly tier: Float64Array;
  /** What room below the peak is worth, per kWh, by slot. */
  readonly peak: Float64Array;
}

/** Cars and batteries at one node with one kind of connection see the same prices. */
export interface Groups {
  readonly count: number;
  /** Group of each car, and of each battery. */
  readonly of: Int32Array;
  readonly ofStorage: Int32Array;
  readonly node: Int32Array;
  readonly kind: Int32Array;
}

export function createDual(problem: PlanProblem): Dual {
  return { shadow: floats(problem.room.length), tier: floats(problem.slots), peak: floats(problem.slots) };
}

export function groupsOf(problem: PlanProblem): Groups {
  const { count, kinds, storages } = problem;
  const known = ints(problem.nodes * kinds);
  const node = ints(count + storages.length);
  const kind = ints(count + storages.length);
  const of = ints(count);
  const ofStorage = ints(storages.length);
  let groups = 0;
  const groupOf = (at: number, one: number): number => {
    const key = at * kinds + one;
    if (known[key] === 0) {
      node[groups] = at;
      kind[groups] = one;
      known[key] = groups += 1;
    }
    return known[key]! - 1;
  };
  for (let car = 0; car < count; car += 1) of[car] = groupOf(problem.node[car]!, problem.kind[car]!);
  for (let place = 0; place < storages.length; place += 1) ofStorage[place] = groupOf(storages[place]!.node, storages[place]!.kind);
  return { count: groups, of, ofStorage, node, kind };
}

/** Writes the price of one ampere over one slot, for each group: energy plus all limits on its way. */
export function writePrices(problem: PlanProblem, groups: Groups, dual: Dual, prices: Float64Array): void {
  const { slots, nodes, parents, coefficients, kWhPerAmp, cheapPrice } = problem;
  const { shadow } = dual;
  for (let group = 0; group < groups.count; group += 1) {
    const kind = groups.kind[group]!;
    const c0 = coefficients[kind * ROWS]!, c1 = coefficients[kind * ROWS + 1]!, c2 = coefficients[kind * ROWS + 2]!, c3 = coefficients[kind * ROWS + 3]!;
    const energy = kWhPerAmp[kind]!;
    for (let slot = 0; slot < slots; slot += 1) {
      let sum = energy * (cheapPrice[slot]! + dual.tier[slot]! + dual.peak[slot]!);
      for (let at = groups.node[group]!; at >= 0; at = parents[at]!) {
        const row = (slot * nodes + at) * ROWS;
        sum += c0 * shadow[row]! + c1 * shadow[row + 1]! + c2 * shadow[row + 2]! + c3 * shadow[row + 3]!;
      }
      prices[group * slots + slot] = sum;
    }
  }
}

/**
 * The lower bound that the prices prove: what each car would pay at best if only prices kept it off the limits, less what the
 * limits would earn (Lagrange). `hints` are dispatches near the best, which make the batteries' part tight.
 */
export function lowerBound(problem: PlanProblem, groups: Groups, dual: Dual, hints?: readonly Dispatch[]): number {
  const { slots, count, first, last, cap, kind, kWhPerAmp, energy, value, room, cheap } = problem;
  const prices = floats(groups.count * slots);
  writePrices(problem, groups, dual, prices);
  let bound = 0;
  for (let row = 0; row < room.length; row += 1) if (dual.shadow[row]! > 0) bound -= dual.shadow[row]! * room[row]!;
  for (let slot = 0; slot < slots; slot += 1) {
    bound -= dual.tier[slot]! * cheap[slot]! + standing(problem, slot);
    if (dual.peak[slot]! > 0) bound -= dual.peak[slot]! * problem.peak[slot]!;
  }
  const gains = floats(slots);
  for (let car = 0; car < count; car += 1) {
    if (problem.givesBack[car] === 1) continue;
    const perAmp = kWhPerAmp[kind[car]!]!;
    bound += value[car]! * energy[car]!;
    let some = 0;
    for (let slot = first[car]!; slot < last[car]!; slot += 1) {
      const gain = prices[groups.of[car]! * slots + slot]! - value[car]! * perAmp;
      if (gain < 0) gains[some++] = gain;
    }
    if (cap[car]! > 0) bound += cap[car]! * leastSum(gains, some, energy[car]! / perAmp / cap[car]!);
  }
  return bound + storagesBound(problem, groups, dual, prices, hints).bound;
}

/** The least sum of `wanted` of some values, the last of them in part. Puts them in part in order (Hoare's selection). */
function leastSum(values: Float64Array, size: number, wanted: number): number {
  const whole = Math.floor(wanted);
  let sum = 0;
  if (whole < size) {
    let from = 0;
    let to = size - 1;
    while (from < to) {
      const middle = values[(from + to) >> 1]!;
      let left = from;
      let right = to;
      while (left <= right) {
        while (values[left]! < middle) left += 1;
        while (values[right]! > middle) right -= 1;
        if (left > right) break;
        const one = values[left]!;
        values[left] = values[right]!;
        values[right] = one;
        left += 1;
        right -= 1;
      }
      if (whole <= right) to = right;
      else if (whole >= left) from = left;
      else break;
    }
    sum = values[whole]! * (wanted - whole);
  }
  for (let index = 0; index < whole && index < size; index += 1) sum += values[index]!;
  return sum;
}

/** How much nearer to what prices alone want a battery's answer is for its bound. */
const BOLD = 20;

/**
 * A lower bound on what batteries cost at given prices, by their answers to them, near `hints`. `taken` is what limits on giving back take
 * of what 1 A over one slot earns a battery.
 */
export function storagesBound(problem: PlanProblem, groups: Groups, dual: Dual, prices: Float64Array, hints: readonly Dispatch[] = [], taken?: (battery: number, slot: number) => number): { readonly bound: number; readonly answers: readonly Dispatch[] } {
  const { slots, storages, kWhPerAmp, cheapPrice } = problem;
  const worth = new Float64Array(slots);
  const earns = new Float64Array(slots);
  let bound = 0;
  const answers = storages.map((storage, place) => {
    const perAmp = kWhPerAmp[storage.kind]!;
    for (let slot = 0; slot < slots; slot += 1) earns[slot] = perAmp * (cheapPrice[slot]! + dual.tier[slot]! + dual.peak[slot]!) - (taken?.(place, slot) ?? 0);
    const own = prices.subarray(groups.ofStorage[place]! * slots, (groups.ofStorage[place]! + 1) * slots);
    let answer = hints[place] ?? idle(slots);
    const near = answer;
    let best = -Infinity;
    for (const bold of [1, BOLD]) {
      const by = (bold * storage.chargeA) / (perAmp * Math.max(0.01, Math.max(...earns) / perAmp));
      const point = { charge: near.charge.slice(), discharge: near.discharge.slice() };
      respond(storage, point, own, earns, by, worth);
      const one = storageBound(storage, own, earns, worth);
      if (one > best) [best, answer] = [one, point];
    }
    bound += best;
    return answer;
  });
  return { bound, answers };
}
