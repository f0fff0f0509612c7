import type { ExactNumber } from "../numbers/read-number.ts";
import { times, type Whole } from "../numbers/whole.ts";

/** Whom an element prices: ordinary use, reserved time, or reserved time that nobody used (tariffs R9). */
export type Reserved = "no" | "reserved" | "expired" | "never";

/** Restrictions of one element, ready to be tested (tariffs R1–R9). Absent bounds are `undefined` or the widest value. */
export interface Restrictions {
  readonly reserved: Reserved;
  /** Some test needs the wall clock. */
  readonly usesClock: boolean;
  /** Minutes of the local day; `end` below `start` wraps, `end` is 1440 for midnight (R1, R2). */
  readonly startMinute: number;
  readonly endMinute: number;
  /** Local day numbers, `end` exclusive (R3). */
  readonly startDay: number;
  readonly endDay: number;
  /** Bit n is ISO weekday n (R4). */
  readonly weekdays: number;
  /** In quantity units of the tariff's fineness (R5). */
  readonly minEnergy: Whole | undefined;
  readonly maxEnergy: Whole | undefined;
  /** Milliseconds (R6). */
  readonly minDuration: number;
  readonly maxDuration: number;
  /** Kilowatts and amperes (R7). */
  readonly minPower: ExactNumber | undefined;
  readonly maxPower: ExactNumber | undefined;
  readonly minCurrent: ExactNumber | undefined;
  readonly maxCurrent: ExactNumber | undefined;
  /** Decimal digits beyond 1 J in `minEnergy` and `maxEnergy`. */
  readonly fineness: number;
}

/** A moment of a session as restrictions see it. Local time is filled in when an element asks for it. */
export interface Moment {
  /** Energy of the session before this moment, quantity units. */
  energy: Whole;
  /** The moment is reached but not passed: upper bounds include it, lower bounds do not (S5). */
  closing: boolean;
  /** Milliseconds since the session, or the reservation, began. */
  elapsed: number;
  /** Local time, undefined while unknown. */
  local: LocalMoment | undefined;
}

export interface LocalMoment {
  readonly minute: number;
  readonly day: number;
  readonly weekdayBit: number;
}

export const ALL_DAYS = 0b1111_1110;

/** R1–R4 on the wall clock. */
export function clockHolds(restrictions: Restrictions, local: LocalMoment): boolean {
  const { startMinute, endMinute } = restrictions;
  // R1: start inclusive, end exclusive, end before start wraps. R2: start = end is the whole day.
  const inside = endMinute > startMinute
    ? local.minute >= startMinute && local.minute < endMinute
    : local.minute >= startMinute || local.minute < endMinute;
  return inside
    && local.day >= restrictions.startDay && local.day < restrictions.endDay // R3
    && (restrictions.weekdays & local.weekdayBit) !== 0; // R4
}

/** R5 and R6 on what the session has used so far. `scaleUp` brings the tariff's bounds to the session's quantity units. */
export function progressHolds(restrictions: Restrictions, moment: Moment, scaleUp: Whole): boolean {
  const { minEnergy, maxEnergy } = restrictions;
  if (moment.closing) {
    if (minEnergy !== undefined && moment.energy <= times(minEnergy, scaleUp)) return false;
    if (maxEnergy !== undefined && moment.energy > times(maxEnergy, scaleUp)) return false;
  } else {
    if (minEnergy !== undefined && moment.energy < times(minEnergy, scaleUp)) return false;
    if (maxEnergy !== undefined && moment.energy >= times(maxEnergy, scaleUp)) return false;
  }
  return moment.elapsed >= restrictions.minDuration && moment.elapsed < restrictions.maxDuration;
}
