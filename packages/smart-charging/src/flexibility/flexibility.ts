import type { Instant } from "@cpokit/kernel";
import { compilePlan } from "../plan/plan-problem.ts";
import type { PlanInput } from "../plan/plan-input.ts";
import type { Plan } from "../plan/plan-result.ts";
import { plan as makePlan } from "../plan/plan.ts";
import { fixedCurrents, withoutFixed } from "./fixed.ts";
import { latestOf } from "./latest.ts";
import { sheddable } from "./shed.ts";
import { takable } from "./take.ts";

/** What may be asked of a site from one moment on, against its plan. */
export interface Flexible {
  /** Changed in the slot itself. */
  readonly kW: number;
  /** Moved in all until it can be held no longer. */
  readonly kWh: number;
  /** Held for so long without a break, the longest last; `kW` only falls. Empty where there is nothing to offer. */
  readonly holds: readonly { readonly minutes: number; readonly kW: number }[];
}

/** What a site can offer from the beginning of one slot on. Slots exclude each other: whoever calls one plans anew. */
export interface FlexibleSlot {
  readonly from: Instant;
  /** Of all cars and batteries, by the plan. */
  readonly plannedKW: number;
  /** Less than planned: later instead of now. */
  readonly down: Flexible;
  /** More than planned: now instead of later. */
  readonly up: Flexible;
}

/** The flexibility envelope of a plan, slot by slot. */
export interface Flexibility {
  readonly from: Instant;
  readonly slotMinutes: number;
  readonly slots: readonly FlexibleSlot[];
}

/** How far to look. */
export interface FlexibilityOptions {
  /** The plan to depart from; made when absent. */
  readonly base?: Plan;
  /** Holds are not looked for beyond this. Default 240. */
  readonly longestMinutes?: number;
}

/**
 * How much a site can shed for how long, and how much more it can take, without any car missing what the plan delivers by its departure
 * (smart-charging §12). A second plan, as late as it can be, proves the first: whoever has as much as that one demands may wait. More is
 * taken into the room that the plan leaves, up to what cars still lack. Cars that give back follow the plan; batteries add what they hold
 * above their reserve and end lower or higher by it. What is offered can surely be done; a little more may be possible.
 * @throws what `plan` throws.
 */
export function flexibility(input: PlanInput, options: FlexibilityOptions = {}): Flexibility {
  const base = options.base ?? makePlan(input);
  const reach = Math.max(1, Math.floor((options.longestMinutes ?? 240) / base.slotMinutes));
  const movable = input.cars.flatMap((car, place) => (car.v2g === undefined ? [{ ...car, energyKWh: base.cars[place]!.deliveredKWh }] : []));
  const problem = compilePlan({ ...input, cars: movable, batteries: [] });
  const asked = { input, base, problem: { ...problem, room: withoutFixed(problem, fixedCurrents(input, base)) }, reach };
  const less = sheddable(asked, latestOf(asked, movable));
  const more = takable(asked);
  return {
    from: base.from, slotMinutes: base.slotMinutes,
    slots: Array.from(base.siteKW, (plannedKW, slot) => ({
      from: (base.from + slot * base.slotMinutes * 60_000) as Instant, plannedKW, down: holdsOf(less(slot), base.slotMinutes), up: holdsOf(more(slot), base.slotMinutes),
    })),
  };
}

/** Below this nothing is offered, kW. */
const LEAST_KW = 0.01;

function holdsOf(changes: readonly number[], slotMinutes: number): Flexible {
  const holds: { minutes: number; kW: number }[] = [];
  let kW = Infinity;
  let kWh = 0;
  for (const [place, change] of changes.entries()) {
    if (change < LEAST_KW) break;
    kWh += (change * slotMinutes) / 60;
    kW = Math.min(kW, change);
    const before = holds.at(-1);
    if (before?.kW === kW) before.minutes = (place + 1) * slotMinutes;
    else holds.push({ minutes: (place + 1) * slotMinutes, kW });
  }
  return { kW: holds[0]?.kW ?? 0, kWh, holds };
}
