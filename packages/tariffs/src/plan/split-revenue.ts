import { addDecimals, compareDecimals, CpoError, decimal, divideRounded, formatDecimal, roundDecimal, subtractDecimal, ZERO, type Decimal } from "@cpokit/kernel";
import type { Priced } from "../price/priced.ts";
import type { Bill, BillCategory } from "./bill.ts";

/** Who gets how much of which lines (P6). */
export interface RevenueAgreement {
  readonly parties: readonly RevenueParty[];
  /** Gets what the others do not. */
  readonly operator: string;
  /** Fees of payment and roaming, net. `before` lowers what is shared, `after` is the operator's alone. */
  readonly deductions?: readonly { readonly name: string; readonly amount: string; readonly when: "before" | "after" }[];
}

export interface RevenueParty {
  readonly id: string;
  /** Per cent of the lines of a kind; decimal text. Kinds that are not named are shared at `otherwise`, default 0. */
  readonly shares: Readonly<Partial<Record<BillCategory, string>>>;
  readonly otherwise?: string;
  /** The operator writes the invoice for the party, as VAT law calls it. */
  readonly selfBilling?: boolean;
}

export interface RevenueSplit {
  readonly currency: string;
  readonly parties: readonly { readonly id: string; readonly lines: readonly { readonly line: number; readonly amount: string }[]; readonly total: string; readonly selfBilling: boolean }[];
  /** With the operator they sum to the bill's net total. */
  readonly deductions: readonly { readonly name: string; readonly amount: string }[];
}

/** Decimals of shares: those of the lines, so that nothing is left over. */
const SCALE = 4;

/**
 * Shares a bill's net by lines, with largest remainders, so that the shares of every line sum to it exactly (P6).
 *
 * @throws `tariffs.revenue-shares` when the shares of a kind exceed 100 per cent
 */
export function splitRevenue(bill: Bill, agreement: RevenueAgreement): RevenueSplit {
  const { parties, operator } = agreement;
  const deductions = agreement.deductions ?? [];
  const net = decimal(bill.total.excl);
  const before = addDecimals(ZERO, ...deductions.filter((each) => each.when === "before").map((each) => decimal(each.amount)));
  // What is deducted before is taken from all lines in proportion.
  const shared = subtractDecimal(net, before);
  const earned = new Map<string, { line: number; amount: Decimal }[]>([operator, ...parties.map((party) => party.id)].map((id) => [id, []]));
  const kept = proportional(bill.lines.map((line) => decimal(line.excl)), shared);
  for (const [line, amount] of kept.entries()) {
    const category = bill.lines[line]?.category ?? "other";
    const percents = parties.map((party) => decimal(party.shares[category] ?? party.otherwise ?? "0"));
    const rest = subtractDecimal(decimal(100), addDecimals(ZERO, ...percents));
    if (rest.units < 0n) throw new CpoError("tariffs.revenue-shares", `The shares of ${category} are more than 100 per cent; correct the agreement.`, { category });
    for (const [index, share] of largestRemainder(amount, [rest, ...percents]).entries()) {
      if (share.units !== 0n) earned.get(index === 0 ? operator : parties[index - 1]?.id ?? operator)?.push({ line, amount: share });
    }
  }
  const after = addDecimals(ZERO, ...deductions.filter((each) => each.when === "after").map((each) => decimal(each.amount)));
  return {
    currency: bill.currency,
    deductions: deductions.map(({ name, amount }) => ({ name, amount })),
    parties: [...earned].map(([id, lines]) => {
      const sum = addDecimals(ZERO, ...lines.map((each) => each.amount));
      return {
        id,
        lines: lines.map(({ line, amount }) => ({ line, amount: formatDecimal(amount) })),
        total: formatDecimal(id === operator ? subtractDecimal(sum, after) : sum),
        selfBilling: parties.find((party) => party.id === id)?.selfBilling === true,
      };
    }),
  };
}

/** What a party gets for a month: its shares, at least its guarantee, and its lease (P6). */
export function settlement(options: { readonly earned: readonly string[]; readonly guarantee?: string; readonly lease?: string }): { readonly earned: string; readonly topUp: string; readonly lease: string; readonly total: string } {
  const earned = addDecimals(ZERO, ...options.earned.map((each) => decimal(each)));
  const guarantee = options.guarantee === undefined ? undefined : decimal(options.guarantee);
  const topUp = guarantee !== undefined && compareDecimals(guarantee, earned) > 0 ? subtractDecimal(guarantee, earned) : ZERO;
  const lease = decimal(options.lease ?? "0");
  return { earned: formatDecimal(earned), topUp: formatDecimal(topUp), lease: formatDecimal(lease), total: formatDecimal(addDecimals(earned, topUp, lease)) };
}

/** The same periods priced twice: what the driver pays beyond what the operator asks (P5). */
export function margin(wholesale: Priced, retail: Priced): { readonly currency: string; readonly excl: string } {
  if (wholesale.currency !== retail.currency) {
    throw new CpoError("tariffs.currency", `${wholesale.currency} and ${retail.currency} have no margin; convert one of them first.`, { wholesale: wholesale.currency, retail: retail.currency });
  }
  return { currency: retail.currency, excl: formatDecimal(subtractDecimal(decimal(retail.totals.cost.excl), decimal(wholesale.totals.cost.excl))) };
}

/** Amounts scaled so that they sum to `total`. */
function proportional(amounts: readonly Decimal[], total: Decimal): readonly Decimal[] {
  const sum = addDecimals(ZERO, ...amounts);
  return compareDecimals(sum, total) === 0 ? amounts.map((each) => roundDecimal(each, SCALE)) : largestRemainder(total, amounts);
}

/** `total` divided in proportion to the weights, in units of the last decimal, nothing lost. */
function largestRemainder(total: Decimal, weights: readonly Decimal[]): readonly Decimal[] {
  const scale = weights.reduce((most, weight) => Math.max(most, weight.scale), 0);
  const units = weights.map((weight) => weight.units * 10n ** BigInt(scale - weight.scale));
  const whole = units.reduce((sum, each) => sum + each, 0n);
  const amount = roundDecimal(total, SCALE).units;
  if (whole === 0n) return weights.map((_, index) => ({ units: index === 0 ? amount : 0n, scale: SCALE }));
  const floors = units.map((each) => floorDivide(amount * each, whole));
  const order = units.map((each, index) => ({ index, rest: amount * each - floors[index]! * whole })).sort((a, b) => Number((b.rest - a.rest) * (whole < 0n ? -1n : 1n)) || a.index - b.index);
  let left = amount - floors.reduce((sum, each) => sum + each, 0n);
  for (const { index } of order) {
    if (left <= 0n) break;
    floors[index]! += 1n;
    left -= 1n;
  }
  return floors.map((each) => ({ units: each, scale: SCALE }));
}

function floorDivide(numerator: bigint, denominator: bigint): bigint {
  return divideRounded(numerator, denominator, numerator < 0n !== denominator < 0n ? "up" : "down");
}
