import { isCpoError } from "@cpokit/kernel";
import { price, verifyCdr, type Priced } from "@cpokit/tariffs";
import { compare, negated } from "../amounts.ts";
import { canonical, type CdrRecord } from "../cdr-record.ts";
import { ocpiCdrOf } from "../seal.ts";

/** A part of a sealed record that its own snapshot does not lead to. */
export interface Deviation {
  readonly field: string;
  readonly stated: string;
  readonly computed: string;
}

export interface Recomputation {
  /** The snapshot leads to exactly what was sealed. */
  readonly same: boolean;
  readonly deviations: readonly Deviation[];
  /** Absent when the snapshot cannot be priced at all; `unpriced` has the code of the error then. */
  readonly priced?: Priced;
  readonly unpriced?: string;
}

/** Prices a sealed record again from nothing but itself: its periods, its tariff, its time zone, its policy (I12). */
export function recompute(record: CdrRecord): Recomputation {
  const cdr = ocpiCdrOf(record.cdr);
  const settings = { version: record.priced.version, timeZone: record.timeZone, policy: record.priced.policy, facts: { expired: false } };
  let priced: Priced;
  try {
    priced = price({ ...settings, cdr });
  } catch (error) {
    if (!isCpoError(error) || !error.code.startsWith("tariffs.")) throw error;
    return { same: false, deviations: [], unpriced: error.code };
  }
  const isCredit = record.kind === "credit";
  const { excl, incl } = priced.totals.cost;
  const total = { excl: isCredit ? negated(excl) : excl, ...(incl === undefined ? {} : { incl: isCredit ? negated(incl) : incl }) };
  const printed = verifyCdr(isCredit ? { ...cdr, credit: true } : cdr, { ...settings, tolerance: EXACT });
  const deviations = [
    ...deviation("total", record.total, total),
    ...(compare(record.energy, priced.totals.energy) === 0 ? [] : [{ field: "energy", stated: record.energy, computed: priced.totals.energy }]),
    ...deviation("priced.totals", record.priced.totals, priced.totals),
    ...deviation("priced.lines", record.priced.lines, priced.lines),
    ...deviation("priced.adjustments", record.priced.adjustments, priced.adjustments),
    ...deviation("priced.rounding", record.priced.rounding, priced.rounding),
    ...printed.differences.map(({ field, side, stated, computed }) => ({ field: `cdr.${field}${side === undefined ? "" : `.${side}`}`, stated, computed })),
  ];
  return { same: deviations.length === 0, deviations, priced };
}

/** What we print is what we computed, to the last digit. */
const EXACT = Object.freeze({
  total_cost: "0", total_energy_cost: "0", total_time_cost: "0", total_parking_cost: "0", total_fixed_cost: "0", total_reservation_cost: "0", total_energy: "0",
});

function deviation(field: string, stated: unknown, computed: unknown): Deviation[] {
  const [left, right] = [canonical(stated), canonical(computed)];
  return left === right ? [] : [{ field, stated: left, computed: right }];
}
