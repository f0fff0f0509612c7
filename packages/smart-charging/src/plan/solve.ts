import { createAugmenter } from "./augment.ts";
import { createDual, groupsOf, lowerBound, type Dual, type Groups } from "./dual.ts";
import { createFirstOrder } from "./first-order.ts";
import { copyOf, createFlow, totalCost, type Flow } from "./flow.ts";
import { improve } from "./improve.ts";
import { limitPrices } from "./limit-prices.ts";
import type { PlanProblem } from "./plan-problem.ts";
import { repair } from "./repair.ts";
import { dearOf, fillByPrice, stepsOf, type PriceStep } from "./stages.ts";
import type { Dispatch } from "./storage.ts";
import { placeAgain, type Start } from "./warm.ts";

/** A plan, the prices that say how good it is, and the bound they prove. */
export interface Solved {
  readonly flow: Flow;
  /** What each battery does. */
  readonly dispatches: readonly Dispatch[];
  /** Grid kWh of cars and batteries by slot. */
  readonly siteKWh: Float64Array;
  readonly cost: number;
  readonly dual: Dual;
  readonly bound: number;
}

/** When to stop: `hurry` is asked between steps, `gap` is good enough. */
export interface Effort {
  readonly hurry: () => boolean;
  readonly gap: number;
}

const ENOUGH = 1e-6;
/** Passes of moves where kinds mix: there they need not end by themselves. */
const TURNS = 4;

/** Iterations between looks at the certificate. */
export const ROUND = 25;
export const ROUNDS = 24;

/**
 * The least cost for cars alone, all of whose requests can be met: the staged flow, which is exact for one kind of connection; else prices
 * and plans improve in turn until they meet (smart-charging §5.6). `incumbent` is a plan that is known already, `start` prices from before.
 */
export function solve(problem: PlanProblem, effort: Effort, incumbent?: Flow, start?: Start): Solved {
  const groups = groupsOf(problem);
  const steps = stepsOf(problem);
  // Where energy is short, what was shared is where to begin: nothing straight would fit.
  const flow = incumbent === undefined ? createFlow(problem) : copyOf(incumbent);
  if (start !== undefined && incumbent === undefined) placeAgain(flow, start.amps);
  fillByPrice(flow, steps, start === undefined && incumbent === undefined && problem.kinds > 1 ? dearAtFirst(problem, steps) : Infinity);
  const turns = problem.kinds > 1 ? TURNS : Infinity;
  let worth = improve(flow, steps, effort.hurry, turns);
  if (lacksEnergy(flow) && problem.kinds > 1) {
    // Somebody may still find room in the place of a car that takes more energy.
    createAugmenter(flow).run(steps.at(-1)!.price, Array.from({ length: problem.slots }, (_, slot) => slot), effort.hurry);
    worth = improve(flow, steps, effort.hurry, turns);
  }
  let best = incumbent === undefined || (!lacksEnergy(flow) && totalCost(flow) <= totalCost(incumbent)) ? flow : incumbent;
  let solved = solvedBy(best, limitPrices(flow, worth), groups);
  if (start !== undefined && !done(solved, effort)) solved = withDual(solved, problem, groups, start.dual);
  // Energy that is short has to be shared before cost is any matter.
  if (done(solved, effort) || (incumbent === undefined && lacksEnergy(best))) return solved;
  // What the plan says of prices can be far too high where kinds mix: no prices are the better start then.
  solved = withDual(solved, problem, groups, createDual(problem));
  const iterations = createFirstOrder(problem, groups, best, solved.dual);
  for (let round = 0; round < ROUNDS && !done(solved, effort); round += 1) {
    iterations.iterate(ROUND);
    solved = withDual(solved, problem, groups, iterations.dual());
    if (done(solved, effort)) break;
    const candidate = repair(problem, iterations.primal());
    fillByPrice(candidate, steps);
    improve(candidate, steps, effort.hurry, 1);
    if (totalCost(candidate) >= solved.cost) continue;
    best = candidate;
    solved = { ...solved, flow: best, siteKWh: best.taken, cost: totalCost(best) };
  }
  return solved;
}

/** What is dear, by a first plan. */
function dearAtFirst(problem: PlanProblem, steps: readonly PriceStep[]): number {
  const first = createFlow(problem);
  fillByPrice(first, steps);
  return dearOf(first, steps);
}

/** Whether somebody who must be served is not. */
export function lacksEnergy({ missing, problem }: Flow): boolean {
  return missing.some((kWh, car) => kWh > ENOUGH && problem.value[car] === problem.noDelivery);
}

/** `(cost - bound) / |cost|`; 0 where nothing is left to gain. */
export function gapOf({ cost, bound }: { readonly cost: number; readonly bound: number }): number {
  const open = cost - bound;
  const size = Math.max(Math.abs(cost), 1e-9);
  return open <= size * 1e-10 ? 0 : open / size;
}

export function done(solved: Pick<Solved, "cost" | "bound">, effort: Effort): boolean {
  return gapOf(solved) <= effort.gap || effort.hurry();
}

function solvedBy(flow: Flow, dual: Dual, groups: Groups): Solved {
  return { flow, dispatches: [], siteKWh: flow.taken, cost: totalCost(flow), dual, bound: lowerBound(flow.problem, groups, dual) };
}

function withDual(solved: Solved, problem: PlanProblem, groups: Groups, dual: Dual): Solved {
  const bound = lowerBound(problem, groups, dual);
  return bound > solved.bound ? { ...solved, dual, bound } : solved;
}
