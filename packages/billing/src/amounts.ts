import { addDecimals, compareDecimals, decimal, formatDecimal, minorUnit, multiplyDecimals, negateDecimal, roundDecimal, subtractDecimal, ZERO } from "@cpokit/kernel";

/** The exact sum of decimal texts. */
export function sum(...amounts: readonly string[]): string {
  return formatDecimal(addDecimals(ZERO, ...amounts.map(decimal)));
}

export function difference(from: string, amount: string): string {
  return formatDecimal(subtractDecimal(decimal(from), decimal(amount)));
}

export function product(a: string, b: string): string {
  return formatDecimal(multiplyDecimals(decimal(a), decimal(b)));
}

export function negated(amount: string): string {
  return formatDecimal(negateDecimal(decimal(amount)));
}

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`. */
export function compare(a: string, b: string): number {
  return compareDecimals(decimal(a), decimal(b));
}

export function least(a: string, b: string): string {
  return compare(a, b) <= 0 ? a : b;
}

export function most(a: string, b: string): string {
  return compare(a, b) >= 0 ? a : b;
}

/** Rounded half away from zero to what can be paid: `"8.3127"` of EUR is `"8.31"`, `"8"` is `"8.00"` (tariffs M2). */
export function inMinorUnits(amount: string, currency: string): string {
  const scale = minorUnit(currency);
  return formatDecimal(roundDecimal(decimal(amount), scale), scale);
}
