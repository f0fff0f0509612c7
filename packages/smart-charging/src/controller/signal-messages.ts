import { CpoError, instant, parseInstant, type Instant } from "@cpokit/kernel";
import { placeOf, outletOf, type Site } from "../site/define-site.ts";
import { fromOpenAdr, fromOscp, type LimitSignal } from "./signals.ts";

/** When something of OpenADR 3 holds: ISO 8601. */
export interface OpenAdrPeriod {
  readonly start: string;
  /** Until further notice where absent. */
  readonly duration?: string;
  /** The start is put off by a random part of this. */
  readonly randomizeStart?: string;
}

/** An EVENT of OpenADR 3, as far as it limits or prices a site. */
export interface OpenAdrEvent {
  /** Holds for intervals that have none of their own: they follow each other. */
  readonly intervalPeriod?: OpenAdrPeriod;
  readonly intervals: readonly { readonly intervalPeriod?: OpenAdrPeriod; readonly payloads: readonly { readonly type: string; readonly values: readonly unknown[] }[] }[];
}

/** UpdateGroupCapacityForecast of OSCP 2.0. */
export interface OscpForecast {
  readonly type: "CONSUMPTION" | "GENERATION" | "FALLBACK_CONSUMPTION" | "FALLBACK_GENERATION" | "OPTIMUM";
  readonly forecasted_blocks: readonly { readonly capacity: number; readonly phase: "UNKNOWN" | "ONE" | "TWO" | "THREE" | "ALL"; readonly unit: "A" | "W" | "KW" | "WH" | "KWH"; readonly start_time: string; readonly end_time: string }[];
}

const KINDS = ["SIMPLE", "PRICE", "GHG", "IMPORT_CAPACITY_LIMIT", "EXPORT_CAPACITY_LIMIT"] as const;
/** OpenADR says g of CO₂ per kWh. */
const GRAMS = 1_000;
/** What has no end ends then: no plan looks further. */
const NO_END = 366 * 86_400_000;
/** Current on phases of which a message says nothing. */
const FREE = 1e5;

/**
 * The signals of an OpenADR 3 event, under a source of its own, and the payload types that mean nothing here.
 * @throws `smart-charging.signal` naming the path of what cannot be read.
 */
export function readOpenAdrEvent(event: OpenAdrEvent, options: { readonly source: string; readonly siteKW: number; readonly now: Instant; readonly random: number; readonly node?: string }): { readonly signals: readonly LimitSignal[]; readonly ignored: readonly string[] } {
  const { source, siteKW, now, random, node } = options;
  const shared = event.intervalPeriod;
  const ignored = new Set<string>();
  const delay = Math.floor(lengthOf(shared?.randomizeStart ?? "PT0S", "intervalPeriod.randomizeStart") * random);
  let next = shared === undefined ? undefined : startOf(shared, "intervalPeriod.start", now);
  const signals = event.intervals.flatMap(({ intervalPeriod: own, payloads }, index) => {
    const path = `intervals.${index}`;
    const period = own ?? shared;
    const from = own === undefined ? next : startOf(own, `${path}.intervalPeriod.start`, now);
    if (period === undefined || from === undefined) throw unreadable(`${path}.intervalPeriod`, "must say when, where the event does not");
    const length = period.duration === undefined ? NO_END : lengthOf(period.duration, `${path}.intervalPeriod.duration`);
    const late = own?.randomizeStart === undefined ? delay : Math.floor(lengthOf(own.randomizeStart, `${path}.intervalPeriod.randomizeStart`) * random);
    if (own === undefined) next = instant(from + length);
    return payloads.flatMap(({ type, values }, place) => {
      const kind = KINDS.find((known) => known === type);
      if (kind === undefined) {
        ignored.add(type);
        return [];
      }
      const [value] = values;
      if (typeof value !== "number" || !Number.isFinite(value)) throw unreadable(`${path}.payloads.${place}.values.0`, "must be a number");
      return fromOpenAdr({ kind, intervals: [{ from: instant(from + late), to: instant(from + length), value: kind === "GHG" ? value / GRAMS : value }] }, { siteKW }).map((signal) => ({ ...signal, source, ...(node !== undefined && { node }) }));
    });
  });
  return { signals, ignored: [...ignored] };
}

/** The signals of an OSCP forecast. @throws `smart-charging.signal` naming the path of what cannot be read. */
export function readOscpForecast({ type, forecasted_blocks: blocks }: OscpForecast, { site, node = site.nodes[0]!.id }: { readonly site: Site; readonly node?: string }): readonly LimitSignal[] {
  placeOf(site, node);
  return blocks.flatMap(({ capacity, phase, unit, start_time, end_time }, index) => {
    const path = `forecasted_blocks.${index}`;
    const from = momentOf(start_time, `${path}.start_time`);
    const to = momentOf(end_time, `${path}.end_time`);
    if (to <= from) throw unreadable(`${path}.end_time`, "must be after start_time");
    if (!(capacity >= 0 && capacity <= 1e9)) throw unreadable(`${path}.capacity`, "must be a number from 0 to 1,000,000,000");
    const whole = phase === "ALL" || phase === "UNKNOWN";
    const isCurrent = unit === "A";
    const hours = (to - from) / 3_600_000;
    const kW = isCurrent ? (capacity * 3 * site.voltage) / 1_000 : capacity / (unit.startsWith("K") ? 1 : 1_000) / (unit.endsWith("H") ? hours : 1);
    const [signal] = fromOscp({ type, node, blocks: [{ from, to, kW }] });
    if (!isCurrent && whole) return [signal!];
    if (type.endsWith("GENERATION")) throw unreadable(`${path}.phase`, "must be ALL where generation is limited");
    const { importKW: _power, ...rest } = signal!;
    const amps = isCurrent ? capacity : (kW * 1_000) / site.voltage;
    const on = (name: typeof phase): number => (whole || phase === name ? Math.min(amps, FREE) : FREE);
    return [{ ...rest, importA: { l1: on("ONE"), l2: on("TWO"), l3: on("THREE") } }];
  });
}

/** What §14a counts below a node: the charging points, and the kW that they could draw together. */
export function controllableBelow(site: Site, node: string): { readonly devices: number; readonly totalKW: number } {
  const place = placeOf(site, node);
  const below = site.model.evses.map(({ id }) => outletOf(site, id)).filter((outlet) => outlet.place >= place && outlet.place < site.ends[place]!);
  return { devices: below.length, totalKW: below.reduce((sum, { evse, wirings }) => sum + (evse.dc?.maxKW ?? evse.maxA * wirings[0].gridKW), 0) };
}

/** `0000-…` and `0001-…` stand for now. */
function startOf({ start }: OpenAdrPeriod, path: string, now: Instant): Instant {
  return /^000[01]-/.test(start) ? now : momentOf(start, path);
}

function momentOf(text: string, path: string): Instant {
  return parseInstant(text) ?? fail(path, "must be a moment like 2026-12-01T17:00:00Z");
}

/** Milliseconds of an ISO 8601 duration; years and more than a year are as good as no end. */
function lengthOf(text: string, path: string): number {
  const [, years, weeks, days, hours, minutes, seconds] = /^P(?:(\d+)Y)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text) ?? fail(path, "must be a duration like PT15M, in weeks, days, hours, minutes and seconds");
  if (years !== undefined) return NO_END;
  const length = Number(weeks ?? 0) * 604_800 + Number(days ?? 0) * 86_400 + Number(hours ?? 0) * 3_600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
  return Math.min(NO_END, Math.round(length * 1_000));
}

function fail(path: string, rule: string): never {
  throw unreadable(path, rule);
}

function unreadable(path: string, rule: string): CpoError {
  return new CpoError("smart-charging.signal", `${path} ${rule}.`, { path, rule });
}
