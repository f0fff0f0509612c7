import type { Site } from "../site/define-site.ts";
import { ROWS } from "../site/limits.ts";
import { clear, NOT_ADMITTED, sumUp, type Filled, type FillProblem } from "./fill.ts";

const TOLERANCE = 1e-7;
/** Losses above this, in millionths of an ampere, are as bad as each other. */
const MOST = 2 ** 29;

/** Set-points, and room to work them out: kept and used again. */
export interface Stepped {
  readonly amps: Float64Array;
  /** By claim: what it lost in millionths of an ampere, and one; 0 = nothing. */
  readonly lost: Int32Array;
  /** Claims that lost something as `claim - lost × claims`: who lost most first, then in the order of claims. */
  readonly order: Float64Array;
}

export function createStepped(count: number): Stepped {
  return { amps: new Float64Array(count), lost: new Int32Array(count), order: new Float64Array(count) };
}

/**
 * Floors shares to the steps of their stations and hands what that leaves to those who lost most, one step each, while it fits
 * (smart-charging §4 a''). Under an imbalance rule nothing is handed out. `filled.slack` becomes the room that is left.
 */
export function toSteps(site: Site, problem: FillProblem, filled: Filled, out: Stepped): void {
  if (!floorAll(problem, filled, out)) return;
  const { slack, rate: freed } = filled;
  sumUp(problem.parents, freed);
  for (let row = 0; row < slack.length; row += 1) slack[row]! += freed[row]!;
  if (site.hasPhaseRules) return;
  const { lost, amps, order } = out;
  const { length } = lost;
  let losers = 0;
  for (let claim = 0; claim < length; claim += 1) if (lost[claim]! > 0) order[losers++] = claim - lost[claim]! * length;
  for (const key of order.subarray(0, losers).sort()) raise(problem, filled, amps, problem.carOf[key - Math.floor(key / length) * length]!);
}

/** Floors all and sums up in `rate` what that frees at each node; whether anyone lost something. */
function floorAll({ count, claimOf, minimum, step: steps, node, coefficients }: FillProblem, { stopped, amps: exact, rate: freed }: Filled, { amps, lost }: Stepped): boolean {
  clear(freed);
  let isAny = false;
  // Many stop at the same level.
  let [lastExact, lastStep, lastFloored] = [0, 1, 0];
  for (let car = 0; car < count; car += 1) {
    lost[claimOf[car]!] = 0;
    if (stopped[car] === NOT_ADMITTED) {
      amps[car] = 0;
      continue;
    }
    const current = exact[car]!;
    const step = steps[car]!;
    if (current !== lastExact || step !== lastStep) {
      lastExact = current;
      lastStep = step;
      lastFloored = onStep(Math.floor(current / step + TOLERANCE), step);
    }
    // A minimum that is no multiple of the step is itself a set-point.
    const floored = lastFloored < minimum[car]! ? minimum[car]! : lastFloored;
    amps[car] = floored;
    const rest = current - floored;
    if (rest <= TOLERANCE) continue;
    const base = car * ROWS;
    const row = node[car]! * ROWS;
    freed[row]! += coefficients[base]! * rest;
    freed[row + 1]! += coefficients[base + 1]! * rest;
    freed[row + 2]! += coefficients[base + 2]! * rest;
    freed[row + 3]! += coefficients[base + 3]! * rest;
    lost[claimOf[car]!] = Math.min(MOST, Math.round(rest * 1e6)) + 1;
    isAny = true;
  }
  return isAny;
}

/** One step more for a car, if it fits. */
function raise(problem: FillProblem, { slack, stopped }: Filled, amps: Float64Array, car: number): void {
  const { parents, node, coefficients, step, maximum } = problem;
  const raised = onStep(Math.round(amps[car]! / step[car]!) + 1, step[car]!);
  const more = raised - amps[car]!;
  if (raised > maximum[car]! + TOLERANCE || more <= 0) return;
  const base = car * ROWS;
  const row = stopped[car]!;
  // What stopped it is the first to be full again.
  if (row >= 0 && slack[row]! < coefficients[base + (row % ROWS)]! * more - 1e-9) return;
  const c0 = coefficients[base]! * more, c1 = coefficients[base + 1]! * more, c2 = coefficients[base + 2]! * more, c3 = coefficients[base + 3]! * more;
  for (let at = node[car]!; at >= 0; at = parents[at]!) {
    const one = at * ROWS;
    if ((c0 > 0 && slack[one]! < c0 - 1e-9) || (c1 > 0 && slack[one + 1]! < c1 - 1e-9) || (c2 > 0 && slack[one + 2]! < c2 - 1e-9) || slack[one + 3]! < c3 - 1e-9) return;
  }
  for (let at = node[car]!; at >= 0; at = parents[at]!) {
    const one = at * ROWS;
    slack[one]! -= c0;
    slack[one + 1]! -= c1;
    slack[one + 2]! -= c2;
    slack[one + 3]! -= c3;
  }
  amps[car] = raised;
}

/** A multiple of a step without the tail of binary fractions (0.30000000000000004). */
function onStep(times: number, step: number): number {
  return Math.round(times * step * 1_000) / 1_000;
}
