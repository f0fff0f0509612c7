import { deciAmperes, instant, watts, type DeciAmpere, type Instant, type W } from "@cpokit/kernel";
import type { Supply } from "../composite/bounds.ts";
import { compositeSchedule } from "../composite/composite.ts";
import { DIALECTS } from "../composite/dialect.ts";
import type { OcppVersion, Profile, ProfilePurpose } from "../composite/profile.ts";

/** A profile as a simulated station holds it: times in milliseconds; `ChargingProfile` of `@cpokit/simulator` is one. */
export interface HeldProfile {
  readonly id: number;
  readonly evse: number;
  readonly stackLevel: number;
  readonly purpose: ProfilePurpose;
  readonly kind: "absolute" | "recurringDaily" | "recurringWeekly" | "relative";
  readonly validFrom?: Instant;
  readonly validTo?: Instant;
  readonly transaction?: string;
  readonly unit: "A" | "W";
  readonly startSchedule?: Instant;
  readonly duration?: number;
  readonly periods: readonly { readonly start: number; readonly limit: number; readonly phases?: number }[];
  readonly receivedAt: Instant;
}

/** Whose limit is asked for; `LimitQuestion` of `@cpokit/simulator` is one. */
export interface ObeyQuestion {
  readonly version: OcppVersion;
  readonly hardware: { readonly number: number; readonly powerType: string; readonly maxPower: W };
  readonly at: Instant;
  readonly transaction?: { readonly reference: string; readonly startedAt: Instant };
}

/** What is allowed now, and when that may change by itself. */
export interface ObeyedLimit {
  readonly power?: W;
  /** Per phase. */
  readonly current?: DeciAmpere;
  readonly until?: Instant;
}

const VOLTS = 230;
const WINDOW = 900;
const KINDS = { absolute: "absolute", recurringDaily: "daily", recurringWeekly: "weekly", relative: "relative" } as const;

/** What the composite engine makes of the profiles that a simulated station holds; give it to `limits` of `@cpokit/simulator`. */
export function obeyProfiles(profiles: readonly HeldProfile[], { version, hardware, at, transaction }: ObeyQuestion): ObeyedLimit {
  if (profiles.length === 0) return {};
  const isDc = hardware.powerType === "DC";
  const unit = isDc || profiles.every((profile) => profile.unit === "W") ? "W" : "A";
  const supply: Supply = isDc ? { kind: "dc", volts: VOLTS * 3 } : { kind: "ac", volts: VOLTS, lowVolts: VOLTS, phases: hardware.powerType === "AC_1_PHASE" ? 1 : 3 };
  const periods = compositeSchedule(profiles.map(toProfile), {
    evse: hardware.number, from: at, seconds: WINDOW, unit, supply,
    ...(transaction !== undefined && { transaction: { id: transaction.reference, startedAt: transaction.startedAt } }),
  }, { ...DIALECTS[version], gap: "none" });
  const limit = periods[0]?.limit;
  const until = instant((Math.floor(at / 1_000) + (periods[1]?.start ?? WINDOW)) * 1_000);
  if (limit === undefined) return { until };
  return unit === "W" ? { power: watts(Math.floor(limit)), until } : { current: deciAmperes(Math.floor(limit * 10 + 1e-6)), until };
}

function toProfile({ kind, duration, periods, ...held }: HeldProfile): Profile {
  return {
    ...held, kind: KINDS[kind], ...(duration !== undefined && { duration: Math.floor(duration / 1_000) }),
    periods: periods.map(({ start, ...period }) => ({ ...period, start: Math.floor(start / 1_000) })),
  };
}
