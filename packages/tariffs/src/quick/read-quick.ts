import { quickQuantity } from "../numbers/quantity.ts";
import { usualInstant } from "../numbers/read-instant.ts";
import type { CdrInput, PeriodInput, SessionInput } from "../price/session-input.ts";
import type { OcpiCdrDimension, OcpiChargingPeriod } from "../ocpi.ts";
import { addVolume, kindOf, nameTariff, openPeriod, type Reading } from "./reading.ts";

/** Fills the reading from a CDR; false when anything about it is unusual, which the calculator then judges. */
export function readQuickCdr(cdr: CdrInput, reading: Reading): boolean {
  reading.start = moment(cdr.start_date_time);
  reading.end = moment(cdr.end_date_time === undefined ? cdr.stop_date_time : cdr.end_date_time);
  reading.currency = cdr.currency ?? undefined;
  const periods: readonly OcpiChargingPeriod[] | undefined = cdr.charging_periods;
  if (!(reading.end > reading.start) || !Array.isArray(periods)) return false;
  reading.count = 0;
  for (let place = 0; place < periods.length; place += 1) {
    const period = periods[place] as OcpiChargingPeriod | null | undefined;
    if (period === null || period === undefined || !readPeriod(reading, period.start_date_time, period.dimensions, period.tariff_id, false)) return false;
  }
  return true;
}

/** As `readQuickCdr`, from a session in this package's own shape. */
export function readQuickSession(session: SessionInput, reading: Reading): boolean {
  reading.start = moment(session.start);
  reading.end = moment(session.end);
  reading.currency = session.currency;
  const periods: readonly PeriodInput[] | undefined = session.periods;
  if (!(reading.end > reading.start) || !Array.isArray(periods)) return false;
  reading.count = 0;
  for (let place = 0; place < periods.length; place += 1) {
    const period = periods[place] as PeriodInput | null | undefined;
    if (period === null || period === undefined || !readPeriod(reading, period.start, period.dimensions, period.tariffId, true)) return false;
  }
  return true;
}

function readPeriod(reading: Reading, start: unknown, dimensions: readonly OcpiCdrDimension[] | undefined, tariffId: unknown, isText: boolean): boolean {
  if (!openPeriod(reading) || !Array.isArray(dimensions)) return false;
  if ((tariffId !== undefined && typeof tariffId !== "string") || !nameTariff(reading, tariffId)) return false;
  reading.starts[reading.count - 1] = moment(start);
  for (let place = 0; place < dimensions.length; place += 1) {
    const dimension = dimensions[place] as OcpiCdrDimension | null;
    if (dimension === null || typeof dimension !== "object" || !addVolume(reading, kindOf(dimension.type), quantityOf(dimension.volume, isText))) return false;
  }
  return true;
}

function moment(value: unknown): number {
  if (typeof value === "string") return usualInstant(value, 0, value.length);
  return typeof value === "number" && Number.isSafeInteger(value) ? value : Number.NaN;
}

/** In a CDR, a number as text is worth a warning (N1). */
function quantityOf(volume: unknown, isText: boolean): number {
  return isText && typeof volume === "string" ? quantityIn(volume, 0, volume.length) : quickQuantity(volume);
}

/** The quantity of a decimal text without sign or exponent, of at most five decimals; NaN for any other. */
export function quantityIn(text: string, from: number, to: number): number {
  let units = 0;
  let decimals = -1;
  if (to === from || to - from > MOST_CHARACTERS) return Number.NaN;
  if (text.charCodeAt(from) === 48 && to - from > 1 && text.charCodeAt(from + 1) !== 46) return Number.NaN;
  for (let at = from; at < to; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (digit >= 0 && digit <= 9) {
      units = units * 10 + digit;
      if (decimals >= 0) decimals += 1;
    } else if (digit === -2 && decimals < 0 && at > from && at < to - 1) {
      decimals = 0;
    } else {
      return Number.NaN;
    }
  }
  return decimals > 5 ? Number.NaN : units * PER_DECIMALS[Math.max(decimals, 0)]!;
}

/** More digits leave what a plain number holds. */
const MOST_CHARACTERS = 9;

/** Quantity units of a unit with so many decimals. */
const PER_DECIMALS: readonly number[] = [3_600_000, 360_000, 36_000, 3_600, 360, 36];
