import { addDecimals, decimal, divideDecimal, formatDecimal, multiplyDecimals, negateDecimal, roundDecimal, ZERO, type Decimal, type Instant } from "@cpokit/kernel";
import type { Category } from "../price/lines.ts";
import type { Amount, Priced, TaxAmount } from "../price/priced.ts";

/** What a line of a bill is about: a total of the tariff, or something that only plans know. */
export type BillCategory = Category | "idle" | "other";

/** One line of a bill. What the tariff charged stays as it is; plans only add lines that name them (tariffs §4). */
export interface BillLine extends Amount {
  /** `tariff`, or the name of the adjuster that added it. */
  readonly source: string;
  readonly category: BillCategory;
  /** Why it is there, for people: a waiver's reason, a voucher's code. */
  readonly reason?: string;
  /** Index of the line that it changes. */
  readonly of?: number;
  /** kWh or seconds, where it stands for some. */
  readonly quantity?: string;
  readonly unit?: "kWh" | "s";
  readonly from?: Instant;
  readonly to?: Instant;
}

/** A price with everything that plans added to it. */
export interface Bill {
  readonly currency: string;
  readonly lines: readonly BillLine[];
  readonly total: Amount;
  /** Means of payment used up, such as vouchers after tax: they lower what is due, never the price. */
  readonly payments: readonly { readonly source: string; readonly amount: string }[];
  readonly due: string;
}

/** Decimals of all amounts of a bill. */
const SCALE = 4;

/** The lines of a price, with its limits and rounding as lines of their own, so that they sum to its total. */
export function linesOf(priced: Priced): BillLine[] {
  const lines: BillLine[] = priced.lines.map((line) => ({
    source: "tariff", category: line.category, ...amountOf(line), from: line.from, to: line.to,
    ...(line.unit === "once" ? {} : { quantity: line.billed, unit: line.unit }),
  }));
  for (const adjustment of priced.adjustments) lines.push({ source: adjustment.kind, category: "other", ...amountOf(adjustment) });
  const { rounding } = priced;
  if (rounding.excl !== "0" || (rounding.incl ?? "0") !== "0" || rounding.taxes.length > 0) lines.push({ source: "rounding", category: "other", ...amountOf(rounding) });
  return lines;
}

/** A line for `ratio` of another one, taxes in proportion: -1 cancels it. */
export function shareOfLine(line: BillLine, ratio: Decimal): Amount {
  return taxedAmount(rounded(multiplyDecimals(decimal(line.excl), ratio)), line.taxes.map((tax) => ({ ...tax, amount: formatDecimal(rounded(multiplyDecimals(decimal(tax.amount), ratio))) })), line.incl !== undefined);
}

/** A new amount at a tax rate; no rate means no tax. */
export function newAmount(excl: Decimal, vat: string | undefined, hasGross = true): Amount {
  const net = rounded(excl);
  const taxes = vat === undefined ? [] : [{ name: "VAT", percentage: vat, amount: formatDecimal(rounded(divideDecimal(multiplyDecimals(net, decimal(vat)), decimal(100), SCALE + 4))) }];
  return taxedAmount(net, taxes, hasGross);
}

export function sumOf(lines: readonly Amount[]): Amount {
  const taxes: TaxAmount[] = [];
  for (const tax of lines.flatMap((line) => line.taxes)) {
    const place = taxes.findIndex((each) => each.name === tax.name && each.percentage === tax.percentage && each.account === tax.account);
    const same = taxes[place];
    if (same === undefined) taxes.push(tax);
    else taxes[place] = { ...same, amount: formatDecimal(addDecimals(decimal(same.amount), decimal(tax.amount))) };
  }
  const hasGross = lines.every((line) => line.incl !== undefined);
  return {
    excl: formatDecimal(addDecimals(ZERO, ...lines.map((line) => decimal(line.excl)))),
    ...(hasGross ? { incl: formatDecimal(addDecimals(ZERO, ...lines.map((line) => decimal(line.incl ?? "0")))) } : {}),
    taxes,
  };
}

export function rounded(value: Decimal): Decimal {
  return roundDecimal(value, SCALE);
}

export function negative(value: Decimal): Decimal {
  return negateDecimal(value);
}

function taxedAmount(excl: Decimal, taxes: readonly TaxAmount[], hasGross: boolean): Amount {
  const incl = addDecimals(excl, ...taxes.map((tax) => decimal(tax.amount)));
  return { excl: formatDecimal(excl), ...(hasGross ? { incl: formatDecimal(incl) } : {}), taxes: hasGross ? taxes : [] };
}

function amountOf({ excl, incl, taxes }: Amount): Amount {
  return incl === undefined ? { excl, taxes } : { excl, incl, taxes };
}
