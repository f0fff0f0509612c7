import type { MoneyView } from "../../src/wire/common.ts";
import { language, locale } from "./language.ts";

/** `12.4 kWh`; a dash while unknown, which is not 0. */
export function energy(wattHours: number | undefined): string {
  if (wattHours === undefined) return "–";
  return `${number(wattHours / 1_000, 2, 2)} kWh`;
}

export function power(watts: number | undefined): string {
  if (watts === undefined) return "–";
  return `${number(watts / 1_000, 1, 1)} kW`;
}

/** The amount in whole cents, as the reader's locale writes it; exact text goes into the formatter, never through a double. */
export function money(value: MoneyView | undefined): string {
  if (value === undefined) return "–";
  return new Intl.NumberFormat(locale, { style: "currency", currency: value.currency }).format(value.amount as `${number}`);
}

/** The amount with all its decimals, where a calculation is shown. */
export function exactMoney(value: MoneyView): string {
  return new Intl.NumberFormat(locale, { style: "currency", currency: value.currency, maximumFractionDigits: 6 }).format(value.amount as `${number}`);
}

/** An exact decimal as text, with the reader's separators. */
export function decimal(text: string, fewest = 0): string {
  return new Intl.NumberFormat(locale, { minimumFractionDigits: fewest, maximumFractionDigits: 10 }).format(text as `${number}`);
}

/** `VAT 21 %`, in the reader's word for it. */
export function taxLabel({ name, percent }: { readonly name: string; readonly percent?: string | undefined }): string {
  const said = name === "VAT" && language === "de" ? "MwSt." : name;
  return percent === undefined ? said : `${said} ${decimal(percent)} %`;
}

export function number(value: number, fewest = 0, most = fewest): string {
  return new Intl.NumberFormat(locale, { minimumFractionDigits: fewest, maximumFractionDigits: most }).format(value);
}

/** `1 h 05 min`, `12 min`, `40 s`. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.max(seconds, 0)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}

/** `3 hours ago`, `in 12 days`: the largest unit that fits, rounded down. */
export function age(at: string): string {
  const seconds = (Date.parse(at) - Date.now()) / 1_000;
  const [unit, length] = AGES.find(([, each]) => Math.abs(seconds) >= each) ?? ["second", 1];
  return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(Math.trunc(seconds / length), unit);
}

const AGES = [["day", 86_400], ["hour", 3_600], ["minute", 60]] as const;

/** Hours as exact text: `1 h 05 min 20 s`, where a price depends on it. */
export function preciseDuration(hours: string): string {
  const seconds = Math.round(Number(hours) * 3_600);
  const rest = seconds % 60;
  if (seconds < 60) return `${seconds} s`;
  return rest === 0 ? duration(seconds) : `${duration(seconds)} ${rest} s`;
}

/** Date and time on the wall of that place, with the year where it is not this one, and with the zone where the reader's wall shows another time. */
export function dateTime(at: string, timeZone: string): string {
  const isThisYear = new Date(at).getFullYear() === new Date().getFullYear();
  return format(at, { timeZone, day: "numeric", month: "short", ...(isThisYear ? {} : { year: "numeric" }), hour: "2-digit", minute: "2-digit", ...(isOurTime(at, timeZone) ? {} : { timeZoneName: "short" }) });
}

export function dateTimeExact(at: string, timeZone: string): string {
  const time = format(at, { timeZone, dateStyle: "medium", timeStyle: "medium" });
  return isOurTime(at, timeZone) ? time : `${time} ${zoneName(at, timeZone)}`;
}

export function timeOfDay(at: string, timeZone: string): string {
  return format(at, { timeZone, hour: "2-digit", minute: "2-digit" });
}

/** The reader's own zone, for things that belong to no place. */
export const localZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** `GMT+1`, `WEZ` */
function zoneName(at: string, timeZone: string): string {
  return new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: "short" }).formatToParts(new Date(at)).find(({ type }) => type === "timeZoneName")?.value ?? timeZone;
}

/** Whether the walls of that place and of the reader show the same. */
function isOurTime(at: string, timeZone: string): boolean {
  const wall = (zone: string): string => format(at, { timeZone: zone, day: "numeric", hour: "2-digit", minute: "2-digit" });
  return timeZone === localZone || wall(timeZone) === wall(localZone);
}

function format(at: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale, options).format(new Date(at));
}

/** `November 2026` for `2026-11`. */
export function monthName(month: string): string {
  return new Intl.DateTimeFormat(locale, { month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(`${month}-01T00:00:00Z`));
}

/** The short name of a day of the week, 0 is Monday. */
export function weekdayName(day: number): string {
  return new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" }).format(new Date(Date.UTC(2024, 0, 1 + day)));
}

/** A period of the books: a month by its name, a day as it is. */
export function periodName(period: string): string {
  return /^\d{4}-\d{2}$/.test(period) ? monthName(period) : period;
}

/** The month so many months before this one, as `2026-06`. */
export function monthsBack(months: number): string {
  const now = new Date();
  return new Date(Date.UTC(now.getFullYear(), now.getMonth() - months, 1)).toISOString().slice(0, 7);
}
