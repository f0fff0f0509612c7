import type { OcpiRestrictions } from "@cpokit/tariffs";
import { localTime } from "./local-time.ts";
import { compare, over, rational, read, type Rational } from "./rational.ts";
import type { Period } from "./stay.ts";

/** What restrictions are held against at the start of a period (S4). */
export interface Moment {
  readonly period: Period;
  /** kWh of all periods before this one (R5). */
  readonly energyBefore: Rational;
  /** Seconds since the session, or for reserved time the reservation, began (R6). */
  readonly elapsed: Rational;
  readonly timeZone: string | undefined;
  readonly unknown: "derive" | "no-match" | "match";
}

/** Thrown where a rule says that there is no price. */
export class NoPrice extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** R1–R8: all that is given must hold. `reservation` is not looked at here (R9). */
export function hold(restrictions: OcpiRestrictions | undefined, moment: Moment): boolean {
  const given = restrictions ?? {};
  return energyHolds(given, moment) && durationHolds(given, moment) && flowHolds(given.min_power, given.max_power, "POWER", moment)
    && flowHolds(given.min_current, given.max_current, "CURRENT", moment) && clockHolds(given, moment); // Z2: the clock last
}

/** R1–R4, Z1, Z4: local time at the start of the period. */
function clockHolds(given: OcpiRestrictions, { period, timeZone }: Moment): boolean {
  const from = given.start_time !== undefined ? minuteOf(given.start_time) : 0; // R1
  const to = given.end_time !== undefined ? minuteOf(given.end_time) % 1440 : 0; // R1: midnight at the end of the day; R2: 24:00 reads as 00:00
  const days = new Set(given.day_of_week);
  const everyDay = days.size === 0 || days.size === 7;
  const wholeDay = from === to; // R2
  if (wholeDay && everyDay && given.start_date === undefined && given.end_date === undefined) return true;
  if (timeZone === undefined) throw new NoPrice("tariffs.time-zone-required"); // Z2
  const { date, weekday, minute } = localTime(period.start, timeZone);
  if (given.start_date !== undefined && date < given.start_date) return false; // R3: inclusive
  if (given.end_date !== undefined && date >= given.end_date) return false; // R3: exclusive
  if (!everyDay && !days.has(weekday)) return false; // R4
  if (wholeDay) return true;
  return from < to ? minute >= from && minute < to : minute >= from || minute < to; // R1: wraps
}

function minuteOf(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
}

/** R5: minimum inclusive, maximum exclusive. */
function energyHolds(given: OcpiRestrictions, { energyBefore }: Moment): boolean {
  return atLeast(energyBefore, given.min_kwh) && below(energyBefore, given.max_kwh);
}

/** R6: minimum inclusive, maximum exclusive, in seconds. */
function durationHolds(given: OcpiRestrictions, { elapsed }: Moment): boolean {
  return atLeast(elapsed, given.min_duration) && below(elapsed, given.max_duration);
}

type Bound = number | string | undefined;

/** R7: the minimum tests the peak, the maximum the trough. R8: power that nobody reported is derived, or the policy decides. */
function flowHolds(minimum: Bound, maximum: Bound, kind: "POWER" | "CURRENT", { period, unknown }: Moment): boolean {
  if (minimum === undefined && maximum === undefined) return true;
  const reported = (type: string): Rational | undefined => period.volumes.get(type);
  let peak = reported(`MAX_${kind}`) ?? reported(kind) ?? reported(`MIN_${kind}`);
  let trough = reported(`MIN_${kind}`) ?? reported(kind) ?? reported(`MAX_${kind}`);
  if (peak === undefined || trough === undefined) {
    if (unknown === "match") return true;
    const energy = reported("ENERGY");
    if (unknown === "no-match" || kind === "CURRENT" || energy === undefined || period.end <= period.start) return false;
    peak = over(energy, rational(period.end - period.start, 3_600_000));
    trough = peak;
  }
  return atLeast(peak, minimum) && below(trough, maximum);
}

function atLeast(value: Rational, minimum: Bound): boolean {
  return minimum === undefined || compare(value, read(minimum)) >= 0;
}

function below(value: Rational, maximum: Bound): boolean {
  return maximum === undefined || compare(value, read(maximum)) < 0;
}
