import { addUsage, sumCdrs, sumUsage, type CdrSum, type CdrSearch, type UsageQuery, type UsageSum } from "@cpokit/billing";
import { addDecimals, decimal, divideDecimal, formatDecimal, multiplyDecimals, ZERO, zone, type Decimal, type Instant } from "@cpokit/kernel";
import type { Location } from "@cpokit/model";
import type { Reader } from "@cpokit/storage";
import { locations } from "../collections.ts";
import type { CarbonView, MonthView, UsageReport } from "../wire/usage.ts";
import { optional } from "./optional.ts";

const WEEK = 168;
/** Months of the kept sums that a list of charge records shows. */
const KEPT_MONTHS = 12;
const NOTHING: UsageSum = { charges: 0, energy: "0", seconds: 0, revenue: [], starts: Array<number>(WEEK).fill(0), wattHours: Array<number>(WEEK).fill(0) };

/** The months that have charges, newest first; of these locations, of all when absent. */
export async function monthViews(reader: Reader, query: UsageQuery, within: readonly string[] | undefined): Promise<MonthView[]> {
  const sums = await sumUsage(reader, within === undefined ? query : { ...query, level: "location" }, ({ month, location }) => `${month}/${within === undefined || within.includes(location) ? "" : "elsewhere"}`);
  return [...sums].filter(([part]) => part.endsWith("/")).map(([part, sum]) => ({ month: part.slice(0, 7), ...sumView(sum) })).reverse();
}

/** The sums of a filter of charge records by month, newest first. The kept sums answer where they can: for everything, and for a location. */
export async function cdrMonthViews(reader: Reader, search: CdrSearch, now: Instant, within: readonly string[] | undefined): Promise<{ items: MonthView[]; complete: boolean }> {
  const { location, ...others } = search;
  if (Object.keys(others).length === 0) {
    const query = { from: monthBefore(now, "Etc/GMT+12", KEPT_MONTHS - 1), to: monthBefore(now, "Etc/GMT-14", 0), ...optional({ location }) };
    return { items: await monthViews(reader, query, within), complete: true };
  }
  const { sums, complete } = await sumCdrs(reader, search, within === undefined ? {} : { isMeant: ({ location: own = "" }) => within.includes(own) });
  return { items: [...sums].map(([month, sum]) => ({ month, ...sumView(sum) })).reverse(), complete };
}

/** Everything that was charged in some months: by month, by location, by hour of the week, and its carbon. */
export async function usageReport(reader: Reader, query: UsageQuery, within: readonly string[] | undefined): Promise<UsageReport> {
  const parts = [...(await sumUsage(reader, { ...query, level: "location" }, ({ month, location }) => `${month}/${location}`))]
    .map(([part, sum]) => ({ month: part.slice(0, 7), location: part.slice(8), sum }))
    .filter(({ location }) => within === undefined || within.includes(location));
  const ids = [...new Set(parts.map(({ location }) => location))];
  const known = new Map<string, Location>();
  for (const id of ids) {
    const location = await reader.get(locations, id);
    if (location !== undefined) known.set(id, location);
  }
  type Part = (typeof parts)[number];
  const summed = (all: readonly Part[]) => ({ ...sumView(together(all.map(({ sum }) => sum))), carbon: carbonOf(all.map(({ location, sum }) => ({ energy: sum.energy, grams: gramsPerKwh(known.get(location)) }))) });
  const { starts, wattHours } = together(parts.map(({ sum }) => sum));
  return {
    from: query.from,
    to: query.to,
    total: summed(parts),
    months: [...new Set(parts.map(({ month }) => month))].map((month) => ({ month, ...summed(parts.filter((part) => part.month === month)) })),
    locations: ids
      .map((id) => ({ id, name: known.get(id)?.name ?? id, ...summed(parts.filter(({ location }) => location === id)) }))
      .sort((a, b) => Number(b.energyKwh) - Number(a.energyKwh)),
    week: { starts: [...starts], wattHours: [...wattHours] },
  };
}

/** What one kWh of a location emits, in grams, as its energy mix says. */
export function gramsPerKwh(location: Location | undefined): number | undefined {
  return location?.energyMix?.carbonPerKwh;
}

export function carbonOf(all: readonly { readonly energy: string; readonly grams: number | undefined }[]): CarbonView {
  const added = (values: readonly Decimal[]): Decimal => addDecimals(ZERO, ...values);
  const known = all.flatMap(({ energy, grams }) => (grams === undefined ? [] : [{ energy: decimal(energy), grams: decimal(grams) }]));
  const energy = added(known.map((each) => each.energy));
  const grams = added(known.map((each) => multiplyDecimals(each.energy, each.grams)));
  return {
    grams: formatDecimal(grams),
    ...(energy.units > 0n && { gramsPerKwh: formatDecimal(divideDecimal(grams, energy, 1)) }),
    unknownKwh: formatDecimal(added(all.filter((each) => each.grams === undefined).map((each) => decimal(each.energy)))),
  };
}

export function sumView({ charges, energy, seconds, revenue }: CdrSum): Omit<MonthView, "month"> {
  return {
    charges, energyKwh: energy, connectedSeconds: seconds,
    revenue: revenue.map(({ currency, excl }) => ({ amount: excl, currency })),
    revenueWithTax: revenue.flatMap(({ currency, incl }) => (incl === undefined ? [] : [{ amount: incl, currency }])),
  };
}

function together(all: readonly UsageSum[]): UsageSum {
  return all.reduce(addUsage, NOTHING);
}

/** The month on the wall of a zone, and how many before it: `2025-12` for 11 months before November 2026. */
export function monthBefore(at: Instant, timeZone: string, months: number): string {
  const { year, month } = zone(timeZone).localTime(at);
  const count = year * 12 + month - 1 - months;
  return `${String(Math.floor(count / 12)).padStart(4, "0")}-${String((count % 12) + 1).padStart(2, "0")}`;
}
