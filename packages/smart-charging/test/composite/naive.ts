/** A second reading of smart-charging §7, second by second and without any cleverness, to judge the engine by. */
import { instant } from "@cpokit/kernel";
import type { CompositeQuery, Dialect, Profile, SchedulePeriod } from "../../src/index.ts";

export interface NaiveAnswer {
  readonly limit: number | undefined;
  readonly phases: number | undefined;
}

export function naiveAt(profiles: readonly Profile[], query: CompositeQuery, second: number, dialect: Dialect): NaiveAnswer {
  const now = Math.floor(query.from / 1_000);
  const best: Partial<Record<string, { profile: Profile; period: SchedulePeriod }>> = {};
  for (const profile of profiles) {
    if (profile.evse !== 0 && profile.evse !== query.evse) continue;
    const isTx = profile.purpose === "transaction" || profile.purpose === "default" || profile.purpose === "priority";
    if (isTx && query.transaction === undefined) continue;
    if (profile.purpose === "transaction" && profile.transaction !== undefined && query.transaction?.id !== undefined && profile.transaction !== query.transaction.id) continue;
    if (dialect.version === "1.6" && (profile.purpose === "external")) continue;
    if (dialect.version !== "2.1" && (profile.purpose === "priority" || profile.purpose === "localGeneration" || profile.kind === "dynamic")) continue;
    if (profile.purpose === "priority" && query.priority !== true) continue;
    const period = periodAt(profile, query, second, now, dialect);
    if (period === undefined) continue;
    const rival = best[profile.purpose];
    if (rival === undefined || beats(profile, rival.profile)) best[profile.purpose] = { profile, period };
  }
  const session = best["priority"] ?? best["transaction"] ?? best["default"];
  const active = [session, best["station"], best["external"]].filter((one) => one !== undefined);
  let phases: number = query.supply.kind === "dc" ? 1 : query.supply.phases ?? 3;
  const heard = dialect.phases === "leading" ? active.slice(0, 1) : active;
  if (query.supply.kind === "ac") for (const one of heard) phases = Math.min(phases, one.period.phases ?? 3);
  phases = Math.max(phases, 1);
  let limit: number | undefined;
  for (const one of active) {
    if (one.period.limit === undefined || one.period.limit < 0) continue;
    const value = inUnit(one, query, phases);
    limit = limit === undefined ? value : Math.min(limit, value);
  }
  if (limit === undefined && dialect.gap !== "none") limit = query.unit === "A" ? dialect.gap.amps : dialect.gap.watts;
  if (limit === undefined) return { limit: undefined, phases: undefined };
  const local = best["localGeneration"];
  if (local !== undefined && local.period.limit !== undefined && local.period.limit >= 0) limit += inUnit(local, query, phases);
  return { limit: Math.floor(limit * 10 + 1e-6) / 10, phases: query.supply.kind === "dc" ? undefined : phases };
}

function beats(a: Profile, b: Profile): boolean {
  if (a.stackLevel > b.stackLevel) return true;
  if (a.stackLevel < b.stackLevel) return false;
  if (a.evse !== b.evse) return a.evse !== 0;
  if (a.receivedAt !== b.receivedAt) return a.receivedAt > b.receivedAt;
  return a.id > b.id;
}

function inUnit({ profile, period }: { profile: Profile; period: SchedulePeriod }, query: CompositeQuery, phases: number): number {
  const limit = period.limit!;
  if (profile.unit === query.unit) return limit;
  if (query.unit === "W") return limit * query.supply.volts * phases;
  return limit / ((query.supply.lowVolts ?? query.supply.volts * 0.9) * phases);
}

function periodAt(profile: Profile, query: CompositeQuery, second: number, now: number, dialect: Dialect): SchedulePeriod | undefined {
  const seconds = (at: number): number => Math.floor(at / 1_000);
  if (profile.validFrom !== undefined && second < seconds(profile.validFrom)) return undefined;
  if (profile.validTo !== undefined && second >= seconds(profile.validTo)) return undefined;
  if (query.offline !== undefined && profile.maxOffline !== undefined) {
    const lost = seconds(query.offline.since) + profile.maxOffline;
    const isBack = query.offline.until !== undefined && second >= seconds(query.offline.until);
    const wasLost = query.offline.until === undefined || lost < seconds(query.offline.until);
    if (second >= lost && wasLost && (!isBack || profile.invalidAfterOffline === true)) return undefined;
  }
  let elapsed: number;
  if (profile.kind === "relative") {
    const start = dialect.version === "1.6" ? query.transaction?.startedAt : query.transaction?.readyAt ?? query.transaction?.startedAt;
    elapsed = second - (start === undefined ? now : seconds(start));
  } else {
    const first = profile.kind === "dynamic" ? profile.updatedAt ?? profile.startSchedule ?? profile.receivedAt : profile.startSchedule ?? profile.validFrom ?? profile.receivedAt;
    const anchor = seconds(first);
    elapsed = second - anchor;
    if (profile.kind === "daily" || profile.kind === "weekly") {
      const length = profile.kind === "daily" ? 86_400 : 7 * 86_400;
      const zone = dialect.zone;
      if (profile.useLocalTime === true && zone !== undefined && dialect.version === "2.1") {
        // Counts back day by day to the last time the wall showed the time of the anchor; in a skipped hour the jump moves it.
        const wall = (at: number): number => at + zone.offsetAt(instant(at * 1_000)) / 1_000;
        const anchorWall = wall(anchor);
        const today = anchorWall + Math.floor((wall(second) - anchorWall) / length) * length;
        const startsAt = [today + length, today, today - length].map((target) => firstShowing(target, zone.offsetAt)).find((start) => start <= second)!;
        elapsed = second - startsAt;
      } else elapsed = ((elapsed % length) + length) % length;
    }
  }
  if (elapsed < 0 || elapsed >= (profile.duration ?? Infinity)) return undefined;
  let found: SchedulePeriod | undefined;
  for (const period of profile.periods) if (period.start <= elapsed) found = period;
  // Of an unknown state of charge the worst is assumed.
  if (found === undefined || dialect.version !== "2.1" || profile.limitAtSoC === undefined || (query.soc ?? 100) < profile.limitAtSoC.soc) return found;
  const capped = (value: number | undefined): number => (value === undefined || value < 0 ? profile.limitAtSoC!.limit : Math.min(value, profile.limitAtSoC!.limit));
  return { ...found, limit: capped(found.limit) };
}

function firstShowing(wall: number, offsetAt: (at: ReturnType<typeof instant>) => number): number {
  for (let hours = 15; hours >= -15; hours -= 1) {
    const offset = hours * 3_600;
    if (offsetAt(instant((wall - offset) * 1_000)) === offset * 1_000) return wall - offset;
  }
  return wall - offsetAt(instant((wall - 86_400) * 1_000)) / 1_000;
}
