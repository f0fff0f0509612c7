import { createAugmenter } from "./augment.ts";
import { add, copyOf, createFlow, openTier, spaceFor, type Flow } from "./flow.ts";
import type { PlanProblem } from "./plan-problem.ts";

/** What cars are to get when not all requests fit: between a floor that they have and a top, in proportion to their rates. */
interface Claims {
  readonly floor: Float64Array;
  readonly rate: Float64Array;
  readonly top: Float64Array;
}

const ROUNDS = 60;
const ENOUGH = 1e-7;

/**
 * Shares energy that is short: what is guaranteed in strict order of priority, then the delivered part of each request is levelled
 * by weight (smart-charging §4 "scarcity"). Exact where the flow is: levels rise together until a set of cars uses all that its
 * limits let through (Newton on minimum cuts); that set stops and the others go on. Returns a plan that delivers the shares, at any cost.
 */
export function shareShortage(problem: PlanProblem, hurry: () => boolean): Flow {
  const { count, energy, guaranteed, priority, weight } = problem;
  let flow = createFlow(problem, new Float64Array(count));
  const reached = new Float64Array(count);
  for (const level of [...new Set(priority)].sort((a, b) => b - a)) {
    const top = reached.map((floor, car) => (priority[car] === level ? Math.max(floor, guaranteed[car]!) : floor));
    if (top.some((one, car) => one > reached[car]!)) flow = rise(flow, { floor: Float64Array.from(reached), rate: guaranteed, top }, reached, hurry);
  }
  return rise(flow, { floor: Float64Array.from(reached), rate: energy.map((one, car) => one * weight[car]!), top: energy }, reached, hurry);
}

function targetAt(claims: Claims, car: number, level: number): number {
  return Math.max(claims.floor[car]!, Math.min(claims.top[car]!, claims.rate[car]! * level));
}

/** Raises all cars from `reached` as far as it goes; writes what they reach. */
function rise(start: Flow, claims: Claims, reached: Float64Array, hurry: () => boolean): Flow {
  const { count } = start.problem;
  const stopped = new Uint8Array(count);
  const target = new Float64Array(count);
  let tight: Uint8Array = new Uint8Array(count).fill(1);
  let flow = start;
  let level = highest(claims, stopped);
  for (let round = 0; round < ROUNDS && !hurry(); round += 1) {
    const next = copyOf(flow);
    for (let car = 0; car < count; car += 1) {
      target[car] = stopped[car] === 1 ? reached[car]! : targetAt(claims, car, level);
      next.missing[car] = target[car]! - reached[car]!;
    }
    const short = deliver(next, hurry);
    const lacking = next.missing.reduce((sum, kWh) => sum + Math.max(0, kWh), 0);
    if (lacking > ENOUGH * count) {
      const lower = levelThatFits(claims, stopped, target, next, short);
      if (lower < level * (1 - 1e-12)) {
        level = lower;
        tight = short;
        continue;
      }
    }
    // All reach this level: those who share a full cut stop here, the others go on.
    flow = next;
    let left = 0;
    for (let car = 0; car < count; car += 1) {
      reached[car] = target[car]! - Math.max(0, next.missing[car]!);
      if (tight[car] === 1 || next.missing[car]! > ENOUGH || reached[car]! >= claims.top[car]! - ENOUGH) stopped[car] = 1;
      if (stopped[car] === 0) left += 1;
    }
    if (left === 0) return flow;
    tight = new Uint8Array(count).fill(1);
    level = highest(claims, stopped);
  }
  return flow;
}

/** The level at which the cars that are short ask for what they could get together. */
function levelThatFits(claims: Claims, stopped: Uint8Array, target: Float64Array, flow: Flow, short: Uint8Array): number {
  let capacity = 0;
  const steps: { readonly at: number; readonly rate: number }[] = [];
  for (let car = 0; car < stopped.length; car += 1) {
    if (short[car] === 0) continue;
    capacity += target[car]! - Math.max(0, flow.missing[car]!) - (stopped[car] === 1 ? target[car]! : claims.floor[car]!);
    const rate = claims.rate[car]!;
    if (stopped[car] === 1 || rate <= 0) continue;
    steps.push({ at: claims.floor[car]! / rate, rate }, { at: claims.top[car]! / rate, rate: -rate });
  }
  steps.sort((a, b) => a.at - b.at);
  let speed = 0;
  let asked = 0;
  let level = 0;
  for (const step of steps) {
    if (asked + speed * (step.at - level) >= capacity) break;
    asked += speed * (step.at - level);
    level = step.at;
    speed += step.rate;
  }
  return speed > 0 ? level + Math.max(0, capacity - asked) / speed : level;
}

/** The level at which the last of those who rise have all they ask for. */
export function highest({ rate, top }: Pick<Claims, "rate" | "top">, stopped: Uint8Array): number {
  let level = 0;
  for (let car = 0; car < stopped.length; car += 1) if (stopped[car] === 0 && rate[car]! > 0) level = Math.max(level, top[car]! / rate[car]!);
  return level;
}

/** Places what is missing, whatever it costs; returns the cars that stay short or could help one that does. */
export function deliver(flow: Flow, hurry: () => boolean): Uint8Array {
  const { problem } = flow;
  const { count, first, last, kWhPerAmp, kind, slots } = problem;
  for (let slot = 0; slot < slots; slot += 1) openTier(flow, slot, Infinity);
  for (let car = 0; car < count; car += 1) {
    for (let slot = first[car]!; slot < last[car]! && flow.missing[car]! > 0; slot += 1) {
      const amps = Math.min(flow.missing[car]! / kWhPerAmp[kind[car]!]!, spaceFor(flow, car, slot));
      if (amps > 0) add(flow, car, slot, amps);
    }
  }
  const augmenter = createAugmenter(flow);
  augmenter.run(-Infinity, Array.from({ length: slots }, (_, slot) => slot), hurry);
  return Uint8Array.from({ length: count }, (_, car) => (augmenter.isShort(car) ? 1 : 0));
}
