import { zone, type Instant } from "@cpokit/kernel";

/** What a meter usually says in each quarter hour of a week; plain JSON. */
export interface KeptHabit {
  /** kW, from Monday 0:00 on the wall of the place; `null` = never measured. */
  readonly kW: readonly (number | null)[];
}

/** Learns what a building usually takes, by quarter hours of the week. */
export interface WeekHabit {
  /** Takes in a reading; true when a quarter hour is over and there is something new to keep. */
  read(kW: number, at: Instant): boolean;
  /** kW at a moment: as usual then; as at this time on other days of its kind (Monday to Friday, or the weekend), else on any day; `undefined` before anything is known. */
  expected(at: Instant): number | undefined;
  kept(): KeptHabit;
}

const QUARTER = 900_000;
const A_DAY = 96;
const A_WEEK = 7 * A_DAY;
/** How much the latest week counts against all before. */
const NEW = 0.3;

/** @throws `kernel.time-zone` */
export function createWeekHabit(timeZone: string, before?: KeptHabit): WeekHabit {
  const place = zone(timeZone);
  const kW: (number | null)[] = Array.from({ length: A_WEEK }, (_, slot) => before?.kW[slot] ?? null);
  let open: { readonly quarter: number; readonly slot: number; sum: number; count: number } | undefined;

  const slotOf = (at: Instant): number => {
    const { weekday, minuteOfDay } = place.localTime(at);
    return (weekday - 1) * A_DAY + Math.floor(minuteOfDay / 15);
  };
  const meanOf = (slots: readonly number[]): number | undefined => {
    const known = slots.map((slot) => kW[slot]!).filter((value) => value !== null);
    return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0) / known.length;
  };

  return {
    read(value, at) {
      if (!Number.isFinite(value)) return false;
      const quarter = Math.floor(at / QUARTER);
      const closed = open !== undefined && open.quarter !== quarter ? open : undefined;
      if (closed !== undefined) {
        const mean = closed.sum / closed.count;
        const usual = kW[closed.slot] ?? mean;
        kW[closed.slot] = Math.round((usual + NEW * (mean - usual)) * 1_000) / 1_000;
      }
      if (open === undefined || closed !== undefined) open = { quarter, slot: slotOf(at), sum: 0, count: 0 };
      open.sum += value;
      open.count += 1;
      return closed !== undefined;
    },
    expected(at) {
      const slot = slotOf(at);
      const [day, time] = [Math.floor(slot / A_DAY), slot % A_DAY];
      const days = [0, 1, 2, 3, 4, 5, 6];
      return kW[slot] ?? meanOf(days.filter((other) => other > 4 === day > 4).map((other) => other * A_DAY + time)) ?? meanOf(days.map((other) => other * A_DAY + time));
    },
    kept: () => ({ kW: [...kW] }),
  };
}
