import { instant, zone, type Instant, type Zone } from "@cpokit/kernel";
import { z } from "zod";

const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, "must be a time of day like 08:30, at most 24:00");

const LocalMinute = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d$/, "must be a local time like 2026-12-25T00:00");

const Period = z.object({ from: LocalMinute, to: LocalMinute }).refine(({ from, to }) => from < to, { path: ["to"], message: "must be after from" });

/** When a location is open: always, or by the week; single days may differ (OCPI Hours). All times are those on the wall of the location. */
export const OpeningHours = z.object({
  twentyFourSeven: z.boolean(),
  /** From 1, Monday, to 7, Sunday; a period ends on the day it begins. */
  regular: z.array(z.object({ weekday: z.int().min(1).max(7), begin: TimeOfDay, end: TimeOfDay }).refine(({ begin, end }) => begin < end, { path: ["end"], message: "must be after begin; what goes beyond midnight is a second period of the next day" })).max(50).optional(),
  exceptionalOpenings: z.array(Period).max(366).optional(),
  exceptionalClosings: z.array(Period).max(366).optional(),
});
export type OpeningHours = z.infer<typeof OpeningHours>;

/** A span of time, its end left out. */
export interface OpenSpan {
  readonly from: Instant;
  readonly to: Instant;
}

/** When a location is open between two moments: in order, touching spans joined. Closings win over openings, as in OCPI. */
export function openSpans(hours: OpeningHours, timeZone: string, from: Instant, to: Instant): readonly OpenSpan[] {
  const place = zone(timeZone);
  const spans = hours.twentyFourSeven ? [{ from, to }] : [...regularSpans(hours, place, from, to), ...(hours.exceptionalOpenings ?? []).map((period) => spanOf(place, period))];
  let open = joined(spans.map((span) => ({ from: instant(Math.max(span.from, from)), to: instant(Math.min(span.to, to)) })));
  for (const closing of hours.exceptionalClosings ?? []) open = open.flatMap((span) => without(span, spanOf(place, closing)));
  return open;
}

/** Whether a location is open at a moment, and until when that stays so; `until` is absent where nothing changes within the next eight days. */
export function openAt(hours: OpeningHours, timeZone: string, at: Instant): { readonly isOpen: boolean; readonly until?: Instant } {
  const horizon = instant(at + 8 * DAY);
  const spans = openSpans(hours, timeZone, at, horizon);
  const [first] = spans;
  const isOpen = first?.from === at;
  const until = isOpen ? first.to : first?.from;
  return { isOpen, ...(until === undefined || until === horizon ? {} : { until }) };
}

/** The moment of a local time like `2026-12-25T00:00` at a place. */
export function localMoment(local: string, timeZone: string): Instant {
  return momentAt(zone(timeZone), local);
}

const DAY = 86_400_000;

function* regularSpans({ regular = [] }: OpeningHours, place: Zone, from: Instant, to: Instant): Generator<OpenSpan> {
  const { dayNumber, weekday } = place.localTime(from);
  const days = place.localTime(to).dayNumber - dayNumber;
  for (let ahead = 0; ahead <= days; ahead += 1) {
    for (const period of regular) {
      if (period.weekday === ((weekday - 1 + ahead) % 7) + 1) yield { from: momentOf(place, dayNumber + ahead, minutesOf(period.begin)), to: momentOf(place, dayNumber + ahead, minutesOf(period.end)) };
    }
  }
}

function spanOf(place: Zone, { from, to }: { readonly from: string; readonly to: string }): OpenSpan {
  return { from: momentAt(place, from), to: momentAt(place, to) };
}

function momentAt(place: Zone, local: string): Instant {
  return momentOf(place, Date.parse(`${local.slice(0, 10)}T00:00Z`) / DAY, minutesOf(local.slice(11)));
}

/** Where the clock skips that minute, the first one after the gap; where it repeats it, the first of the two. */
function momentOf(place: Zone, day: number, minute: number): Instant {
  for (let ahead = minute; ; ahead += 1) {
    const [found] = place.instantsOf(day + Math.floor(ahead / 1_440), ahead % 1_440);
    if (found !== undefined) return found;
  }
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

function joined(spans: readonly OpenSpan[]): readonly OpenSpan[] {
  const result: OpenSpan[] = [];
  for (const span of spans.filter(({ from, to }) => from < to).sort((a, b) => a.from - b.from)) {
    const before = result.at(-1);
    if (before === undefined || before.to < span.from) result.push(span);
    else if (before.to < span.to) result[result.length - 1] = { from: before.from, to: span.to };
  }
  return result;
}

function without(span: OpenSpan, closing: OpenSpan): readonly OpenSpan[] {
  if (closing.to <= span.from || closing.from >= span.to) return [span];
  return [{ from: span.from, to: closing.from }, { from: closing.to, to: span.to }].filter(({ from, to }) => from < to);
}
