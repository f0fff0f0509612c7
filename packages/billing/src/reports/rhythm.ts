import { CpoError, zone, type Instant } from "@cpokit/kernel";
import { dateName, startOfDay } from "../periods.ts";
import type { ReportRhythm, ReportSpan } from "./report-schedule.ts";

/** @throws `billing.report` naming the field, `kernel.time-zone` */
export function checkRhythm({ every, timeZone, hour, weekday, day }: ReportRhythm): void {
  zone(timeZone);
  const whole = (field: string, value: number | undefined, least: number, most: number): void => {
    if (value === undefined || !Number.isInteger(value) || value < least || value > most) throw new CpoError("billing.report", `${field} must be a whole number from ${least} to ${most}.`, { field });
  };
  whole("hour", hour, 0, 23);
  if (every === "week") whole("weekday", weekday, 1, 7);
  if (every === "month") whole("day", day, 1, 28);
}

/** The first moment after another at which a report is due. A local hour that is skipped is due when the clock has gone on; one that comes twice is due once. */
export function nextDue(rhythm: ReportRhythm, after: Instant): Instant {
  const place = zone(rhythm.timeZone);
  // The day before: its hour may still come where the clock went back.
  for (let dayNumber = place.localTime(after).dayNumber - 1; ; dayNumber += 1) {
    const due = isDay(rhythm, dayNumber) ? firstMoment(rhythm, dayNumber) : undefined;
    if (due !== undefined && due > after) return due;
  }
}

/** The day, week (from Monday) or month that was over when a report became due. */
export function spanBefore({ every, timeZone }: ReportRhythm, due: Instant): ReportSpan {
  const { dayNumber, weekday, year, month } = zone(timeZone).localTime(due);
  const [first, end] =
    every === "day" ? [dayNumber - 1, dayNumber]
    : every === "week" ? [dayNumber - weekday - 6, dayNumber - weekday + 1]
    : [monthStart(year, month - 1), monthStart(year, month)];
  const name = every === "month" ? dateName(first).slice(0, 7) : every === "day" ? dateName(first) : `${dateName(first)}–${dateName(end - 1)}`;
  return { from: startOfDay(first, timeZone), to: startOfDay(end, timeZone), timeZone, name };
}

function isDay({ every, weekday, day }: ReportRhythm, dayNumber: number): boolean {
  const date = new Date(dayNumber * DAY);
  return every === "day" || (every === "week" ? (date.getUTCDay() || 7) === weekday : date.getUTCDate() === day);
}

function firstMoment({ hour, timeZone }: ReportRhythm, dayNumber: number): Instant | undefined {
  const place = zone(timeZone);
  for (let minute = hour * 60; minute < 24 * 60; minute += 1) {
    const [moment] = place.instantsOf(dayNumber, minute);
    if (moment !== undefined) return moment;
  }
  return undefined; // A day that a change of the date line left out.
}

const DAY = 86_400_000;

function monthStart(year: number, month: number): number {
  return Date.UTC(year, month - 1, 1) / DAY;
}
