import { CpoError } from "./errors.ts";

/** An exact decimal number: `units / 10^scale`, `scale` ≥ 0. Never a double. */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

/** How a value that does not fit the wanted number of decimals is rounded (tariffs M2). */
export type RoundingMode = "half-away" | "half-even" | "up" | "down";

export const ZERO: Decimal = Object.freeze({ units: 0n, scale: 0 });

/** Most registers are whole numbers. */
const WHOLE = /^\d{1,30}$/;
const PATTERN = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * Reads a decimal from text (`"0.25"`, `"1e-3"`), a bigint, or a number by its shortest decimal that
 * round-trips (tariffs N1), so `decimal(0.1)` is exactly 0.1.
 *
 * @throws `kernel.decimal` when the input is no finite decimal number.
 */
export function decimal(value: string | number | bigint): Decimal {
  const parsed = tryDecimal(value);
  if (parsed === undefined) {
    throw new CpoError("kernel.decimal", `"${String(value)}" is not a decimal number; write it like 12.34.`, { value: String(value) });
  }
  return parsed;
}

/** As `decimal`, but `undefined` where `decimal` throws. */
export function tryDecimal(value: string | number | bigint): Decimal | undefined {
  if (typeof value === "bigint") return { units: value, scale: 0 };
  if (typeof value === "number" && Number.isSafeInteger(value)) return { units: BigInt(value), scale: 0 };
  if (typeof value === "string" && WHOLE.test(value)) return { units: BigInt(value), scale: 0 };
  const match = PATTERN.exec(typeof value === "number" ? String(value) : value.trim());
  if (match === null) return undefined;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(whole + fraction);
  const units = (sign === "-" ? -digits : digits) * (scale < 0 ? powerOfTen(-scale) : 1n);
  return { units, scale: Math.max(scale, 0) };
}

/** Writes the decimal without an exponent and without trailing zeros: `"-0.25"`. `decimals` pads to at least that many. */
export function formatDecimal(value: Decimal, decimals = 0): string {
  const negative = value.units < 0n;
  const digits = String(negative ? -value.units : value.units).padStart(value.scale + 1, "0");
  const whole = digits.slice(0, digits.length - value.scale);
  const fraction = digits.slice(digits.length - value.scale).replace(/0+$/, "").padEnd(decimals, "0");
  const isZero = value.units === 0n;
  return `${negative && !isZero ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}

export function addDecimals(...values: readonly Decimal[]): Decimal {
  let scale = 0;
  for (const value of values) scale = Math.max(scale, value.scale);
  let units = 0n;
  for (const value of values) units += unitsAt(value, scale);
  return { units, scale };
}

export function subtractDecimal(from: Decimal, value: Decimal): Decimal {
  const scale = Math.max(from.scale, value.scale);
  return { units: unitsAt(from, scale) - unitsAt(value, scale), scale };
}

export function negateDecimal(value: Decimal): Decimal {
  return { units: -value.units, scale: value.scale };
}

export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return { units: a.units * b.units, scale: a.scale + b.scale };
}

/** The quotient rounded to `scale` decimals. @throws `kernel.divide-by-zero` */
export function divideDecimal(dividend: Decimal, divisor: Decimal, scale: number, mode: RoundingMode = "half-away"): Decimal {
  if (divisor.units === 0n) throw new CpoError("kernel.divide-by-zero", "A decimal was divided by zero.");
  const numerator = dividend.units * powerOfTen(scale + divisor.scale);
  const denominator = divisor.units * powerOfTen(dividend.scale);
  return { units: divideRounded(numerator, denominator, mode), scale };
}

/** Rounds to exactly `scale` decimals. */
export function roundDecimal(value: Decimal, scale: number, mode: RoundingMode = "half-away"): Decimal {
  if (value.scale <= scale) return { units: unitsAt(value, scale), scale };
  return { units: divideRounded(value.units, powerOfTen(value.scale - scale), mode), scale };
}

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const scale = Math.max(a.scale, b.scale);
  const left = unitsAt(a, scale);
  const right = unitsAt(b, scale);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Integer division with a named rounding rule; exact for any sign. */
export function divideRounded(numerator: bigint, denominator: bigint, mode: RoundingMode): bigint {
  const negative = numerator < 0n !== denominator < 0n;
  const dividend = numerator < 0n ? -numerator : numerator;
  const divisor = denominator < 0n ? -denominator : denominator;
  const quotient = dividend / divisor;
  const rest = dividend % divisor;
  const magnitude = rest !== 0n && roundsAway(rest * 2n, divisor, quotient, mode) ? quotient + 1n : quotient;
  return negative ? -magnitude : magnitude;
}

function roundsAway(twiceRest: bigint, divisor: bigint, quotient: bigint, mode: RoundingMode): boolean {
  switch (mode) {
    case "up":
      return true;
    case "down":
      return false;
    case "half-away":
      return twiceRest >= divisor;
    case "half-even":
      return twiceRest > divisor || (twiceRest === divisor && quotient % 2n === 1n);
  }
}

function unitsAt(value: Decimal, scale: number): bigint {
  return value.scale === scale ? value.units : value.units * powerOfTen(scale - value.scale);
}

function powerOfTen(exponent: number): bigint {
  return 10n ** BigInt(exponent);
}
