import { ROWS } from "../site/limits.ts";
import { add, createFlow, openTier, TINY, type Flow } from "./flow.ts";
import type { PlanProblem } from "./plan-problem.ts";
import { floats } from "./scratch.ts";

/** Makes a plan that keeps all limits from one that nearly does: rows that are crossed are scaled down, from the leaves to the root. */
export function repair(problem: PlanProblem, amps: Float64Array): Flow {
  const { slots, nodes, coefficients, count, kind, low, high, room, kWhPerAmp, first, last, parents, node } = problem;
  const load = floats(nodes * ROWS);
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
