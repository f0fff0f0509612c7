import { ROWS } from "../site/limits.ts";
import { briefly } from "./augment.ts";
import { groupsOf, writePrices, type Dual, type Groups } from "./dual.ts";
import { copyOf, type Flow } from "./flow.ts";
import { solveInside, type LevelClaims, type Midway } from "./interior.ts";
import { layOut } from "./interior-layout.ts";
import { mostAlone } from "./most-alone.ts";
import type { PlanProblem } from "./plan-problem.ts";
import { repair } from "./repair.ts";
import { deliver, highest } from "./shortage.ts";

/** Energy shared where kinds of connection mix. */
export interface Levelled {
  /** Delivers what each car gets. */
  readonly flow: Flow;
  /** The least delivered part of a request over its weight, of cars whose stay allows more, and what prices of limits prove that it cannot exceed. */
  readonly level: number;
  readonly levelBound: number;
  /** Where the next plan may begin. */
  readonly midway?: Midway | undefined;
}

/** Levels that are looked for, and looks for one: the second helps where somebody turned out to be promised more than the level. */
const LEVELS = 60;
const LOOKS = 2;
/** A level is found once it is proved so far, relative. */
const CLOSE = 0.003;
/** How firmly a car is bound that the limits hold: what is in between may rise a little yet. */
const FIRMLY = 1_000;
const HALVINGS = 40;
/** Part of what a car has that it may lose again while others rise, relative; and kWh that nobody misses. */
const UNMISSED = 0.005;
const ENOUGH = 1e-6;
/** What those who are held leave, so that there is an inside, relative. */
const ALMOST = 1e-5;

/**
 * Levels the delivered parts of requests where kinds mix: the highest level that all can reach, then the next for those whom no full
 * limit holds, and so on (lexicographic, smart-charging §4 "scarcity"). An interior method finds each level, and prices of limits that prove
 * it. `start` is a plan that delivers `floor` at least; what it gives is never lost. `before` is where an earlier plan was.
 */
export function levelMixed(problem: PlanProblem, start: Flow, floor: Float64Array, hurry: () => boolean, before?: Midway): Levelled {
  const { count, energy, weight } = problem;
  const rate = energy.map((kWh, car) => kWh * weight[car]!);
  // What a stay is too short for is nobody else's to give.
  const top = energy.map((kWh, car) => Math.min(kWh, mostAlone(problem, car)));
  const target = new Float64Array(count);
  const free = new Float64Array(problem.slots);
  const feasible: PlanProblem = { ...problem, energy: target, price: free, cheapPrice: free, cheap: free, hasCheap: false, value: new Float64Array(count).fill(problem.noDelivery) };
  const groups = groupsOf(feasible);
  const layout = layOut({ ...feasible, energy });
  const held = new Uint8Array(count);
  const given = deliveredIn(start);
  /** What those who are held had then. */
  const kept = new Float64Array(count);
  let best: Flow = start;
  let levelBound = Infinity;
  let midway = before;

  /** What somebody who is held keeps: all that they have now fits together, what each had when it was held need not. */
  const keptNow = (car: number): number => Math.min(kept[car]!, given[car]!);
  const ask = (at: number): void => {
    for (let car = 0; car < count; car += 1) target[car] = held[car] === 1 ? keptNow(car) : Math.min(top[car]!, Math.max(floor[car]! * (1 + CLOSE), rate[car]! * at));
  };
  /** Who is held, has all there is or is promised more than the level gives is no part of it. */
  const claimsAt = (at: number): LevelClaims => {
    const fixed = (car: number): number => (held[car] === 1 ? keptNow(car) * (1 - ALMOST) : top[car]! <= rate[car]! * at ? top[car]! : floor[car]! > rate[car]! * at ? floor[car]! : 0);
    const base = Float64Array.from(rate, (_, car) => fixed(car));
    return { base, rate: rate.map((one, car) => (base[car]! > 0 || held[car] === 1 ? 0 : one)) };
  };
  for (let round = 0; round < LEVELS && !hurry(); round += 1) {
    let reached = lowest(rate, held, given, top);
    let most = highest({ rate, top }, held);
    if (reached >= most * (1 - CLOSE)) break;
    if (round > 0) {
      const all = withAll(best, held, top, hurry);
      if (all !== undefined) {
        best = all;
        given.set(deliveredIn(all));
        break;
      }
    }
    let bound: Float64Array = new Float64Array(count);
    for (let look = 0; look < LOOKS && !hurry(); look += 1) {
      const point = solveInside(feasible, hurry, layout, claimsAt(reached), undefined, midway);
      if (round === 0) midway = point.midway;
      bound = point.bound;
      most = Math.min(most, impossibleAbove(feasible, groups, point.dual, most, ask));
      ask(most);
      const candidate = repair(feasible, point.amps);
      const got = deliveredIn(candidate);
      const reaches = lowest(rate, held, got, top);
      if (reaches > reached && keeps(got, held, kept, floor)) {
        reached = reaches;
        best = candidate;
        given.set(got);
      }
      if (reached >= most * (1 - CLOSE)) break;
    }
    if (round === 0) levelBound = most;
    const known = held.slice();
    hold(bound, { held, rate, top, given });
    for (let car = 0; car < count; car += 1) if (held[car] !== known[car]) kept[car] = given[car]!;
  }
  const level = lowest(rate, new Uint8Array(count), given, top);
  return { flow: best, level, levelBound: Math.max(level, levelBound), midway };
}

/** The plan with all that those ask for whom nothing holds; absent if that does not fit by moving others. */
function withAll(flow: Flow, held: Uint8Array, top: Float64Array, hurry: () => boolean): Flow | undefined {
  const full = copyOf(flow);
  const given = deliveredIn(flow);
  for (let car = 0; car < top.length; car += 1) full.missing[car] = held[car] === 1 ? 0 : Math.max(0, top[car]! - given[car]!);
  deliver(full, briefly(full, hurry));
  return full.missing.every((kWh, car) => kWh <= Math.max(ENOUGH, top[car]! * ENOUGH)) ? full : undefined;
}

/** What each car gets, grid kWh. */
export function deliveredIn({ problem, x }: Flow): Float64Array {
  const { count, first, last, kWhPerAmp, kind } = problem;
  return Float64Array.from({ length: count }, (_, car) => {
    let amps = 0;
    for (let slot = first[car]!; slot < last[car]!; slot += 1) amps += x[slot * count + car]!;
    return amps * kWhPerAmp[kind[car]!]!;
  });
}

/** The least part over weight among cars that may rise and have not all they asked for. */
function lowest(rate: Float64Array, held: Uint8Array, got: Float64Array, top: Float64Array): number {
  let least = Infinity;
  for (let car = 0; car < rate.length; car += 1) if (held[car] === 0 && rate[car]! > 0 && got[car]! < top[car]! * (1 - 1e-6)) least = Math.min(least, got[car]! / rate[car]!);
  return least;
}

/** Whether all keep what is guaranteed, and those who are held what they have but for what nobody misses. */
function keeps(got: Float64Array, held: Uint8Array, kept: Float64Array, floor: Float64Array): boolean {
  return got.every((kWh, car) => kWh >= floor[car]! - ENOUGH && (held[car] === 0 || kWh >= kept[car]! * (1 - UNMISSED)));
}

/** The level above which what all ask for costs more, at these prices, than the limits have to sell: it cannot be delivered. */
function impossibleAbove(problem: PlanProblem, groups: Groups, dual: Dual, most: number, ask: (at: number) => void): number {
  const { count, room, energy } = problem;
  let worth = 0;
  for (let row = 0; row < room.length; row += 1) if (dual.shadow[row]! > 0) worth += dual.shadow[row]! * room[row]!;
  const costs = costsOf(problem, groups, dual);
  const costAt = (at: number): number => {
    ask(at);
    let sum = 0;
    for (let car = 0; car < count; car += 1) sum += costs(car, energy[car]!);
    return sum;
  };
  if (costAt(most) <= worth) return most;
  let [low, high] = [0, most];
  for (let round = 0; round < HALVINGS; round += 1) {
    const middle = (low + high) / 2;
    if (costAt(middle) <= worth) low = middle;
    else high = middle;
  }
  return high;
}

/** What so much energy costs a car at best, by prices of limits; infinite where its stay is too short for it. */
function costsOf(problem: PlanProblem, groups: Groups, dual: Dual): (car: number, kWh: number) => number {
  const { count, first, last, cap, kWhPerAmp, kind } = problem;
  const sorted = sortedPrices(problem, groups, dual);
  const sums = sorted.map((prices, car) => {
    const sum = new Float64Array(prices.length + 1);
    for (let place = 0; place < prices.length; place += 1) sum[place + 1] = sum[place]! + prices[place]! * cap[car]!;
    return sum;
  });
  return (car, kWh) => {
    if (cap[car] === 0 || count === 0) return 0;
    const wanted = kWh / kWhPerAmp[kind[car]!]! / cap[car]!;
    const whole = Math.min(Math.floor(wanted), last[car]! - first[car]!);
    return sums[car]![whole]! + (wanted - whole) * cap[car]! * (sorted[car]![whole] ?? 0);
  };
}

function sortedPrices(problem: PlanProblem, groups: Groups, dual: Dual): Float64Array[] {
  const { slots, count, first, last } = problem;
  const prices = new Float64Array(groups.count * slots);
  writePrices(problem, groups, dual, prices);
  return Array.from({ length: count }, (_, car) => prices.slice(groups.of[car]! * slots + first[car]!, groups.of[car]! * slots + last[car]!).sort());
}

/** Holds those who are bound to the level, and those who have all; at least whoever is bound most. */
function hold(bound: Float64Array, { held, rate, top, given }: { readonly held: Uint8Array; readonly rate: Float64Array; readonly top: Float64Array; readonly given: Float64Array }): void {
  let most = 0;
  for (let car = 0; car < held.length; car += 1) if (held[car] === 0 && rate[car]! > 0) most = Math.max(most, Math.min(FIRMLY, bound[car]!));
  for (let car = 0; car < held.length; car += 1) {
    if (rate[car] === 0 || given[car]! >= top[car]! * (1 - 1e-6) || bound[car]! >= most) held[car] = 1;
  }
}

/** Whether kinds of connection need the same limits at different rates: only then the flow alone does not find the best level. */
export function isCoupled({ kinds, coefficients, room }: PlanProblem): boolean {
  if (kinds <= 1) return false;
  for (let kind = 0; kind < kinds; kind += 1) if ([0, 1, 2].filter((row) => coefficients[kind * ROWS + row]! > 0).length > 1) return true;
  for (let row = 3; row < room.length; row += ROWS) if (room[row] !== Infinity) return true;
  return false;
}
