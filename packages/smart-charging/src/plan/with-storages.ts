import { chargeUp } from "./charge-up.ts";
import { createDual, groupsOf, lowerBound, type Dual } from "./dual.ts";
import { provenBound } from "./export-bound.ts";
import { createFirstOrder } from "./first-order.ts";
import { createFlow, totalCost, type Flow } from "./flow.ts";
import { improve } from "./improve.ts";
import type { PlanProblem } from "./plan-problem.ts";
import type { Start } from "./warm.ts";
import { roomAbove, takeAbove } from "./room-above.ts";
import { repair } from "./repair.ts";
import { ROUND, ROUNDS, done, lacksEnergy, solve, type Effort, type Solved } from "./solve.ts";
import { siteCost } from "./site-cost.ts";
import { fillByPrice, stepsOf } from "./stages.ts";
import { fitDispatch, idle, type Dispatch, type Storage } from "./storage.ts";

/** Batteries take longer to agree than cars alone. */
const TRIES = 2 * ROUNDS;

/** The problem of the cars alone, every battery idle; cars that may give back only charge. */
export function withoutStorages(problem: PlanProblem): PlanProblem {
  return problem.storages.length === 0 ? problem : carsBeside({ ...problem, givesBack: new Uint8Array(problem.count) }, []);
}

/**
 * Least cost with batteries: prices, cars and batteries answer each other (smart-charging §5.5); each look at the answer makes a plan of
 * it: batteries do what they can, the cars are placed beside them. The plan without giving back is where it starts and what it falls back to.
 */
export function solveWithStorages(problem: PlanProblem, effort: Effort, incumbent?: Flow, start?: Start): Solved {
  const alone = withoutStorages(problem);
  const plain = solve(alone, { ...effort, gap: Math.max(effort.gap, 0.05) }, incumbent);
  if (lacksEnergy(plain.flow)) return plain;
  const groups = groupsOf(problem);
  const first = start?.dual ?? jointPrices(problem, alone, plain.dual);
  let best = firstPlan(problem, plain.flow);
  let proof = { dual: first, bound: lowerBound(problem, groups, first, best.dispatches) };
  const enough = (): boolean => done({ cost: best.cost, bound: proof.bound }, effort);
  const iterations = createFirstOrder(problem, groups, plain.flow, first);
  for (let round = 0; round < TRIES && !enough(); round += 1) {
    iterations.iterate(ROUND);
    const dual = iterations.dual();
    const dispatches = iterations.dispatches();
    const bound = lowerBound(problem, groups, dual, dispatches);
    if (bound > proof.bound) proof = { dual, bound };
    if (enough()) break;
    const candidate = planBeside(problem, dispatches, iterations.primal(), effort);
    if (candidate !== undefined && candidate.cost < best.cost) best = candidate;
  }
  return { ...best, dual: proof.dual, bound: problem.shared === undefined ? proof.bound : provenBound(problem, groups, proof.dual, best.dispatches, best.cost, effort.hurry) };
}

type JointPlan = Pick<Solved, "flow" | "dispatches" | "siteKWh" | "cost">;

/** Batteries idle but for what they must hold at the end; cars that may give back charge as others do. */
function firstPlan(problem: PlanProblem, plain: Flow): JointPlan {
  const dispatches = problem.storages.map(({ car, first, last }) => {
    const dispatch = idle(problem.slots);
    if (car >= 0) for (let slot = first; slot < last; slot += 1) dispatch.charge[slot] = plain.x[slot * problem.count + car]!;
    return dispatch;
  });
  const flow = createFlow(carsBeside(problem, dispatches));
  for (let slot = 0; slot < problem.slots; slot += 1) {
    for (let car = 0; car < problem.count; car += 1) if (problem.givesBack[car] === 0) flow.x[slot * problem.count + car] = plain.x[slot * problem.count + car]!;
  }
  const kept = repair(flow.problem, flow.x);
  problem.storages.forEach((storage, place) => chargeUp(problem, storage, dispatches[place]!, kept.slack, problem.cheapPrice));
  return joint(problem, kept, dispatches);
}

/** A plan of what prices, cars and batteries nearly agree on; absent if a battery cannot hold what it must. */
function planBeside(problem: PlanProblem, wanted: readonly Dispatch[], amps: Float64Array, effort: Effort): JointPlan | undefined {
  const room = problem.room.slice();
  const dispatches = wanted.map(({ charge, discharge }) => ({ charge: charge.slice(), discharge: discharge.slice() }));
  for (const [place, storage] of problem.storages.entries()) {
    const dispatch = dispatches[place]!;
    for (let slot = storage.first; slot < storage.last; slot += 1) dispatch.charge[slot] = Math.min(dispatch.charge[slot]!, roomAbove(problem, storage, slot, room));
    fitDispatch(storage, dispatch, problem.price);
    take(storage, dispatch.charge, problem, room);
    if (!chargeUp(problem, storage, dispatch, room, problem.cheapPrice)) return undefined;
  }
  const beside = carsBeside(problem, dispatches);
  const flow = repair(beside, amps);
  const steps = stepsOf(beside);
  fillByPrice(flow, steps);
  improve(flow, steps, effort.hurry, 1);
  return joint(problem, flow, dispatches);
}

/** What is left for the cars once batteries do something. */
export function carsBeside(problem: PlanProblem, dispatches: readonly Dispatch[]): PlanProblem {
  const room = problem.room.slice();
  const net = netKWh(problem, dispatches);
  dispatches.forEach(({ charge }, place) => take(problem.storages[place]!, charge, problem, room));
  for (let row = 0; row < room.length; row += 1) room[row] = Math.max(0, room[row]!);
  const cheap = problem.cheap.map((kWh, slot) => Math.max(0, kWh - net[slot]!));
  return {
    ...problem, storages: [], room, cheap, cheapPrice: problem.cheapPrice.map((price, slot) => (cheap[slot]! > 0 ? price : problem.price[slot]!)),
    peak: problem.peak.map((kWh, slot) => Math.max(0, kWh - net[slot]!)), energy: problem.energy.map((kWh, car) => (problem.givesBack[car] === 1 ? 0 : kWh)),
  };
}

/** Grid kWh of batteries, by slot. */
export function netKWh(problem: PlanProblem, dispatches: readonly Dispatch[]): Float64Array {
  const net = new Float64Array(problem.slots);
  dispatches.forEach(({ charge, discharge }, place) => {
    const perAmp = problem.kWhPerAmp[problem.storages[place]!.kind]!;
    for (let slot = 0; slot < problem.slots; slot += 1) net[slot]! += perAmp * (charge[slot]! - discharge[slot]!);
  });
  return net;
}

/** Wear of what is given back. */
export function wearCost(problem: PlanProblem, dispatches: readonly Dispatch[]): number {
  return dispatches.reduce((sum, { discharge }, place) => sum + problem.storages[place]!.wear * discharge.reduce((all, amps) => all + amps, 0), 0);
}

function joint(problem: PlanProblem, flow: Flow, dispatches: readonly Dispatch[]): JointPlan {
  const net = netKWh(problem, dispatches);
  const siteKWh = flow.taken.map((kWh, slot) => kWh + net[slot]!);
  const unmet = totalCost(flow) - siteCost(flow.problem, flow.taken);
  return { flow, dispatches, siteKWh, cost: siteCost(problem, siteKWh) + wearCost(problem, dispatches) + unmet };
}

function take(storage: Storage, charge: Float64Array, problem: PlanProblem, room: Float64Array): void {
  for (let slot = storage.first; slot < storage.last; slot += 1) takeAbove(problem, storage, slot, charge[slot]!, room);
}

/** Prices of the cars' problem as those of the whole: what a cheap tier is worth counts from the whole's cheap price. */
function jointPrices(problem: PlanProblem, alone: PlanProblem, dual: Dual): Dual {
  const tier = createDual(problem).tier.map((_, slot) => Math.min(problem.price[slot]!, alone.cheapPrice[slot]! + dual.tier[slot]!) - problem.cheapPrice[slot]!);
  return { ...dual, tier };
}
