import { divideRounded, type Decimal } from "@cpokit/kernel";

/** The next whole number that is not below the value. */
export function ceilDecimal(value: Decimal): Decimal {
  return { units: divideRounded(value.units, 10n ** BigInt(value.scale), value.units < 0n ? "down" : "up"), scale: 0 };
}
