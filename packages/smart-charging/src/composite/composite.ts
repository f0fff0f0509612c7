import type { Instant } from "@cpokit/kernel";
import { combine, floorTenth, type Bound, type Supply } from "./bounds.ts";
import type { Dialect } from "./dialect.ts";
import { intervalsOf, secondOf, type Interval, type TimeContext } from "./intervals.ts";
import { leadingIntervals } from "./leading.ts";
import type { Profile, ProfilePurpose } from "./profile.ts";

/** What is asked of the profiles that a station holds. */
export interface CompositeQuery extends TimeContext {
  readonly evse: number;
  readonly from: Instant;
  /** Length of the window; 0 or less asks for the value at `from + seconds`. */
  readonly seconds: number;
  readonly unit: "A" | "W";
  readonly supply: Supply;
  readonly transaction?: { readonly id?: string; readonly startedAt: Instant; readonly readyAt?: Instant };
  /** State of charge of the car, percent, where it is known (limitAtSoC of 2.1). */
  readonly soc?: number;
  /** 2.1: priority charging is active for the transaction. */
  readonly priority?: boolean;
}

/** What holds from one moment until the next period. */
export interface CompositePeriod extends Bound {
  /** Seconds from the start of the window. */
  readonly start: number;
}

const SESSION: readonly ProfilePurpose[] = ["transaction", "default"];
const OVERALL: readonly ProfilePurpose[] = ["station", "external"];

/**
 * What the profiles of a station allow an EVSE over a time: per purpose the highest stack level leads, the session's limit is
 * that of the transaction or else the default, and the lowest of session, station and external limits counts
 * (smart-charging §7). One engine for translator, verifier and simulator.
 */
export function compositeSchedule(profiles: readonly Profile[], query: CompositeQuery, dialect: Dialect): readonly CompositePeriod[] {
  return sweep(profiles, query, dialect, [...SESSION, ...OVERALL]);
}

/** What holds at one moment. */
export function boundAt(profiles: readonly Profile[], query: Omit<CompositeQuery, "from" | "seconds"> & { readonly at: Instant }, dialect: Dialect): Bound {
  const { start: _start, ...bound } = compositeSchedule(profiles, { ...query, from: query.at, seconds: 0 }, dialect)[0]!;
  return bound;
}

/** The question for a whole station: each of its EVSEs, and what one without a limit draws at most. */
export interface StationQuery extends Omit<CompositeQuery, "evse" | "transaction" | "priority" | "supply"> {
  /** For the limits of the whole station. */
  readonly supply: Supply;
  readonly evses: readonly (Pick<CompositeQuery, "evse" | "transaction" | "priority" | "supply"> & { readonly unlimited: number })[];
}

/** The sum over the EVSEs, those without a limit at their default, capped by the limits of the station. */
export function stationSchedule(profiles: readonly Profile[], query: StationQuery, dialect: Dialect): readonly CompositePeriod[] {
  const { evses, ...common } = query;
  // An EVSE without a limit counts at its default, not at the gap value of the firmware.
  const parts = evses.map((evse) => sweep(profiles.filter((profile) => profile.evse === evse.evse || !OVERALL.includes(profile.purpose)), { ...common, ...evse }, { ...dialect, gap: "none" }, [...SESSION, ...OVERALL]));
  const cap = sweep(profiles.filter((profile) => profile.evse === 0), { ...common, evse: 0 }, { ...dialect, gap: "none" }, OVERALL);
  const starts = [...new Set([cap, ...parts].flatMap((part) => part.map(({ start }) => start)))].sort((a, b) => a - b);
  const at = (part: readonly CompositePeriod[], start: number): number | undefined => part.findLast((period) => period.start <= start)?.limit;
  const periods = starts.map((start): CompositePeriod => {
    const sum = parts.reduce((total, part, index) => total + Math.min(at(part, start) ?? Infinity, evses[index]!.unlimited), 0);
    return { start, limit: floorTenth(Math.min(sum, at(cap, start) ?? Infinity)) };
  });
  return merge(periods);
}

function sweep(profiles: readonly Profile[], query: CompositeQuery, dialect: Dialect, purposes: readonly ProfilePurpose[]): readonly CompositePeriod[] {
  const isPoint = query.seconds <= 0;
  const from = secondOf(query.from) + (isPoint ? Math.trunc(query.seconds) : 0);
  const to = isPoint ? from + 1 : from + Math.ceil(query.seconds);
  const lead = (purpose: ProfilePurpose): readonly Interval[] => leadingIntervals(profiles
    .filter((profile) => profile.purpose === purpose && applies(profile, query, dialect))
    .flatMap((profile) => intervalsOf(dialect.version === "2.1" ? atSoC(profile, query.soc) : profile, from, to, query, dialect)));
  const tracks = new Map(purposes.map((purpose) => [purpose, track(lead(purpose))]));
  const priority = dialect.version === "2.1" && query.priority === true ? track(lead("priority")) : undefined;
  const local = dialect.version === "2.1" ? track(lead("localGeneration")) : undefined;
  const all = [...tracks.values(), priority, local].filter((one) => one !== undefined);
  const cuts = [...new Set([from, ...all.flatMap((one) => one.cuts)])].filter((cut) => cut >= from && cut < to).sort((a, b) => a - b);
  return merge(cuts.map((cut): CompositePeriod => {
    const session = priority?.at(cut) ?? tracks.get("transaction")?.at(cut) ?? tracks.get("default")?.at(cut);
    const active = [session, tracks.get("station")?.at(cut), tracks.get("external")?.at(cut)].filter((one) => one !== undefined);
    return { start: cut - from, ...combine(active, local?.at(cut), query.unit, query.supply, dialect) };
  }));
}

function applies(profile: Profile, query: CompositeQuery, dialect: Dialect): boolean {
  if (profile.evse !== 0 && profile.evse !== query.evse) return false;
  if (profile.kind === "dynamic" && dialect.version !== "2.1") return false;
  if (profile.purpose === "external") return dialect.version !== "1.6";
  if (profile.purpose === "station" || profile.purpose === "localGeneration") return true;
  if (query.transaction === undefined) return false;
  return profile.purpose !== "transaction" || profile.transaction === undefined || query.transaction.id === undefined || profile.transaction === query.transaction.id;
}

/** A profile as it is at a state of charge; not known = it counts as full, for less is never too much. */
function atSoC(profile: Profile, soc = 100): Profile {
  const { limitAtSoC } = profile;
  if (limitAtSoC === undefined || soc < limitAtSoC.soc) return profile;
  const cap = <Name extends "limit" | "limitL2" | "limitL3">(name: Name, value: number | undefined): Partial<Record<Name, number>> =>
    value === undefined && name !== "limit" ? {} : { [name]: value === undefined || value < 0 ? limitAtSoC.limit : Math.min(value, limitAtSoC.limit) } as Partial<Record<Name, number>>;
  return { ...profile, periods: profile.periods.map((period) => ({ ...period, ...cap("limit", period.limit), ...cap("limitL2", period.limitL2), ...cap("limitL3", period.limitL3) })) };
}

/** Reads intervals at moments that only grow. */
function track(intervals: readonly Interval[]): { readonly cuts: readonly number[]; at(second: number): Interval | undefined } {
  let place = 0;
  return {
    cuts: intervals.flatMap(({ from, to }) => [from, to]),
    at(second) {
      while (place < intervals.length && intervals[place]!.to <= second) place += 1;
      const interval = intervals[place];
      return interval !== undefined && interval.from <= second ? interval : undefined;
    },
  };
}

function merge(periods: readonly CompositePeriod[]): readonly CompositePeriod[] {
  return periods.filter((period, index) => index === 0 || !isSame(period, periods[index - 1]!));
}

function isSame(a: CompositePeriod, b: CompositePeriod): boolean {
  return a.limit === b.limit && a.limitL2 === b.limitL2 && a.limitL3 === b.limitL3 && a.phases === b.phases &&
    a.phaseToUse === b.phaseToUse && a.mode === b.mode && a.setpoint === b.setpoint;
}
