import type { OcppVersion } from "../composite/profile.ts";

/** What a station can do with profiles, read at boot and learned from refusals (smart-charging §7 "Capabilities"). */
export interface Capabilities {
  readonly version: OcppVersion;
  /** ChargingScheduleAllowedChargingRateUnit, RateUnit. */
  readonly units: readonly ("A" | "W")[];
  /** ChargingScheduleMaxPeriods, PeriodsPerSchedule. */
  readonly maxPeriods: number;
  /** ChargeProfileMaxStackLevel, ProfileStackLevel. */
  readonly maxStackLevel: number;
  /** Daily and weekly profiles. Default true. */
  readonly recurring?: boolean;
  /** ACPhaseSwitchingSupported: the number of phases and the phase to use may be ordered. Default false. */
  readonly switchesPhases?: boolean;
  /** Optional fields are refused: send the least that the schema asks for. Default false. */
  readonly plain?: boolean;
  /** 2.1: central set-points below 0 let a car give back (V2X). Default false. */
  readonly v2x?: boolean;
  /** 2.1: maxOfflineDuration is understood (SupportsDynamicProfiles and its kin). Default false. */
  readonly offlineDuration?: boolean;
}

/** What every station can be expected to do. */
export function leastCapabilities(version: OcppVersion, units: readonly ("A" | "W")[] = ["A"]): Capabilities {
  return { version, units, maxPeriods: 24, maxStackLevel: 8 };
}
