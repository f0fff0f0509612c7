import { instant, minutes, zone, type Instant, type Random } from "@cpokit/kernel";
import { between } from "@cpokit/simulator";

/** Who comes to a site: people who live there, work there, drop in, park in the street, or are on their way. */
export type Pattern = "home" | "work" | "visit" | "street" | "motorway";

interface Habit {
  /** Cars that come to one EVSE in each hour of the local day, in hundredths. */
  readonly weekday: readonly number[];
  readonly weekend: readonly number[];
  /** How long they mean to stay, in minutes. */
  readonly stay: readonly [least: number, most: number];
  /** Whether a driver leaves soon after the car has enough. */
  readonly leavesWhenFull: boolean;
}

const hours = (...stretches: readonly (readonly [from: number, to: number, share: number])[]): readonly number[] =>
  Array.from({ length: 24 }, (_, hour) => stretches.find(([from, to]) => hour >= from && hour < to)?.[2] ?? 0);

export const HABITS: Readonly<Record<Pattern, Habit>> = {
  home: { weekday: hours([16, 17, 8], [17, 20, 26], [20, 23, 7]), weekend: hours([10, 15, 5], [15, 21, 12]), stay: [540, 840], leavesWhenFull: false },
  work: { weekday: hours([6, 7, 10], [7, 9, 42], [9, 11, 12], [12, 14, 10]), weekend: hours([9, 12, 2]), stay: [240, 560], leavesWhenFull: false },
  visit: { weekday: hours([9, 12, 22], [12, 14, 30], [14, 18, 24], [18, 20, 30], [20, 22, 8]), weekend: hours([10, 12, 34], [12, 18, 44], [18, 21, 20]), stay: [35, 170], leavesWhenFull: false },
  street: { weekday: hours([6, 8, 8], [8, 17, 18], [17, 20, 34], [20, 23, 12]), weekend: hours([9, 21, 18], [21, 24, 6]), stay: [60, 330], leavesWhenFull: false },
  motorway: { weekday: hours([0, 5, 5], [5, 7, 28], [7, 9, 68], [9, 11, 40], [11, 14, 62], [14, 16, 40], [16, 19, 76], [19, 22, 30], [22, 24, 10]), weekend: hours([0, 6, 4], [6, 9, 22], [9, 20, 70], [20, 24, 20]), stay: [18, 48], leavesWhenFull: true },
};

/** One car at one EVSE. */
export interface Visit {
  readonly at: Instant;
  /** When its driver means to be back, at the latest. */
  readonly until: Instant;
}

/** When cars come to an EVSE and when they mean to go, in local time, one after the other, all within the window. */
export function planVisits(pattern: Pattern, timeZone: string, window: { readonly from: Instant; readonly until: Instant }, random: Random): readonly Visit[] {
  const place = zone(timeZone);
  const { weekday, weekend, stay } = HABITS[pattern];
  const visits: Visit[] = [];
  let freeAt: number = window.from;
  for (let day = place.localTime(window.from).dayNumber; day <= place.localTime(window.until).dayNumber; day += 1) {
    for (let hour = 0; hour < 24; hour += 1) {
      // Drawn for every hour, so that a change of one hour leaves the others as they are.
      const [chance, minute, length] = [random(), between(random, 0, 59), between(random, ...stay)];
      const [wall] = place.instantsOf(day, hour * 60 + minute);
      if (wall === undefined) continue;
      const share = (place.localTime(wall).weekday > 5 ? weekend : weekday)[hour] ?? 0;
      const visit = { at: wall, until: instant(wall + minutes(length)) };
      if (chance * 100 >= share || visit.at < freeAt || visit.until > window.until) continue;
      visits.push(visit);
      freeAt = visit.until + minutes(4);
    }
  }
  return visits;
}
