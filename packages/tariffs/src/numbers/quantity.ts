import { decimalText, dividedBy, powerOfTen, times, type Whole } from "./whole.ts";
import type { ExactNumber } from "./read-number.ts";

/**
 * Quantities are whole numbers of 1/3 600 000 of what a price is per: joules for kWh, milliseconds for hours. So a cost is
 * price × quantity / 3.6e6 for both, and hours never divide (tariffs §6). `fineness` adds decimal digits for volumes that
 * are written finer than 10^-5.
 */
export const PER_UNIT = 3_600_000;

/** Decimals of kWh or hours that a quantity of fineness 0 holds. */
const DECIMALS = 5;
/** Quantity units of 10^-5 kWh or hours. */
const PER_LAST_DECIMAL = 36;

/** The fineness that an exact volume needs. */
export function finenessOf(value: ExactNumber): number {
  return Math.max(0, value.scale - DECIMALS);
}

/** A volume of kWh or hours as quantity, at a fineness that is enough for it. */
export function quantityOf(value: ExactNumber, fineness: number): Whole {
  return times(times(value.units, PER_LAST_DECIMAL), powerOfTen(DECIMALS + fineness - value.scale));
}

/** The fast way for usual numbers: the quantity at fineness 0, or NaN when the number is not a short decimal. */
export function quickQuantity(value: unknown): number {
  if (typeof value !== "number") return Number.NaN;
  const units = Math.round(value * 1e5);
  return units / 1e5 === value && units < 1e13 && units > -1e13 ? units * PER_LAST_DECIMAL : Number.NaN;
}

/** Quantity units of the fourth decimal of an hour. */
const PER_FOURTH_DECIMAL = 360;

/** Hours with four decimals, as CDRs print them (N5), of milliseconds or of a finer quantity of time. */
export function hoursText(quantity: Whole, fineness = 0): string {
  return decimalText(dividedBy(quantity, fineness === 0 ? PER_FOURTH_DECIMAL : times(PER_FOURTH_DECIMAL, powerOfTen(fineness)), "half-away"), 4);
}
