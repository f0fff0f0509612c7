import { evseOf, placeOf } from "../site/define-site.ts";
import { ROWS } from "../site/limits.ts";
import { wiringOf } from "../site/wiring.ts";
import type { PlanInput } from "../plan/plan-input.ts";
import type { PlanProblem } from "../plan/plan-problem.ts";
import type { Plan } from "../plan/plan-result.ts";

/** The envelope's question: a plan, the movable cars alone as arrays, and how many slots ahead a hold is looked for. */
export interface Asked {
  readonly input: PlanInput;
  readonly base: Plan;
  /** Cars that only charge, each asking for what the plan delivers; its room is without what follows the plan anyway. */
  readonly problem: PlanProblem;
  readonly reach: number;
}

/** What stays as planned: where it hangs, its part of each row for one unit, and units by slot. */
interface Fixed {
  readonly node: number;
  readonly rows: readonly [number, number, number, number];
  readonly units: ArrayLike<number>;
}

/** Cars that may give back, and batteries, as far as they charge: what gives back may stop and makes no room. */
export function fixedCurrents({ site, cars, batteries = [] }: PlanInput, base: Plan): readonly Fixed[] {
  const fromCars = cars.flatMap(({ v2g, evse: id, phasesUsed }, place): Fixed[] => {
    if (v2g === undefined) return [];
    const evse = evseOf(site, id);
    const { l1, l2, l3, gridKW } = wiringOf(evse, site.voltage, phasesUsed);
    return [{ node: placeOf(site, evse.node), rows: [l1, l2, l3, gridKW], units: Float64Array.from(base.cars[place]!.milliamps, (milliamps) => Math.max(0, milliamps) / 1_000) }];
  });
  const fromBatteries = batteries.map(({ node }, place): Fixed => {
    const perKW = 1_000 / (3 * site.voltage);
    return { node: placeOf(site, node), rows: [perKW, perKW, perKW, 1], units: Float64Array.from(base.batteries[place]!.watts, (watts) => Math.max(0, watts) / 1_000) };
  });
  return [...fromCars, ...fromBatteries];
}

/** The room of a problem less what is fixed. */
export function withoutFixed({ room, slots, nodes, parents }: PlanProblem, fixed: readonly Fixed[]): Float64Array {
  const left = room.slice();
  for (const { node, rows, units } of fixed) {
    for (let slot = 0; slot < slots; slot += 1) {
      for (let at = node; at >= 0; at = parents[at]!) {
        for (let row = 0; row < ROWS; row += 1) {
          const place = (slot * nodes + at) * ROWS + row;
          left[place] = Math.max(0, left[place]! - rows[row]! * units[slot]!);
        }
      }
    }
  }
  return left;
}

/** What the movable cars draw by the plan, A as `slot × cars + car` of the problem. */
export function plannedAmps({ input, base, problem }: Asked): Float64Array {
  const places = input.cars.flatMap(({ v2g }, place) => (v2g === undefined ? [place] : []));
  const amps = new Float64Array(problem.slots * problem.count);
  for (let car = 0; car < problem.count; car += 1) {
    const { milliamps } = base.cars[places[problem.inputPlace[car]!]!]!;
    for (let slot = 0; slot < problem.slots; slot += 1) amps[slot * problem.count + car] = milliamps[slot]! / 1_000;
  }
  return amps;
}
