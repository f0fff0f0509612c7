import { parseInstant } from "@cpokit/kernel";

const DAY = 86_400_000;
/** Days that every such month has; 29 February is the kernel's to judge. */
const SURE_DAYS: readonly number[] = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** Days of a common year before each month. */
const DAYS_BEFORE: readonly number[] = [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

/** Characters of the two usual forms, `2026-01-05T17:30:00Z` and `2026-01-05T17:30:00.000Z`. */
const TO_THE_SECOND = 20;
const TO_THE_MILLISECOND = 24;

/**
 * Reads a timestamp as milliseconds since 1970: the usual forms by position, every other form through the kernel (tariffs N3; §6 asks
 * for an own reader, which is several times faster). `undefined` for no real date-time.
 */
export function readInstant(text: string): number | undefined {
  const usual = usualInstant(text, 0, text.length);
  return usual === usual ? usual : parseInstant(text);
}

/** The moment that the given part of a text says in one of the usual forms; NaN for any other, which may be none. */
export function usualInstant(text: string, from: number, length: number): number {
  if (length !== TO_THE_SECOND && length !== TO_THE_MILLISECOND) return Number.NaN;
  const year = twoDigits(text, from) * 100 + twoDigits(text, from + 2);
  const month = twoDigits(text, from + 5);
  const day = twoDigits(text, from + 8);
  const hour = twoDigits(text, from + 11);
  const minute = twoDigits(text, from + 14);
  const second = twoDigits(text, from + 17);
  // Whatever is at the edge of the calendar, or no number at all (below 0), is the kernel's to judge.
  const isDate = year >= 1970 && month >= 1 && month <= 12 && day >= 1 && day <= SURE_DAYS[month]!;
  const isTime = hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 59;
  const isSeparated = text.charCodeAt(from + 4) === 45 && text.charCodeAt(from + 7) === 45 && text.charCodeAt(from + 10) === 84
    && text.charCodeAt(from + 13) === 58 && text.charCodeAt(from + 16) === 58 && text.charCodeAt(from + length - 1) === 90;
  if (!isDate || !isTime || !isSeparated) return Number.NaN;
  const time = daysSince1970(year, month, day) * DAY + ((hour * 60 + minute) * 60 + second) * 1_000;
  if (length === TO_THE_SECOND) return time;
  const tens = twoDigits(text, from + 20);
  const ones = text.charCodeAt(from + 22) - 48;
  return text.charCodeAt(from + 19) === 46 && tens >= 0 && ones >= 0 && ones <= 9 ? time + tens * 10 + ones : Number.NaN;
}

/** True when the text says its offset from UTC in numbers (tariffs N3: accepted with a warning). */
export function hasOffset(text: string): boolean {
  const last = text.charCodeAt(text.length - 1);
  if (last === 90 || last === 122) return false;
  return /[+-]\d\d:?(\d\d)?$/.test(text.slice(11));
}

/** Far enough below 0 that no sum of digits makes up for it. */
const NO_DIGITS = -1e6;

function twoDigits(text: string, at: number): number {
  const high = text.charCodeAt(at) - 48;
  const low = text.charCodeAt(at + 1) - 48;
  return high >= 0 && high <= 9 && low >= 0 && low <= 9 ? high * 10 + low : NO_DIGITS;
}

/** For years from 1970. */
function daysSince1970(year: number, month: number, day: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const before = year - 1;
  const leaps = ((before / 4) | 0) - ((before / 100) | 0) + ((before / 400) | 0) - 477;
  return (year - 1970) * 365 + leaps + DAYS_BEFORE[month]! + (isLeap && month > 2 ? 1 : 0) + day - 1;
}
