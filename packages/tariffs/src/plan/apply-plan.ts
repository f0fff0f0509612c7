import { addDecimals, decimal, formatDecimal, subtractDecimal } from "@cpokit/kernel";
import type { Finding } from "../finding.ts";
import { finding } from "../compile/document.ts";
import type { OcpiTariff } from "../ocpi.ts";
import type { Priced } from "../price/priced.ts";
import type { SessionInput } from "../price/session-input.ts";
import type { Converted } from "../convert/convert.ts";
import { linesOf, sumOf, type Bill, type BillLine } from "./bill.ts";

/**
 * What a contract does to a price beyond OCPI (tariffs §4). Pure: it looks at the bill so far and answers the lines to add, and
 * what it used up of the customer's counters. A price of energy and of minutes, also of minutes after a while, needs none: that is plain
 * OCPI (P2).
 */
export interface Adjuster {
  /** Names the lines that it adds. */
  readonly name: string;
  adjust(context: AdjustContext): Adjusted;
  /** The tariff with the same effect, where OCPI has words for it. */
  readonly toOcpi?: (tariff: OcpiTariff) => OcpiTariff;
}

export interface AdjustContext {
  readonly priced: Priced;
  readonly session: SessionInput;
  /** The lines so far. */
  readonly lines: readonly BillLine[];
  /** A counter of the customer before this session, decimal text; 0 when it has never been used. */
  used(counter: string): string;
}

export interface Adjusted {
  readonly lines: readonly BillLine[];
  /** Added to the customer's counters, by name. */
  readonly uses?: Readonly<Record<string, string>>;
  readonly payments?: readonly { readonly source: string; readonly amount: string }[];
}

/** What a customer has used of allowances and caps. Plain data: keep it with the customer, give it to the next session. */
export interface Account {
  readonly counters: Readonly<Record<string, string>>;
  /** What each CDR used, so that applying it again changes nothing (P4). */
  readonly applied: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export const NEW_ACCOUNT: Account = Object.freeze({ counters: Object.freeze({}), applied: Object.freeze({}) });

export interface ApplyPlanOptions {
  /** The id of the CDR: the account remembers it. */
  readonly id: string;
  readonly priced: Priced;
  readonly session: SessionInput;
  /** In order: each sees the lines of those before it. */
  readonly plan: readonly Adjuster[];
  readonly account?: Account;
}

/** Turns a price into a bill: the tariff's lines, then what each adjuster adds. Applying it twice gives the same bill and account (P4). */
export function applyPlan(options: ApplyPlanOptions): { readonly bill: Bill; readonly account: Account } {
  const { priced, session, id } = options;
  const before = without(options.account ?? NEW_ACCOUNT, id);
  const lines = linesOf(priced);
  const payments: { readonly source: string; readonly amount: string }[] = [];
  const uses: Record<string, string> = {};
  for (const adjuster of options.plan) {
    const adjusted = adjuster.adjust({ priced, session, lines, used: (counter) => sum(before.counters[counter], uses[counter]) });
    lines.push(...adjusted.lines);
    payments.push(...(adjusted.payments ?? []));
    for (const [counter, amount] of Object.entries(adjusted.uses ?? {})) uses[counter] = sum(uses[counter], amount);
  }
  const total = sumOf(lines);
  const paid = payments.map((each) => decimal(each.amount));
  const bill: Bill = { currency: priced.currency, lines, total, payments, due: formatDecimal(subtractDecimal(decimal(total.incl ?? total.excl), addDecimals(decimal(0), ...paid))) };
  const counters = { ...before.counters };
  for (const [counter, amount] of Object.entries(uses)) counters[counter] = sum(counters[counter], amount);
  return { bill, account: { counters, applied: { ...before.applied, [id]: uses } } };
}

/** The tariff that partners see of a plan, and what OCPI cannot say of it (tariffs §4). */
export function toOcpi(tariff: OcpiTariff, plan: readonly Adjuster[]): Converted<OcpiTariff> {
  const losses: Finding[] = [];
  let value = tariff;
  for (const [index, adjuster] of plan.entries()) {
    if (adjuster.toOcpi === undefined) losses.push(finding("NOT_EXPRESSIBLE", `/${index}`, { adjuster: adjuster.name }));
    else value = adjuster.toOcpi(value);
  }
  return { value, losses };
}

/** The account as if the CDR had never been applied. */
function without(account: Account, id: string): Account {
  const earlier = account.applied[id];
  if (earlier === undefined) return account;
  const counters = { ...account.counters };
  for (const [counter, amount] of Object.entries(earlier)) counters[counter] = formatDecimal(subtractDecimal(decimal(counters[counter] ?? "0"), decimal(amount)));
  return { counters, applied: account.applied };
}

function sum(a: string | undefined, b: string | undefined): string {
  return formatDecimal(addDecimals(decimal(a ?? "0"), decimal(b ?? "0")));
}
