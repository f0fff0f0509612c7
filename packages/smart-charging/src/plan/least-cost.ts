import type { Flow } from "./flow.ts";
import type { PlanProblem } from "./plan-problem.ts";
import type { Start } from "./warm.ts";
import { solve, type Effort, type Solved } from "./solve.ts";
import { solveWithStorages } from "./with-storages.ts";

/** The least cost of a problem at the peak it allows, with batteries or without. `incumbent` is a plan of the cars alone. */
export function leastCost(problem: PlanProblem, effort: Effort, incumbent?: Flow, start?: Start): Solved {
  return problem.storages.length === 0 ? solve(problem, effort, incumbent, start) : solveWithStorages(problem, effort, incumbent, start);
}
