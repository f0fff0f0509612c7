import { fields, list, plainNumber } from "../compile/document.ts";
import type { Report } from "./lint.ts";

const PAIRS = [["min_kwh", "max_kwh"], ["min_power", "max_power"], ["min_current", "max_current"], ["min_duration", "max_duration"]] as const;

/** What can be odd about the restrictions of one element. */
export function lintRestrictions(value: unknown, pointer: string, report: Report): void {
  const raw = fields(value);
  if (raw === undefined) return;
  if (Object.values(raw).every((each) => each === undefined || each === null)) report("EMPTY_RESTRICTIONS", pointer);
  for (const [min, max] of PAIRS) {
    const [least, most] = [raw[min], raw[max]];
    if (most === 0) report("NEVER", `${pointer}/${max}`);
    else if (given(least) && given(most) && plainNumber(least) >= plainNumber(most)) report("RANGE", `${pointer}/${max}`);
  }
  const [from, to] = [raw["start_date"], raw["end_date"]];
  if (typeof from === "string" && typeof to === "string" && from >= to) report("RANGE", `${pointer}/end_date`);
  const [start, end] = [raw["start_time"], raw["end_time"]];
  const days = list(raw["day_of_week"]);
  // R2: start = end is the whole day. R4: behind midnight a wrapping window is on the next day.
  if (given(start) && start === end) report("WHOLE_DAY_WINDOW", `${pointer}/end_time`);
  else if (typeof start === "string" && typeof end === "string" && end < start && end !== "00:00" && days !== undefined && days.length > 0) report("WRAP_WITH_WEEKDAY", `${pointer}/day_of_week`);
  if (days !== undefined && new Set(days).size === 7) report("ALL_WEEKDAYS", `${pointer}/day_of_week`);
}

function given(value: unknown): boolean {
  return value !== undefined && value !== null;
}
