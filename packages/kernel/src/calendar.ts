import { CpoError } from "./errors.ts";
import { instant, type Instant } from "./instant.ts";

/** A date and time of day on the wall of one place. */
export interface LocalTime {
  readonly year: number;
  /** 1–12 */
  readonly month: number;
  /** 1–31 */
  readonly day: number;
  /** Minutes since local midnight, 0–1439. */
  readonly minuteOfDay: number;
  /** ISO weekday: 1 is Monday, 7 is Sunday. */
  readonly weekday: number;
  /** Whole days since 1970-01-01 of the local date; orders and counts dates. */
  readonly dayNumber: number;
}

/** A time zone with its real offsets, answered from a table of transitions (tariffs Z4, §6). */
export interface Zone {
  /** IANA name, e.g. `Europe/Amsterdam`. */
  readonly name: string;
  /** Milliseconds that local time is ahead of UTC at this moment. */
  offsetAt(at: Instant): number;
  localTime(at: Instant): LocalTime;
  /**
   * The moments at which the wall shows this minute of this local day: none in a skipped hour, two in a repeated one.
   */
  instantsOf(dayNumber: number, minuteOfDay: number): readonly Instant[];
}

const DAY = 86_400_000;
const STRETCH = 64 * 7 * DAY;
const zones = new Map<string, Zone>();

/** The zone of an IANA name; the same object for the same name. @throws `kernel.time-zone` for an unknown name. */
export function zone(name: string): Zone {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const made = createZone(name);
  zones.set(name, made);
  return made;
}

function createZone(name: string): Zone {
  const offsetByIntl = intlOffsets(name);
  // One sorted list of transitions for each stretch of 64 weeks, found on first use: a probe a week and a bisection for each change.
  const stretches = new Map<number, Transitions>();
  let current: Transitions = { from: 0, to: 0, starts: [], offsets: [] };

  function stretchAt(at: number): Transitions {
    const stretch = Math.floor(at / STRETCH);
    let found = stretches.get(stretch);
    if (found === undefined) stretches.set(stretch, found = findTransitions(offsetByIntl, stretch * STRETCH, (stretch + 1) * STRETCH));
    return found;
  }

  function offsetAt(at: Instant): number {
    // Most questions are about the stretch of the question before.
    if (at < current.from || at >= current.to) current = stretchAt(at);
    const { starts, offsets } = current;
    let index = starts.length - 1;
    while (index > 0 && at < starts[index]!) index -= 1;
    return offsets[index]!;
  }

  return Object.freeze({
    name,
    offsetAt,
    localTime(at: Instant): LocalTime {
      const local = at + offsetAt(at);
      const dayNumber = Math.floor(local / DAY);
      const date = new Date(local);
      return {
        year: date.getUTCFullYear(),
        month: date.getUTCMonth() + 1,
        day: date.getUTCDate(),
        minuteOfDay: Math.floor((local - dayNumber * DAY) / 60_000),
        weekday: weekdayOf(dayNumber),
        dayNumber,
      };
    },
    instantsOf(dayNumber: number, minuteOfDay: number): readonly Instant[] {
      const local = dayNumber * DAY + minuteOfDay * 60_000;
      const candidates = new Set([offsetAt(instant(local - DAY)), offsetAt(instant(local + DAY))]);
      return [...candidates]
        .map((offset) => instant(local - offset))
        .filter((at) => at + offsetAt(at) === local)
        .sort((a, b) => a - b);
    },
  });
}

/** ISO weekday of a local day number: 1970-01-01 was a Thursday. */
export function weekdayOf(dayNumber: number): number {
  return ((((dayNumber + 3) % 7) + 7) % 7) + 1;
}

/** The day number of a calendar date. */
export function dayNumberOf(year: number, month: number, day: number): number {
  return Date.UTC(year, month - 1, day) / DAY;
}

interface Transitions {
  readonly from: number;
  readonly to: number;
  readonly starts: readonly number[];
  readonly offsets: readonly number[];
}

function findTransitions(offsetOf: (at: number) => number, from: number, to: number): Transitions {
  const starts = [from];
  const offsets = [offsetOf(from)];
  const step = 7 * DAY;
  for (let left = from; left < to; left += step) {
    const right = Math.min(left + step, to);
    let start = left;
    while (offsetOf(start) !== offsetOf(right)) {
      const change = bisect(offsetOf, start, right);
      if (change >= to) break;
      starts.push(change);
      offsets.push(offsetOf(change));
      start = change;
    }
  }
  return { from, to, starts, offsets };
}

/** The first whole second in (low, high] whose offset differs from that at `low`. */
function bisect(offsetOf: (at: number) => number, low: number, high: number): number {
  const before = offsetOf(low);
  let left = low;
  let right = high;
  while (right - left > 1_000) {
    const middle = Math.floor((left + right) / 2_000) * 1_000;
    if (offsetOf(middle) === before) left = middle;
    else right = middle;
  }
  return right;
}

function intlOffsets(name: string): (at: number) => number {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", { timeZone: name, timeZoneName: "longOffset" });
  } catch (cause) {
    throw new CpoError("kernel.time-zone", `"${name}" is no time zone this runtime knows; give an IANA name like Europe/Amsterdam.`, { name }, cause);
  }
  return (at) => {
    // "1/5/2026, GMT+01:00"; without figures at an offset of 0, with seconds in the days of local mean time.
    const [, sign, ...figures] = /([+-])(\d+):(\d+):?(\d*)$/.exec(format.format(at)) ?? [];
    const seconds = figures.reduce((sum, figure) => sum * 60 + Number(figure), 0);
    return sign === "-" ? -seconds * 1_000 : seconds * 1_000;
  };
}
