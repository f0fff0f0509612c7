import { applyPlan, splitRevenue, type RevenueAgreement } from "@cpokit/tariffs";
import { negated, sum } from "../amounts.ts";
import type { CdrRecord } from "../cdr-record.ts";
import { ocpiCdrOf } from "../seal.ts";
import type { PayoutEntry, PayoutLine } from "./payout-entry.ts";

/** The shares of a CDR's net by its lines (P6), one entry for each party beside the operator. @throws `tariffs.revenue-shares` */
export function shareEntries(record: CdrRecord, agreement: RevenueAgreement): PayoutEntry[] {
  const { bill } = applyPlan({ id: record.id, priced: record.priced, session: { start: record.start, end: record.end, periods: [] }, plan: [] });
  const split = splitRevenue(bill, agreement);
  return split.parties.flatMap((party) => {
    if (party.id === agreement.operator) return [];
    const lines = party.lines.map(({ line, amount }): PayoutLine => ({ category: bill.lines[line]?.category ?? "other", revenue: bill.lines[line]?.excl ?? "0", amount }));
    return [entryOf(record, party.id, "share", lines)];
  });
}

/** What a driver gets back for energy from their own meter (Y3): all that the CDR says, with taxes, because they paid them. */
export function homeEntry(record: CdrRecord, payee: string): PayoutEntry {
  const amount = record.total.incl ?? record.total.excl;
  return entryOf(record, payee, "homeCharging", [{ category: "energy", revenue: "0", amount }]);
}

/** A driver as the token of the CDR names them. */
export function driverOf({ cdr }: CdrRecord): string | undefined {
  const { contract_id: contract } = ocpiCdrOf(cdr).cdr_token ?? {};
  return contract === undefined || contract === "#NA" ? undefined : `driver/${contract}`;
}

/** What a credit takes back: the entry of its original, negated. */
export function reversedEntry({ statement: _, ...entry }: PayoutEntry, credit: CdrRecord): PayoutEntry {
  return {
    ...entry, id: `${credit.id}/${entry.payee}`, cdr: credit.id, amount: negated(entry.amount),
    lines: entry.lines.map(({ category, revenue, amount }) => ({ category, revenue: negated(revenue), amount: negated(amount) })),
  };
}

function entryOf(record: CdrRecord, payee: string, kind: PayoutEntry["kind"], lines: readonly PayoutLine[]): PayoutEntry {
  const { id, session, location, start, end, timeZone, energy, currency } = record;
  return {
    id: `${id}/${payee}`, payee, kind, cdr: id, session, ...(location === undefined ? {} : { location }), start, at: end, timeZone, energy, currency, lines,
    amount: sum(...lines.map(({ amount }) => amount)),
  };
}
