/** An exact fraction in lowest terms; the denominator is positive. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

export type Rounding = "half-away" | "half-even" | "up" | "down";

export function rational(numerator: bigint | number, denominator: bigint | number = 1n): Rational {
  let top = BigInt(numerator);
  let bottom = BigInt(denominator);
  if (bottom === 0n) throw new Error("A fraction has no denominator 0.");
  if (bottom < 0n) [top, bottom] = [-top, -bottom];
  const divisor = greatestCommonDivisor(top < 0n ? -top : top, bottom);
  return { numerator: top / divisor, denominator: bottom / divisor };
}

export const NOUGHT = rational(0);
export const UNIT = rational(1);

/** Tariffs N1: the shortest decimal of a JSON number, or the decimal text as given. */
export function read(value: number | string): Rational {
  const match = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(String(value).trim());
  if (match === null) throw new Error(`${value} is no decimal.`);
  const [, sign, whole, fraction, exponent] = match as unknown as [string, string, string, string, string | undefined];
  const digits = BigInt(`${whole}${fraction}` || "0") * (sign === "-" ? -1n : 1n);
  const shift = Number(exponent ?? 0) - fraction.length;
  return shift >= 0 ? rational(digits * 10n ** BigInt(shift)) : rational(digits, 10n ** BigInt(-shift));
}

export function plus(a: Rational, b: Rational): Rational {
  return rational(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

export function negative(a: Rational): Rational {
  return { numerator: -a.numerator, denominator: a.denominator };
}

export function minus(a: Rational, b: Rational): Rational {
  return plus(a, negative(b));
}

export function times(a: Rational, b: Rational): Rational {
  return rational(a.numerator * b.numerator, a.denominator * b.denominator);
}

export function over(a: Rational, b: Rational): Rational {
  return rational(a.numerator * b.denominator, a.denominator * b.numerator);
}

export function sum(values: Iterable<Rational>): Rational {
  let total = NOUGHT;
  for (const value of values) total = plus(total, value);
  return total;
}

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`. */
export function compare(a: Rational, b: Rational): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function equal(a: Rational, b: Rational): boolean {
  return compare(a, b) === 0;
}

export function isNought(a: Rational): boolean {
  return a.numerator === 0n;
}

export function magnitude(a: Rational): Rational {
  return a.numerator < 0n ? negative(a) : a;
}

/** The largest whole number that is not above the value. */
export function floor(a: Rational): bigint {
  const quotient = a.numerator / a.denominator;
  return a.numerator < 0n && quotient * a.denominator !== a.numerator ? quotient - 1n : quotient;
}

/** The smallest whole number that is not below the value. */
export function ceiling(a: Rational): bigint {
  return -floor(negative(a));
}

/** The value rounded to `scale` decimals, as a fraction (tariffs M1, M2). */
export function round(value: Rational, scale: number, mode: Rounding = "half-away"): Rational {
  const unit = 10n ** BigInt(scale);
  const size = times(magnitude(value), rational(unit));
  const below = floor(size);
  const rest = compare(minus(size, rational(below)), rational(1, 2));
  const exact = size.denominator === 1n;
  const away = !exact && (mode === "up" || (mode !== "down" && (rest > 0 || (rest === 0 && (mode === "half-away" || below % 2n === 1n)))));
  const rounded = rational(away ? below + 1n : below, unit);
  return value.numerator < 0n ? negative(rounded) : rounded;
}

/** Decimal text where it terminates, else `numerator/denominator`. */
export function write(value: Rational): string {
  for (let scale = 0; scale <= 30; scale += 1) {
    const scaled = times(value, rational(10n ** BigInt(scale)));
    if (scaled.denominator !== 1n) continue;
    const digits = String(scaled.numerator < 0n ? -scaled.numerator : scaled.numerator).padStart(scale + 1, "0");
    const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
    return scaled.numerator < 0n ? `-${text}` : text;
  }
  return `${value.numerator}/${value.denominator}`;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x === 0n ? 1n : x;
}
