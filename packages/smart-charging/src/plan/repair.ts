import { ROWS } from "../site/limits.ts";
import { add, createFlow, openTier, spaceFor, TINY, type Flow } from "./flow.ts";
import type { PlanProblem } from "./plan-problem.ts";

/** Makes a plan that keeps all limits from one that nearly does: rows that are crossed are scaled down, from the leaves to the root. */
export function repair(problem: PlanProblem, amps: Float64Array): Flow {
  const { slots, nodes, coefficients, count, kind, low, high, room, kWhPerAmp, first, last, parents, node } = problem;
  const load = new Float64Array(nodes * ROWS);
  const flow = createFlow(problem);
  for (let slot = 0; slot < slots; slot += 1) openTier(flow, slot, Infinity);
  for (let slot = 0; slot < slots; slot += 1) {
    const base = slot * count;
    load.fill(0);
    let energy = 0;
    for (let car = 0; car < count; car += 1) {
      const current = amps[base + car]!;
      if (current === 0) continue;
      energy += current * kWhPerAmp[kind[car]!]!;
      for (let at = node[car]!; at >= 0; at = parents[at]!) for (let one = 0; one < ROWS; one += 1) load[at * ROWS + one]! += coefficients[kind[car]! * ROWS + one]! * current;
    }
    const scaleDown = (at: number, one: number, by: number): void => {
      for (let car = low[at]!; car < high[at]!; car += 1) {
        const factor = one < 0 ? 1 : coefficients[kind[car]! * ROWS + one]!;
        const current = amps[base + car]!;
        if (factor === 0 || current === 0) continue;
        amps[base + car] = current * by;
        const less = current * (1 - by);
        for (let up = node[car]!; up >= 0; up = parents[up]!) for (let row = 0; row < ROWS; row += 1) load[up * ROWS + row]! -= coefficients[kind[car]! * ROWS + row]! * less;
      }
    };
    for (let at = nodes - 1; at >= 0; at -= 1) {
      for (let one = 0; one < ROWS; one += 1) {
        const limit = room[(slot * nodes + at) * ROWS + one]!;
        if (load[at * ROWS + one]! > limit) scaleDown(at, one, (limit / load[at * ROWS + one]!) * (1 - 1e-12));
      }
    }
    if (energy > problem.peak[slot]!) scaleDown(0, -1, problem.peak[slot]! / energy);
    for (let car = 0; car < count; car += 1) {
      if (slot < first[car]! || slot >= last[car]! || amps[base + car]! <= TINY) continue;
      add(flow, car, slot, Math.min(amps[base + car]!, flow.missing[car]! / kWhPerAmp[kind[car]!]!));
    }
  }
  return flow;
}

/** Moves each car's charging from dear to cheaper slots while there is free space; a few sweeps. */
export function shiftToCheaper(flow: Flow, sweeps = 2): void {
  const { problem, x } = flow;
  const { count, first, last, cheap, cheapPrice, price, slots } = problem;
  for (let slot = 0; slot < slots; slot += 1) openTier(flow, slot, Math.max(0, problem.peak[slot]! - flow.taken[slot]!));
  const cheapLeft = (slot: number): number => cheap[slot]! - flow.taken[slot]!;
  const enter = (slot: number): number => (cheapLeft(slot) > TINY ? cheapPrice[slot]! : price[slot]!);
  const leave = (slot: number): number => (cheap[slot]! > 0 && cheapLeft(slot) > -TINY ? cheapPrice[slot]! : price[slot]!);
  const own = new Int32Array(slots);
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    const entry = Float64Array.from({ length: slots }, (_, slot) => enter(slot));
    const order = Int32Array.from({ length: slots }, (_, slot) => slot).sort((a, b) => entry[a]! - entry[b]! || a - b);
    let moved = 0;
    for (let car = 0; car < count; car += 1) {
      const energy = problem.kWhPerAmp[problem.kind[car]!]!;
      let size = 0;
      for (let place = 0; place < slots; place += 1) {
        const slot = order[place]!;
        if (slot >= first[car]! && slot < last[car]!) own[size++] = slot;
      }
      // Slots found full stay full for this car: the pointer only advances.
      let open = 0;
      for (let dear = size - 1; dear > open; dear -= 1) {
        const from = own[dear]!;
        for (let place = open; place < dear && x[from * count + car]! > TINY; place += 1) {
          const to = own[place]!;
          if (enter(to) >= leave(from) - 1e-9) break;
          // Stay within the step of price that makes the move worth it.
          const steps = Math.min(cheapLeft(to) > TINY ? cheapLeft(to) : Infinity, cheapLeft(from) < -TINY ? -cheapLeft(from) : Infinity) / energy;
          const amps = Math.min(x[from * count + car]!, spaceFor(flow, car, to), steps);
          if (amps <= TINY) {
            if (place === open) open += 1;
            continue;
          }
          add(flow, car, from, -amps);
          add(flow, car, to, amps);
          moved += amps;
        }
      }
    }
    if (moved <= 1e-6) return;
  }
}
