import { addDecimals, compareDecimals, CpoError, decimal, divideDecimal, instant, multiplyDecimals, subtractDecimal, ZERO, zone, type Decimal, type Zone } from "@cpokit/kernel";
import type { Adjuster } from "./apply-plan.ts";
import { newAmount, type BillLine } from "./bill.ts";
import { byLocalDay, cutByWindows, idleStretches, type LocalWindow, type Stretch } from "./idle-time.ts";

export interface IdleFeeOptions {
  readonly name?: string;
  /** Net, per hour; decimal text. */
  readonly perHour: string;
  /** Per cent; none when absent. */
  readonly vat?: string;
  /** Free minutes at the beginning of every idle stretch. */
  readonly graceMinutes?: number;
  /** Local times in which it costs nothing. */
  readonly freeWindows?: readonly LocalWindow[];
  /** The most that a session, a local day, and a night cost, net. */
  readonly cap?: { readonly session?: string; readonly day?: string; readonly night?: { readonly window: LocalWindow; readonly amount: string } };
}

/**
 * An idle fee that starts when charging ended, after a grace, outside of free windows, up to caps (P1). Time in which the station
 * or the grid withholds power is no idle time, because it is no PARKING_TIME (Q2).
 *
 * @throws `tariffs.time-zone-required` for windows and daily caps without a zone in the price
 */
export function idleFee(options: IdleFeeOptions): Adjuster {
  const name = options.name ?? "idle-fee";
  return {
    name,
    adjust({ session, priced }) {
      const place = priced.timeZone === undefined ? undefined : zone(priced.timeZone);
      const grace = (options.graceMinutes ?? 0) * 60_000;
      const late = idleStretches(session).flatMap(({ from, to }): readonly Stretch[] => (from + grace < to ? [{ from: instant(from + grace), to }] : []));
      const paid = options.freeWindows === undefined ? late : cutByWindows(late, options.freeWindows, needed(place), "outside");
      const hasGross = priced.totals.cost.incl !== undefined;
      const lines = paid.map((stretch): BillLine => ({
        source: name, category: "idle", ...newAmount(costOf([stretch], options), options.vat, hasGross), from: stretch.from, to: stretch.to, quantity: String((stretch.to - stretch.from) / 1_000), unit: "s",
      }));
      const saved = subtractDecimal(costOf(paid, options), capped(paid, options, place));
      if (saved.units > 0n) lines.push({ source: name, category: "idle", reason: "cap", ...newAmount({ units: -saved.units, scale: saved.scale }, options.vat, hasGross) });
      return { lines };
    },
  };
}

function costOf(stretches: readonly Stretch[], { perHour }: IdleFeeOptions): Decimal {
  const milliseconds = stretches.reduce((sum, { from, to }) => sum + (to - from), 0);
  return divideDecimal(multiplyDecimals(decimal(perHour), decimal(milliseconds)), decimal(3_600_000), 4);
}

/** The night's cap first, then the day's, then the session's. */
function capped(stretches: readonly Stretch[], options: IdleFeeOptions, place: Zone | undefined): Decimal {
  const { cap } = options;
  let parts: readonly Decimal[] = [costOf(stretches, options)];
  if (cap?.day !== undefined || cap?.night !== undefined) {
    const local = needed(place);
    parts = [...byLocalDay(stretches, local).values()].map((day) => {
      const night = cap.night === undefined ? [] : cutByWindows(day, [cap.night.window], local, "inside");
      const rest = cap.night === undefined ? day : cutByWindows(day, [cap.night.window], local, "outside");
      return least(addDecimals(costOf(rest, options), least(costOf(night, options), cap.night?.amount)), cap.day);
    });
  }
  return least(addDecimals(ZERO, ...parts), cap?.session);
}

function least(value: Decimal, limit: string | undefined): Decimal {
  return limit !== undefined && compareDecimals(value, decimal(limit)) > 0 ? decimal(limit) : value;
}

function needed(place: Zone | undefined): Zone {
  if (place === undefined) throw new CpoError("tariffs.time-zone-required", "An idle fee with windows or daily caps looks at the local clock; price the session with its time zone.");
  return place;
}

