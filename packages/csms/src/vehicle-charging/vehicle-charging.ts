import type { Instant } from "@cpokit/kernel";
import type { Unit } from "@cpokit/storage";
import type { Hooks } from "../hooks.ts";

/** What a car asks for over ISO 15118 (NotifyEVChargingNeeds, OCPP 2.x use case K15). */
export interface ChargingNeeds {
  readonly station: string;
  readonly receivedAt: Instant;
  /** EVSE id at the station. */
  readonly evse: number;
  /** Energy to the battery, Wh. */
  readonly energyWh?: number;
  readonly departure?: Instant;
  /** Per phase, AC only. */
  readonly minA?: number;
  readonly maxA?: number;
  /** At most, DC only. */
  readonly maxW?: number;
  /** The most periods that the car's schedule may have. */
  readonly maxPeriods?: number;
  /** `chargingNeeds` as sent. */
  readonly content: unknown;
}

/** What a car says that it will do (NotifyEVChargingSchedule, OCPP 2.x use cases K15 to K17). */
export interface VehicleSchedule {
  readonly station: string;
  readonly receivedAt: Instant;
  readonly evse: number;
  /** Start of the schedule. */
  readonly from: Instant;
  readonly unit: "A" | "W";
  /** `start` in seconds after `from`. */
  readonly periods: readonly { readonly start: number; readonly limit: number }[];
}

/** `Accepted` and `Processing` promise a TxProfile: at once, or later (K15.FR.03 to FR.05). */
export type NeedsAnswer = "Accepted" | "Processing" | "Rejected";

/** The block for what cars say about charging. */
export interface VehicleCharging {
  needs(unit: Unit, needs: ChargingNeeds): Promise<NeedsAnswer>;
  schedule(unit: Unit, schedule: VehicleSchedule): Promise<"Accepted" | "Rejected">;
}

/** Without an application that computes profiles, needs are rejected: the car charges by what its station already has. */
export function createVehicleCharging({ hooks }: { readonly hooks: Hooks }): VehicleCharging {
  return {
    needs: async (unit, needs) => (await hooks.chargingNeeds?.(needs, unit)) ?? "Rejected",
    schedule: async (unit, schedule) => (await hooks.vehicleSchedule?.(schedule, unit)) ?? "Accepted",
  };
}
