import { dayNumberOf } from "@cpokit/kernel";
import { readNumber, type ExactNumber } from "../numbers/read-number.ts";
import { finenessOf, quantityOf } from "../numbers/quantity.ts";
import { fields, list, written, type Fields, type Findings } from "./document.ts";
import { ALL_DAYS, type Reserved, type Restrictions } from "./restrictions.ts";

const KEYS: ReadonlySet<string> = new Set([
  "start_time", "end_time", "start_date", "end_date", "min_kwh", "max_kwh", "min_current", "max_current", "min_power", "max_power",
  "min_duration", "max_duration", "day_of_week", "reservation", "booking",
]);
const DAYS: readonly string[] = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];

/** R9; the bookings branch says `booking` likewise. Values with another meaning price nothing that a CDR can say. */
const RESERVED: ReadonlyMap<unknown, Reserved> = new Map<unknown, Reserved>([
  ["RESERVATION", "reserved"], ["RESERVATION_EXPIRES", "expired"], ["BOOKING", "reserved"], ["BOOKING_EXPIRES", "expired"],
]);

/** Reads the restrictions of one element. `undefined` when nothing restricts it. */
export function readRestrictions(value: unknown, pointer: string, found: Findings): Restrictions | undefined {
  if (value === undefined || value === null) return undefined;
  const raw = fields(value);
  if (raw === undefined) {
    found.problem("RESTRICTIONS", pointer);
    return undefined;
  }
  for (const key of Object.keys(raw)) {
    if (!KEYS.has(key)) found.note("UNKNOWN_RESTRICTION", `${pointer}/${key}`, { key }); // R10
  }
  const at = { raw, pointer, found };
  const minEnergy = bound(at, "min_kwh");
  const maxEnergy = bound(at, "max_kwh");
  const fineness = Math.max(minEnergy === undefined ? 0 : finenessOf(minEnergy), maxEnergy === undefined ? 0 : finenessOf(maxEnergy));
  const startMinute = timeOfDay(at, "start_time") ?? 0;
  const endGiven = timeOfDay(at, "end_time");
  const startDay = localDay(at, "start_date") ?? -Infinity;
  const endDay = localDay(at, "end_date") ?? Infinity;
  const weekdays = daysOfWeek(at);
  const restrictions: Restrictions = {
    reserved: reservedOf(at),
    // R2: equal start and end are the whole day, which needs no clock.
    usesClock: startMinute !== (endGiven ?? 0) || startDay !== -Infinity || endDay !== Infinity || weekdays !== ALL_DAYS,
    startMinute,
    // R1: end 00:00 is midnight at the end of the day, a missing end is 24:00.
    endMinute: endGiven === undefined || endGiven === 0 ? 1_440 : endGiven,
    startDay,
    endDay,
    weekdays,
    minEnergy: minEnergy === undefined ? undefined : quantityOf(minEnergy, fineness),
    maxEnergy: maxEnergy === undefined ? undefined : quantityOf(maxEnergy, fineness),
    fineness,
    minDuration: duration(at, "min_duration") ?? -Infinity,
    maxDuration: duration(at, "max_duration") ?? Infinity,
    minPower: bound(at, "min_power"),
    maxPower: bound(at, "max_power"),
    minCurrent: bound(at, "min_current"),
    maxCurrent: bound(at, "max_current"),
  };
  return Object.freeze(restrictions);
}

interface At {
  readonly raw: Fields;
  readonly pointer: string;
  readonly found: Findings;
}

function bound({ raw, pointer, found }: At, key: string): ExactNumber | undefined {
  const value = raw[key];
  if (value === undefined || value === null) return undefined;
  const read = readNumber(value);
  if (read === undefined) found.problem("NUMBER", `${pointer}/${key}`);
  return read;
}

function duration(at: At, key: string): number | undefined {
  const read = bound(at, key);
  if (read === undefined) return undefined;
  if (read.scale !== 0 || typeof read.units !== "number") {
    at.found.problem("DURATION", `${at.pointer}/${key}`);
    return undefined;
  }
  return read.units * 1_000;
}

/** Minutes since local midnight. 24:00 is not a time of day, yet it is read, as an end (R2; erratum E20). */
function timeOfDay({ raw, pointer, found }: At, key: "start_time" | "end_time"): number | undefined {
  const value = raw[key];
  if (value === undefined || value === null) return undefined;
  const match = typeof value === "string" ? /^([01]\d|2[0-3]):([0-5]\d)$/.exec(value) : null;
  if (match !== null) return Number(match[1]) * 60 + Number(match[2]);
  if (value === "24:00" && key === "end_time") {
    found.note("TIME_24_00", `${pointer}/${key}`);
    return 0;
  }
  found.problem("TIME_OF_DAY", `${pointer}/${key}`, { value: written(value) });
  return undefined;
}

function localDay({ raw, pointer, found }: At, key: string): number | undefined {
  const value = raw[key];
  if (value === undefined || value === null) return undefined;
  const match = typeof value === "string" ? /^(\d{4})-(\d{2})-(\d{2})$/.exec(value) : null;
  if (match !== null) {
    const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
    const number = dayNumberOf(year, month, day);
    const read = new Date(number * 86_400_000);
    if (read.getUTCMonth() + 1 === month && read.getUTCDate() === day) return number;
  }
  found.problem("DATE", `${pointer}/${key}`, { value: written(value) });
  return undefined;
}

function daysOfWeek({ raw, pointer, found }: At): number {
  const value = raw["day_of_week"];
  if (value === undefined || value === null) return ALL_DAYS;
  const days = list(value);
  let bits = 0;
  for (const [index, day] of (days ?? []).entries()) {
    const weekday = DAYS.indexOf(written(day)) + 1;
    if (weekday === 0) found.problem("DAY_OF_WEEK", `${pointer}/day_of_week/${index}`, { value: written(day) });
    else bits |= 1 << weekday;
  }
  if (days === undefined) found.problem("DAY_OF_WEEK", `${pointer}/day_of_week`);
  return bits === 0 ? ALL_DAYS : bits;
}

function reservedOf({ raw, pointer, found }: At): Reserved {
  const key = raw["reservation"] !== undefined && raw["reservation"] !== null ? "reservation" : "booking";
  const value = raw[key];
  if (value === undefined || value === null) return "no";
  const reserved = RESERVED.get(value);
  if (reserved === undefined) found.note("RESERVATION_KIND", `${pointer}/${key}`, { value: written(value) });
  return reserved ?? "never";
}
