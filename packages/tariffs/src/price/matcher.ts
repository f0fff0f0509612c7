import { CpoError, type Instant, weekdayOf, type Zone } from "@cpokit/kernel";
import type { CompiledComponent } from "../compile/compiled-tariff.ts";
import { clockHolds, progressHolds, type LocalMoment, type Moment, type Restrictions } from "../compile/restrictions.ts";
import { unitsAt, type ExactNumber } from "../numbers/read-number.ts";
import { powerOfTen, times, type Whole } from "../numbers/whole.ts";
import type { Policy } from "./policy.ts";
import { ENERGY, type Period } from "./usage.ts";

/** Finds the component that applies at a moment of a period (S1). */
export interface Matcher {
  /** The first component in list order whose element's restrictions all hold at the start of the period (S1, S4). */
  atStart(candidates: readonly CompiledComponent[], period: Period, moment: Moment, scaleUp: Whole): CompiledComponent | undefined;
  /** The same just before its end (S5); `"unknown"` when only the wall clock could tell and no zone is known. */
  beforeEnd(candidates: readonly CompiledComponent[], period: Period, moment: Moment, scaleUp: Whole): CompiledComponent | undefined | "unknown";
  /** Set when the answer rested on a power that nobody reported (R8). */
  derived: boolean;
}

/** `fineness` is the session's: decimal digits of its quantities beyond 1 J. */
export function createMatcher(zone: Zone | undefined, unknown: Policy["unknown"], fineness: number): Matcher {
  const one = powerOfTen(fineness);
  const matcher: Matcher = {
    derived: false,
    atStart: (candidates, period, moment, scaleUp) => find(candidates, period, moment, scaleUp, period.start, timeZoneRequired),
    beforeEnd: (candidates, period, moment, scaleUp) => find(candidates, period, moment, scaleUp, period.end - 1, unknownHere),
  };
  return matcher;

  function find<Unknown>(
    candidates: readonly CompiledComponent[], period: Period, moment: Moment, scaleUp: Whole, at: number, withoutZone: (candidate: CompiledComponent) => Unknown,
  ): CompiledComponent | undefined | Unknown {
    for (const candidate of candidates) {
      const { restrictions } = candidate;
      if (restrictions === undefined) return candidate;
      if (!progressHolds(restrictions, moment, scaleUp) || !electricityHolds(restrictions, period)) continue;
      if (!restrictions.usesClock) return candidate;
      if (zone === undefined) return withoutZone(candidate);
      moment.local ??= localMoment(zone, at);
      if (clockHolds(restrictions, moment.local)) return candidate;
    }
    return undefined;
  }

  /** R7: a lower bound tests the peak, an upper bound the trough. R8: what nobody reported. */
  function electricityHolds(restrictions: Restrictions, period: Period): boolean {
    const { minPower, maxPower, minCurrent, maxCurrent } = restrictions;
    if (minPower !== undefined) {
      const peak = period.maxPower ?? period.power ?? period.minPower;
      if (!(peak === undefined ? unreported(period, minPower, true) : compareNumbers(peak, minPower) >= 0)) return false;
    }
    if (maxPower !== undefined) {
      const trough = period.minPower ?? period.power ?? period.maxPower;
      if (!(trough === undefined ? unreported(period, maxPower, false) : compareNumbers(trough, maxPower) < 0)) return false;
    }
    if (minCurrent !== undefined) {
      const peak = period.maxCurrent ?? period.current ?? period.minCurrent;
      if (!(peak === undefined ? unknown === "match" : compareNumbers(peak, minCurrent) >= 0)) return false;
    }
    if (maxCurrent !== undefined) {
      const trough = period.minCurrent ?? period.current ?? period.maxCurrent;
      if (!(trough === undefined ? unknown === "match" : compareNumbers(trough, maxCurrent) < 0)) return false;
    }
    return true;
  }

  /** R8: the mean power of the period, energy over length, against a bound in kW; J / ms is kW. */
  function unreported(period: Period, limit: ExactNumber, isLower: boolean): boolean {
    if (unknown !== "derive") return unknown === "match";
    const length = period.end - period.start;
    if (length <= 0 || (period.has & ENERGY) === 0) return false;
    matcher.derived = true;
    const energy = times(period.energy, powerOfTen(limit.scale));
    const needed = times(limit.units, times(length, one));
    return isLower ? energy >= needed : energy < needed;
  }
}

/** R7: the period's reported range has a bound of the chosen element inside. */
export function straddles(restrictions: Restrictions, period: Period): boolean {
  return isBetween(restrictions.minPower, period.minPower, period.maxPower) || isBetween(restrictions.maxPower, period.minPower, period.maxPower)
    || isBetween(restrictions.minCurrent, period.minCurrent, period.maxCurrent) || isBetween(restrictions.maxCurrent, period.minCurrent, period.maxCurrent);
}

function isBetween(limit: ExactNumber | undefined, low: ExactNumber | undefined, high: ExactNumber | undefined): boolean {
  return limit !== undefined && low !== undefined && high !== undefined && compareNumbers(low, limit) < 0 && compareNumbers(high, limit) >= 0;
}

const DAY = 86_400_000;

/** Z1, Z4: the wall clock at an instant, with the zone's real offset. */
export function localMoment(zone: Zone, at: number): LocalMoment {
  return fillLocalMoment({ day: 0, minute: 0, weekdayBit: 0 }, zone, at);
}

export function fillLocalMoment(moment: { -readonly [Key in keyof LocalMoment]: LocalMoment[Key] }, zone: Zone, at: number): LocalMoment {
  const local = at + zone.offsetAt(at as Instant);
  const day = Math.floor(local / DAY) | 0;
  moment.day = day;
  moment.minute = ((local - day * DAY) / 60_000) | 0;
  moment.weekdayBit = 1 << weekdayOf(day);
  return moment;
}

function compareNumbers(a: ExactNumber, b: ExactNumber): number {
  const scale = Math.max(a.scale, b.scale);
  const left = unitsAt(a, scale);
  const right = unitsAt(b, scale);
  return left < right ? -1 : left > right ? 1 : 0;
}

const unknownHere = (): "unknown" => "unknown";

function timeZoneRequired(candidate: CompiledComponent): never {
  throw new CpoError(
    "tariffs.time-zone-required",
    "This tariff looks at the local clock; pass the location's time_zone, like Europe/Amsterdam.", // Z2
    { pointer: `/elements/${candidate.element}/restrictions` },
  );
}
