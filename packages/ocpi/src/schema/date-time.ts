import { formatInstant, instant, type Instant } from "@cpokit/kernel";
import type { ReadContext } from "./reader.ts";

const PARTS = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(\.\d+)?(Z|z|[+-]\d\d:?\d\d)?$/;
const CANONICAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?$/;

/** UTC, with or without `Z` (a missing one means UTC); offsets are taken from partners only. */
export function readDateTime(context: ReadContext, member: string | number, text: string): string | undefined {
  const at = parseDateTime(text);
  if (at === undefined) {
    context.report("date-time", "error", "a date and time of RFC 3339 in UTC is expected", member);
    return undefined;
  }
  if (CANONICAL.test(text) && text.length <= 25) return text;
  if (context.mode === "strict") context.report("date-time", "error", "UTC, at most 25 characters", member);
  else context.report("date-time", "repaired", "written in UTC", member);
  return writeDateTime(at);
}

/** The moment that a DateTime of OCPI tells, in any spelling that partners use; `undefined` when it tells none. */
export function parseDateTime(text: string): Instant | undefined {
  const parts = PARTS.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = "", zone = "Z"] = parts;
  const milliseconds = Math.floor(Number(`0${fraction}`) * 1_000);
  const [date, time] = [[Number(year), Number(month), Number(day)] as const, [Number(hour), Number(minute), Number(second)] as const];
  const utc = Date.UTC(date[0], date[1] - 1, date[2], time[0], time[1], time[2], milliseconds);
  const back = new Date(utc);
  const isReal = back.getUTCMonth() === date[1] - 1 && back.getUTCDate() === date[2] && time[0] < 24 && time[1] < 60 && time[2] < 60;
  return isReal ? instant(utc - offsetOf(zone)) : undefined;
}

/** As OCPI wants it: `2026-03-01T10:15:30Z`, with milliseconds only where there are some. */
export function writeDateTime(at: Instant): string {
  return formatInstant(at).replace(".000Z", "Z");
}

/** In ms. */
function offsetOf(zone: string): number {
  const parts = /^([+-])(\d\d):?(\d\d)$/.exec(zone);
  if (parts === null) return 0;
  const size = (Number(parts[2]) * 60 + Number(parts[3])) * 60_000;
  return parts[1] === "-" ? -size : size;
}
