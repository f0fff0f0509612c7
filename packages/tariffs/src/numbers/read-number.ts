import { tryDecimal } from "@cpokit/kernel";
import { powerOfTen, times, type Whole } from "./whole.ts";

/** A number of a document, read exactly: `units / 10^scale`. */
export interface ExactNumber {
  readonly units: Whole;
  readonly scale: number;
}

/** More digits than any price, volume or limit has; a document asking for more is refused, not computed. */
const MOST_DIGITS = 40;

/**
 * Reads a JSON number by its shortest decimal that round-trips, or a numeric string (tariffs N1, N2: nothing is cut).
 * `undefined` for anything else, also NaN, Infinity and absurd exponents.
 */
export function readNumber(value: unknown): ExactNumber | undefined {
  if (typeof value === "number") {
    if (Number.isSafeInteger(value)) return { units: value, scale: 0 };
    const units = Math.round(value * 1e4);
    if (units / 1e4 === value && Math.abs(units) < 1e15) return { units, scale: 4 };
  } else if (typeof value !== "string") {
    return undefined;
  }
  return shortest(value);
}

/** The number in units of `10^-scale`, for a `scale` that is fine enough. */
export function unitsAt(value: ExactNumber, scale: number): Whole {
  return value.scale === scale ? value.units : times(value.units, powerOfTen(scale - value.scale));
}

function shortest(value: number | string): ExactNumber | undefined {
  const read = tryDecimal(value);
  if (read === undefined || read.scale > MOST_DIGITS) return undefined;
  const units = read.units > MOST || read.units < -MOST ? read.units : Number(read.units);
  return String(read.units).length > MOST_DIGITS ? undefined : { units, scale: read.scale };
}

const MOST = BigInt(Number.MAX_SAFE_INTEGER);
