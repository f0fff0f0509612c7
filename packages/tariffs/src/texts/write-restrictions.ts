import type { NumberLike, OcpiRestrictions } from "../ocpi.ts";
import { readNumber } from "../numbers/read-number.ts";
import { decimalText } from "../numbers/whole.ts";
import type { Texts } from "./texts.ts";
import { writeDuration, writeNumber, writeWeekdays } from "./write-values.ts";

/** One restriction, or a pair that belongs together, in words. */
export interface RestrictionText {
  /** The wire names that it says, e.g. `start_time` and `end_time`. */
  readonly fields: readonly string[];
  readonly text: string;
}

/** The restrictions of an element in words, in a fixed order; empty when it always applies. */
export function writeRestrictions(restrictions: OcpiRestrictions | null | undefined, texts: Texts): readonly RestrictionText[] {
  if (restrictions === undefined || restrictions === null) return [];
  const { start_time, end_time, start_date, end_date, day_of_week, min_duration, max_duration, reservation } = restrictions;
  const found: RestrictionText[] = [];
  const say = (fields: readonly string[], text: string): void => void found.push({ fields, text });
  if (reservation !== undefined && reservation !== null) say(["reservation"], reservation === "RESERVATION_EXPIRES" ? texts.reservedUnused : texts.reserved);
  if (day_of_week !== undefined && day_of_week !== null && day_of_week.length > 0) say(["day_of_week"], writeWeekdays(day_of_week, texts));
  if (given(start_time) || given(end_time)) {
    const end = end_time ?? "24:00";
    say(["start_time", "end_time"].filter((name) => given(name === "start_time" ? start_time : end_time)), texts.between(start_time ?? "00:00", end === "00:00" ? "24:00" : end));
  }
  if (given(start_date)) say(["start_date"], texts.fromDate(start_date));
  if (given(end_date)) say(["end_date"], texts.beforeDate(end_date));
  for (const [name, unit] of [["kwh", "kWh"], ["power", "kW"], ["current", "A"]] as const) {
    const least = restrictions[`min_${name}`];
    const most = restrictions[`max_${name}`];
    if (given(least)) say([`min_${name}`], texts.atLeast(`${numberText(least, texts)} ${unit}`));
    if (given(most)) say([`max_${name}`], texts.below(`${numberText(most, texts)} ${unit}`));
  }
  if (given(min_duration)) say(["min_duration"], texts.after(writeDuration(String(min_duration), texts)));
  if (given(max_duration)) say(["max_duration"], texts.within(writeDuration(String(max_duration), texts)));
  return found;
}

/** A number of the tariff in the language's way, as it stands when it is none. */
export function numberText(value: NumberLike, texts: Texts): string {
  const read = readNumber(value);
  return read === undefined ? String(value) : writeNumber(decimalText(read.units, read.scale), 0, texts);
}

function given<Value>(value: Value | null | undefined): value is Value {
  return value !== undefined && value !== null;
}
