import type { Instant } from "@cpokit/kernel";

/** What a profile is for; 1.6 names the first one ChargePointMaxProfile. */
export type ProfilePurpose = "station" | "external" | "default" | "transaction" | "priority" | "localGeneration";

/** A charging profile, neutral over the versions. */
export interface ChargingProfile {
  readonly id: number;
  /** 0 is the whole station. */
  readonly evse: number;
  readonly stackLevel: number;
  readonly purpose: ProfilePurpose;
  readonly kind: "absolute" | "recurringDaily" | "recurringWeekly" | "relative";
  readonly validFrom?: Instant;
  readonly validTo?: Instant;
  /** The reference of the transaction, for the purpose `transaction`. */
  readonly transaction?: string;
  readonly unit: "A" | "W";
  /** Start of an absolute or recurring schedule. */
  readonly startSchedule?: Instant;
  /** Milliseconds; without it the last period runs on. */
  readonly duration?: number;
  readonly periods: readonly SchedulePeriod[];
  readonly receivedAt: Instant;
}

export interface SchedulePeriod {
  /** Milliseconds from the start of the schedule. */
  readonly start: number;
  /** Ampere per phase or watt in total, one decimal. */
  readonly limit: number;
  readonly phases?: number;
}

/** A profile in force at one moment. */
export interface ActivePeriod {
  readonly profile: ChargingProfile;
  readonly period: SchedulePeriod;
}

const DAY = 86_400_000;

/** The period of a profile at `at`; `undefined` when the profile is not valid or in no period then (smart-charging §7). */
export function periodAt(profile: ChargingProfile, at: Instant, transactionStart: Instant | undefined): SchedulePeriod | undefined {
  if (at < (profile.validFrom ?? at) || at >= (profile.validTo ?? Number.POSITIVE_INFINITY)) return undefined;
  const elapsed = at - scheduleStart(profile, at, transactionStart);
  if (elapsed < 0 || elapsed >= (profile.duration ?? Number.POSITIVE_INFINITY)) return undefined;
  return profile.periods.findLast((period) => period.start <= elapsed);
}

/** The next moment after `at` at which the profile may say something else; `undefined` when it never will. */
export function nextChange(profile: ChargingProfile, at: Instant, transactionStart: Instant | undefined): number | undefined {
  const start = scheduleStart(profile, at, transactionStart);
  const length = profile.kind === "recurringDaily" ? DAY : profile.kind === "recurringWeekly" ? 7 * DAY : undefined;
  const moments = [
    profile.validFrom, profile.validTo, start, ...profile.periods.map((period) => start + period.start),
    profile.duration === undefined ? undefined : start + profile.duration,
    length === undefined ? undefined : start + length,
  ].filter((moment) => moment !== undefined && moment > at) as number[];
  return moments.length === 0 ? undefined : Math.min(...moments);
}

function scheduleStart(profile: ChargingProfile, at: Instant, transactionStart: Instant | undefined): number {
  if (profile.kind === "relative") return transactionStart ?? at;
  const anchor = profile.startSchedule ?? profile.validFrom ?? profile.receivedAt;
  if (profile.kind === "absolute") return anchor;
  const length = profile.kind === "recurringDaily" ? DAY : 7 * DAY;
  return anchor + Math.floor((at - anchor) / length) * length;
}
