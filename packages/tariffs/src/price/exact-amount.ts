import { isSameTax, type Tax, type TaxPlan } from "../compile/tax-plan.ts";
import { brought, commonDenominator } from "../numbers/fraction.ts";
import { PER_UNIT } from "../numbers/quantity.ts";
import { minus, plus, powerOfTen, times, type Whole } from "../numbers/whole.ts";
import type { DraftLine } from "./lines.ts";

/** Net, gross (undefined where the version cannot say it, X1) and each tax by name and rate (X4), in units of one over the denominator. */
export interface ExactAmount {
  readonly denominator: Whole;
  readonly excl: Whole;
  readonly incl: Whole | undefined;
  readonly taxes: readonly ExactTax[];
}

export interface ExactTax {
  readonly tax: Tax;
  readonly units: Whole;
}

/** Price digits and volume digits of one calculation: all its line amounts share one denominator. */
export interface Scale {
  readonly priceScale: number;
  readonly fineness: number;
}

/** What a line costs, as written in the tariff: price × billed quantity, over `amountUnit`. */
export function lineUnits(line: DraftLine, scale: Scale): Whole {
  const { price } = line.component;
  const surplus = scale.priceScale - line.tariff.priceScale;
  return times(surplus === 0 ? price : times(price, powerOfTen(surplus)), plus(line.measured, line.surplus));
}

/** The common denominator of line units. */
export function amountUnit(scale: Scale): Whole {
  return times(times(PER_UNIT, powerOfTen(scale.fineness)), powerOfTen(scale.priceScale));
}

export const NO_TAXES: readonly ExactTax[] = Object.freeze([]);

/** Splits `units / unit` of a price as written into net, taxes and gross. */
export function split(units: Whole, unit: Whole, plan: TaxPlan): ExactAmount {
  const { divisor, taxes } = plan;
  if (taxes.length === 0) return { denominator: unit, excl: units, incl: plan.kind === "unsaid" ? undefined : units, taxes: NO_TAXES };
  return {
    denominator: times(unit, divisor), excl: times(units, plan.net), incl: times(units, plan.gross),
    taxes: taxes.map(({ tax, share }) => ({ tax, units: times(units, share) })),
  };
}

/** The exact sum; gross is undefined when it is for any part. */
export function addAmounts(a: ExactAmount, b: ExactAmount): ExactAmount {
  const denominator = commonDenominator(a.denominator, b.denominator);
  const left = over(a, denominator);
  const right = over(b, denominator);
  const incl = left.incl === undefined || right.incl === undefined ? undefined : plus(left.incl, right.incl);
  return { denominator, excl: plus(left.excl, right.excl), incl, taxes: incl === undefined ? NO_TAXES : addTaxes(left.taxes, right.taxes) };
}

export function subtractAmount(from: ExactAmount, amount: ExactAmount): ExactAmount {
  return addAmounts(from, {
    denominator: amount.denominator, excl: minus(0, amount.excl), incl: amount.incl === undefined ? undefined : minus(0, amount.incl),
    taxes: amount.taxes.map(({ tax, units }) => ({ tax, units: minus(0, units) })),
  });
}

/** An amount of nothing; its gross is as unknown as that of all others. */
export function nothing(isUnsaid: boolean): ExactAmount {
  return { denominator: 1, excl: 0, incl: isUnsaid ? undefined : 0, taxes: NO_TAXES };
}

/** The same amount over a multiple of its denominator. */
function over(amount: ExactAmount, denominator: Whole): ExactAmount {
  if (amount.denominator === denominator) return amount;
  const bring = (numerator: Whole): Whole => brought({ numerator, denominator: amount.denominator }, denominator);
  return {
    denominator, excl: bring(amount.excl), incl: amount.incl === undefined ? undefined : bring(amount.incl), taxes: amount.taxes.map(({ tax, units }) => ({ tax, units: bring(units) })),
  };
}

/** X4: one entry per name, rate and account. */
function addTaxes(sum: readonly ExactTax[], more: readonly ExactTax[]): readonly ExactTax[] {
  if (more.length === 0) return sum;
  if (sum.length === 0) return more;
  const result = [...sum];
  for (const each of more) {
    let place = 0;
    while (place < result.length && !isSameTax(result[place]!.tax, each.tax)) place += 1;
    const same = result[place];
    result[place] = same === undefined ? each : { tax: same.tax, units: plus(same.units, each.units) };
  }
  return result;
}
