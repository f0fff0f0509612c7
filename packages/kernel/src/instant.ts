import { CpoError } from "./errors.ts";

declare const instantBrand: unique symbol;
/** A moment: milliseconds since 1970-01-01T00:00:00Z, integer. At run time it is a plain number. */
export type Instant = number & { readonly [instantBrand]: "Instant" };

/** @throws `kernel.instant` when the value is no whole number within the range of dates. */
export function instant(milliseconds: number): Instant {
  if (!Number.isSafeInteger(milliseconds) || Math.abs(milliseconds) > 8.64e15) {
    throw new CpoError("kernel.instant", `${milliseconds} is no moment in milliseconds since 1970.`, { milliseconds });
  }
  return milliseconds as Instant;
}

/** Year, month, day, hour, minute, then seconds with any fraction, then zone; `T` may be a space and the zone may be missing. */
const DATE_TIME = /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(?:[Zz]|([+-])(\d{2})(?::?(\d{2}))?)?$/;

/**
 * Reads an ISO 8601 / RFC 3339 date-time. A missing zone means UTC (tariffs N3); digits past the millisecond are cut.
 * A leap second reads as the following second. Returns `undefined` for anything that is no real date-time.
 */
export function parseInstant(text: string): Instant | undefined {
  const match = DATE_TIME.exec(text);
  if (match === null) return undefined;
  const year = Number(match[1]);
  const month = Number(match[2]);
  const day = Number(match[3]);
  const hour = Number(match[4]);
  const minute = Number(match[5]);
  const second = match[6] === undefined ? 0 : Number(match[6]);
  const millisecond = match[7] === undefined ? 0 : Number(match[7].slice(0, 3).padEnd(3, "0"));
  const offset = match[8] === undefined ? 0 : (Number(match[9]) * 60 + Number(match[10] ?? 0)) * (match[8] === "-" ? -1 : 1);
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 60 || Math.abs(offset) > 18 * 60) return undefined;
  return (midnight(year, month, day) + ((hour * 60 + minute - offset) * 60 + second) * 1_000 + millisecond) as Instant;
}

/** `Date.UTC` takes the years before 100 for those of the last century. */
function midnight(year: number, month: number, day: number): number {
  return year < 100 ? new Date(0).setUTCFullYear(year, month - 1, day) : Date.UTC(year, month - 1, day);
}

/** `2026-11-21T09:30:00.000Z`: RFC 3339 in UTC with milliseconds. */
export function formatInstant(at: Instant): string {
  return new Date(at).toISOString();
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
