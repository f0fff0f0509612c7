import type { CompiledTariff, Limit } from "../compile/compiled-tariff.ts";
import type { Tax } from "../compile/tax-plan.ts";
import { finding } from "../compile/document.ts";
import type { Finding } from "../finding.ts";
import {
  addFractions, brought, commonDenominator, compareFractions, divideFractions, isNothing, multiplyFractions, NOTHING, subtractFraction, type Fraction,
} from "../numbers/fraction.ts";
import type { ExactNumber } from "../numbers/read-number.ts";
import { powerOfTen, type Whole } from "../numbers/whole.ts";
import { NO_TAXES, subtractAmount, type ExactAmount } from "./exact-amount.ts";

export interface ExactAdjustment {
  readonly kind: "min_price" | "max_price";
  readonly amount: ExactAmount;
}

export interface Limited {
  readonly total: ExactAmount;
  readonly adjustments: readonly ExactAdjustment[];
}

/** L1–L4: the minimum first, then the maximum, each side for itself; the differences are explicit adjustments. */
export function applyLimits(sum: ExactAmount, tariff: CompiledTariff, warnings: Finding[]): Limited {
  const adjustments: ExactAdjustment[] = [];
  let total = sum;
  for (const kind of ["min_price", "max_price"] as const) {
    const limit = kind === "min_price" ? tariff.minimum : tariff.maximum;
    if (limit === undefined) continue;
    const limited = clamp(total, limit, kind, warnings);
    if (limited === total) continue;
    adjustments.push({ kind, amount: subtractAmount(limited, total) });
    total = limited;
  }
  return { total, adjustments };
}

function clamp(total: ExactAmount, limit: Limit, kind: "min_price" | "max_price", warnings: Finding[]): ExactAmount {
  const sign = kind === "min_price" ? -1 : 1;
  const net: Fraction = { numerator: total.excl, denominator: total.denominator };
  const gross: Fraction | undefined = total.incl === undefined ? undefined : { numerator: total.incl, denominator: total.denominator };
  const excl = bitten(net, limit.excl, sign);
  let incl = gross;
  if (gross !== undefined) {
    if (limit.incl !== undefined) {
      incl = bitten(gross, limit.incl, sign);
    } else if (excl !== net) {
      // L2: a limit without a gross side scales the tax in proportion.
      if (isNothing(net)) {
        incl = excl;
        warnings.push(finding("LIMIT_WITHOUT_TAX", `/${kind}`));
      } else {
        incl = multiplyFractions(gross, divideFractions(excl, net));
      }
    }
  }
  if (excl === net && incl === gross) return total;
  return together(excl, incl, incl === undefined ? [] : scaledTaxes(total, subtractFraction(incl, excl)));
}

/** The limit where the value is beyond it, else the value itself. */
function bitten(value: Fraction, limit: ExactNumber | undefined, sign: number): Fraction {
  if (limit === undefined) return value;
  const most: Fraction = { numerator: limit.units, denominator: powerOfTen(limit.scale) };
  return compareFractions(value, most) * sign > 0 ? most : value;
}

interface TaxPart {
  readonly tax: Tax;
  readonly amount: Fraction;
}

const UNRATED: Tax = Object.freeze({ name: "VAT" });

/** L4: the tax of the limited total, over the rates in proportion. */
function scaledTaxes(total: ExactAmount, tax: Fraction): readonly TaxPart[] {
  const parts = total.taxes.map((each): TaxPart => ({ tax: each.tax, amount: { numerator: each.units, denominator: total.denominator } }));
  const before = parts.reduce((sum, each) => addFractions(sum, each.amount), NOTHING);
  if (!isNothing(before)) {
    const factor = divideFractions(tax, before);
    return parts.map((each) => ({ tax: each.tax, amount: multiplyFractions(each.amount, factor) }));
  }
  // The limit itself states a tax that no line has: it has a name, but no rate.
  return isNothing(tax) ? parts : [...parts, { tax: UNRATED, amount: tax }];
}

/** One amount over one denominator. */
function together(excl: Fraction, incl: Fraction | undefined, taxes: readonly TaxPart[]): ExactAmount {
  const all = [excl, ...(incl === undefined ? [] : [incl]), ...taxes.map((each) => each.amount)];
  const denominator = all.reduce<Whole>((common, each) => commonDenominator(common, each.denominator), 1);
  return {
    denominator, excl: brought(excl, denominator), incl: incl === undefined ? undefined : brought(incl, denominator),
    taxes: taxes.length === 0 ? NO_TAXES : taxes.map(({ tax, amount }) => ({ tax, units: brought(amount, denominator) })),
  };
}
