import type { Clock, Instant } from "@cpokit/kernel";
import type { NodeLoad } from "../site/limits.ts";
import type { Flow } from "./flow.ts";
import type { Midway } from "./interior.ts";
import type { Site } from "../site/define-site.ts";

/** How sure it is that a car is still there. */
export interface Survival {
  /** By time; the chance never grows. Straight between points, 1 before the first. */
  readonly points: readonly { readonly at: Instant; readonly stays: number }[];
  /** What a kWh is worth to the driver if the car has it when it leaves. Default: its `maxPrice`, else more than twice the highest price. */
  readonly valuePerKWh?: number;
}

/** A car that shall be charged within a time. */
export interface PlannedCar {
  readonly id: string;
  readonly evse: string;
  /** Phases that the car uses, once known; unknown counts as all of the EVSE. */
  readonly phasesUsed?: 1 | 2 | 3;
  /** Absent = it is here. */
  readonly arrival?: Instant;
  /** The latest moment at which it leaves. */
  readonly departure: Instant;
  /** It may leave before: what it lacks then counts at its value (`-S(t) × (value - price)` for a kWh, smart-charging §4), so energy comes earlier. Needs `options.hedge`. */
  readonly departureDist?: Survival;
  /** Still to deliver to the battery, kWh. */
  readonly energyKWh: number;
  /** Cable, car or driver limit, in A per phase. */
  readonly maxA?: number;
  readonly minA?: number;
  /** Under shortage, cars of higher priority get what they are guaranteed first. Default 0. */
  readonly priority?: number;
  /** Under shortage, the share of the request that is delivered is levelled in this proportion. Default 1. */
  readonly weight?: number;
  /** Part of `energyKWh` that comes before everything else under shortage. Default 0. */
  readonly guaranteedKWh?: number;
  /** Price per kWh above which the driver would rather leave without. Default: none. */
  readonly maxPrice?: number;
  /** The car may give back between now and its departure; it leaves with at least `energyKWh` more than `storedKWh`. */
  readonly v2g?: Vehicle2Grid;
}

/** What a car that may give back allows. */
export interface Vehicle2Grid {
  /** Per phase, at most. */
  readonly maxDischargeA: number;
  /** In its battery on arrival. */
  readonly storedKWh: number;
  /** Its battery is never taken below this. Default 0. */
  readonly reserveKWh?: number;
  readonly capacityKWh: number;
  /** Part of the energy that survives each way. Default 0.95. */
  readonly efficiency?: number;
  /** What a kWh given back costs in wear. Default 0. */
  readonly wearPerKWh?: number;
}

/** A stationary battery. It lowers cost and peaks; it makes no room in limits, since it may stop at any moment. */
export interface StationaryBattery {
  readonly id: string;
  readonly node: string;
  readonly maxChargeKW: number;
  readonly maxDischargeKW: number;
  readonly storedKWh: number;
  readonly reserveKWh?: number;
  readonly capacityKWh: number;
  /** Held at least at the end of the plan. Default: what is stored now. */
  readonly finalKWh?: number;
  /** Part of the energy that survives each way. Default 0.95. */
  readonly efficiency?: number;
  readonly wearPerKWh?: number;
}

/** What a site shall do over the coming slots. */
export interface PlanInput {
  readonly site: Site;
  /** Start of the first slot. */
  readonly from: Instant;
  /** Length of a slot. Default 15. */
  readonly slotMinutes?: number;
  /** Price of a kWh from the grid, one for each slot; may be negative. The number of prices is the number of slots. */
  readonly prices: readonly number[];
  /** Adds `pricePerKg × kgPerKWh` to the price of grid energy in each slot. */
  readonly carbon?: { readonly kgPerKWh: readonly number[]; readonly pricePerKg: number };
  /**
   * Surplus of the site's own generation, kW in each slot, and what a kWh earns that is fed in. Negative = what the building takes
   * from the grid, which batteries may replace at the grid's price. Absent = 0, and feeding in earns nothing.
   */
  readonly surplus?: { readonly kW: readonly number[]; readonly feedInPrice: number };
  /** Load other than cars by node id: one value for all slots, or one for each. Not known = the meter's worst case. */
  readonly loads?: Readonly<Record<string, NodeLoad | readonly NodeLoad[]>>;
  /** Price of the highest kW of cars plus `baseKW` over the slots, above the `paidKW` of this month so far. */
  readonly demandCharge?: { readonly pricePerKW: number; readonly paidKW: number; readonly baseKW?: readonly number[] };
  readonly cars: readonly PlannedCar[];
  readonly batteries?: readonly StationaryBattery[];
}

/** How much work a plan may be. */
export interface PlanOptions {
  /** Stops improving after this time; the answer is then as good as its certificate says. Default: until done. */
  readonly budget?: { readonly clock: Clock; readonly milliseconds: number };
  /** The last plan's `warm`: what it found is where this one starts. */
  readonly warm?: Warm;
  /** Wanted certified gap, relative; improvement ends below it, or when its iterations are spent. Default 0.005. */
  readonly gap?: number;
  /** Round to set-points that can be signalled: 0 or at least the minimum. Default true. */
  readonly signallable?: boolean;
  /** Give `hedge` where cars have a `departureDist`. */
  readonly hedge?: Hedge;
}

/** What a plan does for cars that may leave early. */
export interface Hedge {
  /** Brings their energy forward. */
  bringForward(input: PlanInput, flow: Flow, hurry: () => boolean): Flow;
  /** The chance that a car is still there. */
  staysAt(survival: Survival, at: Instant): number;
}

/** A plan to go on from, to be given to the next one: prices of limits by slot, and what each car charges before rounding. */
export interface Warm {
  readonly from: Instant;
  readonly slotMinutes: number;
  readonly slots: number;
  readonly shadow: Float64Array;
  readonly tier: Float64Array;
  readonly peak: Float64Array;
  /** Place of each car by id, and amperes as `slot × cars + place`. */
  readonly cars: ReadonlyMap<string, number>;
  readonly amps: Float64Array;
  /** Where energy was short: a point on the way to the level that all reached. */
  readonly midway?: Midway | undefined;
}
