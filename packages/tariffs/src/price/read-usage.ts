import { CpoError } from "@cpokit/kernel";
import { finding } from "../compile/document.ts";
import type { Finding } from "../finding.ts";
import { hasOffset, readInstant, usualInstant } from "../numbers/read-instant.ts";
import { readNumber, type ExactNumber } from "../numbers/read-number.ts";
import { finenessOf, quantityOf, quickQuantity } from "../numbers/quantity.ts";
import { minus, plus, powerOfTen, times, type Whole } from "../numbers/whole.ts";
import type { CdrInput, SessionInput } from "./session-input.ts";
import { ENERGY, isReservation, isZero, PARKING_TIME, RESERVATION_TIME, TIME, type Period, type Usage } from "./usage.ts";

/** A period of a session or of a CDR, which name its fields differently. */
interface SourcePeriod {
  readonly start?: unknown;
  readonly start_date_time?: unknown;
  readonly tariffId?: unknown;
  readonly tariff_id?: unknown;
  readonly dimensions?: unknown;
}

/** A session or CDR brought to one shape. Pointers are JSON pointers into it. */
interface Source {
  readonly isCdr: boolean;
  readonly start: number;
  readonly end: number;
  readonly currency: string | undefined;
  readonly pointer: string;
  readonly list: readonly (SourcePeriod | null)[];
  readonly warnings: Finding[];
}

/** @throws `tariffs.invalid-session` with the JSON pointer of what cannot be read. */
export function readSession(session: SessionInput, leastFineness: number, warnings: Finding[]): Usage {
  const start = momentOf(session.start, "/start", warnings);
  const end = momentOf(session.end, "/end", warnings);
  return readUsage({ isCdr: false, start, end, currency: currencyOf(session.currency), pointer: "/periods", list: session.periods, warnings }, leastFineness);
}

/** @throws `tariffs.invalid-session` with the JSON pointer of what cannot be read. */
export function readCdr(cdr: CdrInput, leastFineness: number, warnings: Finding[]): Usage {
  const start = momentOf(cdr.start_date_time, "/start_date_time", warnings);
  const end = cdr.end_date_time === undefined ? momentOf(cdr.stop_date_time, "/stop_date_time", warnings) : momentOf(cdr.end_date_time, "/end_date_time", warnings);
  return readUsage({ isCdr: true, start, end, currency: currencyOf(cdr.currency), pointer: "/charging_periods", list: cdr.charging_periods, warnings }, leastFineness);
}

function currencyOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : (value ?? undefined) === undefined ? undefined : invalid("/currency", "is no text");
}

function readUsage(source: Source, leastFineness: number): Usage {
  const { start, end, warnings } = source;
  if (!Array.isArray(source.list)) invalid(source.pointer, "is no list of periods");
  const noted = warnings.length;
  let fineness = leastFineness;
  let periods = readPeriods(source, fineness);
  while (typeof periods === "number") {
    // A volume is written finer than expected: read all of them again with enough digits (N2: nothing is cut).
    fineness = periods;
    warnings.length = noted;
    periods = readPeriods(source, fineness);
  }
  sortPeriods(periods, source);
  setEnds(periods, source);
  const one = powerOfTen(fineness);
  let kept = periods;
  for (const period of periods) {
    useTimestamps(period, one, source);
    // S6: a period without length and without volumes is nothing.
    if (period.end <= period.start && isEmpty(period) && kept === periods) kept = periods.filter((each) => each.end > each.start || !isEmpty(each));
  }
  return {
    start, end, fineness, currency: source.currency, pointer: source.pointer, periods: kept,
    began: kept.find((period) => !isReservation(period))?.start ?? start,
    reservedFrom: periods.find((period) => (period.has & RESERVATION_TIME) !== 0)?.start,
    tookPlace: periods.length === 0 || !periods.every(isReservation),
  };
}

/** The periods, or the fineness that their volumes need when it is more than the given one. */
function readPeriods(source: Source, fineness: number): Period[] | number {
  const periods: Period[] = [];
  let needed = fineness;
  for (let index = 0; index < source.list.length; index += 1) {
    const from = source.list[index];
    if (typeof from !== "object" || from === null) invalid(`${source.pointer}/${index}`, "is no period");
    const start = source.isCdr ? from.start_date_time : from.start;
    const tariffId = source.isCdr ? from.tariff_id : from.tariffId;
    const period: Period = {
      index, start: quickMoment(start) ?? momentOf(start, `${source.pointer}/${index}/start_date_time`, source.warnings), end: 0,
      tariffId: typeof tariffId === "string" ? tariffId : undefined, has: 0, energy: 0, time: 0, parking: 0, reserved: 0,
      maxPower: undefined, power: undefined, minPower: undefined, maxCurrent: undefined, current: undefined, minCurrent: undefined,
    };
    const dimensions = from.dimensions;
    if (!Array.isArray(dimensions)) invalid(`${source.pointer}/${index}/dimensions`, "is no list");
    for (let place = 0; place < dimensions.length; place += 1) {
      const dimension = dimensions[place] as { readonly type?: unknown; readonly volume?: unknown } | null;
      const volume = dimension?.volume;
      if (volume === undefined || volume === null) continue; // N1: null is absent
      const fine = addVolume(period, dimension?.type, volume, fineness, source, place);
      if (fine > needed) needed = fine;
    }
    periods.push(period);
  }
  return needed > fineness ? needed : periods;
}

/** Adds one volume to the period (Q1) and answers the fineness that it needs. */
function addVolume(period: Period, type: unknown, volume: unknown, fineness: number, source: Source, place: number): number {
  switch (type) {
    case "ENERGY":
    case "TIME":
    case "PARKING_TIME":
    case "RESERVATION_TIME": {
      const quick = quickQuantity(volume);
      if (quick >= 0 && fineness === 0) {
        addQuantity(period, type, quick);
        return 0;
      }
      const exact = numberOf(volume, source, period, place);
      const needed = finenessOf(exact);
      if (needed > fineness) return needed;
      const quantity = quantityOf(exact, fineness);
      if (type !== "ENERGY" && quantity < 0) invalid(pointerOf(source, period, place), "is a negative duration"); // Q3: only energy flows back
      if (typeof volume === "string" && source.isCdr) source.warnings.push(finding("NUMBER_AS_TEXT", pointerOf(source, period, place))); // N1
      addQuantity(period, type, quantity);
      return needed;
    }
    default: {
      const electricity = ELECTRICITY.get(type);
      // All other dimensions only describe (Q1, F4).
      if (electricity !== undefined) period[electricity] = numberOf(volume, source, period, place);
      return 0;
    }
  }
}

/** Where the dimensions go that restrictions look at (R7). */
const ELECTRICITY: ReadonlyMap<unknown, "maxPower" | "power" | "minPower" | "maxCurrent" | "current" | "minCurrent"> = new Map([
  ["MAX_POWER", "maxPower"], ["POWER", "power"], ["MIN_POWER", "minPower"], ["MAX_CURRENT", "maxCurrent"], ["CURRENT", "current"], ["MIN_CURRENT", "minCurrent"],
] as const);

function addQuantity(period: Period, type: "ENERGY" | "TIME" | "PARKING_TIME" | "RESERVATION_TIME", quantity: Whole): void {
  if (type === "ENERGY") {
    period.has |= ENERGY;
    period.energy = plus(period.energy, quantity);
  } else if (type === "TIME") {
    period.has |= TIME;
    period.time = plus(period.time, quantity);
  } else if (type === "PARKING_TIME") {
    period.has |= PARKING_TIME;
    period.parking = plus(period.parking, quantity);
  } else {
    period.has |= RESERVATION_TIME;
    period.reserved = plus(period.reserved, quantity);
  }
}

/** S6: sorted by start, stable. */
function sortPeriods(periods: Period[], source: Source): void {
  for (let index = 1; index < periods.length; index += 1) {
    if (periods[index]!.start < periods[index - 1]!.start) {
      source.warnings.push(finding("PERIODS_UNSORTED", `${source.pointer}/${index}`));
      periods.sort((a, b) => a.start - b.start || a.index - b.index);
      return;
    }
  }
}

/**
 * S6: a period ends where the next one starts, the last one with the session. Outside of the
 * session is priced and warned of. N4: lengths are the time that passed between instants, whatever the clocks on the wall did.
 */
function setEnds(periods: readonly Period[], { start, end, pointer, warnings }: Source): void {
  for (let place = 0; place < periods.length; place += 1) {
    const period = periods[place]!;
    const next = periods[place + 1];
    period.end = next === undefined ? Math.max(end, period.start) : next.start;
    if ((period.start < start || period.start > end) && !isReservation(period)) warnings.push(finding("PERIOD_OUTSIDE_SESSION", `${pointer}/${period.index}`));
  }
}

/** 0.18 s, half of the last printed decimal of an hour (N5), and the second of N6 on top, in milliseconds. */
const PRINTED = 180;
const TOLERATED = 1_180;

/** N5: a volume of hours that is the printed length of its period is the length itself. N6: one that is far from it is told. */
function useTimestamps(period: Period, one: Whole, { pointer, warnings }: Source): void {
  if ((period.has & ~ENERGY) === 0) return;
  const length = times(period.end - period.start, one);
  const printed = times(PRINTED, one);
  period.time = lengthIfPrinted(period.time, length, printed);
  period.parking = lengthIfPrinted(period.parking, length, printed);
  period.reserved = lengthIfPrinted(period.reserved, length, printed);
  // Activities that share a period are each only a part of it: together they are compared with its length.
  const difference = minus(plus(plus(period.time, period.parking), period.reserved), length);
  const tolerated = times(TOLERATED, one);
  if (difference > tolerated || difference < minus(0, tolerated)) warnings.push(finding("VOLUME_VS_TIMESTAMPS", `${pointer}/${period.index}`));
}

function lengthIfPrinted(volume: Whole, length: Whole, printed: Whole): Whole {
  if (isZero(volume)) return volume;
  const difference = minus(volume, length);
  return difference <= printed && difference >= minus(0, printed) ? length : volume;
}

function isEmpty(period: Period): boolean {
  return isZero(period.energy) && isZero(period.time) && isZero(period.parking) && isZero(period.reserved);
}

/** The usual timestamp, without building a pointer for the case that it is none. */
function quickMoment(value: unknown): number | undefined {
  const usual = typeof value === "string" ? usualInstant(value, 0, value.length) : Number.NaN;
  return usual === usual ? usual : undefined;
}

function momentOf(value: unknown, pointer: string, warnings: Finding[]): number {
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  if (typeof value !== "string") return invalid(pointer, "is no date-time");
  const read = readInstant(value) ?? invalid(pointer, "is no date-time");
  if (value.length !== 20 && hasOffset(value)) warnings.push(finding("EXPLICIT_OFFSET", pointer)); // N3
  return read;
}

function numberOf(value: unknown, source: Source, period: Period, place: number): ExactNumber {
  return readNumber(value) ?? invalid(pointerOf(source, period, place), "is no number");
}

function pointerOf(source: Source, period: Period, place: number): string {
  return `${source.pointer}/${period.index}/dimensions/${place}/volume`;
}

function invalid(pointer: string, what: string): never {
  throw new CpoError("tariffs.invalid-session", `"${pointer}" ${what}; correct it and price again.`, { pointer });
}
