import { instant, type Instant, type Zone } from "@cpokit/kernel";
import type { Dialect } from "./dialect.ts";
import type { Profile, SchedulePeriod } from "./profile.ts";

/** A time in which one period of one profile holds: whole seconds since 1970, half open. */
export interface Interval {
  readonly from: number;
  readonly to: number;
  readonly profile: Profile;
  readonly period: SchedulePeriod;
}

/** What time is counted from. */
export interface TimeContext {
  /** When the transaction began (1.6), and when energy could flow (2.x); absent without a transaction. */
  readonly transaction?: { readonly startedAt: Instant; readonly readyAt?: Instant };
  /** Since when the station has no connection, and when it had it again. */
  readonly offline?: { readonly since: Instant; readonly until?: Instant };
}

const DAY = 86_400;

/** The whole second that a moment falls in. */
export function secondOf(at: Instant): number {
  return Math.floor(at / 1_000);
}

/** The periods of a profile that touch [from, to), in order (smart-charging §7 "Time"). */
export function intervalsOf(profile: Profile, from: number, to: number, context: TimeContext, dialect: Dialect): Interval[] {
  return validity(profile, from, to, context).flatMap((window) =>
    occurrences(profile, window, from, context, dialect).flatMap((occurrence) =>
      profile.periods.flatMap((period, index): Interval[] => {
        const next = profile.periods[index + 1];
        const start = Math.max(window.from, occurrence.from + period.start);
        const end = Math.min(window.to, occurrence.to, next === undefined ? Infinity : occurrence.from + next.start);
        return start < end ? [{ from: start, to: end, profile, period }] : [];
      })));
}

interface Window {
  readonly from: number;
  readonly to: number;
}

/** When the profile is valid within [from, to): before it is offline for too long, and after that unless it is gone for good. */
function validity(profile: Profile, from: number, to: number, { offline }: TimeContext): Window[] {
  const start = Math.max(from, profile.validFrom === undefined ? -Infinity : secondOf(profile.validFrom));
  const end = Math.min(to, profile.validTo === undefined ? Infinity : secondOf(profile.validTo));
  const windows: Window[] = [];
  const lost = offline === undefined || profile.maxOffline === undefined ? Infinity : secondOf(offline.since) + profile.maxOffline;
  const back = offline?.until === undefined ? Infinity : secondOf(offline.until);
  if (lost >= back) windows.push({ from: start, to: end });
  else {
    windows.push({ from: start, to: Math.min(end, lost) });
    if (profile.invalidAfterOffline !== true) windows.push({ from: Math.max(start, back), to: end });
  }
  return windows.filter((window) => window.from < window.to);
}

function occurrences(profile: Profile, window: Window, now: number, context: TimeContext, dialect: Dialect): Window[] {
  const length = profile.duration ?? Infinity;
  if (profile.kind === "relative") {
    const started = dialect.version === "1.6" ? context.transaction?.startedAt : context.transaction?.readyAt ?? context.transaction?.startedAt;
    const anchor = started === undefined ? now : secondOf(started);
    return [{ from: anchor, to: anchor + length }];
  }
  const start = profile.kind === "dynamic" ? profile.updatedAt ?? profile.startSchedule : profile.startSchedule ?? profile.validFrom;
  const anchor = secondOf(start ?? profile.receivedAt);
  if (profile.kind === "absolute" || profile.kind === "dynamic") return [{ from: anchor, to: anchor + length }];
  const days = profile.kind === "daily" ? 1 : 7;
  const startOf = profile.useLocalTime === true && dialect.zone !== undefined && dialect.version === "2.1"
    ? localStarts(anchor, days, dialect.zone)
    : (index: number): number => anchor + index * days * DAY;
  const found: Window[] = [];
  // A day may be an hour longer or shorter, so the first guess is one too early.
  for (let index = Math.floor((window.from - anchor) / (days * DAY)) - 1; startOf(index) < window.to; index += 1) {
    const begin = startOf(index);
    found.push({ from: begin, to: Math.min(begin + length, startOf(index + 1)) });
  }
  return found;
}

/** Starts on the same time of the wall every `days` days; in a skipped hour as much later as the clock jumped. */
function localStarts(anchor: number, days: number, zone: Zone): (index: number) => number {
  const local = anchor + zone.offsetAt(instant(anchor * 1_000)) / 1_000;
  return (index) => {
    const wall = local + index * days * DAY;
    const day = Math.floor(wall / DAY);
    const minute = Math.floor((wall - day * DAY) / 60);
    const exact = zone.instantsOf(day, minute)[0];
    if (exact !== undefined) return secondOf(exact) + ((wall % 60) + 60) % 60;
    return wall - zone.offsetAt(instant((wall - DAY) * 1_000)) / 1_000;
  };
}
