import type { Site } from "../site/define-site.ts";
import { ROWS } from "../site/limits.ts";
import { NOT_ADMITTED, type Filled, type FillProblem } from "./fill.ts";

const TOLERANCE = 1e-7;

/**
 * Floors shares to the steps of their stations and hands what that leaves to those who lost most, one step each, while it fits
 * (smart-charging §4 a''). Under an imbalance rule nothing is handed out. `filled.slack` becomes the room that is left.
 */
export function toSteps(site: Site, problem: FillProblem, filled: Filled, steps: readonly number[]): Float64Array {
  const { count, minimum, maximum } = problem;
  const amps = new Float64Array(count);
  const lost: { readonly car: number; readonly amps: number }[] = [];
  for (let car = 0; car < count; car += 1) {
    if (filled.stopped[car] === NOT_ADMITTED) continue;
    const floored = onStep(Math.floor(filled.amps[car]! / steps[car]! + TOLERANCE), steps[car]!);
    // A minimum that is no multiple of the step is itself a set-point.
    amps[car] = floored < minimum[car]! ? minimum[car]! : floored;
    const rest = filled.amps[car]! - amps[car]!;
    if (rest > TOLERANCE) {
      change(problem, filled.slack, car, rest);
      lost.push({ car, amps: rest });
    }
  }
  if (site.nodes.some((node) => node.maxImbalanceA !== undefined)) return amps;
  lost.sort((a, b) => b.amps - a.amps || a.car - b.car);
  for (const { car } of lost) {
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

function fits(problem: FillProblem, slack: Float64Array, car: number, more: number): boolean {
  for (let at = problem.node[car]!; at >= 0; at = problem.parents[at]!) {
    for (let row = 0; row < ROWS; row += 1) {
      const needs = problem.coefficients[car * ROWS + row]! * more;
      if (needs > 0 && slack[at * ROWS + row]! < needs - 1e-9) return false;
    }
  }
  return true;
}

function change(problem: FillProblem, slack: Float64Array, car: number, freed: number): void {
  for (let at = problem.node[car]!; at >= 0; at = problem.parents[at]!) {
    for (let row = 0; row < ROWS; row += 1) slack[at * ROWS + row]! += problem.coefficients[car * ROWS + row]! * freed;
  }
}
