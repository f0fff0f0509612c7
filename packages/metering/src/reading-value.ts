import { decimal, multiplyDecimals, roundDecimal, tryDecimal, type Decimal } from "@cpokit/kernel";
import type { Reading } from "@cpokit/model";

/** Powers of ten of the units that count energy (Wh), active power (W) or current (A). */
const ENERGY_UNITS: Readonly<Record<string, number>> = { wh: 0, kwh: 3, mwh: 6 };
const POWER_UNITS: Readonly<Record<string, number>> = { w: 0, kw: 3, mw: 6 };
const CURRENT_UNITS: Readonly<Record<string, number>> = { a: 0, ma: -3, ka: 3 };

/** A register beyond 10^15 Wh is no energy that a station has seen; it also keeps whole Wh exact in a JSON number. */
const LARGEST = 10n ** 15n;

/** The exact energy of a reading in Wh, any unit and multiplier applied (Q3, Q19); `undefined` when it says none. */
export function wattHoursOf(reading: Reading): Decimal | undefined {
  return valueIn(reading, ENERGY_UNITS);
}

/** The exact active power of a reading in W; `undefined` when it says none. */
export function wattsOf(reading: Reading): Decimal | undefined {
  return valueIn(reading, POWER_UNITS);
}

/** The exact current of a reading in A; `undefined` when it says none. */
export function amperesOf(reading: Reading): Decimal | undefined {
  return valueIn(reading, CURRENT_UNITS);
}

function valueIn(reading: Reading, units: Readonly<Record<string, number>>): Decimal | undefined {
  const power = units[reading.unit.trim().toLowerCase()];
  const multiplier = reading.multiplier ?? 0;
  if (power === undefined || !Number.isInteger(multiplier) || Math.abs(multiplier) > 30) return undefined;
  const sent = reading.value.length > 60 ? undefined : tryDecimal(reading.value);
  if (sent === undefined) return undefined;
  const exponent = power + multiplier;
  const value = exponent === 0 ? sent : multiplyDecimals(sent, powerOfTen(exponent));
  const whole = roundDecimal(value, 0, "down").units;
  return whole > LARGEST || whole < -LARGEST ? undefined : value;
}

function powerOfTen(exponent: number): Decimal {
  return exponent >= 0 ? decimal(10n ** BigInt(exponent)) : { units: 1n, scale: -exponent };
}
