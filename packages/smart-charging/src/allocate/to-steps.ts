import type { Site } from "../site/define-site.ts";
import { ROWS } from "../site/limits.ts";
import { NOT_ADMITTED, type Filled, type FillProblem } from "./fill.ts";

const TOLERANCE = 1e-7;

/**
 * Floors shares to the steps of their stations and hands what that leaves to those who lost most, one step each, while it fits
 * (smart-charging §4 a''). Under an imbalance rule nothing is handed out. `filled.slack` becomes the room that is left.
 */
export function toSteps(site: Site, problem: FillProblem, filled: Filled): Float64Array {
  const { count, minimum, maximum, step: steps } = problem;
  const amps = new Float64Array(count);
  /** What each car lost, in millionths of an ampere, with its place in the digits below: sorted as numbers. */
  const lost = new Float64Array(count);
  let losers = 0;
  for (let car = 0; car < count; car += 1) {
    if (filled.stopped[car] === NOT_ADMITTED) continue;
    const step = steps[car]!;
    const exact = filled.amps[car]!;
    const floored = onStep(Math.floor(exact / step + TOLERANCE), step);
    // A minimum that is no multiple of the step is itself a set-point.
    amps[car] = floored < minimum[car]! ? minimum[car]! : floored;
    const rest = exact - amps[car]!;
    if (rest <= TOLERANCE) continue;
    change(problem, filled.slack, car, rest);
    lost[losers++] = Math.round(rest * 1e6) * count + (count - 1 - car);
  }
  if (site.nodes.some((node) => node.maxImbalanceA !== undefined)) return amps;
  const order = lost.subarray(0, losers).sort();
  for (let place = losers - 1; place >= 0; place -= 1) {
    const car = count - 1 - (order[place]! % count);
    const step = steps[car]!;
    const raised = onStep(Math.round(amps[car]! / step) + 1, step);
    if (raised > maximum[car]! + TOLERANCE || raised <= amps[car]! || !fits(problem, filled.slack, car, raised - amps[car]!)) continue;
    change(problem, filled.slack, car, amps[car]! - raised);
    amps[car] = raised;
  }
  return amps;
}

/** A multiple of a step without the tail of binary fractions (0.30000000000000004). */
function onStep(times: number, step: number): number {
  return Math.round(times * step * 1_000) / 1_000;
}

function fits({ parents, node, coefficients }: FillProblem, slack: Float64Array, car: number, more: number): boolean {
  const base = car * ROWS;
  const c0 = coefficients[base]! * more, c1 = coefficients[base + 1]! * more, c2 = coefficients[base + 2]! * more, c3 = coefficients[base + 3]! * more;
  for (let at = node[car]!; at >= 0; at = parents[at]!) {
    const row = at * ROWS;
    if ((c0 > 0 && slack[row]! < c0 - 1e-9) || (c1 > 0 && slack[row + 1]! < c1 - 1e-9) || (c2 > 0 && slack[row + 2]! < c2 - 1e-9) || slack[row + 3]! < c3 - 1e-9) return false;
  }
  return true;
}

function change({ parents, node, coefficients }: FillProblem, slack: Float64Array, car: number, freed: number): void {
  const base = car * ROWS;
  const c0 = coefficients[base]! * freed, c1 = coefficients[base + 1]! * freed, c2 = coefficients[base + 2]! * freed, c3 = coefficients[base + 3]! * freed;
  for (let at = node[car]!; at >= 0; at = parents[at]!) {
    const row = at * ROWS;
    slack[row]! += c0;
    slack[row + 1]! += c1;
    slack[row + 2]! += c2;
    slack[row + 3]! += c3;
  }
}
