import { CpoError, instant, zone, type Instant, type Zone } from "@cpokit/kernel";
import type { SiteFinding } from "../site/check-site.ts";
import type { LimitSchedule, PhaseAmps, SiteModel } from "../site/site-model.ts";
import type { LimitSignal } from "./signals.ts";

/** What holds at a place of the site for a part of a day, on its wall. */
export interface CalendarLimit {
  /** Default: the grid connection. */
  readonly node?: string;
  /** `HH:MM`. Default 00:00. */
  readonly from?: string;
  /** First time at which it no longer holds, `HH:MM` up to 24:00; at or before `from` it is one of the next day. Default 24:00. */
  readonly to?: string;
  readonly importA?: PhaseAmps;
  readonly importKW?: number;
  readonly exportKW?: number;
}

/** A limit that comes again each week. */
export interface CalendarRule extends CalendarLimit {
  /** 1 is Monday, 7 is Sunday; the days on which it begins. */
  readonly days: readonly number[];
}

/** Dates on which other limits hold, or none, instead of those of their weekdays. */
export interface CalendarException {
  /** `YYYY-MM-DD` */
  readonly from: string;
  /** The last date. Default: `from`. */
  readonly to?: string;
  readonly limits: readonly CalendarLimit[];
}

/** Limits of grid, breakers and feeding in that come again each week, with other ones on some dates (smart-charging §12 "site caps by calendar"). */
export interface LimitCalendar {
  /** IANA name; every time of day is on the wall there, also when the clocks change. */
  readonly timeZone: string;
  readonly weekly: readonly CalendarRule[];
  /** The first that names a date counts. */
  readonly exceptions?: readonly CalendarException[];
}

const SOURCE = "calendar";
const DAY_MINUTES = 1_440;
const DAY = 86_400_000;

/** Everything that is wrong with a calendar, by its path; empty when it can be used. */
export function checkCalendar(calendar: LimitCalendar, { nodes }: Pick<SiteModel, "nodes">): readonly SiteFinding[] {
  const findings: SiteFinding[] = [];
  const say = (path: string, sentence: string): void => void findings.push({ path, sentence });
  const limit = (one: CalendarLimit, path: string): void => {
    if (one.node !== undefined && !nodes.some(({ id }) => id === one.node)) say(`${path}.node`, `There is no node "${one.node}".`);
    if (one.from !== undefined && minuteOf(one.from, DAY_MINUTES - 1) === undefined) say(`${path}.from`, "Use a time of day like 17:00.");
    if (one.to !== undefined && minuteOf(one.to, DAY_MINUTES) === undefined) say(`${path}.to`, "Use a time of day like 20:30, at most 24:00.");
    if ((one.importA ?? one.importKW ?? one.exportKW) === undefined) say(path, "Say how much: importA, importKW or exportKW.");
    for (const field of ["importKW", "exportKW"] as const) if (one[field] !== undefined && !isAmount(one[field])) say(`${path}.${field}`, `${one[field]} is out of range; use 0 to 1000000.`);
    for (const phase of ["l1", "l2", "l3"] as const) if (one.importA !== undefined && !isAmount(one.importA[phase])) say(`${path}.importA.${phase}`, `${one.importA[phase]} is out of range; use 0 to 1000000.`);
  };
  calendar.weekly.forEach((rule, index) => {
    const path = `weekly[${index}]`;
    if (rule.days.length === 0 || rule.days.some((day) => !Number.isInteger(day) || day < 1 || day > 7)) say(`${path}.days`, "Name at least one day from 1 (Monday) to 7 (Sunday).");
    limit(rule, path);
  });
  calendar.exceptions?.forEach((exception, index) => {
    const path = `exceptions[${index}]`;
    const from = dayOf(exception.from);
    const to = exception.to === undefined ? from : dayOf(exception.to);
    if (from === undefined) say(`${path}.from`, "Use a date like 2026-12-24.");
    if (to === undefined && exception.to !== undefined) say(`${path}.to`, "Use a date like 2026-12-26.");
    if (from !== undefined && to !== undefined && to < from) say(`${path}.to`, "The last date is before the first.");
    exception.limits.forEach((one, place) => limit(one, `${path}.limits[${place}]`));
  });
  return findings;
}

/** @throws `smart-charging.calendar` with the path of the first finding; `kernel.time-zone` */
export function assertCalendar(calendar: LimitCalendar, model: Pick<SiteModel, "nodes">): void {
  zone(calendar.timeZone);
  const findings = checkCalendar(calendar, model);
  const [first] = findings;
  if (first !== undefined) throw new CpoError("smart-charging.calendar", `${first.path}: ${first.sentence}`, { path: first.path, rule: first.sentence, findings: findings.length });
}

/** The limits of a calendar that hold at any time between two moments, as signals that bind. */
export function calendarLimits(calendar: LimitCalendar, from: Instant, to: Instant): readonly LimitSignal[] {
  const place = zone(calendar.timeZone);
  const last = place.localTime(to).dayNumber;
  const signals: LimitSignal[] = [];
  // What began the evening before may still hold.
  for (let day = place.localTime(from).dayNumber - 1; day <= last; day += 1) {
    for (const { node, from: begin = "00:00", to: end = "24:00", importA, importKW, exportKW } of limitsOn(calendar, day)) {
      const [first, until] = [minuteOf(begin, DAY_MINUTES - 1)!, minuteOf(end, DAY_MINUTES)!];
      const signal: LimitSignal = {
        source: SOURCE, binding: "hard", from: firstAt(place, day, first), to: firstAt(place, until <= first ? day + 1 : day, until, true),
        ...(node !== undefined && { node }), ...(importA !== undefined && { importA }), ...(importKW !== undefined && { importKW }), ...(exportKW !== undefined && { exportKW }),
      };
      if (signal.to > from && signal.from < to && signal.to > signal.from) signals.push(signal);
    }
  }
  return signals;
}

/** As far as it is looked ahead: longer than any plan. */
const AHEAD = 36 * 3_600_000;
const HOUR = 3_600_000;

/** A calendar as a controller takes it. */
export interface SiteCalendar {
  /** The model with each limit of it at some time or other. @throws `smart-charging.calendar` with the path of what cannot be used there */
  atWorst(model: SiteModel): SiteModel;
  /** What holds and is soon to come. */
  inForce(now: Instant): readonly LimitSignal[];
}

/** Makes a calendar to be given to `controller.calendar`; worked out once an hour. @throws `kernel.time-zone` */
export function siteCalendar(calendar: LimitCalendar): SiteCalendar {
  zone(calendar.timeZone);
  let known: { readonly hour: number; readonly limits: readonly LimitSignal[] } | undefined;
  return {
    atWorst(model) {
      assertCalendar(calendar, model);
      return calendarAtWorst(model, calendar);
    },
    inForce(now) {
      const hour = Math.floor(now / HOUR);
      if (known?.hour !== hour) known = { hour, limits: calendarLimits(calendar, instant(hour * HOUR), instant(hour * HOUR + AHEAD)) };
      return known.limits.filter(({ to }) => to > now);
    },
  };
}

/** The model with each limit of a calendar at some time or other, to see whether fallbacks hold at all of them. */
export function calendarAtWorst(model: SiteModel, { weekly, exceptions = [] }: LimitCalendar): SiteModel {
  const root = model.nodes.find(({ parent }) => parent === undefined)!.id;
  const all = [...weekly, ...exceptions.flatMap(({ limits }) => limits)];
  return {
    ...model,
    nodes: model.nodes.map((node) => {
      const steps = all.flatMap(({ node: at = root, importA, importKW }, index): LimitSchedule[] => (
        at !== node.id ? [] : [{ from: instant(2 * index + 1), to: instant(2 * index + 2), ...(importA !== undefined && { limitA: importA }), ...(importKW !== undefined && { limitKW: importKW }) }]
      ));
      return steps.length === 0 ? node : { ...node, schedule: [...(node.schedule ?? []), ...steps] };
    }),
  };
}

function limitsOn({ weekly, exceptions = [] }: LimitCalendar, day: number): readonly CalendarLimit[] {
  const exception = exceptions.find(({ from, to = from }) => day >= dayOf(from)! && day <= dayOf(to)!);
  if (exception !== undefined) return exception.limits;
  const weekday = ((((day + 3) % 7) + 7) % 7) + 1;
  return weekly.filter(({ days }) => days.includes(weekday));
}

/**
 * The moment at which the wall shows a minute of a day. In an hour that is skipped it is the first that there is afterwards; of an hour that comes
 * twice a limit begins with the first and ends with the second, so that it never holds for less.
 */
function firstAt(place: Zone, day: number, minute: number, isEnd = false): Instant {
  for (let later = minute; later < minute + DAY_MINUTES; later += 1) {
    const found = place.instantsOf(day + Math.floor(later / DAY_MINUTES), later % DAY_MINUTES);
    const at = isEnd ? found.at(-1) : found[0];
    if (at !== undefined) return at;
  }
  return instant(day * DAY + minute * 60_000);
}

function minuteOf(text: string, most: number): number | undefined {
  const [, hour, minute] = /^(\d\d):([0-5]\d)$/.exec(text) ?? [];
  const value = Number(hour) * 60 + Number(minute);
  return value <= most ? value : undefined;
}

/** Days since 1970-01-01 of a date that there is. */
function dayOf(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return undefined;
  const at = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text ? undefined : at / DAY;
}

function isAmount(value: number): boolean {
  return value >= 0 && value <= 1e6;
}
