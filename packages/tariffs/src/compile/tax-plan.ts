import { powerOfTen, plus, times, type Whole } from "../numbers/whole.ts";
import type { ExactNumber } from "../numbers/read-number.ts";

/** A tax: its name and rate. Compare with `isSameTax`. */
export interface Tax {
  readonly name: string;
  /** Per cent, decimal text; absent for a tax that only the difference of two limits states. */
  readonly percentage?: string;
  readonly account?: string;
}

/** One tax on a price: `share / plan.divisor` of the price as written in the tariff. */
export interface TaxShare {
  readonly tax: Tax;
  readonly share: Whole;
}

export function isSameTax(a: Tax, b: Tax): boolean {
  return a === b || (a.name === b.name && a.percentage === b.percentage && a.account === b.account);
}

/**
 * How a price as written splits into net, taxes and gross: each is `part / divisor` of it (tariffs X1–X5).
 * `unsaid`: 2.1.1, where the gross is undefined (X1). `gross-only`: the net is not known (X3).
 */
export interface TaxPlan {
  readonly kind: "split" | "unsaid" | "gross-only";
  readonly net: Whole;
  readonly gross: Whole;
  readonly taxes: readonly TaxShare[];
  readonly divisor: Whole;
}

/** One tax as a tax source names it (tariffs X5). */
export interface TaxRate {
  /** Default `VAT`. */
  readonly name?: string;
  /** Per cent. */
  readonly percentage: number | string;
  /** As in OCPP 2.1: a tax of level n is charged on the net and the taxes of lower levels. Default 0. */
  readonly stack?: number;
  readonly account?: string;
}

/** 2.1.1 says that prices exclude VAT and cannot say the VAT (tariffs X1). */
export const UNSAID: TaxPlan = Object.freeze({ kind: "unsaid", net: 1, gross: 1, taxes: [], divisor: 1 });
/** No tax applies: net and gross are the same (tariffs X2, X3 N/A). */
export const UNTAXED: TaxPlan = Object.freeze({ kind: "split", net: 1, gross: 1, taxes: [], divisor: 1 });
/** The gross is known, the net is not (tariffs X3: YES without vat). */
export const GROSS_ONLY: TaxPlan = Object.freeze({ kind: "gross-only", net: 1, gross: 1, taxes: [], divisor: 1 });

/** A tax with its rate read. */
export interface ReadTaxRate {
  readonly name: string;
  readonly rate: ExactNumber;
  readonly percentage: string;
  readonly stack: number;
  readonly account?: string;
}

/** The split of a price that excludes (`net`) or includes (`gross`) the given taxes, stacked by level (tariffs X2, X3, X5). */
export function taxPlan(rates: readonly ReadTaxRate[], priceIs: "net" | "gross"): TaxPlan {
  if (rates.length === 0) return UNTAXED;
  const scale = rates.reduce((most, rate) => Math.max(most, rate.rate.scale), 0);
  const one = times(100, powerOfTen(scale));
  const levels = [...new Set(rates.map((rate) => rate.stack))].sort((a, b) => a - b);
  // Relative to a net of one^levels, all parts are whole numbers.
  let base: Whole = 1;
  for (let level = 0; level < levels.length; level += 1) base = times(base, one);
  const net = base;
  let gross = base;
  const shares = new Map<ReadTaxRate, Whole>();
  for (const level of levels) {
    const taxed = gross;
    for (const rate of rates.filter((each) => each.stack === level)) {
      const units = times(rate.rate.units, powerOfTen(scale - rate.rate.scale));
      const share = exactQuotient(times(taxed, units), one);
      shares.set(rate, share);
      gross = plus(gross, share);
    }
  }
  const taxes = rates.map((rate) => ({
    tax: { name: rate.name, percentage: rate.percentage, ...(rate.account === undefined ? {} : { account: rate.account }) },
    share: shares.get(rate) ?? 0,
  }));
  return Object.freeze({ kind: "split", net, gross, taxes, divisor: priceIs === "net" ? net : gross });
}

/** The quotient of a division that leaves no rest by construction. */
function exactQuotient(dividend: Whole, divisor: Whole): Whole {
  return typeof dividend === "number" && typeof divisor === "number" ? dividend / divisor : BigInt(dividend) / BigInt(divisor);
}
