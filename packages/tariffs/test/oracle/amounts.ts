import type { OcpiVersion, TaxRate } from "@cpokit/tariffs";
import type { BilledCharge } from "./blocks.ts";
import { ratesOf, type PriceCase } from "./case.ts";
import { componentOf, type Charge } from "./charges.ts";
import { compare, equal, floor, minus, NOUGHT, over, plus, rational, read, round, sum, times, UNIT, write, type Rational, type Rounding } from "./rational.ts";

/** Money: net, gross, and the tax of each rate of each name and rate (X4). */
export interface Money {
  readonly excl: Rational;
  /** Absent where the version cannot say taxes (X1). */
  readonly incl?: Rational | undefined;
  readonly taxes: ReadonlyMap<string, Rational>;
  /** Rates with the same remainder, of which only some get a unit more: which ones is nobody's rule. Their two possible amounts. */
  readonly tied?: ReadonlyMap<string, readonly [Rational, Rational]> | undefined;
}

/** X4: the key of one name and rate. */
export function taxKey({ name, percentage, account }: Partial<TaxRate>): string {
  return `${name ?? "VAT"} ${percentage === undefined ? "?" : write(read(percentage))} ${account ?? ""}`.trim();
}

/** X1–X3, X5, X6: the taxes on a charge; `undefined` where they cannot be told. */
export function taxesOn(charge: Charge, { version, taxes }: PriceCase): readonly TaxRate[] | undefined {
  const included = version === "2.3.0" ? charge.tariff.tax_included ?? "NO" : "NO"; // X3: missing reads as NO
  if (version === "2.1.1") return undefined; // X1
  if (included === "N/A") return []; // X3
  const { vat } = componentOf(charge);
  const own = vat !== undefined ? [{ percentage: vat }] : included === "YES" ? undefined : []; // X2, X3
  return ratesOf(taxes, charge.dimension, charge.period.start) ?? own;
}

/** What a charge costs: Q1, X1–X6. */
export function amountOf(charge: BilledCharge, given: PriceCase): Money {
  const quantity = charge.dimension === "TIME" || charge.dimension === "PARKING_TIME" ? over(charge.billed, rational(3600)) : charge.billed;
  const stated = times(quantity, read(componentOf(charge).price));
  if (given.version === "2.1.1") return { excl: stated, taxes: new Map() }; // X1
  return taxed(stated, taxesOn(charge, given) ?? [], given.version === "2.3.0" && charge.tariff.tax_included === "YES"); // X3: without taxes the gross is all there is
}

/** X5: every rate is charged on the net and the taxes of lower levels. X3: where the price includes them, the net is what remains. */
function taxed(stated: Rational, rates: readonly TaxRate[], included: boolean): Money {
  let gross = UNIT;
  const shares: [string, Rational][] = [];
  for (const level of [...new Set(rates.map(({ stack }) => stack ?? 0))].toSorted((a, b) => a - b)) {
    const base = gross;
    for (const rate of rates.filter(({ stack }) => (stack ?? 0) === level)) {
      const share = times(base, over(read(rate.percentage), rational(100)));
      shares.push([taxKey(rate), share]);
      gross = plus(gross, share);
    }
  }
  const excl = included ? over(stated, gross) : stated;
  return { excl, incl: times(excl, gross), taxes: new Map(shares.map(([key, share]) => [key, times(excl, share)])) };
}

export function total(parts: readonly Money[], version: OcpiVersion): Money {
  const taxes = new Map<string, Rational>();
  for (const part of parts) for (const [rate, amount] of part.taxes) taxes.set(rate, plus(taxes.get(rate) ?? NOUGHT, amount));
  const incl = version === "2.1.1" ? undefined : sum(parts.map((part) => part.incl ?? NOUGHT));
  return { excl: sum(parts.map(({ excl }) => excl)), incl, taxes };
}

/** M1, M2: each side rounded once; X4: the taxes share the rounded difference by largest remainder. */
export function rounded(money: Money, scale: number, mode: Rounding): Money {
  const excl = round(money.excl, scale, mode);
  if (money.incl === undefined) return { excl, taxes: new Map() };
  const incl = round(money.incl, scale, mode);
  return { excl, incl, ...share(minus(incl, excl), money.taxes, scale) };
}

/**
 * Whole units that sum to `whole`: the floor of each, and one more for those with the largest remainders. Where already the floors are
 * too many, because sides are rounded away from nought, those with the smallest remainders give one back.
 */
function share(whole: Rational, parts: ReadonlyMap<string, Rational>, scale: number): Pick<Money, "taxes" | "tied"> {
  if (parts.size === 0) return { taxes: parts };
  const unit = rational(10n ** BigInt(scale));
  const shares = [...parts].map(([rate, part]) => {
    const exact = times(part, unit);
    return { rate, units: floor(exact), least: floor(exact), rest: minus(exact, rational(floor(exact))) };
  });
  let left = floor(times(whole, unit)) - shares.reduce((before, { units }) => before + units, 0n);
  const step = left > 0n ? 1n : -1n;
  const inOrder = shares.toSorted((a, b) => compare(b.rest, a.rest) * Number(step));
  const count = Number(left * step);
  const [last, next] = [inOrder[count - 1], inOrder[count]];
  const tie = last !== undefined && next !== undefined && equal(last.rest, next.rest) ? last.rest : undefined;
  for (let turn = 0; left !== 0n; turn += 1) {
    inOrder[turn % inOrder.length]!.units += step;
    left -= step;
  }
  return {
    taxes: new Map(shares.map(({ rate, units }) => [rate, over(rational(units), unit)])),
    tied: tie && new Map(shares.filter(({ rest }) => equal(rest, tie)).map(({ rate, least }) => [rate, [over(rational(least), unit), over(rational(least + step), unit)]])),
  };
}
