import type { Reader } from "@cpokit/storage";
import { exclusionsOf, type Exclusion } from "./exclusions.ts";
import { meanShare, neviUptime, overlap, ukReliability, united, type Share, type Span, type Treatment } from "./formulas.ts";
import { readIntervals } from "./ledger-months.ts";
import type { AvailabilityInterval, EvseState } from "./timeline.ts";

/** An EVSE whose availability is asked for. */
export interface ReportedPlace {
  readonly station: string;
  /** OCPP number. */
  readonly evse: number;
  /** What its rows are grouped by, and what exclusions of a whole site are found by. */
  readonly locationId?: string;
  /** When it is not open to the public. */
  readonly closed?: readonly Span[];
}

/** What is reported. */
export interface AvailabilityQuestion extends Span {
  readonly places: readonly ReportedPlace[];
  readonly unknown?: Treatment;
}

/** The availability of one EVSE, or of all of a site, in a period. */
export interface AvailabilityRow {
  /** Absent for an EVSE of no site. */
  readonly locationId?: string;
  /** Absent in the row of a site. */
  readonly station?: string;
  readonly evse?: number;
  readonly from: number;
  readonly to: number;
  /** Milliseconds in each state; together all of the period. */
  readonly time: Readonly<Record<EvseState, number>>;
  /** Milliseconds of outage that do not count. */
  readonly excluded: number;
  /** What excludes time of the EVSE in the period, whether it was out or not; absent in the row of a site. */
  readonly exclusions?: readonly Exclusion[];
  readonly ukReliability: Share;
  readonly neviUptime: Share;
}

const STATES: readonly EvseState[] = ["available", "occupied", "reserved", "unavailable", "faulted", "unknown"];

/** One row for each EVSE, one after the other: a year of a large network never lies in memory. */
export async function* availabilityRows(reader: Reader, question: AvailabilityQuestion): AsyncGenerator<AvailabilityRow> {
  const { from, to } = question;
  for (const place of question.places) {
    const [intervals, excluded] = await Promise.all([readIntervals(reader, place.station, place.evse, from, to), exclusionsOf(reader, place, from, to)]);
    yield rowOf(place, { from, to }, intervals, excluded, question.unknown);
  }
}

/** The rows of the EVSEs, and one for each site after them. */
export async function availabilityReport(reader: Reader, question: AvailabilityQuestion): Promise<readonly AvailabilityRow[]> {
  const rows: AvailabilityRow[] = [];
  for await (const row of availabilityRows(reader, question)) rows.push(row);
  const sites = new Map<string, AvailabilityRow[]>();
  for (const row of rows) if (row.locationId !== undefined) sites.set(row.locationId, [...(sites.get(row.locationId) ?? []), row]);
  return [...rows, ...[...sites].map(([locationId, of]) => siteRow(locationId, question, of))];
}

/** The rows as CSV (RFC 4180) with times in seconds and shares in percent. */
export function availabilityCsv(rows: readonly AvailabilityRow[]): string {
  const header = ["location", "station", "evse", "from", "to", ...STATES.map((state) => `${state}_s`), "excluded_s", "exclusions", "uk_reliability_percent", "nevi_uptime_percent"];
  const lines = rows.map((row) => [
    row.locationId ?? "", row.station ?? "", row.evse ?? "", new Date(row.from).toISOString(), new Date(row.to).toISOString(), ...STATES.map((state) => row.time[state] / 1_000),
    row.excluded / 1_000, exclusionsText(row), row.ukReliability.percent ?? "", row.neviUptime.percent ?? "",
  ]);
  return [header, ...lines].map((fields) => `${fields.map(field).join(",")}\r\n`).join("");
}

/** What excludes time in a row, as far as it lies in its period: ISO 8601 intervals with reason and evidence, latest last. */
export function exclusionsText({ from, to, exclusions = [] }: AvailabilityRow): string {
  const time = (at: number): string => new Date(at).toISOString();
  const sorted = exclusions.toSorted((a, b) => a.from - b.from);
  return sorted.map((each) => `${time(Math.max(each.from, from))}/${time(Math.min(each.to, to))} ${each.reason} (${each.evidence.join(", ")})`).join("; ");
}

/** What one EVSE was, from its intervals and what excludes time of it. */
export function rowOf(place: ReportedPlace, { from, to }: Span, intervals: readonly AvailabilityInterval[], excluded: readonly Exclusion[], unknown?: Treatment): AvailabilityRow {
  const spans = united([...excluded, ...(place.closed ?? [])]);
  const time: Record<EvseState, number> = { available: 0, occupied: 0, reserved: 0, unavailable: 0, faulted: 0, unknown: 0 };
  let left = 0;
  for (const interval of intervals) {
    time[interval.state] += interval.to - interval.from;
    if (interval.state === "unavailable" || interval.state === "faulted" || interval.state === "unknown") left += overlap(spans, interval);
  }
  const { station, evse, locationId } = place;
  return {
    ...(locationId === undefined ? {} : { locationId }), station, evse, from, to, time, excluded: left, exclusions: excluded,
    ukReliability: ukReliability(intervals, { exempt: spans, ...(unknown === undefined ? {} : { unknown }) }), neviUptime: neviUptime(intervals, { excluded: spans }),
  };
}

function siteRow(locationId: string, { from, to }: Span, rows: readonly AvailabilityRow[]): AvailabilityRow {
  const time: Record<EvseState, number> = { available: 0, occupied: 0, reserved: 0, unavailable: 0, faulted: 0, unknown: 0 };
  for (const row of rows) for (const state of STATES) time[state] += row.time[state];
  return {
    locationId, from, to, time, excluded: rows.reduce((sum, row) => sum + row.excluded, 0),
    ukReliability: meanShare(rows.map((row) => row.ukReliability)), neviUptime: meanShare(rows.map((row) => row.neviUptime)),
  };
}

/** A text that a spreadsheet could take for a formula is written so that it does not. */
function field(value: string | number): string {
  const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
