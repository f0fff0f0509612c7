import { CpoError, dayNumberOf, zone, type Instant } from "@cpokit/kernel";

/** A stretch of time for which books are closed: `from` belongs to it, `to` does not. */
export interface Period {
  readonly from: Instant;
  readonly to: Instant;
  /** IANA name of the zone whose days and months count. */
  readonly timeZone: string;
  /** `2026-11`, `2026-11-16`. */
  readonly name: string;
}

const DAY = 86_400_000;

/** A calendar month (`"2026-11"`) or day (`"2026-11-16"`) on the wall of a zone; days have 23 to 25 hours (tariffs N4). @throws `billing.period`, `kernel.time-zone` */
export function period(name: string, timeZone: string): Period {
  const [, year, month, day] = /^(\d{4})-(\d{2})(?:-(\d{2}))?$/.exec(name) ?? [];
  const first = dayNumberOf(Number(year ?? 1970), Number(month ?? 1), Number(day ?? 1));
  const next = day === undefined ? dayNumberOf(Number(year), Number(month) + 1, 1) : first + 1;
  if (year === undefined || !new Date(first * DAY).toISOString().startsWith(name)) throw new CpoError("billing.period", `"${name}" is neither a month like 2026-11 nor a day like 2026-11-16.`, { name });
  return { from: startOfDay(first, timeZone), to: startOfDay(next, timeZone), timeZone, name };
}

/** The local day or month of a moment: `2026-11-16` or `2026-11`. */
export function periodNameOf(at: Instant, timeZone: string, unit: "day" | "month"): string {
  const { year, month, day } = zone(timeZone).localTime(at);
  return [String(year).padStart(4, "0"), two(month), ...(unit === "day" ? [two(day)] : [])].join("-");
}

/** The first moment of a local day; some zones skip midnight when their clocks change. */
export function startOfDay(dayNumber: number, timeZone: string): Instant {
  const place = zone(timeZone);
  for (let minute = 0; minute < 24 * 60; minute += 1) {
    const [start] = place.instantsOf(dayNumber, minute);
    if (start !== undefined) return start;
  }
  return startOfDay(dayNumber + 1, timeZone); // A day that a change of the date line left out.
}

/** `2026-11-16` of a local day. */
export function dateName(dayNumber: number): string {
  return new Date(dayNumber * DAY).toISOString().slice(0, 10);
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
