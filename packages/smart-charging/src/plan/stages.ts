import { add, openTier, spaceFor, TINY, type Flow } from "./flow.ts";
import type { PlanProblem } from "./plan-problem.ts";
import { floats, ints } from "./scratch.ts";
import { slotsByPrice } from "./slot-order.ts";

/** A price at which a slot gives energy: cheap energy (own generation) first where it has some, then the grid's. */
export interface PriceStep {
  readonly price: number;
  readonly slot: number;
  readonly isGrid: boolean;
}

/** All steps from the lowest price to the highest. */
export function stepsOf({ slots, price, cheap, cheapPrice, hasCheap }: PlanProblem): readonly PriceStep[] {
  const steps: PriceStep[] = [];
  const byCheapPrice = hasCheap ? slotsByPrice(cheapPrice) : undefined;
  let place = 0;
  for (const slot of slotsByPrice(price)) {
    for (; byCheapPrice !== undefined && place < slots; place += 1) {
      const other = byCheapPrice[place]!;
      const lower = cheapPrice[other]! - price[slot]!;
      if (lower > 0 || (lower === 0 && other > slot)) break;
      if (cheap[other]! > 0 && cheapPrice[other]! < price[other]!) steps.push({ price: cheapPrice[other]!, slot: other, isGrid: false });
    }
    steps.push({ price: price[slot]!, slot, isGrid: true });
  }
  return steps;
}

/**
 * Places what is missing straight, in the order of price, cars that can wait least first: those that need most of their slots ahead
 * that are not above the price `dear`. Moves nobody: near the optimum, at once, and it keeps all limits (smart-charging §5.2).
 */
export function fillByPrice(flow: Flow, steps: readonly PriceStep[], dear = Infinity): void {
  const { problem } = flow;
  const { count, first, last, cap, value, kWhPerAmp, kind, peak, cheap } = problem;
  const lacking = ints(count);
  const urgency = floats(count);
  /** Slots of each car that are still to come, in the order of price. */
  const ahead = ints(count);
  let left = 0;
  for (let car = 0; car < count; car += 1) {
    if (flow.missing[car]! <= TINY) continue;
    ahead[car] = 0;
    for (let slot = first[car]!; slot < last[car]!; slot += 1) if (problem.price[slot]! <= dear) ahead[car]! += 1;
    lacking[left++] = car;
  }
  for (let begin = 0; begin < steps.length && left > 0;) {
    const { price } = steps[begin]!;
    let end = begin;
    for (; end < steps.length && steps[end]!.price === price; end += 1) {
      const { slot, isGrid } = steps[end]!;
      openTier(flow, slot, Math.max(0, (isGrid ? peak[slot]! : Math.min(peak[slot]!, cheap[slot]!)) - flow.taken[slot]!));
    }
    for (let place = 0; place < left; place += 1) {
      const car = lacking[place]!;
      urgency[car] = flow.missing[car]! / (cap[car]! * kWhPerAmp[kind[car]!]! * ahead[car]! + TINY);
      // Their order changes little from step to step.
      let at = place;
      for (; at > 0 && urgency[lacking[at - 1]!]! < urgency[car]; at -= 1) lacking[at] = lacking[at - 1]!;
      lacking[at] = car;
    }
    if (end - begin > 1 && !steps[begin]!.isGrid) fillBySlot(flow, steps.slice(begin, end), lacking.subarray(0, left));
    let kept = 0;
    for (let place = 0; place < left; place += 1) {
      const car = lacking[place]!;
      // Slots of one price follow each other, so that a car charges in one go where it can.
      for (let at = begin; at < end; at += 1) {
        const { slot, isGrid } = steps[at]!;
        if (slot < first[car]! || slot >= last[car]!) continue;
        if (isGrid && price <= dear) ahead[car]! -= 1;
        const amps = value[car]! > price ? Math.min(flow.missing[car]! / kWhPerAmp[kind[car]!]!, spaceFor(flow, car, slot)) : 0;
        if (amps > 0) add(flow, car, slot, amps);
      }
      if (flow.missing[car]! > TINY) lacking[kept++] = car;
    }
    left = kept;
    begin = end;
  }
}

/** Own generation, slot by slot: who leaves first has it first, so that little of it is left over. */
function fillBySlot(flow: Flow, steps: readonly PriceStep[], lacking: Int32Array): void {
  const { first, last, value, kWhPerAmp, kind } = flow.problem;
  const cars = lacking.slice().sort((one, other) => last[one]! - last[other]!);
  for (const { slot, price } of steps) {
    for (const car of cars) {
      if (slot < first[car]! || slot >= last[car]! || value[car]! <= price) continue;
      const amps = Math.min(flow.missing[car]! / kWhPerAmp[kind[car]!]!, spaceFor(flow, car, slot));
      if (amps > 0) add(flow, car, slot, amps);
    }
  }
}

const MOST = 0.9;

/** The price up to which a plan takes nine tenths of its grid energy: what is dearer is hardly a choice. */
export function dearOf({ problem, taken }: Flow, steps: readonly PriceStep[]): number {
  const { cheap } = problem;
  const gridKWh = (slot: number): number => Math.max(0, taken[slot]! - Math.max(0, cheap[slot]!));
  let left = 0;
  for (let slot = 0; slot < problem.slots; slot += 1) left += MOST * gridKWh(slot);
  for (const { price, slot, isGrid } of steps) {
    if (isGrid) left -= gridKWh(slot);
    if (left <= 0) return price;
  }
  return Infinity;
}
