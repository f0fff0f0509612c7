import { instant, zone, type Instant, type Zone } from "@cpokit/kernel";
import type { Site } from "../site/define-site.ts";
import { plan } from "../plan/plan.ts";
import type { PlanInput, PlannedCar } from "../plan/plan-input.ts";
import type { Plan } from "../plan/plan-result.ts";
import { rosterEnergyKWh, rosterWithin, type RosterEntry, type RosterOptions } from "./roster.ts";

/** A session of the past, as far as habits follow from it. */
export interface PastSession {
  readonly evse: string;
  readonly token?: string;
  readonly from: Instant;
  readonly to: Instant;
  readonly kWh: number;
}

/** A session that is expected, and why. */
export interface ExpectedSession {
  readonly id: string;
  /** `roster`: announced; `regular`: somebody who comes on this weekday; `typical`: as many strangers as usual. */
  readonly because: "roster" | "regular" | "typical";
  readonly evse: string;
  readonly arrival: Instant;
  readonly departure: Instant;
  readonly energyKWh: number;
  readonly priority?: number;
  readonly token?: string;
  readonly vehicle?: string;
}

/** What a coming day follows from. */
export interface ExpectedDayInput extends RosterOptions {
  readonly site: Site;
  /** Days since 1970-01-01 on the wall of the site, see `LocalTime.dayNumber`. */
  readonly dayNumber: number;
  readonly timeZone: string;
  readonly roster?: readonly RosterEntry[];
  /** Sessions of the same weekday in the weeks before; others are left out. */
  readonly history?: readonly PastSession[];
  /** How many weeks back habits are looked for. Default 4. */
  readonly weeks?: number;
}

/** Who is expected on a day. */
export interface ExpectedDay {
  readonly from: Instant;
  readonly to: Instant;
  /** In the order of their arrival. */
  readonly sessions: readonly ExpectedSession[];
  /** Expected, but no charging point is free for them. */
  readonly unplaced: readonly ExpectedSession[];
}

const DAY = 86_400_000;
const USUAL_KWH = 20;
/** A stay that is cut shorter than this by another car is none. */
const LEAST_STAY = 15 * 60_000;

/**
 * Who comes on a day: the roster; then those who came on this weekday in at least half of the weeks before, at their usual time; then as
 * many others as usual, spread over the day as they were. Each gets the charging point where it usually stands, or one that is free.
 */
export function expectedDay(input: ExpectedDayInput): ExpectedDay {
  const place = zone(input.timeZone);
  const from = momentOn(place, input.dayNumber, 0);
  const to = momentOn(place, input.dayNumber + 1, 0);
  const past = (input.history ?? []).map((session) => ({ ...session, local: place.localTime(session.from) })).filter(({ local, evse }) => isHabit(input, local.dayNumber) && input.site.evses.has(evse));
  const weeks = weeksOf(input, past.map(({ local }) => local.dayNumber));
  const announced = rosterWithin(input.roster ?? [], from, to).map((entry) => fromRoster(entry, past, input));
  const tokens = new Set(announced.map(({ token }) => token));
  const byToken = new Map<string, Past[]>();
  for (const session of past) if (session.token !== undefined && !tokens.has(session.token)) byToken.set(session.token, [...(byToken.get(session.token) ?? []), session]);
  const regulars = [...byToken].filter(([, sessions]) => new Set(sessions.map(({ local }) => local.dayNumber)).size >= Math.max(2, weeks / 2));
  const known = new Set(regulars.map(([token]) => token));
  const others = past.filter(({ token }) => token === undefined || (!tokens.has(token) && !known.has(token)));
  const wanted: Wanted[] = [
    ...announced,
    ...regulars.map(([token, sessions]) => usual({ id: `regular ${token}`, because: "regular", token }, sessions, place, input.dayNumber)),
    ...typical(others, weeks).map((session, index) => usual({ id: `typical ${index + 1}`, because: "typical" }, [session], place, input.dayNumber)),
  ];
  return { from, to, ...placed(input.site, wanted) };
}

interface Past extends PastSession {
  readonly local: ReturnType<Zone["localTime"]>;
}

/** A session that may not have a charging point yet. */
type Wanted = Omit<ExpectedSession, "evse"> & { readonly evse?: string | undefined };

function isHabit({ dayNumber, weeks = 4 }: ExpectedDayInput, past: number): boolean {
  const before = dayNumber - past;
  return before > 0 && before % 7 === 0 && before <= weeks * 7;
}

/** Weeks of which anything is known. */
function weeksOf({ dayNumber }: ExpectedDayInput, days: readonly number[]): number {
  return days.length === 0 ? 0 : (dayNumber - Math.min(...days)) / 7;
}

function fromRoster(entry: RosterEntry, past: readonly Past[], options: RosterOptions): Wanted {
  const own = past.filter(({ token }) => token !== undefined && token === entry.token);
  const { id, arrival, departure, token, vehicle, priority, evse } = entry;
  return {
    id, because: "roster", arrival, departure, energyKWh: rosterEnergyKWh(entry, undefined, options) ?? (median((own.length > 0 ? own : past).map(({ kWh }) => kWh)) ?? USUAL_KWH),
    evse: evse ?? mostFrequent(own.map((session) => session.evse)),
    ...(token !== undefined && { token }), ...(vehicle !== undefined && { vehicle }), ...(priority !== undefined && { priority }),
  };
}

function usual(who: Pick<ExpectedSession, "id" | "because" | "token">, sessions: readonly Past[], place: Zone, dayNumber: number): Wanted {
  const arrival = momentOn(place, dayNumber, Math.round(median(sessions.map(({ local }) => local.minuteOfDay))!));
  const stay = median(sessions.map(({ from, to }) => to - from))!;
  return { ...who, arrival, departure: instant(Math.round(arrival + Math.max(LEAST_STAY, stay))), energyKWh: median(sessions.map(({ kWh }) => kWh))!, evse: mostFrequent(sessions.map(({ evse }) => evse)) };
}

/** As many sessions as a week has in the mean, evenly out of all in the order of their time of day. */
function typical(sessions: readonly Past[], weeks: number): readonly Past[] {
  const count = weeks === 0 ? 0 : Math.round(sessions.length / weeks);
  const order = [...sessions].sort((a, b) => a.local.minuteOfDay - b.local.minuteOfDay || a.from - b.from);
  return Array.from({ length: count }, (_, index) => order[Math.floor(((index + 0.5) * order.length) / count)]!);
}

/** Gives everyone a charging point, first come first served. */
function placed(site: Site, wanted: readonly Wanted[]): Pick<ExpectedDay, "sessions" | "unplaced"> {
  const freeAt = new Map(site.model.evses.map(({ id }) => [id, 0]));
  const sessions: ExpectedSession[] = [];
  const unplaced: ExpectedSession[] = [];
  for (const { evse: own, ...session } of [...wanted].sort((a, b) => a.arrival - b.arrival || (a.id < b.id ? -1 : 1))) {
    const isFree = (id: string): boolean => freeAt.get(id)! <= session.arrival;
    const first = [...freeAt].reduce<readonly [string, number] | undefined>((best, one) => (best === undefined || one[1] < best[1] ? one : best), undefined);
    const evse = own !== undefined && freeAt.has(own) && isFree(own) ? own : [...freeAt.keys()].find(isFree) ?? first?.[0];
    if (evse === undefined) continue;
    const arrival = instant(Math.max(session.arrival, freeAt.get(evse)!));
    if (session.departure - arrival < LEAST_STAY) unplaced.push({ ...session, evse });
    else {
      sessions.push({ ...session, evse, arrival });
      freeAt.set(evse, session.departure);
    }
  }
  return { sessions, unplaced };
}

/** A plan of an expected day. */
export interface DayAhead extends ExpectedDay {
  readonly plan: Plan;
}

const SLOT_MINUTES = 15;
/** Cars that stay over night are planned so far into the next day. */
const LONGEST_HOURS = 36;

/**
 * The plan of an expected day, until the last car leaves. `more` has what is known of prices, loads, surplus and so on, by slots of 15
 * minutes from the local midnight; without prices sooner is better.
 * @throws what `plan` throws.
 */
export function planDayAhead(input: ExpectedDayInput, more: Partial<Pick<PlanInput, "prices" | "loads" | "surplus" | "carbon" | "demandCharge" | "batteries">> = {}): DayAhead {
  const day = expectedDay(input);
  const end = Math.min(day.from + LONGEST_HOURS * 3_600_000, Math.max(day.to, ...day.sessions.map(({ departure }) => departure)));
  const slots = Math.ceil((end - day.from) / (SLOT_MINUTES * 60_000));
  const cars = day.sessions.map(({ id, evse, arrival, departure, energyKWh, priority }): PlannedCar => {
    return { id, evse, arrival, departure, energyKWh, ...(priority !== undefined && { priority }) };
  });
  const prices = more.prices ?? Array.from({ length: slots }, (_, slot) => 1 + slot / 10_000);
  return { ...day, plan: plan({ site: input.site, from: day.from, slotMinutes: SLOT_MINUTES, ...more, prices: Array.from({ length: slots }, (_, slot) => prices[slot] ?? prices.at(-1) ?? 1), cars }) };
}

function momentOn(place: Zone, dayNumber: number, minuteOfDay: number): Instant {
  // In an hour that is skipped, as long after midnight as it says.
  return place.instantsOf(dayNumber, minuteOfDay)[0] ?? instant((place.instantsOf(dayNumber, 0)[0] ?? dayNumber * DAY) + minuteOfDay * 60_000);
}

function median(values: readonly number[]): number | undefined {
  const order = [...values].sort((a, b) => a - b);
  const middle = order.length / 2;
  return order.length % 2 === 1 ? order[Math.floor(middle)] : order.length === 0 ? undefined : (order[middle - 1]! + order[middle]!) / 2;
}

function mostFrequent(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0];
}
