import { TINY } from "./flow.ts";
import type { PlanProblem } from "./plan-problem.ts";
import { roomAbove, takeAbove } from "./room-above.ts";
import { slotsByPrice } from "./slot-order.ts";
import { levelsOf, type Dispatch, type Storage } from "./storage.ts";

const ENOUGH = 1e-6;

/** Charges in the cheapest free slots, in set-points if `toStep` makes them, until the battery holds what it must at the end; whether it does. */
export function chargeUp(problem: PlanProblem, storage: Storage, dispatch: Dispatch, room: Float64Array, prices: Float64Array, toStep?: (amps: number) => number): boolean {
  const { car, first, last, final, gain, high, chargeA } = storage;
  const { charge, discharge } = dispatch;
  const lacking = (): number => (last > first ? final - levelsOf(storage, dispatch)[last - 1]! : 0);
  for (const slot of slotsByPrice(prices)) {
    if (slot < first || slot >= last) continue;
    const lacks = lacking() / gain;
    if (lacks * gain <= ENOUGH) return true;
    if (discharge[slot]! > 0) continue;
    const levels = levelsOf(storage, dispatch);
    let most = Math.min(chargeA - charge[slot]!, roomAbove(problem, storage, slot, room));
    for (let later = slot; later < last; later += 1) most = Math.min(most, (high - levels[later]!) / gain);
    // A car's last step may bring a little more than was asked; it stops by itself.
    const wanted = car < 0 || toStep === undefined ? lacks : Math.max(lacks + problem.step[car]!, problem.minimum[car]! - charge[slot]!);
    const total = charge[slot]! + Math.min(most, wanted);
    const amps = (toStep?.(total) ?? total) - charge[slot]!;
    if (amps <= TINY) continue;
    takeAbove(problem, storage, slot, amps, room);
    charge[slot]! += amps;
  }
  return lacking() <= ENOUGH;
}
