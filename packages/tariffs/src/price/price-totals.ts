import { quickTotals } from "../quick/quick-totals.ts";
import { calculate } from "./calculate.ts";
import type { PricedTotals, PriceOptions } from "./price.ts";
import { roundAmount } from "./rounded-amount.ts";
import { sumUp } from "./write-priced.ts";
import { writeTotals } from "./write-totals.ts";

/** As `price`, but only the totals and warnings: for running costs and for checking CDRs by the million. Throws the same errors. */
export function priceTotals(options: PriceOptions): PricedTotals {
  return quickTotals(options) ?? calculatedTotals(options);
}

/** By the calculator, whatever the case (tariffs §5). */
export function calculatedTotals(options: PriceOptions): PricedTotals {
  const calculation = calculate(options);
  const sums = sumUp(calculation);
  return {
    currency: calculation.tariff.currency,
    totals: writeTotals(roundAmount(sums.total, sums.rounding), sums, calculation.usage),
    warnings: calculation.warnings,
  };
}
