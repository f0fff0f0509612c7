import { allocate, type Claim } from "../allocate/allocate.ts";
import type { BatteryPlan } from "../plan/plan-result.ts";
import type { StationaryBattery } from "../plan/plan-input.ts";
import { placeOf } from "../site/define-site.ts";
import { limitsAt, ROWS, type NodeLoad } from "../site/limits.ts";
import { plannedAmps, type Asked } from "./fixed.ts";

const NOTHING = 1e-6;

/** kW that the site can take beyond its plan in each slot from a given one on: cars share the room that is left, up to what they still lack. */
export function takable(asked: Asked): (slot: number) => readonly number[] {
  const { problem, input, base, reach } = asked;
  const { slots, count, hours, kWhPerAmp, kind } = problem;
  const planned = plannedAmps(asked);
  const movable = input.cars.filter(({ v2g }) => v2g === undefined);
  return (from) => {
    const left = new Float64Array(count);
    for (let at = from * count; at < slots * count; at += 1) left[at % count]! += planned[at]! * kWhPerAmp[kind[at % count]!]!;
    const free = (input.batteries ?? []).map(({ capacityKWh }, place) => Math.max(0, capacityKWh - Math.max(...base.batteries[place]!.storedKWh.subarray(from))));
    return Array.from({ length: Math.min(reach, slots - from) }, (_, place) => takeAt(from + place, left, free));
  };

  function takeAt(slot: number, left: Float64Array, free: number[]): number {
    const claims: Claim[] = [];
    const claimants: number[] = [];
    let plannedKWh = 0;
    for (let car = 0; car < count; car += 1) {
      plannedKWh += planned[slot * count + car]! * kWhPerAmp[kind[car]!]!;
      if (slot < problem.first[car]! || slot >= problem.last[car]! || left[car]! <= NOTHING) continue;
      const { id, evse, phasesUsed } = movable[problem.inputPlace[car]!]!;
      const amps = planned[slot * count + car]!;
      // A car that lacks less than the minimum gives charges at it and stops by itself.
      const most = Math.min(problem.cap[car]!, Math.max(problem.minimum[car]!, left[car]! / kWhPerAmp[kind[car]!]!));
      claims.push({ id, evse, minA: Math.min(most, Math.max(amps, problem.minimum[car]!)), maxA: most, priority: amps > 0 ? 1 : 0, ...(phasesUsed !== undefined && { phasesUsed }) });
      claimants.push(car);
    }
    const size = problem.nodes * ROWS;
    const room = problem.room.slice(slot * size, (slot + 1) * size);
    const { shares } = allocate(input.site, { room: room.slice(), load: loadAt(asked, slot), stale: [] }, claims);
    let takenKWh = 0;
    shares.forEach(({ amps }, place) => {
      const car = claimants[place]!;
      const kWh = Math.min(left[car]!, amps * kWhPerAmp[kind[car]!]!);
      left[car]! -= kWh;
      takenKWh += kWh;
      useRoom(car, amps, room);
    });
    const stored = (input.batteries ?? []).reduce((sum, battery, place) => sum + storeAt(battery, base.batteries[place]!, slot, room, free, place), 0);
    return (takenKWh - plannedKWh) / hours + stored;
  }

  function useRoom(car: number, amps: number, room: Float64Array): void {
    for (let at = problem.node[car]!; at >= 0; at = problem.parents[at]!) {
      for (let row = 0; row < ROWS; row += 1) room[at * ROWS + row]! -= amps * problem.coefficients[kind[car]! * ROWS + row]!;
    }
  }

  /** More into a battery, in the room that the cars leave, kW. */
  function storeAt({ node, maxChargeKW }: StationaryBattery, plan: BatteryPlan, slot: number, room: Float64Array, free: number[], place: number): number {
    const perKW = 1_000 / (3 * input.site.voltage);
    let kW = Math.min(maxChargeKW - plan.watts[slot]! / 1_000, free[place]! / hours);
    for (let at = placeOf(input.site, node); at >= 0; at = problem.parents[at]!) {
      kW = Math.min(kW, room[at * ROWS]! / perKW, room[at * ROWS + 1]! / perKW, room[at * ROWS + 2]! / perKW, room[at * ROWS + 3]!);
    }
    if (kW <= 0) return 0;
    free[place]! -= kW * hours;
    for (let at = placeOf(input.site, node); at >= 0; at = problem.parents[at]!) {
      for (let row = 0; row < ROWS; row += 1) room[at * ROWS + row]! -= kW * (row === 3 ? 1 : perKW);
    }
    return kW;
  }
}

/** What else flows, for rules of imbalance. */
function loadAt({ input, base, problem }: Asked, slot: number): Float64Array {
  const loads = Object.fromEntries(Object.entries(input.loads ?? {}).flatMap(([node, load]): [string, NodeLoad][] => {
    const one = isList(load) ? load[slot] : load;
    return one === undefined ? [] : [[node, one]];
  }));
  return limitsAt(input.site, { at: (base.from + slot * problem.hours * 3_600_000) as typeof base.from, loads }).load;
}

function isList(load: NodeLoad | readonly NodeLoad[]): load is readonly NodeLoad[] {
  return Array.isArray(load);
}
