import { addFractions, divideFractions, isNothing, multiplyFractions, NOTHING, type Fraction } from "../numbers/fraction.ts";
import { readNumber } from "../numbers/read-number.ts";
import { powerOfTen } from "../numbers/whole.ts";
import type { Adjustment, PricedLine, TaxAmount } from "../price/priced.ts";

export interface TaxedPart {
  readonly amount: Fraction;
  readonly taxes: readonly TaxAmount[];
}

/** Divides an adjustment over the taxes of the lines that it adjusts, in proportion to their amounts (L4): a line of an invoice has one rate. */
export function splitByTax(adjustment: Adjustment, lines: readonly PricedLine[], basis: "net" | "gross"): readonly TaxedPart[] {
  const side = (amount: { readonly excl: string; readonly incl?: string }): Fraction => fraction(basis === "gross" ? amount.incl ?? amount.excl : amount.excl);
  const whole = side(adjustment);
  const groups = new Map<string, { taxes: readonly TaxAmount[]; sum: Fraction }>();
  for (const line of lines) {
    const key = line.taxes.map((tax) => `${tax.name} ${tax.percentage ?? ""} ${tax.account ?? ""}`).join("|");
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { taxes: line.taxes, sum: side(line) });
    else group.sum = addFractions(group.sum, side(line));
  }
  const total = [...groups.values()].reduce((sum, group) => addFractions(sum, group.sum), NOTHING);
  if (isNothing(total)) return [{ amount: whole, taxes: [] }];
  return [...groups.values()].filter((group) => !isNothing(group.sum)).map(({ taxes, sum }) => ({ amount: multiplyFractions(whole, divideFractions(sum, total)), taxes }));
}

function fraction(text: string): Fraction {
  const read = readNumber(text) ?? { units: 0, scale: 0 };
  return { numerator: read.units, denominator: powerOfTen(read.scale) };
}
