import { zone, type Instant } from "@cpokit/kernel";
import type { PdfLocale } from "./texts.ts";

const SIGNS: Readonly<Record<PdfLocale, { readonly point: string; readonly group: string; readonly date: (year: string, month: string, day: string) => string }>> = {
  en: { point: ".", group: ",", date: (year, month, day) => `${year}-${month}-${day}` },
  de: { point: ",", group: ".", date: (year, month, day) => `${day}.${month}.${year}` },
  fr: { point: ",", group: "\u00A0", date: (year, month, day) => `${day}/${month}/${year}` },
  nl: { point: ",", group: ".", date: (year, month, day) => `${day}-${month}-${year}` },
  es: { point: ",", group: ".", date: (year, month, day) => `${day}/${month}/${year}` },
};

/** Decimal text as the language writes it: `-1234.50` is `−1.234,50`. No figure is changed. */
export function numberText(decimal: string, locale: PdfLocale): string {
  const { point, group } = SIGNS[locale];
  const [whole = "0", fraction] = decimal.replace("-", "").split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, group);
  return `${decimal.startsWith("-") ? "-" : ""}${grouped}${fraction === undefined ? "" : `${point}${fraction}`}`;
}

/** The local date of a moment. */
export function dateText(at: Instant, timeZone: string, locale: PdfLocale): string {
  const { year, month, day } = zone(timeZone).localTime(at);
  return SIGNS[locale].date(String(year), two(month), two(day));
}

/** The local time of a moment, `16:30`. */
export function timeText(at: Instant, timeZone: string): string {
  const { minuteOfDay } = zone(timeZone).localTime(at);
  return `${two(Math.floor(minuteOfDay / 60))}:${two(minuteOfDay % 60)}`;
}

/** Seconds as `0:20:30`. */
export function durationText(seconds: string): string {
  const total = Math.abs(Math.round(Number(seconds)));
  return `${seconds.startsWith("-") ? "-" : ""}${Math.floor(total / 3_600)}:${two(Math.floor(total / 60) % 60)}:${two(total % 60)}`;
}

export function isZero(decimal: string): boolean {
  return /^-?0*\.?0*$/.test(decimal);
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
