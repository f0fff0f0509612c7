import { compilePlan } from "../plan/plan-problem.ts";
import type { PlannedCar } from "../plan/plan-input.ts";
import { add, createFlow } from "../plan/flow.ts";
import { leastCost } from "../plan/least-cost.ts";
import { plannedAmps, type Asked } from "./fixed.ts";

const GAP = 0.005;

/** A plan that delivers the same as late as it can, A as `slot × cars + car`: every slot is cheaper than the one before. */
export function latestOf(asked: Asked, cars: readonly PlannedCar[]): Float64Array {
  const { problem, input } = asked;
  const { slots, count } = problem;
  const priced = compilePlan({ site: input.site, from: input.from, slotMinutes: problem.hours * 60, prices: Array.from({ length: slots }, (_, slot) => slots - slot), cars });
  const late = { ...priced, room: problem.room };
  // What the plan does is one way to deliver, so the late plan delivers as well.
  const planned = createFlow(late);
  plannedAmps(asked).forEach((amps, place) => {
    if (amps > 0) add(planned, place % count, Math.floor(place / count), amps);
  });
  return leastCost(late, { hurry: () => false, gap: GAP }, planned).flow.x;
}
