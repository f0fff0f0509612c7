import { decimal, divideDecimal, formatDecimal, minorUnit, multiplyDecimals } from "@cpokit/kernel";
import { settlement } from "@cpokit/tariffs";
import { compare, difference, inMinorUnits, sum } from "../amounts.ts";
import type { PayoutEntry, PayoutLine } from "./payout-entry.ts";
import type { PayoutTerms, Statement } from "./statement.ts";

/** The amounts of a statement (P6): exact shares, then guarantee, cap and lease, rounded once, then the tax on that. */
export function statementAmounts(entries: readonly PayoutEntry[], terms: PayoutTerms): Pick<Statement, "currency" | "byCategory" | "earned" | "topUp" | "capped" | "lease" | "net" | "taxes" | "payable"> {
  const { currency, cap, tax } = terms;
  const { earned, topUp, lease, total } = settlement({
    earned: entries.map(({ amount }) => amount),
    ...(terms.guarantee === undefined ? {} : { guarantee: terms.guarantee }), ...(terms.lease === undefined ? {} : { lease: terms.lease }),
  });
  const capped = cap !== undefined && compare(earned, cap) > 0 ? difference(cap, earned) : "0";
  const net = inMinorUnits(sum(total, capped), currency);
  const taxes = tax === undefined ? [] : [{ ...tax, base: net, amount: taxOn(net, tax.percentage, currency) }];
  return { currency, byCategory: byCategory(entries), earned, topUp, capped, lease, net, taxes, payable: inMinorUnits(sum(net, ...taxes.map(({ amount }) => amount)), currency) };
}

function taxOn(net: string, percentage: string, currency: string): string {
  const scale = minorUnit(currency);
  return formatDecimal(divideDecimal(multiplyDecimals(decimal(net), decimal(percentage)), decimal(100), scale), scale);
}

function byCategory(entries: readonly PayoutEntry[]): PayoutLine[] {
  const sums = new Map<PayoutLine["category"], PayoutLine>();
  for (const { category, revenue, amount } of entries.flatMap(({ lines }) => lines)) {
    const known = sums.get(category);
    sums.set(category, { category, revenue: sum(known?.revenue ?? "0", revenue), amount: sum(known?.amount ?? "0", amount) });
  }
  return [...sums.values()];
}
