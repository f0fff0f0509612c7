import { addDecimals, CpoError, decimal, formatDecimal, minorUnit, roundDecimal, subtractDecimal, ZERO, type Decimal, type RoundingMode } from "@cpokit/kernel";
import { multiplyFractions, roundedUnits, type Fraction } from "../numbers/fraction.ts";
import { readNumber } from "../numbers/read-number.ts";
import { plus, powerOfTen, times, type Whole } from "../numbers/whole.ts";
import type { Priced, PricedLine, TaxAmount } from "../price/priced.ts";
import { splitByTax } from "./split-by-tax.ts";

export interface InvoicePolicy {
  /** Business invoices sum nets and put the taxes on top; consumer invoices start from the gross and take the taxes out (M4). */
  readonly basis: "net" | "gross";
  /** Default half away from zero. */
  readonly mode?: RoundingMode;
}

export interface InvoiceLine {
  /** Index of the priced line or of the adjustment. */
  readonly source: { readonly line: number } | { readonly adjustment: number };
  /** In minor units of the currency; net or gross as the basis says. */
  readonly amount: string;
  /** The taxes that it bears, by name and rate; empty when none applies. */
  readonly taxes: readonly { readonly name: string; readonly percentage?: string }[];
}

export interface InvoiceTax {
  readonly name: string;
  readonly percentage?: string;
  /** What the tax is on: the sum of the net lines of the rate. */
  readonly base: string;
  readonly amount: string;
}

/** Amounts of an invoice after EN 16931: all rounded to minor units, every sum exact. */
export interface Invoice {
  readonly currency: string;
  readonly basis: "net" | "gross";
  readonly lines: readonly InvoiceLine[];
  readonly taxes: readonly InvoiceTax[];
  readonly net: string;
  readonly tax: string;
  readonly gross: string;
  /** What makes it the CDR's total; its own line, never spread (M4). */
  readonly rounding: string;
  readonly payable: string;
}

/**
 * The invoice amounts of one price (tariffs M4).
 *
 * @throws `tariffs.tax-unknown` when the price cannot say taxes (2.1.1 without a tax source, X1)
 */
export function toInvoice(priced: Priced, policy: InvoicePolicy): Invoice {
  const { currency } = priced;
  if (priced.totals.cost.incl === undefined) {
    throw new CpoError("tariffs.tax-unknown", "This price says no taxes (OCPI 2.1.1 cannot), so there is no invoice; price the session with a tax source.", { currency });
  }
  const scale = minorUnit(currency);
  const mode = policy.mode ?? "half-away";
  const rounded = (amount: Fraction): Decimal => ({ units: BigInt(roundedUnits(amount, scale, mode)), scale });
  const parts = [
    ...priced.lines.map((line, index) => ({ source: { line: index }, part: exactPart(line, priced, policy.basis), taxes: line.taxes })),
    ...priced.adjustments.flatMap((adjustment, index) => splitByTax(adjustment, priced.lines, policy.basis).map((part) => ({ source: { adjustment: index }, part: part.amount, taxes: part.taxes }))),
  ].map((each) => ({ ...each, amount: rounded(each.part) }));

  const groups = new Map<string, { taxes: readonly TaxAmount[]; sum: Decimal }>();
  for (const { taxes, amount } of parts) {
    const key = taxes.map((tax) => `${tax.name} ${tax.percentage ?? ""} ${tax.account ?? ""}`).join("|");
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { taxes, sum: amount });
    else group.sum = addDecimals(group.sum, amount);
  }
  const taxed = [...groups.values()].flatMap(({ taxes, sum }) => taxesOn(sum, taxes, policy.basis, scale, mode));
  const sum = addDecimals({ units: 0n, scale }, ...parts.map((each) => each.amount));
  const tax = addDecimals({ units: 0n, scale }, ...taxed.map((each) => each.amount));
  const net = policy.basis === "net" ? sum : subtractDecimal(sum, tax);
  const gross = policy.basis === "net" ? addDecimals(sum, tax) : sum;
  const payable = roundDecimal(decimal(priced.totals.cost.incl), scale, mode);
  const write = (value: Decimal): string => formatDecimal(value, scale);
  return {
    currency,
    basis: policy.basis,
    lines: parts.map(({ source, amount, taxes }) => ({ source, amount: write(amount), taxes: taxes.map(({ name, percentage }) => ({ name, ...(percentage === undefined ? {} : { percentage }) })) })),
    taxes: taxed.map(({ name, percentage, base, amount }) => ({ name, ...(percentage === undefined ? {} : { percentage }), base: write(base), amount: write(amount) })),
    net: write(net),
    tax: write(tax),
    gross: write(gross),
    rounding: write(subtractDecimal(payable, gross)),
    payable: write(payable),
  };
}

/** M4: the tax of a rate is on the sum of its lines and rounded once. */
function taxesOn(sum: Decimal, taxes: readonly TaxAmount[], basis: "net" | "gross", scale: number, mode: RoundingMode): readonly { name: string; percentage?: string; base: Decimal; amount: Decimal }[] {
  const rates = taxes.map((tax) => readNumber(tax.percentage ?? "0") ?? { units: 0, scale: 0 });
  const digits = rates.reduce((most, rate) => Math.max(most, rate.scale), 0);
  const hundred = times(100, powerOfTen(digits));
  const shares = rates.map((rate) => times(rate.units, powerOfTen(digits - rate.scale)));
  const divisor = basis === "net" ? hundred : shares.reduce<Whole>(plus, hundred);
  const amounts = shares.map((share): Decimal => ({
    units: BigInt(roundedUnits({ numerator: times(sum.units, share), denominator: times(divisor, powerOfTen(sum.scale)) }, scale, mode)), scale,
  }));
  const base = basis === "net" ? sum : subtractDecimal(sum, addDecimals(ZERO, ...amounts));
  return taxes.map(({ name, percentage }, index) => ({ name, ...(percentage === undefined ? {} : { percentage }), base, amount: amounts[index] ?? ZERO }));
}

/** A line's exact net or gross, from its price and quantity: what was rounded for the CDR is not rounded again. */
function exactPart(line: PricedLine, priced: Priced, basis: "net" | "gross"): Fraction {
  const price = readNumber(line.price) ?? { units: 0, scale: 0 };
  const billed = readNumber(line.billed) ?? { units: 0, scale: 0 };
  const asWritten: Fraction = {
    numerator: times(price.units, billed.units),
    denominator: times(powerOfTen(price.scale + billed.scale), line.unit === "s" ? 3_600 : 1),
  };
  const writtenGross = priced.tariffs.find((tariff) => tariff.id === line.tariffId)?.tax_included === "YES";
  if (writtenGross === (basis === "gross") || line.taxes.length === 0) return asWritten;
  return multiplyFractions(asWritten, grossFactor(line.taxes, writtenGross));
}

/** 1 + rate, or its inverse, for taxes that stand side by side. */
function grossFactor(taxes: readonly TaxAmount[], inverse: boolean): Fraction {
  const rates = taxes.map((tax) => readNumber(tax.percentage ?? "0") ?? { units: 0, scale: 0 });
  const digits = rates.reduce((most, rate) => Math.max(most, rate.scale), 0);
  const hundred = times(100, powerOfTen(digits));
  const gross = rates.reduce<Whole>((sum, rate) => plus(sum, times(rate.units, powerOfTen(digits - rate.scale))), hundred);
  return inverse ? { numerator: hundred, denominator: gross } : { numerator: gross, denominator: hundred };
}

