import type { Instant } from "@cpokit/kernel";

/** Versions of OCPP whose profiles differ. */
export type OcppVersion = "1.6" | "2.0.1" | "2.1";

/** What a profile is for. `station` is ChargePointMaxProfile in 1.6 and ChargingStationMaxProfile in 2.x; `external` exists from 2.0.1, the last two from 2.1. */
export type ProfilePurpose = "station" | "external" | "default" | "transaction" | "priority" | "localGeneration";

/** How the time of a schedule is counted; `dynamic` exists from 2.1. */
export type ProfileKind = "absolute" | "daily" | "weekly" | "relative" | "dynamic";

/** A period of a schedule. Amperes are per phase, watts are the sum of the phases unless values for L2 or L3 are given. */
export interface SchedulePeriod {
  /** Whole seconds from the start of the schedule. */
  readonly start: number;
  /** One decimal. Negative means no limit (Q9); absent only in set-point modes of 2.1. */
  readonly limit?: number;
  readonly limitL2?: number;
  readonly limitL3?: number;
  readonly phases?: number;
  readonly phaseToUse?: number;
  /** 2.1; absent = ChargingOnly. */
  readonly mode?: string;
  /** 2.1, negative values are discharge. */
  readonly setpoint?: number;
  readonly dischargeLimit?: number;
}

/** A charging profile, neutral over the versions (smart-charging §7). */
export interface Profile {
  readonly id: number;
  /** 0 is the whole station. */
  readonly evse: number;
  readonly stackLevel: number;
  readonly purpose: ProfilePurpose;
  readonly kind: ProfileKind;
  readonly validFrom?: Instant;
  /** First moment at which it is no longer valid. */
  readonly validTo?: Instant;
  /** The transaction that a profile of the purpose `transaction` is for. */
  readonly transaction?: string;
  readonly unit: "A" | "W";
  readonly startSchedule?: Instant;
  /** Seconds; without it the last period runs on. */
  readonly duration?: number;
  readonly periods: readonly SchedulePeriod[];
  readonly receivedAt: Instant;
  /** 2.1: the schedule follows the clock on the wall through changes of summer time. */
  readonly useLocalTime?: boolean;
  /** 2.1: when a dynamic profile was last updated; its duration counts from here. */
  readonly updatedAt?: Instant;
  /** 2.1: from this state of charge on, percent, the schedule allows no more than this, in its unit. */
  readonly limitAtSoC?: { readonly soc: number; readonly limit: number };
  /** 2.1: seconds without connection after which the profile does not hold; 0 = at once. */
  readonly maxOffline?: number;
  /** 2.1: a profile that ended this way stays gone when the connection returns. */
  readonly invalidAfterOffline?: boolean;
}
