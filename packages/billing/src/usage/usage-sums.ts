import { CpoError } from "@cpokit/kernel";
import type { Query, Reader } from "@cpokit/storage";
import { sum } from "../amounts.ts";
import { everyItem } from "../pages.ts";
import { usageMonths, type UsageLevel, type UsageMonth, type UsageRevenue } from "./usage-month.ts";

/** Which months: `2026-01` to `2026-12`, both included; of everything, of a location or of a station. */
export interface UsageQuery {
  readonly from: string;
  readonly to: string;
  readonly location?: string;
  readonly station?: string;
  /** Of everything: in which parts; `all` when absent, which is the fewest documents. */
  readonly level?: UsageLevel;
}

/** What was charged, summed up. */
export interface UsageSum extends Pick<UsageMonth, "charges" | "energy" | "seconds" | "starts" | "wattHours"> {
  readonly revenue: readonly UsageRevenue[];
}

/** The longest span that is summed up at once. */
const LONGEST = 120;

/**
 * The months that the query means, oldest first; of one month there may be several parts.
 *
 * @throws `billing.usage` for months that are none, and for spans of more than ten years
 */
export function eachUsageMonth(reader: Reader, query: UsageQuery): AsyncGenerator<UsageMonth> {
  checkSpan(query);
  return everyItem((place) => reader.find(usageMonths, { ...rangeOf(query), limit: 500, ...place }));
}

/** The sums of each part that `partOf` names, e.g. of each month or location, in the order of their names. @throws `billing.usage` */
export async function sumUsage(reader: Reader, query: UsageQuery, partOf: (month: UsageMonth) => string): Promise<ReadonlyMap<string, UsageSum>> {
  const sums = new Map<string, UsageSum>();
  for await (const month of eachUsageMonth(reader, query)) {
    const part = partOf(month);
    const known = sums.get(part);
    sums.set(part, known === undefined ? month : addUsage(known, month));
  }
  return new Map([...sums].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Two sums as one; currencies stay apart. */
export function addUsage(a: UsageSum, b: UsageSum): UsageSum {
  return {
    charges: a.charges + b.charges,
    energy: sum(a.energy, b.energy),
    seconds: a.seconds + b.seconds,
    revenue: revenueOf([...a.revenue, ...b.revenue]),
    starts: a.starts.map((count, hour) => count + (b.starts[hour] ?? 0)),
    wattHours: a.wattHours.map((energy, hour) => energy + (b.wattHours[hour] ?? 0)),
  };
}

/** One sum for each currency; currencies are never mixed. */
function revenueOf(all: readonly UsageRevenue[]): readonly UsageRevenue[] {
  return [...new Set(all.map(({ currency }) => currency))].sort().map((currency) => {
    const own = all.filter((each) => each.currency === currency);
    const incl = own.map((each) => each.incl);
    return { currency, excl: sum(...own.map(({ excl }) => excl)), ...(incl.every((each) => each !== undefined) && { incl: sum(...incl) }) };
  });
}

function rangeOf({ from, to, location, station, level = "all" }: UsageQuery): Query {
  const [index, part] = station !== undefined ? ["byStation", station] : location !== undefined ? ["byLocation", location] : ["byMonth", level];
  return { index, prefix: [part], from: [part, from], to: [part, `${to}~`] };
}

function checkSpan({ from, to }: UsageQuery): void {
  for (const month of [from, to]) {
    if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) throw new CpoError("billing.usage", `"${month}" is no month; give one like 2026-11.`, { month });
  }
  const months = (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5)) - Number(from.slice(5)) + 1;
  if (months < 1 || months > LONGEST) throw new CpoError("billing.usage", `From ${from} to ${to} are ${months} months; ask for 1 to ${LONGEST}.`, { from, to });
}
