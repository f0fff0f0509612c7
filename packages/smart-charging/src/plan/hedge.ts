import { instant } from "@cpokit/kernel";
import { add, copyOf, openTier, spaceFor, TINY, type Flow } from "./flow.ts";
import type { Hedge, PlanInput, PlannedCar } from "./plan-input.ts";
import type { PlanProblem } from "./plan-problem.ts";
import { siteCost } from "./site-cost.ts";
import { planFromInside } from "./solve.ts";
import { stepsOf } from "./stages.ts";
import { staysAt } from "./survival.ts";

/** Sweeps over all cars; they end by themselves when nothing is left to gain. */
const SWEEPS = 12;
/** Energy that nobody misses, kWh. */
const LACKS = 0.001;
const GAIN = 1e-9;

/** A car that may leave early: `-S × (value - price)` for each kWh in a slot with chance S (smart-charging §4). */
interface Hedged {
  readonly value: number;
  /** By slot: the chance that what is charged in it is still wanted. */
  readonly stays: Float64Array;
}

/**
 * Given to `plan` as `options.hedge` where cars may leave early, so that whoever has no such cars does not load it: their energy comes as early
 * as that pays, at the least cost by the interior method, within what the plan delivers. Nobody gets less, no limit and no peak is passed.
 */
export const hedge: Hedge = { bringForward, staysAt };

/** The plan as it is where nobody may leave early. */
function bringForward(input: PlanInput, flow: Flow, hurry: () => boolean): Flow {
  const hedged = hedgedCars(input, flow);
  if (hedged.size === 0) return flow;
  // A demand charge is paid for the peak that is planned already.
  const { hours, peak } = flow.problem;
  const baseKWh = (slot: number): number => (input.demandCharge?.baseKW?.[slot] ?? 0) * hours;
  const highest = input.demandCharge === undefined ? Infinity : flow.taken.reduce((most, kWh, slot) => Math.max(most, kWh + baseKWh(slot)), input.demandCharge.paidKW * hours);
  const problem = { ...flow.problem, peak: peak.map((kWh, slot) => Math.max(0, Math.min(kWh, highest - baseKWh(slot)))) };
  const found = atLeastCost(problem, flow, hedged, hurry);
  const best = found !== undefined && costOf(found, hedged) < costOf(flow, hedged) ? found : { ...copyOf(flow), problem };
  for (let sweep = 0; sweep < SWEEPS && !hurry(); sweep += 1) if (!moveAll(best, hedged, hurry)) break;
  return { ...best, problem: flow.problem };
}

/** The same energy at the least cost by the interior method, made feasible. Absent where not all of it fits. */
function atLeastCost(problem: PlanProblem, flow: Flow, hedged: ReadonlyMap<number, Hedged>, hurry: () => boolean): Flow | undefined {
  const { count, energy, price, noDelivery } = problem;
  const delivered = energy.map((kWh, car) => kWh - Math.max(0, flow.missing[car]!));
  const same = { ...problem, energy: delivered, value: new Float64Array(count).fill(noDelivery) };
  const found = planFromInside(same, stepsOf(same), hurry, (car, slot) => dearer(hedged.get(car), price, slot)).flow;
  if (found.missing.some((kWh) => kWh > LACKS)) return undefined;
  return { ...found, problem, missing: found.missing.map((kWh, car) => kWh + energy[car]! - delivered[car]!) };
}

function costOf(flow: Flow, hedged: ReadonlyMap<number, Hedged>): number {
  const { problem, x } = flow;
  let cost = siteCost(problem, flow.taken);
  for (const [car, one] of hedged) {
    const perAmp = problem.kWhPerAmp[problem.kind[car]!]!;
    for (let slot = problem.first[car]!; slot < problem.last[car]!; slot += 1) cost += x[slot * problem.count + car]! * perAmp * dearer(one, problem.price, slot);
  }
  return cost;
}

function hedgedCars(input: PlanInput, { problem }: Flow): Map<number, Hedged> {
  const most = Math.max(0, ...problem.price.map(Math.abs));
  return new Map(Array.from({ length: problem.count }, (_, car) => car).flatMap((car): [number, Hedged][] => {
    const { departureDist, maxPrice }: PlannedCar = input.cars[problem.inputPlace[car]!]!;
    if (departureDist === undefined || problem.givesBack[car] === 1) return [];
    const stays = Float64Array.from({ length: problem.slots }, (_, slot) => staysAt(departureDist, instant(input.from + (slot + 0.5) * problem.hours * 3_600_000)));
    return [[car, { stays, value: (departureDist.valuePerKWh ?? maxPrice ?? 2 * most + 1) * problem.efficiency[car]! }]];
  }));
}

/** What a kWh in a slot costs a car above its price there: what it loses if it leaves before. */
function dearer(one: Hedged | undefined, price: Float64Array, slot: number): number {
  return one === undefined ? 0 : (1 - one.stays[slot]!) * (one.value - price[slot]!);
}

/** Moves into free room, of all cars; whether any gained. */
function moveAll(flow: Flow, hedged: ReadonlyMap<number, Hedged>, hurry: () => boolean): boolean {
  const { count, first, last } = flow.problem;
  let moved = false;
  for (let car = 0; car < count && !hurry(); car += 1) {
    const one = hedged.get(car);
    for (let from = last[car]! - 1; from >= first[car]!; from -= 1) {
      for (let to = first[car]!; to < last[car]! && flow.x[from * count + car]! > TINY; to += 1) if (to !== from) moved = move(flow, car, one, from, to) || moved;
    }
  }
  return moved;
}

/** Into free room. */
function move(flow: Flow, car: number, one: Hedged | undefined, from: number, to: number): boolean {
  const { problem } = flow;
  const perAmp = problem.kWhPerAmp[problem.kind[car]!]!;
  let moved = false;
  // At most once for each price of each slot.
  for (let part = 0; part < 4; part += 1) {
    const [out, into] = [lastPrice(flow, from), nextPrice(flow, to)];
    if (out.price + dearer(one, problem.price, from) - into.price - dearer(one, problem.price, to) <= GAIN) return moved;
    openTier(flow, to, Math.max(0, Math.min(problem.peak[to]! - flow.taken[to]!, into.kWh)));
    const amps = Math.min(flow.x[from * problem.count + car]!, spaceFor(flow, car, to), out.kWh / perAmp);
    if (!(amps > TINY)) return moved;
    add(flow, car, from, -amps);
    add(flow, car, to, amps);
    moved = true;
  }
  return moved;
}

/** What the last kWh of a slot costs, and how many there are at that price. */
function lastPrice({ problem: { price, cheapPrice, cheap }, taken }: Flow, slot: number): { readonly price: number; readonly kWh: number } {
  const dear = taken[slot]! - Math.max(0, cheap[slot]!);
  return dear > TINY ? { price: price[slot]!, kWh: dear } : { price: cheapPrice[slot]!, kWh: taken[slot]! };
}

/** What the next kWh of a slot costs, and how many there are at that price. */
function nextPrice({ problem: { price, cheapPrice, cheap }, taken }: Flow, slot: number): { readonly price: number; readonly kWh: number } {
  const left = Math.max(0, cheap[slot]!) - taken[slot]!;
  return left > TINY ? { price: cheapPrice[slot]!, kWh: left } : { price: price[slot]!, kWh: Infinity };
}
