import type { BatteryPlan } from "../plan/plan-result.ts";
import type { StationaryBattery } from "../plan/plan-input.ts";
import { plannedAmps, type Asked } from "./fixed.ts";

/** Energy that nobody misses, kWh. */
const NOTHING = 0.01;

/** kW by which the site can stay below its plan in each slot from a given one on, as long as everyone can wait or catches up by the late plan. */
export function sheddable(asked: Asked, late: Float64Array): (slot: number) => readonly number[] {
  const { problem, base, input, reach } = asked;
  const { slots, count, hours } = problem;
  const planned = plannedAmps(asked);
  const [plannedLeft, lateLeft] = [leftFrom(asked, planned), leftFrom(asked, late)];
  return (from) => {
    const changes = Array.from({ length: Math.min(reach, slots - from) }, () => 0);
    for (let car = 0; car < count; car += 1) shedCar(car, from, changes);
    input.batteries?.forEach((battery, place) => shedBattery(battery, base.batteries[place]!, from, hours, changes));
    return changes.map((kW, place) => Math.min(kW, mostBelow(asked, from + place)));
  };

  function shedCar(car: number, from: number, changes: number[]): void {
    const perAmp = problem.kWhPerAmp[problem.kind[car]!]!;
    let owed = plannedLeft[from * count + car]!;
    for (let place = 0; place < changes.length && owed > NOTHING; place += 1) {
      const at = (from + place) * count + car;
      const canWait = lateLeft[at + count]! >= owed - NOTHING;
      // Who cannot wait any longer charges as late as it can from here on.
      const kWh = canWait ? 0 : Math.min(owed, late[at]! * perAmp);
      owed -= kWh;
      changes[place]! += (planned[at]! * perAmp - kWh) / hours;
    }
  }
}

/** Grid kWh that each car gets from each slot on; one more slot than there are. */
function leftFrom({ problem: { slots, count, kWhPerAmp, kind } }: Asked, amps: Float64Array): Float64Array {
  const left = new Float64Array((slots + 1) * count);
  for (let at = slots * count - 1; at >= 0; at -= 1) left[at] = left[at + count]! + amps[at]! * kWhPerAmp[kind[at % count]!]!;
  return left;
}

/** Charges less or gives back more, down to the reserve at every later time of the plan. */
function shedBattery({ maxDischargeKW, reserveKWh = 0, efficiency = 0.95 }: StationaryBattery, plan: BatteryPlan, from: number, hours: number, changes: number[]): void {
  let free = Math.max(0, Math.min(...plan.storedKWh.subarray(from)) - reserveKWh) * efficiency;
  for (let place = 0; place < changes.length; place += 1) {
    const kW = Math.max(0, Math.min(maxDischargeKW + plan.watts[from + place]! / 1_000, free / hours));
    free -= kW * hours;
    changes[place]! += kW;
  }
}

/** How far the site may go below its plan before it feeds in more than it may. */
function mostBelow({ input, base, problem }: Asked, slot: number): number {
  const root = input.site.nodes[0]!;
  const at = base.from + slot * problem.hours * 3_600_000;
  const exports = (root.schedule ?? []).flatMap((step) => (step.exportKW !== undefined && at >= step.from && at < step.to ? [step.exportKW] : []));
  const exportKW = Math.min(root.exportKW ?? Infinity, ...exports);
  return Math.max(0, base.siteKW[slot]! - (input.surplus?.kW[slot] ?? 0) + exportKW);
}
