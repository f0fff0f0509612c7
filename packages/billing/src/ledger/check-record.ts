import { parseInstant } from "@cpokit/kernel";
import type { Amount } from "@cpokit/tariffs";
import { compare, sum } from "../amounts.ts";
import type { CdrRecord } from "../cdr-record.ts";
import { isSealIntact, ocpiCdrOf, type Digest } from "../seal.ts";
import type { AuditFinding } from "./audit-ledger.ts";
import { recompute } from "./recompute.ts";

/** What is wrong with one record by itself. */
export function checkRecord(record: CdrRecord, digest: Digest): AuditFinding[] {
  const findings: AuditFinding[] = [];
  const find = (code: AuditFinding["code"], reason: string): void => void findings.push({ code, session: record.session, cdr: record.id, reason });
  if (!isSealIntact(record, digest)) find("hash", `The digest of CDR ${record.id} does not fit its content.`);
  const again = recompute(record);
  if (again.unpriced !== undefined) find("recompute", `The snapshot of CDR ${record.id} cannot be priced: ${again.unpriced}.`);
  for (const { field, stated, computed } of again.deviations) find("recompute", `${field} of CDR ${record.id} says ${stated}; its snapshot leads to ${computed}.`);
  for (const side of ["excl", "incl"] as const) {
    const { lines, adjustments, rounding, totals } = record.priced;
    const total = totals.cost[side];
    if (total === undefined) continue;
    const parts = sum(...[...lines, ...adjustments, rounding].map((part: Amount) => part[side] ?? "0"));
    if (compare(parts, total) !== 0) find("sum", `The lines of CDR ${record.id} sum to ${parts} ${side}, its total is ${total}.`);
  }
  const problem = periodProblem(record);
  if (problem !== undefined) find("periods", problem);
  return findings;
}

function periodProblem(record: CdrRecord): string | undefined {
  const { charging_periods: periods } = ocpiCdrOf(record.cdr);
  const starts = periods.map((period) => parseInstant(period.start_date_time) ?? NaN);
  if (starts[0] !== record.start || starts.some((at, index) => !(at < record.end || at === record.start) || (index > 0 && !(at > starts[index - 1]!)))) {
    return `The periods of CDR ${record.id} do not follow each other from its start to its end.`;
  }
  const energy = sum(...periods.flatMap(({ dimensions }) => dimensions.filter(({ type }) => type === "ENERGY").map(({ volume }) => String(volume))));
  return compare(energy, record.energy) === 0 ? undefined : `The periods of CDR ${record.id} hold ${energy} kWh, the record says ${record.energy}.`;
}
