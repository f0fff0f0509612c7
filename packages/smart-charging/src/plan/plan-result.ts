import type { Instant } from "@cpokit/kernel";
import type { Binding } from "../allocate/allocate.ts";
import type { Warm } from "./plan-input.ts";

/** What one car shall do. */
export interface CarPlan {
  readonly id: string;
  readonly evse: string;
  /** Whole milliamperes per phase, one for each slot; negative gives back. Signallable: 0 or at least the minimum, on the EVSE's steps. */
  readonly milliamps: Int32Array;
  /** Reaches the battery by the end of its stay, net of what it gave back. */
  readonly deliveredKWh: number;
  /** What it has in the mean when it leaves, where it may leave early (`departureDist`). */
  readonly expectedKWh?: number;
  /** What its request lacks; 0 if it is met. */
  readonly shortfallKWh: number;
}

/** What one stationary battery shall do. */
export interface BatteryPlan {
  readonly id: string;
  /** Power at its connection in each slot, W; negative gives back. */
  readonly watts: Int32Array;
  /** Stored energy at the end of each slot, kWh. */
  readonly storedKWh: Float64Array;
}

/** Why a request is not met. */
export interface Shortfall {
  readonly id: string;
  readonly kWh: number;
  /** `stay`: not even alone on the site; `limits`: the site's limits, shared fairly; `price`: its own `maxPrice`; `steps`: only the minimum current and steps of set-points. */
  readonly because: "stay" | "limits" | "price" | "steps";
  /** The limits that were full while it could have charged, those that cost most first. */
  readonly bindings: readonly Binding[];
}

/** What one more A (or kW) of a limit would save in a slot. */
export interface ShadowPrice extends Binding {
  readonly slot: number;
  readonly price: number;
}

/** Money of a plan, for the grid side of all cars and batteries. */
export interface PlanCost {
  /** Energy at its price and that of its carbon; own generation at what feeding it in would earn. */
  readonly energy: number;
  /** Of the peak above what is paid. */
  readonly demand: number;
  /** Wear of batteries that give back. */
  readonly wear: number;
  /** Requests left unmet at the drivers' own `maxPrice`. */
  readonly unmet: number;
  readonly total: number;
}

/**
 * How good a plan can be shown to be. Both figures are of currents before rounding to set-points, and before the energy of cars that may
 * leave early is brought forward: what that costs is part of `roundingLoss`.
 */
export interface Certificate {
  /** Total cost of the plan before rounding. */
  readonly cost: number;
  /** No plan that delivers the same energy costs less: proved by the shadow prices alone. */
  readonly lowerBound: number;
  /** `(cost - lowerBound) / |cost|`, 0 when proved optimal. */
  readonly gap: number;
  /** Part of the cost that rounding to set-points added, relative; may be negative where rounding delivered less. */
  readonly roundingLoss: number;
  /** Whether the time budget ended the search. */
  readonly stopped: boolean;
  /**
   * Where not all requests fit: the least delivered part of a request over its weight, of cars whose stay allows more, and the level
   * above which the prices of limits prove it impossible.
   */
  readonly fairness?: { readonly level: number; readonly levelBound: number };
}

/** A plan over all slots. It keeps every limit whatever the time budget was. */
export interface Plan {
  readonly from: Instant;
  readonly slotMinutes: number;
  readonly slots: number;
  /** In the order of the input. */
  readonly cars: readonly CarPlan[];
  readonly batteries: readonly BatteryPlan[];
  /** Power of all cars and batteries at the grid, kW in each slot. */
  readonly siteKW: Float64Array;
  readonly cost: PlanCost;
  readonly certificate: Certificate;
  /** Empty when all requests are met. */
  readonly shortfalls: readonly Shortfall[];
  /** Limits that cost something. */
  readonly shadowPrices: readonly ShadowPrice[];
  /** Give it to the next plan. */
  readonly warm: Warm;
}
