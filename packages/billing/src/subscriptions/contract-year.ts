import { dayNumberOf, instant, zone, type Instant } from "@cpokit/kernel";
import { startOfDay } from "../periods.ts";

/** One year of a contract. */
export interface ContractYear {
  /** From 1 on. */
  readonly number: number;
  /** Inclusive. */
  readonly from: Instant;
  /** Exclusive: the next year begins. */
  readonly to: Instant;
}

/**
 * The year of a contract that a moment lies in; the first for moments before it. Years begin with the local day on which the contract
 * began. Where there is no 29 February the year begins on 1 March, so that none is cut short.
 */
export function contractYear(from: Instant, at: Instant, timeZone: string): ContractYear {
  const place = zone(timeZone);
  let number = Math.max(1, place.localTime(at).year - place.localTime(from).year + 1);
  if (number > 1 && beginningOf(number, from, timeZone) > at) number -= 1;
  return { number, from: beginningOf(number, from, timeZone), to: beginningOf(number + 1, from, timeZone) };
}

function beginningOf(number: number, from: Instant, timeZone: string): Instant {
  if (number === 1) return from;
  const { year, month, day } = zone(timeZone).localTime(from);
  return instant(startOfDay(dayNumberOf(year + number - 1, month, day), timeZone));
}
