import type { RoundingMode } from "@cpokit/kernel";
import type { Tax } from "../compile/tax-plan.ts";
import { roundedUnits } from "../numbers/fraction.ts";
import { decimalText, flooredBy, minus, plus, powerOfTen, times, type Whole } from "../numbers/whole.ts";
import { NO_TAXES, type ExactAmount, type ExactTax } from "./exact-amount.ts";
import type { Amount, TaxAmount } from "./priced.ts";

/** A scale and a mode, chosen by policy (M2). */
export interface Rounding {
  readonly scale: number;
  readonly mode: RoundingMode;
}

/** The amount over `10^scale`: net and gross are rounded once each, the taxes share their difference by largest remainder (M1, X4). */
export function roundAmount(amount: ExactAmount, { scale, mode }: Rounding): ExactAmount {
  const { denominator } = amount;
  const one = powerOfTen(scale);
  if (denominator === one) return amount;
  const excl = roundedUnits({ numerator: amount.excl, denominator }, scale, mode);
  if (amount.incl === undefined) return { denominator: one, excl, incl: undefined, taxes: NO_TAXES };
  const incl = amount.incl === amount.excl ? excl : roundedUnits({ numerator: amount.incl, denominator }, scale, mode);
  return { denominator: one, excl, incl, taxes: amount.taxes.length === 0 ? NO_TAXES : shareOut(amount, minus(incl, excl), one) };
}

/** An amount that is rounded to `scale` decimals, as frozen decimal text. */
export function writeAmount(amount: ExactAmount, { scale }: Rounding): Amount {
  const excl = decimalText(amount.excl, scale);
  const taxes = writeTaxes(amount, scale);
  if (amount.incl === undefined) return Object.freeze({ excl, taxes });
  return Object.freeze({ excl, incl: amount.incl === amount.excl ? excl : decimalText(amount.incl, scale), taxes });
}

const NONE: readonly TaxAmount[] = Object.freeze([]);

export function writeTaxes({ taxes }: ExactAmount, scale: number): readonly TaxAmount[] {
  return taxes.length === 0 ? NONE : Object.freeze(taxes.map(({ tax, units }) => writeTax(tax, decimalText(units, scale))));
}

function writeTax({ name, percentage, account }: Tax, amount: string): TaxAmount {
  if (account !== undefined) return Object.freeze({ name, ...(percentage === undefined ? {} : { percentage }), account, amount });
  return Object.freeze(percentage === undefined ? { name, amount } : { name, percentage, amount });
}

/** X4: largest remainder, so that the taxes sum to `target` exactly. */
function shareOut({ taxes, denominator }: ExactAmount, target: Whole, one: Whole): readonly ExactTax[] {
  const [first] = taxes;
  if (taxes.length === 1 && first !== undefined) return [{ tax: first.tax, units: target }];
  const floors = taxes.map(({ units }) => flooredBy(times(units, one), denominator));
  const rests = taxes.map(({ units }, index) => minus(times(units, one), times(floors[index]!, denominator)));
  const left = Number(minus(target, floors.reduce(plus, 0)));
  const order = taxes.map((_, index) => index).sort((a, b) => (rests[a]! < rests[b]! ? 1 : rests[a]! > rests[b]! ? -1 : a - b));
  const receivers = new Set(order.slice(0, Math.max(left, 0)));
  // Rounding away from zero may leave one unit too many in the floors: the smallest remainder gives it back.
  const givers = new Set(left < 0 ? order.slice(left) : []);
  return taxes.map(({ tax }, index) => ({ tax, units: plus(floors[index]!, receivers.has(index) ? 1 : givers.has(index) ? -1 : 0) }));
}
