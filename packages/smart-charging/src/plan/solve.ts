import { briefly, createAugmenter } from "./augment.ts";
import { createDual, groupsOf, lowerBound, type Dual, type Groups } from "./dual.ts";
import { createFirstOrder } from "./first-order.ts";
import { copyOf, createFlow, totalCost, type Flow } from "./flow.ts";
import { improve } from "./improve.ts";
import { solveInside } from "./interior.ts";
import { layOut } from "./interior-layout.ts";
import { isCoupled } from "./level-mixed.ts";
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

/** Part of requests that may be missing from a candidate that is worth improving: where energy is short, chains for more find nothing. */
const NEARLY = 0.01;

/** Iterations before the first look at the certificate: prices of many cars settle sooner. Then at least some, or a part of all so far. */
const FIRST = 24;
const FIRST_OF_MANY = 18;
const MANY = 300;
const NEXT = 8;
const MORE = 0.25;
/** How many looks, and from which one plans are improved. */
const LOOKS = 16;
const PATIENT = 6;

/** Iterations between looks at the certificate, and before the first: the plan is often the optimum already, and only its proof is missing. */
const BRIEF = 8;
export const ROUND = 25;
export const ROUNDS = 24;

/**
 * The least cost for cars alone, all of whose requests can be met: the staged flow, which is exact for one kind of connection; else prices
 * and plans improve in turn until they meet (smart-charging §5.6). `incumbent` is a plan that is known already, `start` prices from before.
 */
export function solve(problem: PlanProblem, effort: Effort, incumbent?: Flow, start?: Start): Solved {
  const groups = groupsOf(problem);
  const steps = stepsOf(problem);
  const isMixed = isCoupled(problem);
  if (isMixed && incumbent !== undefined) {
    if (start !== undefined) {
      const known = solvedBy(sharedAgain(problem, steps, effort, incumbent, start), start.dual, groups);
      if (done(known, effort)) return known;
    }
    const inside = planFromInside(problem, steps, effort.hurry);
    const found = solvedBy(better(inside.flow, incumbent), inside.dual, groups);
    if (done(found, effort)) return found;
  }
  // Where energy is short, what was shared is where to begin: nothing straight would fit.
  const flow = incumbent === undefined ? createFlow(problem) : copyOf(incumbent);
  if (start !== undefined && incumbent === undefined) placeAgain(flow, start.amps);
  const wanted = isMixed ? effort : { ...effort, gap: 0 };
  const isPlain = isMixed && !problem.hasCheap && isPeakFree(problem);
  fillByPrice(flow, steps, start === undefined && incumbent === undefined && !isPlain ? dearAtFirst(problem, steps) : Infinity);
  if (incumbent === undefined && (isPlain || start !== undefined) && !lacksEnergy(flow)) {
    const known = solvedBy(flow, start?.dual ?? createDual(problem), groups);
    if (isPlain || done(known, wanted)) return approach(known, groups, steps, wanted);
  }
  let worth: Float64Array = new Float64Array(problem.count);
  // Whether all fits at all is found sooner than what it costs; below a peak that is tried, what it costs that it does not fit counts.
  const mayBeShort = isMixed && isPeakFree(problem) && missingPart(flow) > NEARLY;
  if (mayBeShort) placeMissing(flow, steps, effort.hurry);
  if (!mayBeShort || missingPart(flow) <= NEARLY) {
    const turns = isMixed ? TURNS : Infinity;
    const mayBeProved = incumbent === undefined && (!isMixed || problem.hasCheap);
    worth = improve(flow, steps, effort.hurry, mayBeProved ? 1 : turns);
    if (mayBeProved) {
      // Most often one pass is the optimum, and its prices prove it.
      const proved = solvedBy(flow, limitPrices(flow, worth), groups);
      if (done(proved, wanted)) return proved;
      worth = improve(flow, steps, effort.hurry, turns);
    }
    if (isMixed && lacksEnergy(flow)) {
      // Somebody may still find room in the place of a car that takes more energy.
      placeMissing(flow, steps, effort.hurry);
      worth = improve(flow, steps, effort.hurry, TURNS);
    }
  }
  const best = incumbent === undefined ? flow : better(flow, incumbent);
  let solved = solvedBy(best, limitPrices(flow, worth), groups);
  if (start !== undefined && !done(solved, effort)) solved = withDual(solved, problem, groups, start.dual);
  // Energy that is short has to be shared before cost is any matter.
  if (done(solved, effort) || (incumbent === undefined && lacksEnergy(best))) return solved;
  // What the plan says of prices can be far too high where kinds mix: no prices are the better start then.
  solved = withDual(solved, problem, groups, createDual(problem));
  const iterations = createFirstOrder(problem, groups, solved.flow, solved.dual);
  for (let round = 0; round < ROUNDS && !done(solved, effort); round += 1) {
    iterations.iterate(round === 0 ? BRIEF : ROUND);
    solved = withDual(solved, problem, groups, iterations.dual());
    if (done(solved, effort)) break;
    solved = withCandidate(solved, iterations.primal(), steps, effort);
  }
  return solved;
}

/** Prices and plans in turn, from a plan that may still be far from the optimum. */
function approach(known: Solved, groups: Groups, steps: readonly PriceStep[], effort: Effort): Solved {
  if (done(known, effort)) return known;
  const { problem } = known.flow;
  const iterations = createFirstOrder(problem, groups, known.flow, known.dual);
  let solved = known;
  let next = problem.count > MANY ? FIRST_OF_MANY : FIRST;
  for (let look = 0, taken = 0; look < LOOKS; look += 1) {
    iterations.iterate(next);
    taken += next;
    next = Math.max(NEXT, Math.floor(taken * MORE));
    solved = withDual(solved, problem, groups, iterations.dual());
    if (done(solved, effort)) break;
    const candidate = repair(problem, iterations.primal());
    fillByPrice(candidate, steps);
    if (look >= PATIENT && missingPart(candidate) <= NEARLY) improve(candidate, steps, effort.hurry, 1);
    const cost = totalCost(candidate);
    if (cost < solved.cost) solved = { ...solved, flow: candidate, siteKWh: candidate.taken, cost };
    if (done(solved, effort)) break;
  }
  return solved;
}

function isPeakFree({ peak }: PlanProblem): boolean {
  return peak.every((kWh) => kWh === Infinity);
}

/** What was charged before as far as shares of now allow it, else the plan that shows that they fit; and cheaper moves. */
function sharedAgain(problem: PlanProblem, steps: readonly PriceStep[], effort: Effort, incumbent: Flow, { amps }: Start): Flow {
  const before = createFlow(problem);
  placeAgain(before, amps);
  fillByPrice(before, steps);
  if (lacksEnergy(before)) placeMissing(before, steps, effort.hurry);
  const flow = lacksEnergy(before) ? copyOf(incumbent) : before;
  if (flow !== before) improve(flow, steps, effort.hurry, 1);
  return better(flow, incumbent);
}

/** A plan if it delivers all and costs no more than one that is known, else that. */
function better(flow: Flow, known: Flow): Flow {
  return !lacksEnergy(flow) && totalCost(flow) <= totalCost(known) ? flow : known;
}

/** A plan by the interior method that keeps all limits, and prices; `dearer` is what a kWh costs a car in a slot above its price. */
export function planFromInside(problem: PlanProblem, steps: readonly PriceStep[], hurry: () => boolean, dearer?: (car: number, slot: number) => number): Pick<Solved, "flow" | "dual"> {
  const { amps, dual } = solveInside(problem, hurry, layOut(problem), undefined, dearer);
  const flow = repair(problem, amps);
  fillByPrice(flow, steps);
  if (lacksEnergy(flow)) placeMissing(flow, steps, hurry);
  return { flow, dual };
}

/** Places what is missing by moving others, whatever that costs. */
function placeMissing(flow: Flow, steps: readonly PriceStep[], hurry: () => boolean): void {
  createAugmenter(flow).run(steps.at(-1)!.price, Array.from({ length: flow.problem.slots }, (_, slot) => slot), briefly(flow, hurry));
}

/** The same with the plan that nearly feasible currents lead to, if that is cheaper. */
function withCandidate(solved: Solved, amps: Float64Array, steps: readonly PriceStep[], effort: Effort): Solved {
  const candidate = repair(solved.flow.problem, amps);
  fillByPrice(candidate, steps);
  if (missingPart(candidate) > NEARLY) return solved;
  improve(candidate, steps, effort.hurry, 1);
  const cost = totalCost(candidate);
  return cost < solved.cost ? { ...solved, flow: candidate, siteKWh: candidate.taken, cost } : solved;
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

/** Part of all requests that a plan lacks. */
function missingPart({ missing, problem }: Flow): number {
  let lacking = 0;
  let asked = 0;
  for (let car = 0; car < problem.count; car += 1) {
    asked += problem.energy[car]!;
    if (problem.value[car] === problem.noDelivery) lacking += Math.max(0, missing[car]!);
  }
  return asked > 0 ? lacking / asked : 0;
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
