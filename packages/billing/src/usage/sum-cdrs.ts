import type { Reader } from "@cpokit/storage";
import { negated, sum } from "../amounts.ts";
import { eachFoundCdr, type CdrSearch } from "../cdr-search.ts";
import type { CdrRecord } from "../cdr-record.ts";
import { periodNameOf } from "../periods.ts";
import type { UsageRevenue } from "./usage-month.ts";

/** What some records come to; credits take back what they credit. */
export interface CdrSum {
  readonly charges: number;
  /** kWh, exact decimal text. */
  readonly energy: string;
  readonly seconds: number;
  /** One for each currency; `incl` is absent where a tariff could not say taxes (tariffs X1). */
  readonly revenue: readonly UsageRevenue[];
}

export interface SumCdrsOptions {
  /** The part that a record belongs to; the month in which it ended on the wall of its location when absent, as `2026-11`. */
  readonly partOf?: (cdr: CdrRecord) => string;
  /** Leaves out what it answers false for. */
  readonly isMeant?: (cdr: CdrRecord) => boolean;
  /** Records that are added up at most; 50 000 when absent. */
  readonly most?: number;
  /** Hears now and then how many were added up. */
  readonly onProgress?: (count: number) => Promise<void>;
}

/** The sums of a search by part, in the order of their names; not complete where it found more records than are added up at once. */
export async function sumCdrs(reader: Reader, search: Omit<CdrSearch, "after" | "limit" | "order">, options: SumCdrsOptions = {}): Promise<{ readonly sums: ReadonlyMap<string, CdrSum>; readonly complete: boolean }> {
  const { partOf = monthOf, isMeant = () => true, most = 50_000, onProgress } = options;
  const sums = new Map<string, CdrSum>();
  const inOrder = (): ReadonlyMap<string, CdrSum> => new Map([...sums].sort(([a], [b]) => (a < b ? -1 : 1)));
  let count = 0;
  for await (const cdr of eachFoundCdr(reader, search)) {
    if (count >= most) return { sums: inOrder(), complete: false };
    count += 1;
    if (count % 500 === 0) await onProgress?.(count);
    if (!isMeant(cdr)) continue;
    const part = partOf(cdr);
    sums.set(part, withCdr(sums.get(part) ?? { charges: 0, energy: "0", seconds: 0, revenue: [] }, cdr));
  }
  return { sums: inOrder(), complete: true };
}

function monthOf({ end, timeZone }: CdrRecord): string {
  return periodNameOf(end, timeZone, "month");
}

function withCdr(before: CdrSum, cdr: CdrRecord): CdrSum {
  const sign = cdr.kind === "credit" ? -1 : 1;
  return {
    charges: before.charges + sign, energy: sum(before.energy, sign > 0 ? cdr.energy : negated(cdr.energy)),
    seconds: before.seconds + sign * Math.round((cdr.end - cdr.start) / 1_000), revenue: withRevenue(before.revenue, cdr),
  };
}

/** Currencies are never mixed. The total of a credit is negative already. */
export function withRevenue(before: readonly UsageRevenue[], { currency, total }: CdrRecord): readonly UsageRevenue[] {
  const known = before.find((each) => each.currency === currency);
  const incl = total.incl === undefined || (known !== undefined && known.incl === undefined) ? {} : { incl: sum(known?.incl ?? "0", total.incl) };
  const next: UsageRevenue = { currency, excl: sum(known?.excl ?? "0", total.excl), ...incl };
  return [...before.filter((each) => each.currency !== currency), next].sort((a, b) => (a.currency < b.currency ? -1 : 1));
}
