import { ROWS } from "../site/limits.ts";
import type { PlanProblem } from "./plan-problem.ts";
import { MASKS, TIER } from "./ratios.ts";
import { siteCost } from "./site-cost.ts";
import { copyFloats, copyInts, floats, ints } from "./scratch.ts";

/** Amperes below which a limit counts as full and a share as nothing. */
export const TINY = 1e-8;

/** A plan in the making: currents, what is left of limits, tiers and requests. */
export interface Flow {
  readonly problem: PlanProblem;
  readonly x: Float64Array;
  readonly slack: Float64Array;
  /** Grid kWh that may still be taken in each slot at the prices opened so far. */
  readonly tier: Float64Array;
  /** Grid kWh of all cars in each slot. */
  readonly taken: Float64Array;
  /** Grid kWh each car still lacks. */
  readonly missing: Float64Array;
  /** Answers of `blockOf` by slot and group, and at which change of the slot each was true. */
  readonly blocks: Int32Array;
  readonly blockSince: Int32Array;
  readonly changes: Int32Array;
}

export function createFlow(problem: PlanProblem, energy: Float64Array = problem.energy): Flow {
  const flow: Flow = {
    problem,
    x: floats(problem.slots * problem.count),
    slack: copyFloats(problem.room),
    tier: floats(problem.slots),
    taken: floats(problem.slots),
    missing: copyFloats(energy),
    blocks: ints(problem.slots * problem.groupCount),
    blockSince: ints(problem.slots * problem.groupCount).fill(-1),
    changes: ints(problem.slots),
  };
  return flow;
}

export function copyOf(flow: Flow): Flow {
  return {
    problem: flow.problem, x: copyFloats(flow.x), slack: copyFloats(flow.slack), tier: copyFloats(flow.tier), taken: copyFloats(flow.taken), missing: copyFloats(flow.missing),
    blocks: copyInts(flow.blocks), blockSince: copyInts(flow.blockSince), changes: copyInts(flow.changes),
  };
}

/** Sets what may still be taken in a slot, grid kWh. */
export function openTier(flow: Flow, slot: number, kWh: number): void {
  if (flow.tier[slot] === kWh) return;
  flow.tier[slot] = kWh;
  flow.changes[slot]! += 1;
}

/** Adds amperes of a car in a slot; negative takes away. */
export function add(flow: Flow, car: number, slot: number, amps: number): void {
  const { problem, slack } = flow;
  const { parents, nodes, coefficients, count } = problem;
  flow.x[slot * count + car]! += amps;
  flow.changes[slot]! += 1;
  const kind = problem.kind[car]!;
  const c0 = coefficients[kind * ROWS]! * amps, c1 = coefficients[kind * ROWS + 1]! * amps, c2 = coefficients[kind * ROWS + 2]! * amps, c3 = coefficients[kind * ROWS + 3]! * amps;
  for (let at = problem.node[car]!; at >= 0; at = parents[at]!) {
    const row = (slot * nodes + at) * ROWS;
    slack[row]! -= c0;
    slack[row + 1]! -= c1;
    slack[row + 2]! -= c2;
    slack[row + 3]! -= c3;
  }
  const energy = problem.kWhPerAmp[kind]! * amps;
  flow.tier[slot]! -= energy;
  flow.taken[slot]! += energy;
  flow.missing[car]! -= energy;
}

/** The most that a car can add in a slot without crossing a limit, in amperes. */
export function spaceFor(flow: Flow, car: number, slot: number): number {
  const { problem, slack } = flow;
  const { parents, nodes, coefficients } = problem;
  const kind = problem.kind[car]!;
  const c0 = coefficients[kind * ROWS]!, c1 = coefficients[kind * ROWS + 1]!, c2 = coefficients[kind * ROWS + 2]!, c3 = coefficients[kind * ROWS + 3]!;
  let space = Math.min(problem.cap[car]! - flow.x[slot * problem.count + car]!, flow.tier[slot]! / problem.kWhPerAmp[kind]!);
  for (let at = problem.node[car]!; at >= 0; at = parents[at]!) {
    const row = (slot * nodes + at) * ROWS;
    if (c0 > 0 && slack[row]! < space * c0) space = slack[row]! / c0;
    if (c1 > 0 && slack[row + 1]! < space * c1) space = slack[row + 1]! / c1;
    if (c2 > 0 && slack[row + 2]! < space * c2) space = slack[row + 2]! / c2;
    if (slack[row + 3]! < space * c3) space = slack[row + 3]! / c3;
  }
  return space;
}

/** The most that a car could add in a slot if its full rows were not: what its other rows allow, in amperes. */
export function spaceBeyondFull(flow: Flow, car: number, slot: number): number {
  const { problem, slack } = flow;
  const { parents, nodes, coefficients } = problem;
  const base = problem.kind[car]! * ROWS;
  let space = Infinity;
  for (let at = problem.node[car]!; at >= 0; at = parents[at]!) {
    const row = (slot * nodes + at) * ROWS;
    for (let one = 0; one < ROWS; one += 1) {
      const left = slack[row + one]!;
      if (left > TINY && left < space * coefficients[base + one]!) space = left / coefficients[base + one]!;
    }
  }
  const tier = flow.tier[slot]!;
  return tier > TINY ? Math.min(space, tier / problem.kWhPerAmp[problem.kind[car]!]!) : space;
}

/** The deepest node above a car with a full row in a slot, and the mask of all full rows above: `node × 32 + mask`; -1 if none is full. */
export function blockOf(flow: Flow, car: number, slot: number): number {
  const place = slot * flow.problem.groupCount + flow.problem.group[car]!;
  if (flow.blockSince[place] === flow.changes[slot]) return flow.blocks[place]!;
  const block = findBlock(flow, car, slot);
  flow.blocks[place] = block;
  flow.blockSince[place] = flow.changes[slot]!;
  return block;
}

function findBlock(flow: Flow, car: number, slot: number): number {
  const { problem, slack } = flow;
  const { parents, nodes, coefficients } = problem;
  const base = problem.kind[car]! * ROWS;
  const c0 = coefficients[base]!, c1 = coefficients[base + 1]!, c2 = coefficients[base + 2]!;
  let deepest = -1;
  let mask = 0;
  for (let at = problem.node[car]!; at >= 0; at = parents[at]!) {
    const row = (slot * nodes + at) * ROWS;
    let here = 0;
    if (c0 > 0 && slack[row]! <= TINY) here |= 1;
    if (c1 > 0 && slack[row + 1]! <= TINY) here |= 2;
    if (c2 > 0 && slack[row + 2]! <= TINY) here |= 4;
    if (slack[row + 3]! <= TINY) here |= 8;
    if (here !== 0) {
      if (deepest < 0) deepest = at;
      mask |= here;
    }
  }
  if (flow.tier[slot]! <= TINY) {
    mask |= TIER;
    if (deepest < 0) deepest = 0;
  }
  return deepest < 0 ? -1 : deepest * MASKS + mask;
}

/** What the plan costs with every kWh that is not delivered at the price of not delivering it. */
export function totalCost(flow: Flow): number {
  let cost = siteCost(flow.problem, flow.taken);
  for (let car = 0; car < flow.problem.count; car += 1) cost += Math.max(0, flow.missing[car]!) * flow.problem.value[car]!;
  return cost;
}
