import { ROWS } from "../site/limits.ts";
import type { PlanProblem } from "./plan-problem.ts";

/** Where something is connected, and how. */
export interface Connected {
  readonly node: number;
  readonly kind: number;
}

/** The most amperes that the rows above leave in a slot. */
export function roomAbove({ parents, nodes, coefficients }: PlanProblem, { node, kind }: Connected, slot: number, room: Float64Array): number {
  let most = Infinity;
  for (let at = node; at >= 0; at = parents[at]!) {
    for (let one = 0; one < ROWS; one += 1) {
      const factor = coefficients[kind * ROWS + one]!;
      if (factor > 0) most = Math.min(most, Math.max(0, room[(slot * nodes + at) * ROWS + one]!) / factor);
    }
  }
  return most;
}

/** Takes amperes off the rows above. */
export function takeAbove({ parents, nodes, coefficients }: PlanProblem, { node, kind }: Connected, slot: number, amps: number, room: Float64Array): void {
  if (amps === 0) return;
  for (let at = node; at >= 0; at = parents[at]!) {
    for (let one = 0; one < ROWS; one += 1) room[(slot * nodes + at) * ROWS + one]! -= amps * coefficients[kind * ROWS + one]!;
  }
}
