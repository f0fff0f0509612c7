import { applyPlan, NEW_ACCOUNT, type Account, type Adjuster, type BillLine } from "@cpokit/tariffs";
import { difference, negated, sum } from "../amounts.ts";
import type { CdrRecord } from "../cdr-record.ts";
import type { Charge, ChargeLine } from "../invoices/open-item.ts";
import { ocpiCdrOf } from "../seal.ts";

/** What a plan does to the price of a CDR, as a charge beside it, and what it used of the account (P4). */
export function planCharge(record: CdrRecord, plan: readonly Adjuster[], name: string, account: Account = NEW_ACCOUNT): { readonly charge?: Charge; readonly account: Account } {
  const session = {
    start: record.start, end: record.end,
    periods: ocpiCdrOf(record.cdr).charging_periods.map((period) => ({ start: period.start_date_time, dimensions: period.dimensions })),
  };
  const applied = applyPlan({ id: record.id, priced: record.priced, session, plan, account });
  const sources = new Set(plan.map((adjuster) => adjuster.name));
  const lines = applied.bill.lines.filter(({ source }) => sources.has(source)).map(chargeLine);
  const paid = applied.bill.payments.map(({ amount }): ChargeLine => ({ amount: negated(amount), taxes: [] }));
  const all = [...lines, ...paid];
  return { account: applied.account, ...(all.length === 0 ? {} : { charge: { text: name, cdr: record.id, lines: all } }) };
}

/** The account as if the CDR had never used anything of it. */
export function withoutCdr(account: Account, cdr: string): Account {
  const { [cdr]: uses = {}, ...applied } = account.applied;
  const counters = { ...account.counters };
  for (const [counter, amount] of Object.entries(uses)) counters[counter] = difference(counters[counter] ?? "0", amount);
  return { counters, applied };
}

/** The same charge the other way round. */
export function reversedCharge(charge: Charge, credit: string): Charge {
  return { ...charge, cdr: credit, lines: charge.lines.map((line) => ({ ...line, amount: negated(line.amount), ...(line.quantity === undefined ? {} : { quantity: negated(line.quantity) }) })) };
}

function chargeLine({ excl, taxes, quantity, unit }: BillLine): ChargeLine {
  return {
    amount: sum(excl), taxes: taxes.map(({ name, percentage = "0" }) => ({ name, percentage })),
    ...(quantity === undefined ? {} : { quantity: negated(quantity) }), ...(unit === undefined ? {} : { unit }),
  };
}
