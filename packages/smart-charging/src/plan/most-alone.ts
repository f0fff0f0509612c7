import type { PlanProblem } from "./plan-problem.ts";
import { roomAbove } from "./room-above.ts";

/** What a car would get if no other were there, grid kWh. */
export function mostAlone(problem: PlanProblem, car: number): number {
  const { first, last, cap, kWhPerAmp, room } = problem;
  const connected = { node: problem.node[car]!, kind: problem.kind[car]! };
  let amps = 0;
  for (let slot = first[car]!; slot < last[car]!; slot += 1) amps += Math.min(cap[car]!, roomAbove(problem, connected, slot, room));
  return amps * kWhPerAmp[connected.kind]!;
}
