/**
 * True for an RFC 3339 date-time with an offset (OCPP 2.0.1 part 2 appendix, ISO 8601 in the 1.6 text), judged as ajv-formats 3 does:
 * `T` or a space between date and time, `Z` or `±hh:mm`, `±hhmm`, `±hh`, any number of fraction digits, real dates, leap seconds in UTC.
 * An offset of more than 18 hours is refused, since no clock has one. Reads character codes only: no allocation.
 */
export function isDateTime(text: string): boolean {
  const end = text.length;
  if (end < 20) return false;
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  if (text.charCodeAt(4) !== HYPHEN || text.charCodeAt(7) !== HYPHEN) return false;
  if (text.charCodeAt(13) !== COLON || text.charCodeAt(16) !== COLON) return false;
  const separator = text.charCodeAt(10);
  if (separator !== UPPER_T && separator !== LOWER_T && separator !== SPACE) return false;
  // Every comparison below is false for NaN, which stands for "no digits".
  if (!(year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month))) return false;
  if (!(hour <= 23 && minute <= 59 && second <= 60)) return false;

  let at = 19;
  if (text.charCodeAt(at) === DOT) {
    at += 1;
    const first = at;
    while (isDigit(text.charCodeAt(at))) at += 1;
    if (at === first) return false;
  }
  const sign = text.charCodeAt(at);
  if (sign === UPPER_Z || sign === LOWER_Z) return at + 1 === end && (second < 60 || (hour === 23 && minute === 59));
  if (sign !== PLUS && sign !== HYPHEN) return false;
  const offsetHour = twoDigits(text, at + 1);
  at += 3;
  let offsetMinute = 0;
  if (at < end) {
    if (text.charCodeAt(at) === COLON) at += 1;
    offsetMinute = twoDigits(text, at);
    at += 2;
  }
  if (at !== end || !(offsetMinute <= 59) || !(offsetHour * 60 + offsetMinute <= 18 * 60)) return false;
  if (second < 60) return true;
  const offset = (offsetHour * 60 + offsetMinute) * (sign === PLUS ? 1 : -1);
  return (hour * 60 + minute - offset + MINUTES_PER_DAY) % MINUTES_PER_DAY === MINUTES_PER_DAY - 1;
}

const HYPHEN = 0x2d;
const PLUS = 0x2b;
const DOT = 0x2e;
const COLON = 0x3a;
const SPACE = 0x20;
const UPPER_T = 0x54;
const LOWER_T = 0x74;
const UPPER_Z = 0x5a;
const LOWER_Z = 0x7a;
const MINUTES_PER_DAY = 1440;

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** The number that two digits make, `NaN` when they are no digits or the text ends before them. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at);
  const ones = text.charCodeAt(at + 1);
  return isDigit(tens) && isDigit(ones) ? tens * 10 + ones - 528 : Number.NaN;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
