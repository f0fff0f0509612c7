import { CpoError, dayNumberOf, instant, zone, type Instant, type Zone } from "@cpokit/kernel";
import type { LimitSignal } from "./signals.ts";

/** What the highest power of a calendar month costs. */
export interface DemandTariff {
  /** Money for each kW of the month's highest mean power. */
  readonly pricePerKW: number;
  /** In whose months it is billed, e.g. `Europe/Berlin`. */
  readonly timeZone: string;
  /** Time over which the grid operator takes the mean; a divisor of a day. Default 15. */
  readonly intervalMinutes?: number;
  /** The site never takes more than this, or than the peak that is paid already, whatever it would earn. Default: no such limit. */
  readonly budgetKW?: number;
}

/** The peak of a month, as it is kept; plain JSON. */
export interface KeptPeak {
  /** Local, e.g. `2026-11`. */
  readonly month: string;
  /** The highest mean of an interval so far; one that was measured for less than half of its time does not count. */
  readonly peakKW: number;
  /** Begin of that interval. */
  readonly peakAt?: Instant;
  /** The interval that is measured now. */
  readonly open?: { readonly from: Instant; readonly kWh: number; readonly seconds: number };
}

/** The peak that is paid already, carried across days and restarts until the local month ends. */
export interface DemandPeak {
  /** Replaces the tariff; `undefined` = there is none, and nothing is kept. @throws `smart-charging.demand-tariff`, `kernel.time-zone` */
  tariff(tariff: DemandTariff | undefined): void;
  /** Takes in what the meter of the grid connection says now, kW; true when there is something new to keep: an interval is over. */
  read(kW: number, at: Instant): boolean;
  /** Interval means from before, e.g. of the meter operator: the highest of this month counts. */
  history(means: readonly { readonly at: Instant; readonly kW: number }[], now: Instant): void;
  /** What is paid for this month, kW. */
  paidKW(now: Instant): number;
  /** As much of a plan's question as follows from it; absent without a tariff. */
  charge(now: Instant): { readonly pricePerKW: number; readonly paidKW: number } | undefined;
  /** The limit that the budget is until the month ends. */
  limits(now: Instant): readonly LimitSignal[];
  kept(now: Instant): KeptPeak | undefined;
}

/** A reading counts for so long after it, s. */
const GAP_SECONDS = 120;

export function createDemandPeak(kept: KeptPeak | undefined): DemandPeak {
  let state = kept;
  let known: { readonly tariff: DemandTariff; readonly place: Zone; readonly interval: number } | undefined;
  let last: { readonly kW: number; readonly at: Instant } | undefined;

  const peakOf = (now: Instant): KeptPeak | undefined => {
    if (known === undefined) return state;
    const month = monthOf(known.place, now);
    if (state?.month !== month) state = { month, peakKW: 0, ...(state?.open !== undefined && { open: state.open }) };
    return state;
  };
  const raise = (kW: number, at: Instant, now: Instant): void => {
    const current = peakOf(now);
    if (known !== undefined && current !== undefined && kW > current.peakKW && monthOf(known.place, at) === current.month) state = { ...current, peakKW: kW, peakAt: at };
  };

  /** Adds up energy from the last reading to this one; ends intervals on the way. */
  function measure(from: Instant, to: Instant, kW: number, interval: number): boolean {
    let isOver = false;
    for (let at = from; at < to;) {
      const begin = instant(Math.floor(at / interval) * interval);
      const open = peakOf(at)!.open;
      if (open !== undefined && open.from !== begin) isOver = close(at) || isOver;
      const until = Math.min(to, begin + interval);
      const before = peakOf(at)!.open ?? { from: begin, kWh: 0, seconds: 0 };
      state = { ...peakOf(at)!, open: { from: begin, kWh: before.kWh + (kW * (until - at)) / 3_600_000, seconds: before.seconds + (until - at) / 1_000 } };
      at = until as Instant;
      if (at === begin + interval) isOver = close(at) || isOver;
    }
    return isOver;
  }

  function close(now: Instant): boolean {
    const { open, ...rest } = state!;
    if (open === undefined) return false;
    state = rest;
    // Of the part that was measured, for silence is no saving; a small part says nothing of the whole.
    if (known !== undefined && open.seconds * 2_000 >= known.interval) raise((open.kWh * 3_600) / open.seconds, open.from, open.from);
    peakOf(now);
    return true;
  }

  return {
    tariff(tariff) {
      if (tariff === undefined) return void (known = undefined);
      const { pricePerKW, timeZone, intervalMinutes = 15, budgetKW = 0 } = tariff;
      if (!(pricePerKW >= 0 && budgetKW >= 0 && intervalMinutes >= 1 && 1_440 % intervalMinutes === 0)) {
        throw new CpoError("smart-charging.demand-tariff", "A demand tariff has a price and a budget of 0 or more, and an interval in minutes that divides a day; correct it.", { pricePerKW, budgetKW, intervalMinutes });
      }
      known = { tariff, place: zone(timeZone), interval: intervalMinutes * 60_000 };
    },
    read(kW, at) {
      const before = last;
      last = { kW: Math.max(0, kW), at };
      if (known === undefined || !Number.isFinite(kW)) return false;
      peakOf(before?.at ?? at);
      if (before === undefined || at <= before.at || at - before.at > GAP_SECONDS * 1_000) return false;
      return measure(before.at, at, before.kW, known.interval);
    },
    history(means, now) {
      for (const { at, kW } of means) if (Number.isFinite(kW)) raise(kW, at, now);
    },
    paidKW: (now) => (known === undefined ? 0 : peakOf(now)!.peakKW),
    charge: (now) => (known === undefined || known.tariff.pricePerKW === 0 ? undefined : { pricePerKW: known.tariff.pricePerKW, paidKW: peakOf(now)!.peakKW }),
    limits(now) {
      if (known?.tariff.budgetKW === undefined) return [];
      return [{ source: "demand budget", binding: "hard", from: now, to: monthEnd(known.place, now), importKW: Math.max(known.tariff.budgetKW, peakOf(now)!.peakKW) }];
    },
    kept: peakOf,
  };
}

function monthOf(place: Zone, at: Instant): string {
  const { year, month } = place.localTime(at);
  return `${year}-${String(month).padStart(2, "0")}`;
}

/** The first moment of the next local month. */
function monthEnd(place: Zone, at: Instant): Instant {
  const { year, month } = place.localTime(at);
  const day = month === 12 ? dayNumberOf(year + 1, 1, 1) : dayNumberOf(year, month + 1, 1);
  // Where clocks skip midnight, the day begins with the first minute that there is.
  for (let minute = 0; minute < 180; minute += 30) {
    const [first] = place.instantsOf(day, minute);
    if (first !== undefined) return first;
  }
  return instant(day * 86_400_000);
}
