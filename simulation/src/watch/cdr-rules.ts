import { isSealIntact, type CdrLedger, type CdrRecord } from "@cpokit/billing";
import { addDecimals, compareDecimals, decimal, negateDecimal, parseInstant } from "@cpokit/kernel";
import { price, type OcpiCdr } from "@cpokit/tariffs";
import { digest } from "../core.ts";
import type { Findings } from "./findings.ts";
import type { Rule } from "./rules.ts";

export const CDR_RULES: readonly Rule[] = [
  ({ id, before, after }, _, { expect }) => expect("I11", before === undefined && after !== undefined, () => `Sealed CDR ${id} was ${after === undefined ? "deleted" : "overwritten"}.`),
  ({ id, after }, shadow, findings) => {
    const { expect } = findings;
    const record = after as CdrRecord;
    expect("I11", isSealIntact(record, digest), () => `The digest of CDR ${id} does not fit it.`);
    if (record.kind === "credit") checkCredit(record, shadow.get("cdrs", record.creditOf ?? "") as CdrRecord | undefined, [...shadow.all("cdrs").values()] as CdrRecord[], findings);
    checkPrice(record, findings);
    checkPeriods(record, findings);
  },
];

/** I11: a credit names a sealed normal CDR, once, and negates its total alone. */
function checkCredit(credit: CdrRecord, original: CdrRecord | undefined, all: readonly CdrRecord[], { expect }: Findings): void {
  expect("I11", original?.kind === "normal", () => `Credit ${credit.id} is of ${original?.kind ?? "nothing"}.`);
  expect("I11", !all.some(({ creditOf }) => creditOf === credit.creditOf), () => `CDR ${credit.creditOf} was credited twice.`);
  if (original === undefined) return;
  const isNegated = compareDecimals(decimal(credit.total.excl), negateDecimal(decimal(original.total.excl))) === 0;
  expect("I11", isNegated && credit.energy === original.energy, () => `Credit ${credit.id} says ${credit.total.excl} for ${original.total.excl}.`);
}

/** I12, I13: the snapshot alone gives the same amounts, and lines, adjustments and rounding sum to the total. */
function checkPrice(record: CdrRecord, { expect }: Findings): void {
  const again = price({ cdr: record.cdr as unknown as OcpiCdr, timeZone: record.timeZone, version: record.priced.version });
  const sign = record.kind === "credit" ? negateDecimal : (value: ReturnType<typeof decimal>) => value;
  for (const side of ["excl", "incl"] as const) {
    const stated = record.total[side];
    const computed = again.totals.cost[side];
    if (stated === undefined || computed === undefined) continue;
    expect("I12", compareDecimals(decimal(stated), sign(decimal(computed))) === 0, () => `CDR ${record.id} states ${stated} ${side}, its snapshot amounts to ${computed}.`);
    const parts = [...again.lines, ...again.adjustments, again.rounding].map((part) => decimal(part[side] ?? "0"));
    expect("I13", compareDecimals(addDecimals(...parts), decimal(computed)) === 0, () => `The lines of CDR ${record.id} sum to another ${side} than ${computed}.`);
  }
}

/** I14: the periods begin with the session, follow each other, and hold all of its energy. */
function checkPeriods(record: CdrRecord, { expect }: Findings): void {
  const { charging_periods: periods, total_energy: total } = record.cdr as unknown as OcpiCdr;
  const starts = periods.map(({ start_date_time: at }) => parseInstant(at) ?? NaN);
  expect("I14", starts[0] === record.start && starts.every((at, index) => index === 0 || at > starts[index - 1]!), () => `The periods of CDR ${record.id} start at ${starts.join(", ")}, the session at ${record.start}.`);
  const energy = addDecimals(...periods.flatMap(({ dimensions }) => dimensions.filter(({ type }) => type === "ENERGY").map(({ volume }) => decimal(String(volume)))));
  expect("I14", compareDecimals(energy, decimal(String(total))) === 0 && compareDecimals(energy, decimal(record.energy)) === 0, () => `The periods of CDR ${record.id} hold other energy than its ${String(total)} kWh.`);
}

export const LEDGER_RULES: readonly Rule[] = [
  ({ id, before, after }, _, { expect }) => {
    const known = before as CdrLedger | undefined;
    const next = after as CdrLedger | undefined;
    expect("I10", next !== undefined && next.revision === (known?.revision ?? 0) + 1, () => `The ledger of session ${id} went from ${JSON.stringify(known)} to ${JSON.stringify(next)}.`);
    const isAppended = known?.all.every((cdr, index) => next?.all[index] === cdr) ?? true;
    expect("I11", isAppended && next?.all.length === (known === undefined ? 1 : known.all.length + 2), () => `The ledger of session ${id} lost or doubled a CDR: ${JSON.stringify(next)}.`);
  },
];
