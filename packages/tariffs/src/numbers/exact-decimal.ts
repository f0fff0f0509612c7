import type { Fraction } from "./fraction.ts";
import { decimalText } from "./whole.ts";

/** The decimal text of a ratio that has one with at most 12 decimals, else undefined: 1/60 has none. */
export function exactDecimal({ numerator, denominator }: Fraction): string | undefined {
  const scaled = BigInt(numerator) * 10n ** 12n;
  const divisor = BigInt(denominator);
  return scaled % divisor === 0n ? decimalText(scaled / divisor, 12) : undefined;
}
