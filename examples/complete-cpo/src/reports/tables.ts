import { sumCdrs, type CdrSum } from "@cpokit/billing";
import { exclusionsText, meanShare } from "@cpokit/csms";
import { addDecimals, decimal, divideDecimal, formatDecimal, ZERO, type Decimal, type Instant } from "@cpokit/kernel";
import { instantText, type Location } from "@cpokit/model";
import { locations } from "../collections.ts";
import type { Cpo } from "../cpo.ts";
import { carbonOf, gramsPerKwh } from "../views/usage-view.ts";
import { fleetAvailability, type FleetAvailability } from "../wiring/availability.ts";
import type { ReportColumn, ReportName, ReportTableView } from "../wire/report.ts";

/** What a report is asked for. */
export interface ReportQuestion {
  readonly report: ReportName;
  readonly from: Instant;
  readonly to: Instant;
  readonly timeZone: string;
  readonly location?: string;
  /** The locations that the one who asks may see; all when absent. */
  readonly within?: readonly string[];
}

export interface ReportLimits {
  /** Charges that are added up at most. */
  readonly most: number;
  readonly onProgress?: (count: number) => Promise<void>;
}

type Source = Pick<Cpo, "store" | "sessions">;

/** Makes a report of the charges that ended in a stretch of time, or of the availability in it. */
export async function reportTable(cpo: Source, question: ReportQuestion, limits: ReportLimits): Promise<ReportTableView> {
  const { report, from, to, timeZone } = question;
  const head = { report, from: instantText(from), to: instantText(to), timeZone };
  if (report === "availability") return { ...head, ...(await availability(cpo, question)), complete: true };
  const { charges, complete } = await chargesOf(cpo, question, limits);
  const { columns, rows, total } = TABLES[report](charges);
  return { ...head, columns, rows: rows.map((row) => [...row]), ...(total === undefined || charges.length < 2 ? {} : { total: [...total] }), complete };
}

/** The charges of one location. */
interface Charges {
  readonly name: string;
  readonly location: Location | undefined;
  readonly sum: CdrSum;
}

interface Table {
  readonly columns: ReportColumn[];
  readonly rows: readonly (readonly string[])[];
  readonly total?: readonly string[];
}

const TABLES: Readonly<Record<Exclude<ReportName, "availability">, (charges: readonly Charges[]) => Table>> = { usage, energy, revenue, co2 };

async function chargesOf({ store }: Source, { from, to, location, within }: ReportQuestion, limits: ReportLimits): Promise<{ readonly charges: readonly Charges[]; readonly complete: boolean }> {
  const search = { time: "ended" as const, from, to, ...(location === undefined ? {} : { location }) };
  const { sums, complete } = await sumCdrs(store, search, { ...limits, partOf: (cdr) => cdr.location ?? "", ...(within === undefined ? {} : { isMeant: (cdr) => within.includes(cdr.location ?? "") }) });
  const charges = await Promise.all(Array.from(sums, async ([id, sum]): Promise<Charges> => {
    const place = id === "" ? undefined : await store.get(locations, id);
    return { name: place?.name ?? id, location: place, sum };
  }));
  return { charges: charges.sort((a, b) => Number(b.sum.energy) - Number(a.sum.energy)), complete };
}

function usage(all: readonly Charges[]): Table {
  const cells = (count: number, energy: string, seconds: number): readonly string[] => [String(count), energy, hours(seconds * 1_000)];
  return {
    columns: ["location", "charges", "energyKwh", "hours"],
    rows: all.map(({ name, sum }) => [name, ...cells(sum.charges, sum.energy, sum.seconds)]),
    total: ["", ...cells(count(all, ({ charges }) => charges), energyOf(all), count(all, ({ seconds }) => seconds))],
  };
}

function energy(all: readonly Charges[]): Table {
  const cells = (charges: number, exact: string): readonly string[] => [exact, String(charges), charges > 0 ? formatDecimal(divideDecimal(decimal(exact), decimal(charges), 2)) : ""];
  return {
    columns: ["location", "energyKwh", "charges", "kwhPerCharge"],
    rows: all.map(({ name, sum }) => [name, ...cells(sum.charges, sum.energy)]),
    total: ["", ...cells(count(all, ({ charges }) => charges), energyOf(all))],
  };
}

/** A row for each location and currency: currencies are never added up. */
function revenue(all: readonly Charges[]): Table {
  return { columns: ["location", "currency", "net", "gross"], rows: all.flatMap(({ name, sum }) => sum.revenue.map(({ currency, excl, incl = "" }) => [name, currency, excl, incl])) };
}

function co2(all: readonly Charges[]): Table {
  const cells = (parts: readonly Charges[]): readonly string[] => {
    const { grams, gramsPerKwh: mean = "", unknownKwh } = carbonOf(parts.map(({ location, sum }) => ({ energy: sum.energy, grams: gramsPerKwh(location) })));
    return [energyOf(parts), mean === "" ? "" : formatDecimal(divideDecimal(decimal(grams), decimal(1_000), 3)), mean, unknownKwh];
  };
  return { columns: ["location", "energyKwh", "co2Kg", "gramsPerKwh", "unknownKwh"], rows: all.map((one) => [one.name, ...cells([one])]), total: ["", ...cells(all)] };
}

/** Rows of the EVSEs, one for each site after them, and the network. */
async function availability(cpo: Source, { from, to, location, within }: ReportQuestion): Promise<{ readonly columns: ReportColumn[]; readonly rows: string[][]; readonly total?: string[] }> {
  const isVisible = (id: string): boolean => (location === undefined || location === id) && within?.includes(id) !== false;
  const all = await fleetAvailability(cpo, { from, to, isVisible });
  const names = new Map<string, string>();
  for await (const { id, body } of cpo.store.each(locations)) names.set(id, body.name);
  const cells = ({ row, sessions }: FleetAvailability): string[] => [
    row.locationId === undefined ? "" : names.get(row.locationId) ?? row.locationId, row.station ?? "", row.evse === undefined ? "" : String(row.evse),
    row.ukReliability.percent ?? "", row.neviUptime.percent ?? "", hours(row.excluded), exclusionsText(row), String(sessions.attempts), sessions.percent ?? "",
  ];
  const evses = all.filter(({ row }) => row.station !== undefined);
  return {
    columns: ["location", "station", "evse", "ukPercent", "neviPercent", "excludedHours", "exclusions", "attempts", "successPercent"],
    rows: all.map(cells),
    ...(evses.length < 2 ? {} : { total: ["", "", "", meanShare(evses.map(({ row }) => row.ukReliability)).percent ?? "", meanShare(evses.map(({ row }) => row.neviUptime)).percent ?? "", hours(evses.reduce((sum, { row }) => sum + row.excluded, 0)), "", String(evses.reduce((sum, { sessions }) => sum + sessions.attempts, 0)), ""] }),
  };
}

function hours(milliseconds: number): string {
  return formatDecimal(divideDecimal(decimal(milliseconds), decimal(3_600_000), 2));
}

function count(all: readonly Charges[], of: (sum: CdrSum) => number): number {
  return all.reduce((total, { sum }) => total + of(sum), 0);
}

function energyOf(all: readonly Charges[]): string {
  return formatDecimal(addDecimals(ZERO, ...all.map(({ sum }): Decimal => decimal(sum.energy))));
}
