import { instant } from "@cpokit/kernel";
import { add, copyOf, createFlow, energyCost, openTier, spaceFor, TINY, type Flow } from "./flow.ts";
import type { Hedge, PlanInput, PlannedCar } from "./plan-input.ts";
import type { PlanProblem } from "./plan-problem.ts";
import { solve } from "./solve.ts";
import { staysAt } from "./survival.ts";

/** Sweeps over all cars; they end by themselves when nothing is left to gain. */
const SWEEPS = 12;
/** Looks at cars that could change places, in all. */
const EFFORT = 3_000_000;
const GAP = 0.005;
/** Energy that nobody misses, kWh. */
const LACKS = 0.001;
const GAIN = 1e-9;

/** Costs of a car that may leave early: in a slot with chance S, `-S × (value - price)` for each kWh (smart-charging §4). */
interface Hedged {
  readonly car: number;
  readonly value: number;
  /** By slot: the chance that what is charged in it is still wanted. */
  readonly stays: Float64Array;
}

/** Any car: one that surely stays pays the price. */
type Moved = Hedged | { readonly car: number; readonly stays?: never };

/**
 * Given to `plan` as `options.hedge` where cars may leave early, so that whoever has no such cars does not load it: their energy comes as early
 * as that pays, by moves into free room, and exchanges with cars that can wait, until none is left or the time is up. Nobody gets less, no limit
 * and no peak is passed. No proof of an optimum: against linear programs it found 93 % and more of what there is to gain.
 */
export const hedge: Hedge = { bringForward, staysAt };

/** The plan as it is where nobody may leave early. */
function bringForward(input: PlanInput, flow: Flow, hurry: () => boolean): Flow {
  const hedged = hedgedCars(input, flow);
  if (hedged.length === 0) return flow;
  const byCar = new Map(hedged.map((one) => [one.car, one]));
  // A demand charge is paid for the peak that is planned already.
  const { hours, peak } = flow.problem;
  const baseKWh = (slot: number): number => (input.demandCharge?.baseKW?.[slot] ?? 0) * hours;
  const highest = input.demandCharge === undefined ? Infinity : flow.taken.reduce((most, kWh, slot) => Math.max(most, kWh + baseKWh(slot)), input.demandCharge.paidKW * hours);
  const problem = { ...flow.problem, peak: peak.map((kWh, slot) => Math.max(0, Math.min(kWh, highest - baseKWh(slot)))) };
  const starts = [copyOf(flow), hedgedFirst(problem, flow, byCar, hurry)].filter((start) => start !== undefined).map((start) => ({ ...start, problem }));
  for (const start of starts) settle(start, byCar, hurry);
  const [first, ...others] = starts.map((start) => ({ start, cost: costOfAll(start, byCar) }));
  return { ...others.reduce((best, one) => (one.cost < best.cost ? one : best), first!).start, problem: flow.problem };
}

/** Moves and exchanges until nothing is left to gain, or enough was looked at. */
function settle(flow: Flow, hedged: ReadonlyMap<number, Hedged>, hurry: () => boolean): void {
  const effort = { left: EFFORT };
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    let moved = false;
    for (let car = 0; car < flow.problem.count && effort.left > 0 && !hurry(); car += 1) moved = place(flow, hedged.get(car) ?? { car }, hedged, effort) || moved;
    if (!moved) return;
  }
}

/** Who may leave early is placed as if alone, by the mean of their chances; then the others beside them. Absent where not all of it fits. */
function hedgedFirst(problem: PlanProblem, flow: Flow, hedged: ReadonlyMap<number, Hedged>, hurry: () => boolean): Flow | undefined {
  if (problem.storages.length > 0) return undefined;
  const mean = (of: (one: Hedged) => number): number => [...hedged.values()].reduce((sum, one) => sum + of(one), 0) / hedged.size;
  const dearer = (price: Float64Array): Float64Array => price.map((one, slot) => mean(({ stays, value }) => value - stays[slot]! * (value - one)));
  const only = (isHedged: boolean): Float64Array => flow.missing.map((missing, car) => (hedged.has(car) === isHedged ? problem.energy[car]! - Math.max(0, missing) : 0));
  const effort = { hurry, gap: GAP };
  const first = solve({ ...problem, energy: only(true), price: dearer(problem.price), cheapPrice: dearer(problem.cheapPrice) }, effort).flow;
  const beside = {
    ...problem, energy: only(false), room: first.slack.map((room) => Math.max(0, room)), cheap: problem.cheap.map((kWh, slot) => Math.max(0, kWh - first.taken[slot]!)), peak: problem.peak.map((kWh, slot) => Math.max(0, kWh - first.taken[slot]!)),
  };
  const rest = solve(beside, effort).flow;
  const joined = createFlow(problem);
  for (const part of [first, rest]) {
    part.x.forEach((amps, at) => {
      if (amps > 0) add(joined, at % problem.count, Math.floor(at / problem.count), amps);
    });
  }
  return joined.missing.every((kWh, car) => kWh <= Math.max(0, flow.missing[car]!) + LACKS) ? joined : undefined;
}

function costOfAll(flow: Flow, hedged: ReadonlyMap<number, Hedged>): number {
  const { problem, x } = flow;
  let cost = energyCost(flow);
  for (const { car, stays, value } of hedged.values()) {
    const perAmp = problem.kWhPerAmp[problem.kind[car]!]!;
    for (let slot = problem.first[car]!; slot < problem.last[car]!; slot += 1) cost += x[slot * problem.count + car]! * perAmp * (1 - stays[slot]!) * (value - problem.price[slot]!);
  }
  return cost;
}

function hedgedCars(input: PlanInput, { problem }: Flow): Hedged[] {
  const most = Math.max(0, ...problem.price.map(Math.abs));
  return Array.from({ length: problem.count }, (_, car) => car).flatMap((car): Hedged[] => {
    const { departureDist, maxPrice }: PlannedCar = input.cars[problem.inputPlace[car]!]!;
    if (departureDist === undefined || problem.givesBack[car] === 1) return [];
    const stays = Float64Array.from({ length: problem.slots }, (_, slot) => staysAt(departureDist, instant(input.from + (slot + 0.5) * problem.hours * 3_600_000)));
    return [{ car, stays, value: (departureDist.valuePerKWh ?? maxPrice ?? 2 * most + 1) * problem.efficiency[car]! }];
  });
}

/** What a kWh in a slot costs a car, at a price. */
function costOf(one: Moved | undefined, slot: number, price: number): number {
  return one?.stays === undefined ? price : -one.stays[slot]! * (one.value - price);
}

function place(flow: Flow, one: Moved, hedged: ReadonlyMap<number, Hedged>, effort: { left: number }): boolean {
  const { first, last, count, givesBack } = flow.problem;
  let moved = false;
  if (givesBack[one.car] === 1) return moved;
  for (let from = last[one.car]! - 1; from >= first[one.car]!; from -= 1) {
    for (let to = first[one.car]!; to < last[one.car]! && flow.x[from * count + one.car]! > TINY; to += 1) {
      if (to === from) continue;
      moved = move(flow, one, from, to) || moved;
      if (one.stays !== undefined) moved = exchange(flow, one, from, to, hedged, effort) || moved;
    }
  }
  return moved;
}

/** Into free room. */
function move(flow: Flow, one: Moved, from: number, to: number): boolean {
  const { problem } = flow;
  const { car } = one;
  const perAmp = problem.kWhPerAmp[problem.kind[car]!]!;
  let moved = false;
  // At most once for each price of each slot.
  for (let part = 0; part < 4; part += 1) {
    const [out, into] = [lastPrice(flow, from), nextPrice(flow, to)];
    if (costOf(one, from, out.price) - costOf(one, to, into.price) <= GAIN) return moved;
    openTier(flow, to, Math.max(0, Math.min(problem.peak[to]! - flow.taken[to]!, into.kWh)));
    const amps = Math.min(flow.x[from * problem.count + car]!, spaceFor(flow, car, to), out.kWh / perAmp);
    if (!(amps > TINY)) return moved;
    add(flow, car, from, -amps);
    add(flow, car, to, amps);
    moved = true;
  }
  return moved;
}

/** In the place of a car that goes where this one was, if both together gain. */
function exchange(flow: Flow, one: Hedged, from: number, to: number, hedged: ReadonlyMap<number, Hedged>, effort: { left: number }): boolean {
  const { problem } = flow;
  const { car } = one;
  const [out, into] = [lastPrice(flow, from).price, lastPrice(flow, to).price];
  const gain = costOf(one, from, out) - costOf(one, to, into);
  let best = -1;
  let most = GAIN;
  const look = (other: number, both: number): boolean => {
    effort.left -= 1;
    if (both <= most || other === car || problem.givesBack[other] === 1 || flow.x[to * problem.count + other]! <= TINY) return false;
    if (from < problem.first[other]! || from >= problem.last[other]! || flow.x[from * problem.count + other]! >= problem.cap[other]! - TINY) return false;
    [best, most] = [other, both];
    return true;
  };
  // All that surely stay gain the same.
  const sure = gain + into - out;
  for (let other = 0; other < problem.count && sure > GAIN; other += 1) if (!hedged.has(other) && look(other, sure)) break;
  for (const [other, its] of hedged) look(other, gain + costOf(its, to, into) - costOf(its, from, out));
  return best >= 0 && swap(flow, { car, other: best, from, to });
}

/** Two cars change places for as many kWh as fit. */
function swap(flow: Flow, { car, other, from, to }: { readonly car: number; readonly other: number; readonly from: number; readonly to: number }): boolean {
  const { count, kWhPerAmp, kind, peak } = flow.problem;
  const [own, others] = [kWhPerAmp[kind[car]!]!, kWhPerAmp[kind[other]!]!];
  const kWh = Math.min(flow.x[from * count + car]! * own, flow.x[to * count + other]! * others);
  add(flow, car, from, -kWh / own);
  add(flow, other, to, -kWh / others);
  openTier(flow, to, Math.max(0, peak[to]! - flow.taken[to]!));
  openTier(flow, from, Math.max(0, peak[from]! - flow.taken[from]!));
  const fits = Math.max(0, Math.min(kWh, spaceFor(flow, car, to) * own, spaceFor(flow, other, from) * others));
  add(flow, car, to, fits / own);
  add(flow, other, from, fits / others);
  add(flow, car, from, (kWh - fits) / own);
  add(flow, other, to, (kWh - fits) / others);
  return fits > TINY;
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
