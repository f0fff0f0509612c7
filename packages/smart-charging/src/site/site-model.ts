import type { Instant } from "@cpokit/kernel";

/** One number for each grid phase, in amperes unless said otherwise. */
export interface PhaseAmps {
  readonly l1: number;
  readonly l2: number;
  readonly l3: number;
}

/** A limit that holds for a while: a utility's order, a tenant's contract, a calendar. The lowest of all that apply counts. */
export interface LimitSchedule {
  readonly from: Instant;
  /** First moment at which it no longer holds. */
  readonly to: Instant;
  readonly limitA?: PhaseAmps;
  readonly limitKW?: number;
  readonly exportKW?: number;
}

/** What is assumed of a meter that is silent. */
export interface MeterModel {
  /** Name under which the readings arrive. */
  readonly source: string;
  readonly maxAgeSeconds: number;
  /**
   * The most that the building takes, per phase, with batteries that charge: assumed while there is no usable reading. What is measured above it
   * beside cars at silent stations is taken for these cars, so a meter that feeds chargers alone has 0.
   */
  readonly assumeA: PhaseAmps;
}

/** A place of the site's wiring that has limits: the grid connection, a panel, a shared-power cabinet, a tenant (smart-charging §3). */
export interface SiteNode {
  readonly id: string;
  /** Absent for the one root. */
  readonly parent?: string;
  readonly kind: "grid" | "transformer" | "panel" | "circuit" | "cabinet" | "station";
  /** Rating of the breaker, per phase. */
  readonly limitA: PhaseAmps;
  /** Share of the rating that may flow for hours, e.g. 0.8; applied once, here. Default 1. */
  readonly continuousLoadFactor?: number;
  /** Contract or inverter limit on the sum of the phases. */
  readonly limitKW?: number;
  readonly exportKW?: number;
  /** Largest allowed difference between any two phases. */
  readonly maxImbalanceA?: number;
  readonly meter?: MeterModel;
  readonly schedule?: readonly LimitSchedule[];
  /** `delta` for line-to-line sites (208 V): a one-phase car then loads two lines. Inherited by what is below. Default `wye`. */
  readonly wiring?: "wye" | "delta";
}

/** Which grid phase each phase of the socket is on: `STR` puts the socket's L1 on grid L2. Pairs are for delta wiring. */
export type Rotation = "RST" | "STR" | "TRS" | "RTS" | "SRT" | "TSR" | "R" | "S" | "T" | "RS" | "ST" | "TR" | "unknown";

/** One EVSE and how it is wired. */
export interface EvseModel {
  readonly id: string;
  readonly node: string;
  readonly station: string;
  /** EVSE id (OCPP 2.x) or connector id (OCPP 1.6) at its station. */
  readonly connector: number;
  readonly phases: 1 | 3;
  readonly rotation: Rotation;
  /** Largest and smallest current per phase; on AC the floor is 6 A (IEC 61851). */
  readonly maxA: number;
  readonly minA: number;
  /** The most that it can give back to the site, A per phase of the grid (V2X of OCPP 2.1, with a verified lease). Default 0. */
  readonly maxDischargeA?: number;
  /** Resolution of set-points. Default 0.1 A. */
  readonly stepA?: number;
  readonly units: readonly ("A" | "W")[];
  readonly canSwitchPhases?: boolean;
  /** A DC outlet: grid current = power / (efficiency × 3 × phase voltage). */
  readonly dc?: { readonly maxKW: number; readonly efficiency: number };
  /** Current that the socket falls back to without orders; 0 if it may not charge then. */
  readonly fallbackA: number;
  /** Whether a test showed that the station returns to its fallback when a lease ends. */
  readonly leaseSafe: "verified" | "unverified" | "no";
}

/** Generation of the site's own, e.g. a roof of PV, with a meter of its own. */
export interface GeneratorModel {
  /** Names it in readings. */
  readonly id: string;
  readonly node: string;
  /** Rating of its inverter. */
  readonly maxKW: number;
  /** How long a reading counts. Default 60. */
  readonly maxAgeSeconds?: number;
}

/** A stationary battery that says how it is and takes set-points. */
export interface BatteryModel {
  readonly id: string;
  readonly node: string;
  readonly maxChargeKW: number;
  readonly maxDischargeKW: number;
  readonly capacityKWh: number;
  /** Never taken below this. Default 0. */
  readonly reserveKWh?: number;
  /** Part of the energy that survives each way. Default 0.95. */
  readonly efficiency?: number;
  /** What a kWh given back costs in wear. Default 0. */
  readonly wearPerKWh?: number;
  /** How long a reading counts; without one the battery gets no orders. Default 60. */
  readonly maxAgeSeconds?: number;
}

/** A whole site, as JSON. */
export interface SiteModel {
  /** Volts from phase to neutral. Default 230; on a 208 V delta site 120. */
  readonly voltage?: number;
  readonly nodes: readonly SiteNode[];
  readonly evses: readonly EvseModel[];
  readonly generators?: readonly GeneratorModel[];
  readonly batteries?: readonly BatteryModel[];
}
