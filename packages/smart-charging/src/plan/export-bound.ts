import { lowerBound, storagesBound, writePrices, type Dual, type Groups } from "./dual.ts";
import type { PlanProblem } from "./plan-problem.ts";
import type { Dispatch } from "./storage.ts";

/** How often better prices of the limits are looked for, after how many looks in vain the steps become shorter, and what is near enough. */
const LOOKS = 100;
const PATIENCE = 4;
const WORTHWHILE = 1e-4;

/**
 * The lower bound that prices prove for the problem itself, in which batteries share limits on giving back as is best: each may give all
 * that it can, at prices of these limits. Any prices at or above 0 prove one; they are found by steps towards `cost`, which is that of a
 * plan (Polyak), shorter ones as soon as they overshoot.
 */
export function provenBound(problem: PlanProblem, groups: Groups, dual: Dual, hints: readonly Dispatch[], cost: number, hurry: () => boolean): number {
  const { shared, storages, slots } = problem;
  if (shared === undefined || storages.length === 0) return lowerBound(problem, groups, dual, hints);
  const carsAlone = lowerBound({ ...problem, storages: [] }, groups, dual);
  const prices = new Float64Array(groups.count * slots);
  writePrices(problem, groups, dual, prices);
  const free = { ...problem, storages: storages.map((storage, place) => ({ ...storage, dischargeA: shared.freeA[place]! })) };
  const ofLimit = shared.limits.map(() => new Float64Array(slots));
  const taken = (battery: number, slot: number): number => shared.limits.reduce((sum, { factors }, index) => sum + factors[battery]! * ofLimit[index]![slot]!, 0);
  let nearest = hints;
  let best = -Infinity;
  let length = 1;
  let fruitless = 0;
  for (let look = 0; look < LOOKS && (look === 0 || !hurry()); look += 1) {
    const { bound: given, answers } = storagesBound(free, groups, dual, prices, nearest, taken);
    nearest = answers;
    const bound = shared.limits.reduce((sum, { most }, index) => ofLimit[index]!.reduce((left, price) => left - price * most, sum), carsAlone + given);
    fruitless = bound > best ? 0 : fruitless + 1;
    if (fruitless === PATIENCE) {
      length /= 2;
      fruitless = 0;
    }
    best = Math.max(best, bound);
    if (cost - best <= WORTHWHILE * Math.abs(cost)) break;
    // Up where batteries would pass a limit, down where they leave room, so far that the gap would close.
    const over = shared.limits.map(({ factors, most }, index) => ofLimit[index]!.map((price, slot) => {
      const by = answers.reduce((sum, { discharge }, battery) => sum + factors[battery]! * discharge[slot]!, -most);
      return by < 0 && price === 0 ? 0 : by;
    }));
    const size = over.reduce((sum, row) => row.reduce((all, by) => all + by * by, sum), 0);
    if (size === 0) break;
    const step = (length * (cost - bound)) / size;
    over.forEach((row, index) => row.forEach((by, slot) => void (ofLimit[index]![slot] = Math.max(0, ofLimit[index]![slot]! + step * by))));
  }
  return best;
}
