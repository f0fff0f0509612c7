import { addDecimals, decimal, formatDecimal, roundDecimal, type Decimal, type RoundingMode } from "./decimal.ts";
import { CpoError } from "./errors.ts";

/** An exact amount in one currency. In JSON the amount is a decimal string. */
export interface Money {
  readonly amount: Decimal;
  /** ISO 4217 alphabetic code, upper case. */
  readonly currency: string;
}

/** `money("3.10", "EUR")`. @throws `kernel.currency` when the code is not three capital letters, `kernel.decimal` for a bad amount. */
export function money(amount: string | number | bigint | Decimal, currency: string): Money {
  if (!/^[A-Z]{3}$/.test(currency)) {
    throw new CpoError("kernel.currency", `"${currency}" is not a currency code; use the three capital letters of ISO 4217, like EUR.`, { currency });
  }
  return { amount: typeof amount === "object" ? amount : decimal(amount), currency };
}

/** The sum of amounts of one currency. @throws `kernel.currency-mix` when they differ. */
export function addMoney(first: Money, ...rest: readonly Money[]): Money {
  const other = rest.find((each) => each.currency !== first.currency);
  if (other !== undefined) {
    throw new CpoError("kernel.currency-mix", `${first.currency} and ${other.currency} cannot be added.`, { first: first.currency, other: other.currency });
  }
  return { amount: addDecimals(first.amount, ...rest.map((each) => each.amount)), currency: first.currency };
}

/** Currencies whose minor unit is not two decimals (ISO 4217). */
const MINOR_UNITS: Readonly<Record<string, number>> = {
  BIF: 0, CLP: 0, DJF: 0, GNF: 0, ISK: 0, JPY: 0, KMF: 0, KRW: 0, PYG: 0, RWF: 0, UGX: 0, UYI: 0, VND: 0, VUV: 0, XAF: 0, XOF: 0, XPF: 0,
  BHD: 3, IQD: 3, JOD: 3, KWD: 3, LYD: 3, OMR: 3, TND: 3, CLF: 4, UYW: 4,
};

/** How many decimals the minor unit of a currency has: EUR 2, JPY 0, KWD 3. */
export function minorUnit(currency: string): number {
  return MINOR_UNITS[currency] ?? 2;
}

/** Rounds to the minor unit of the currency. */
export function roundMoney(value: Money, mode: RoundingMode = "half-away"): Money {
  return { amount: roundDecimal(value.amount, minorUnit(value.currency), mode), currency: value.currency };
}

/** `"EUR 3.10"`: the code, then the amount with at least the decimals of the minor unit. */
export function formatMoney(value: Money): string {
  return `${value.currency} ${formatDecimal(value.amount, minorUnit(value.currency))}`;
}
