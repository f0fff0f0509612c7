import { createAugmenter } from "./augment.ts";
import { add, openTier, spaceFor, TINY, type Flow } from "./flow.ts";
import type { PlanProblem } from "./plan-problem.ts";

/** Slots whose next energy costs the same. */
export interface Stage {
  readonly price: number;
  readonly slots: readonly number[];
  /** Of these slots, those that open beyond their cheap energy. */
  readonly grid: readonly boolean[];
}

/** All prices from low to high: cheap energy (own generation) first where a slot has it, then the grid. */
export function stagesOf(problem: PlanProblem): readonly Stage[] {
  const steps: { readonly price: number; readonly slot: number; readonly grid: boolean }[] = [];
  for (let slot = 0; slot < problem.slots; slot += 1) {
    if (problem.cheap[slot]! > 0 && problem.cheapPrice[slot]! < problem.price[slot]!) steps.push({ price: problem.cheapPrice[slot]!, slot, grid: false });
    steps.push({ price: problem.price[slot]!, slot, grid: true });
  }
  // Leaving without energy is one more place to be displaced to, at the price that the driver named.
  const dearest = Math.max(...problem.price);
  const leaving = new Set(problem.value.filter((value) => value < dearest));
  steps.sort((a, b) => a.price - b.price || a.slot - b.slot);
  const stages: Stage[] = [];
  for (let begin = 0; begin < steps.length;) {
    let end = begin;
    while (end < steps.length && steps[end]!.price === steps[begin]!.price) end += 1;
    const same = steps.slice(begin, end);
    stages.push({ price: same[0]!.price, slots: same.map((step) => step.slot), grid: same.map((step) => step.grid) });
    begin = end;
  }
  for (const price of leaving) if (!stages.some((stage) => stage.price === price)) stages.push({ price, slots: [], grid: [] });
  return stages.sort((a, b) => a.price - b.price);
}

/**
 * Opens slots in the order of price and fills them: first straight (cars with the least slack first), then, if `augment`,
 * by moving others. With one kind of connection this is the optimum (smart-charging §4); without `augment` and `hurry` it is
 * still a plan that keeps all limits.
 */
export function fillByPrice(flow: Flow, stages: readonly Stage[], options: { readonly augment: boolean; readonly hurry: () => boolean }): void {
  const { problem } = flow;
  const augmenter = options.augment ? createAugmenter(flow) : undefined;
  const order = bySlack(problem);
  for (let slot = 0; slot < problem.slots; slot += 1) openTier(flow, slot, 0);
  for (const { price, slots, grid } of stages) {
    slots.forEach((slot, index) => {
      const open = grid[index] === true ? problem.peak[slot]! : Math.min(problem.peak[slot]!, problem.cheap[slot]!);
      openTier(flow, slot, Math.max(0, open - flow.taken[slot]!));
    });
    let lacking = false;
    for (const car of order) {
      if (problem.value[car]! <= price) continue;
      for (const slot of slots) {
        if (flow.missing[car]! <= TINY) break;
        if (slot < problem.first[car]! || slot >= problem.last[car]!) continue;
        const amps = Math.min(flow.missing[car]! / problem.kWhPerAmp[problem.kind[car]!]!, spaceFor(flow, car, slot));
        if (amps > 0) add(flow, car, slot, amps);
      }
      if (flow.missing[car]! > TINY) lacking = true;
    }
    if (!lacking) return;
    augmenter?.run(price, slots, options.hurry);
  }
}

/** Cars in the order of how little they can wait: request over what their window could give. */
function bySlack(problem: PlanProblem): Int32Array {
  const need = Float64Array.from({ length: problem.count }, (_, car) =>
    problem.energy[car]! / Math.max(TINY, problem.cap[car]! * problem.kWhPerAmp[problem.kind[car]!]! * (problem.last[car]! - problem.first[car]!)));
  return Int32Array.from({ length: problem.count }, (_, car) => car).sort((a, b) => need[b]! - need[a]! || a - b);
}
