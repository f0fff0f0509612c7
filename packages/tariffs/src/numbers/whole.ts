import { divideRounded, type RoundingMode } from "@cpokit/kernel";

/**
 * An exact whole number: a plain number while it is safe (below 2^53), a bigint beyond (tariffs §6).
 * Results of these functions are never rounded by the machine.
 */
export type Whole = number | bigint;

const SAFE = Number.MAX_SAFE_INTEGER;

export function plus(a: Whole, b: Whole): Whole {
  if (typeof a === "number" && typeof b === "number") {
    const sum = a + b;
    if (sum <= SAFE && sum >= -SAFE) return sum;
  }
  return BigInt(a) + BigInt(b);
}

export function minus(a: Whole, b: Whole): Whole {
  if (typeof a === "number" && typeof b === "number") {
    const difference = a - b;
    if (difference <= SAFE && difference >= -SAFE) return difference;
  }
  return BigInt(a) - BigInt(b);
}

export function times(a: Whole, b: Whole): Whole {
  if (typeof a === "number" && typeof b === "number") {
    const product = a * b;
    if (product <= SAFE && product >= -SAFE) return product;
  }
  return BigInt(a) * BigInt(b);
}

/** `numerator / denominator` rounded to a whole number by a named rule; the denominator is positive. */
export function dividedBy(numerator: Whole, denominator: Whole, mode: RoundingMode): Whole {
  if (typeof numerator === "number" && typeof denominator === "number") {
    const magnitude = numerator < 0 ? -numerator : numerator;
    // The quotient of doubles can be one off; the rest is exact and tells.
    let quotient = Math.floor(magnitude / denominator);
    let rest = magnitude - quotient * denominator;
    if (rest < 0) {
      quotient -= 1;
      rest += denominator;
    } else if (rest >= denominator) {
      quotient += 1;
      rest -= denominator;
    }
    if (rest !== 0 && roundsAway(rest, denominator, quotient, mode)) quotient += 1;
    return numerator < 0 ? -quotient : quotient;
  }
  return divideRounded(BigInt(numerator), BigInt(denominator), mode);
}

/** The largest whole number that is not above `numerator / denominator`; the denominator is positive. */
export function flooredBy(numerator: Whole, denominator: Whole): Whole {
  return dividedBy(numerator, denominator, numerator < 0 ? "up" : "down");
}

/** The smallest whole number that is not below `numerator / denominator`; the denominator is positive. */
export function ceiledBy(numerator: Whole, denominator: Whole): Whole {
  return dividedBy(numerator, denominator, numerator < 0 ? "down" : "up");
}

const POWERS: readonly number[] = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);

export function powerOfTen(exponent: number): Whole {
  return POWERS[exponent] ?? 10n ** BigInt(exponent);
}

/** The decimal text of `units / 10^scale`, without trailing zeros and without an exponent. */
export function decimalText(units: Whole, scale: number): string {
  if (units === 0) return "0";
  const isSmall = typeof units === "number" && units < 2 ** 31 && units > -(2 ** 31);
  if (units < 0) return `-${isSmall ? smallText(-units | 0, scale) : textOfDigits(String(units).slice(1), scale)}`;
  return isSmall ? smallText(units | 0, scale) : textOfDigits(String(units), scale);
}

/** The usual case. Integers of 32 bits divide several times faster than doubles, and most amounts have no more decimals than the table of fractions. */
function smallText(magnitude: number, scale: number): string {
  let decimals = scale;
  let rest = magnitude | 0;
  while (decimals > TABLE_DECIMALS && rest % 10 === 0) {
    rest = (rest / 10) | 0;
    decimals -= 1;
  }
  if (decimals > TABLE_DECIMALS) return textOfDigits(String(rest), decimals);
  const one = POWERS[decimals]! | 0;
  const whole = (rest / one) | 0;
  return `${whole}${fractionText((rest - whole * one) * POWERS[TABLE_DECIMALS - decimals]!)}`;
}

const TABLE_DECIMALS = 4;
/** What stands behind the whole number for each count of 10^-4, written when first asked for: most of the texts of a price end in one. */
const FRACTIONS = Array.from<string | undefined>({ length: 10 ** TABLE_DECIMALS });

function fractionText(fraction: number): string {
  return (FRACTIONS[fraction] ??= fraction === 0 ? "" : textOfDigits(String(fraction), TABLE_DECIMALS).slice(1));
}

/** Puts the point into digits and cuts the zeros at the end. */
function textOfDigits(digits: string, scale: number): string {
  const text = digits.padStart(scale + 1, "0");
  const point = text.length - scale;
  let end = text.length;
  while (end > point && text.charCodeAt(end - 1) === 48) end -= 1;
  return end === point ? text.slice(0, point) : `${text.slice(0, point)}.${text.slice(point, end)}`;
}

function roundsAway(rest: number, divisor: number, towardsZero: number, mode: RoundingMode): boolean {
  switch (mode) {
    case "up":
      return true;
    case "down":
      return false;
    case "half-away":
      return rest >= divisor - rest;
    case "half-even":
      return rest > divisor - rest || (rest === divisor - rest && towardsZero % 2 !== 0);
  }
}
