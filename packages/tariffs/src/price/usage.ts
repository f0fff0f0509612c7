import type { ExactNumber } from "../numbers/read-number.ts";
import type { Whole } from "../numbers/whole.ts";

/** Bits of `Period.has`: the priced dimensions that a period reports. */
export const ENERGY = 1;
export const TIME = 2;
export const PARKING_TIME = 4;
export const RESERVATION_TIME = 8;

/** One charging period, read and measured. Quantities are as in numbers/quantity.ts. */
export interface Period {
  /** Place in the list that was given. */
  readonly index: number;
  readonly start: number;
  end: number;
  readonly tariffId: string | undefined;
  has: number;
  energy: Whole;
  time: Whole;
  parking: Whole;
  reserved: Whole;
  maxPower: ExactNumber | undefined;
  power: ExactNumber | undefined;
  minPower: ExactNumber | undefined;
  maxCurrent: ExactNumber | undefined;
  current: ExactNumber | undefined;
  minCurrent: ExactNumber | undefined;
}

/** What a session used, in order, ready to be priced by any tariff. */
export interface Usage {
  readonly start: number;
  readonly end: number;
  /** Start of the first period that is no mere reservation (R6). */
  readonly began: number;
  /** Start of the first reserved period, if any. */
  readonly reservedFrom: number | undefined;
  /** Some period is no mere reservation, so a session took place (L6, Q5). */
  readonly tookPlace: boolean;
  readonly fineness: number;
  /** Sorted by start, without the empty ones (S6). */
  readonly periods: readonly Period[];
  readonly currency: string | undefined;
  /** JSON pointer of the list that the periods were read from. */
  readonly pointer: string;
}

/** A period that only reserves. */
export function isReservation(period: Period): boolean {
  return (period.has & RESERVATION_TIME) !== 0 && isZero(period.energy) && isZero(period.time) && isZero(period.parking);
}

export function isZero(value: Whole): boolean {
  return value === 0 || value === 0n;
}
