import { instant, type Instant, type Zone } from "@cpokit/kernel";
import { hoursText } from "../numbers/quantity.ts";
import { readInstant } from "../numbers/read-instant.ts";
import type { PeriodInput, SessionInput } from "../price/session-input.ts";

/** A stretch of time, half open. */
export interface Stretch {
  readonly from: Instant;
  readonly to: Instant;
}

/** A window of local time, by day; `end` at or before `start` wraps around midnight. */
export interface LocalWindow {
  /** HH:MM */
  readonly start: string;
  readonly end: string;
  /** ISO weekdays of the day on which it starts, 1 is Monday; every day when absent. */
  readonly weekdays?: readonly number[];
}

/** When the vehicle stayed without asking for power: the periods with PARKING_TIME, joined (P1). */
export function idleStretches(session: SessionInput): readonly Stretch[] {
  const stretches: { from: Instant; to: Instant }[] = [];
  for (const [index, period] of session.periods.entries()) {
    if (!isParking(period)) continue;
    const from = at(period.start);
    const next = session.periods[index + 1];
    const to = at(next === undefined ? session.end : next.start);
    const last = stretches.at(-1);
    if (last !== undefined && last.to === from) last.to = to;
    else stretches.push({ from, to });
  }
  return stretches;
}

/**
 * The session with the first part of every idle stretch no longer counted as parking: what a CDR says when idle time costs only
 * after a grace (P1). Give it to `generateCdr` with a tariff that prices PARKING_TIME.
 */
export function withGrace(session: SessionInput, graceMilliseconds: number): SessionInput {
  const stretches = idleStretches(session);
  const periods = session.periods.flatMap((period, index): readonly PeriodInput[] => {
    if (!isParking(period)) return [period];
    const from = at(period.start);
    const next = session.periods[index + 1];
    const to = at(next === undefined ? session.end : next.start);
    const stretch = stretches.find((each) => each.from <= from && from < each.to);
    const paidFrom = (stretch?.from ?? from) + graceMilliseconds;
    if (paidFrom <= from) return [period];
    const free: PeriodInput = { ...period, dimensions: withoutParking(period) };
    if (paidFrom >= to) return [free];
    return [free, { ...period, start: instant(paidFrom), dimensions: [{ type: "PARKING_TIME", volume: hoursText(to - paidFrom) }] }];
  });
  return { ...session, periods };
}

/** The parts of stretches that lie outside, or inside, of the windows. */
export function cutByWindows(stretches: readonly Stretch[], windows: readonly LocalWindow[], zone: Zone, keep: "inside" | "outside"): readonly Stretch[] {
  if (windows.length === 0) return keep === "inside" ? [] : stretches;
  return stretches.flatMap(({ from, to }) => {
    const inside = joined(windows.flatMap((window) => occurrences(window, from, to, zone)));
    if (keep === "inside") return inside;
    const outside: Stretch[] = [];
    let start = from;
    for (const each of inside) {
      if (each.from > start) outside.push({ from: start, to: each.from });
      start = each.to;
    }
    if (start < to) outside.push({ from: start, to });
    return outside;
  });
}

/** Cuts at local midnights, for caps per day. */
export function byLocalDay(stretches: readonly Stretch[], zone: Zone): ReadonlyMap<number, readonly Stretch[]> {
  const days = new Map<number, Stretch[]>();
  for (const stretch of stretches) {
    let { from } = stretch;
    while (from < stretch.to) {
      const day = zone.localTime(from).dayNumber;
      const midnight = zone.instantsOf(day + 1, 0)[0] ?? stretch.to;
      const to = instant(Math.min(stretch.to, midnight));
      days.set(day, [...(days.get(day) ?? []), { from, to }]);
      from = to;
    }
  }
  return days;
}

function occurrences(window: LocalWindow, from: Instant, to: Instant, zone: Zone): readonly Stretch[] {
  const [start, end] = [minuteOf(window.start), minuteOf(window.end)];
  const found: Stretch[] = [];
  for (let day = zone.localTime(from).dayNumber - 1; day <= zone.localTime(to).dayNumber; day += 1) {
    const opens = firstAt(zone, day, start);
    const closes = firstAt(zone, end > start ? day : day + 1, end);
    if (window.weekdays !== undefined && !window.weekdays.includes(((((day + 3) % 7) + 7) % 7) + 1)) continue;
    const part = { from: instant(Math.max(from, opens)), to: instant(Math.min(to, closes)) };
    if (part.from < part.to) found.push(part);
  }
  return found;
}

/** The instant of a local minute; in a skipped hour the moment of the change. */
function firstAt(zone: Zone, day: number, minute: number): number {
  for (let later = minute; later < minute + 180; later += 1) {
    const [first] = zone.instantsOf(day + Math.floor(later / 1_440), later % 1_440);
    if (first !== undefined) return first;
  }
  return day * 86_400_000;
}

function joined(stretches: readonly Stretch[]): readonly Stretch[] {
  const result: { from: Instant; to: Instant }[] = [];
  for (const stretch of [...stretches].sort((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last !== undefined && stretch.from <= last.to) last.to = instant(Math.max(last.to, stretch.to));
    else result.push({ ...stretch });
  }
  return result;
}

function isParking(period: PeriodInput): boolean {
  return period.dimensions.some((each) => each.type === "PARKING_TIME" && Number(each.volume) > 0);
}

function withoutParking(period: PeriodInput): PeriodInput["dimensions"] {
  const rest = period.dimensions.filter((each) => each.type !== "PARKING_TIME");
  return rest.length > 0 ? rest : [{ type: "ENERGY", volume: "0" }];
}

function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

function at(moment: Instant | string): Instant {
  return typeof moment === "string" ? instant(readInstant(moment) ?? Number.NaN) : moment;
}
