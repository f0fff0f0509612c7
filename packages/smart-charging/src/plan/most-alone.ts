import { ROWS } from "../site/limits.ts";
import type { PlanProblem } from "./plan-problem.ts";

/** What a car would get if no other were there, grid kWh. */
export function mostAlone(problem: PlanProblem, car: number): number {
  const { first, last, cap, kind, node, nodes, parents, room, coefficients, kWhPerAmp } = problem;
  let amps = 0;
  for (let slot = first[car]!; slot < last[car]!; slot += 1) {
    let most = cap[car]!;
    for (let at = node[car]!; at >= 0; at = parents[at]!) {
      for (let row = 0; row < ROWS; row += 1) {
        const factor = coefficients[kind[car]! * ROWS + row]!;
        if (factor > 0) most = Math.min(most, room[(slot * nodes + at) * ROWS + row]! / factor);
      }
    }
    amps += most;
  }
  return amps * kWhPerAmp[kind[car]!]!;
}
