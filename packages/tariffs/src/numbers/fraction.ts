import type { RoundingMode } from "@cpokit/kernel";
import { dividedBy, minus, plus, powerOfTen, times, type Whole } from "./whole.ts";

/** An exact ratio; the denominator is positive. Not always reduced. */
export interface Fraction {
  readonly numerator: Whole;
  readonly denominator: Whole;
}

export const NOTHING: Fraction = Object.freeze({ numerator: 0, denominator: 1 });

export function addFractions(a: Fraction, b: Fraction): Fraction {
  const denominator = commonDenominator(a.denominator, b.denominator);
  return { numerator: plus(brought(a, denominator), brought(b, denominator)), denominator };
}

export function subtractFraction(a: Fraction, b: Fraction): Fraction {
  return addFractions(a, { numerator: minus(0, b.numerator), denominator: b.denominator });
}

export function multiplyFractions(a: Fraction, b: Fraction): Fraction {
  return reduced(times(a.numerator, b.numerator), times(a.denominator, b.denominator));
}

/** `a / b` for a `b` that is not zero. */
export function divideFractions(a: Fraction, b: Fraction): Fraction {
  const flip = b.numerator < 0 ? -1 : 1;
  return reduced(times(times(a.numerator, b.denominator), flip), times(times(a.denominator, b.numerator), flip));
}

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`. */
export function compareFractions(a: Fraction, b: Fraction): number {
  const denominator = commonDenominator(a.denominator, b.denominator);
  const left = brought(a, denominator);
  const right = brought(b, denominator);
  return left < right ? -1 : left > right ? 1 : 0;
}

export function isNothing(value: Fraction): boolean {
  return value.numerator === 0 || value.numerator === 0n;
}

/** The fraction in units of `10^-scale`, rounded once (tariffs M1). */
export function roundedUnits({ numerator, denominator }: Fraction, scale: number, mode: RoundingMode): Whole {
  const one = powerOfTen(scale);
  // Cancelling first keeps the product within what a plain number holds.
  if (typeof denominator === "number" && typeof one === "number" && denominator % one === 0) return dividedBy(numerator, denominator / one, mode);
  return dividedBy(times(numerator, one), denominator, mode);
}

/** The least number that both divide. Usually one is a multiple of the other: rates have one or two decimals, or there is none. */
export function commonDenominator(a: Whole, b: Whole): Whole {
  if (a === b) return a;
  if (typeof a === "number" && typeof b === "number") {
    if (a % b === 0) return a;
    if (b % a === 0) return b;
  }
  return narrow((BigInt(a) / greatestCommonDivisor(BigInt(a), BigInt(b))) * BigInt(b));
}

/** The numerator over a multiple of the fraction's denominator. */
export function brought({ numerator, denominator }: Fraction, multiple: Whole): Whole {
  if (denominator === multiple || isNothing({ numerator, denominator })) return numerator;
  if (typeof denominator === "number" && typeof multiple === "number") return times(numerator, multiple / denominator);
  return times(numerator, narrow(BigInt(multiple) / BigInt(denominator)));
}

/** Keeps numerators and denominators from growing. */
function reduced(numerator: Whole, denominator: Whole): Fraction {
  if (numerator === 0 || numerator === 0n) return NOTHING;
  const divisor = greatestCommonDivisor(BigInt(numerator < 0 ? times(numerator, -1) : numerator), BigInt(denominator));
  return { numerator: narrow(BigInt(numerator) / divisor), denominator: narrow(BigInt(denominator) / divisor) };
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [large, small] = [a, b];
  while (small !== 0n) [large, small] = [small, large % small];
  return large;
}

function narrow(value: bigint): Whole {
  return value <= MOST && value >= -MOST ? Number(value) : value;
}

const MOST = BigInt(Number.MAX_SAFE_INTEGER);
