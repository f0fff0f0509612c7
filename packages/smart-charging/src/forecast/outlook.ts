import { instant, zone, type Instant } from "@cpokit/kernel";
import type { EnergyForecast, PowerSpan, PriceSpan } from "../controller/planning.ts";
import type { PlanInput } from "../plan/plan-input.ts";
import type { Plan } from "../plan/plan-result.ts";
import type { Site } from "../site/define-site.ts";
import { clearSkyKW, type SolarPlant } from "./clear-sky.ts";
import type { WeekHabit } from "./week-habit.ts";

/** PV by the course of the sun. */
export interface ClearSkySource {
  readonly plant: SolarPlant;
  /** Part of the power of a cloudless sky that there is on a usual day. Default 0.6. */
  readonly usualShare?: number;
}

/** From where a site knows what is to come; what is absent nobody says. */
export interface OutlookSources {
  readonly pv?: ClearSkySource | { readonly series: readonly PowerSpan[] };
  /** `habit`: what its meter usually says; `week`: kW of each hour from Monday 0:00 on the wall of the site. */
  readonly building?: { readonly habit: WeekHabit } | { readonly week: readonly number[] } | { readonly series: readonly PowerSpan[] };
  /** Of a kWh from the grid. Beyond them the price of the same time on a day before counts. */
  readonly prices?: readonly PriceSpan[];
}

/** A quarter hour to come. */
export interface OutlookSlot {
  readonly from: Instant;
  readonly to: Instant;
  readonly generationKW?: number;
  readonly buildingKW?: number;
  readonly price?: number;
  /** The price is that of an earlier day. */
  readonly isPriceGuessed?: boolean;
}

/** For which time, and what is known now. */
export interface OutlookQuestion {
  readonly from: Instant;
  readonly to: Instant;
  readonly timeZone: string;
  /** What the PV gives now: the sky stays so for the next hours, ever less. */
  readonly measured?: { readonly at: Instant; readonly generationKW: number };
}

const QUARTER = 900_000;
const DAY = 86_400_000;
const USUAL_SHARE = 0.6;
/** After so long the sky of now says a third of what it said, ms. */
const SKY_LASTS = 3 * 3_600_000;
/** Below this part of its size a plant says nothing of the sky. */
const DUSK = 0.05;
const OLDEST_PRICE_DAYS = 7;

/** What is expected, by quarter hours from the one that `from` lies in. @throws `kernel.time-zone` */
export function outlook(sources: OutlookSources, question: OutlookQuestion): readonly OutlookSlot[] {
  const first = Math.floor(question.from / QUARTER) * QUARTER;
  const pv = pvOf(sources.pv, question);
  const building = buildingOf(sources.building, question.timeZone);
  const price = pricesOf(sources.prices ?? []);
  return Array.from({ length: Math.max(0, Math.ceil((question.to - first) / QUARTER)) }, (_, place): OutlookSlot => {
    const from = instant(first + place * QUARTER);
    const [generationKW, buildingKW, named] = [pv(from), building(from), price(from)];
    return {
      from, to: instant(from + QUARTER), ...(generationKW !== undefined && { generationKW }), ...(buildingKW !== undefined && { buildingKW }),
      ...(named !== undefined && { price: named.price, ...(named.isGuess && { isPriceGuessed: true }) }),
    };
  });
}

/** An outlook as a controller takes it: `controller.forecast` and `controller.prices`. */
export function toForecast(slots: readonly OutlookSlot[]): { readonly forecast: EnergyForecast; readonly prices: readonly PriceSpan[] } {
  const spans = (valueOf: (slot: OutlookSlot) => number | undefined): readonly PowerSpan[] => joined(slots, valueOf).map(({ value, ...span }) => ({ ...span, kW: value }));
  const [generation, building] = [spans(({ generationKW }) => generationKW), spans(({ buildingKW }) => buildingKW)];
  return {
    forecast: { ...(generation.length > 0 && { generation }), ...(building.length > 0 && { building }) },
    prices: joined(slots, ({ price }) => price).map(({ value, ...span }) => ({ ...span, price: value })),
  };
}

/** An outlook as a plan of its slots takes it; prices only where all are known. */
export function toPlanInput(site: Site, slots: readonly OutlookSlot[]): Partial<Pick<PlanInput, "prices" | "surplus" | "loads">> {
  const has = (name: "generationKW" | "buildingKW"): boolean => slots.some((slot) => slot[name] !== undefined);
  const amps = (kW = 0): number => (kW * 1_000) / (3 * site.voltage);
  const prices = slots.flatMap(({ price }) => price ?? []);
  return {
    ...(prices.length === slots.length && { prices }),
    ...((has("generationKW") || has("buildingKW")) && { surplus: { kW: slots.map(({ generationKW = 0, buildingKW = 0 }) => generationKW - buildingKW), feedInPrice: 0 } }),
    ...(has("buildingKW") && { loads: { [site.nodes[0]!.id]: slots.map(({ buildingKW }) => ({ l1: amps(buildingKW), l2: amps(buildingKW), l3: amps(buildingKW) })) } }),
  };
}

/** The highest power that a plan and the building, less its PV, take together, and when; `now` is for times of which nothing is expected. */
export function expectedPeak(plan: Plan, slots: readonly OutlookSlot[], now: { readonly generationKW?: number | undefined; readonly buildingKW?: number | undefined } = {}): { readonly kW: number; readonly at: Instant } {
  let peak = { kW: 0, at: plan.from };
  plan.siteKW.forEach((kW, slot) => {
    const at = instant(plan.from + slot * plan.slotMinutes * 60_000);
    const expected = slots.find(({ from, to }) => at >= from && at < to);
    const rest = (expected?.buildingKW ?? now.buildingKW ?? 0) - (expected?.generationKW ?? now.generationKW ?? 0);
    if (kW + rest > peak.kW) peak = { kW: kW + rest, at };
  });
  return peak;
}

function pvOf(source: OutlookSources["pv"], { measured }: OutlookQuestion): (at: Instant) => number | undefined {
  if (source === undefined) return () => undefined;
  if ("series" in source) return (at) => source.series.find(({ from, to }) => at >= from && at < to)?.kW;
  const { plant, usualShare = USUAL_SHARE } = source;
  const clearNow = measured === undefined ? 0 : clearSkyKW(plant, measured.at);
  const shareNow = measured === undefined || clearNow < DUSK * plant.peakKW ? undefined : Math.max(0, Math.min(1, measured.generationKW / clearNow));
  return (at) => {
    const lasts = shareNow === undefined ? 0 : Math.exp(-Math.max(0, at - measured!.at) / SKY_LASTS);
    // The middle of the quarter hour stands for all of it.
    return clearSkyKW(plant, instant(at + QUARTER / 2)) * (usualShare + ((shareNow ?? usualShare) - usualShare) * lasts);
  };
}

function buildingOf(source: OutlookSources["building"], timeZone: string): (at: Instant) => number | undefined {
  if (source === undefined) return () => undefined;
  if ("habit" in source) return (at) => source.habit.expected(at);
  if ("series" in source) return (at) => source.series.find(({ from, to }) => at >= from && at < to)?.kW;
  const place = zone(timeZone);
  return (at) => {
    const { weekday, minuteOfDay } = place.localTime(at);
    return source.week[(weekday - 1) * 24 + Math.floor(minuteOfDay / 60)];
  };
}

function pricesOf(prices: readonly PriceSpan[]): (at: Instant) => { readonly price: number; readonly isGuess: boolean } | undefined {
  return (at) => {
    for (let days = 0; days <= OLDEST_PRICE_DAYS; days += 1) {
      const then = at - days * DAY;
      const found = prices.find(({ from, to }) => then >= from && then < to);
      if (found !== undefined) return { price: found.price, isGuess: days > 0 };
    }
    return undefined;
  };
}

/** Slots with a value, neighbours of one value as one. */
function joined(slots: readonly OutlookSlot[], valueOf: (slot: OutlookSlot) => number | undefined): { from: Instant; to: Instant; value: number }[] {
  const spans: { from: Instant; to: Instant; value: number }[] = [];
  for (const slot of slots) {
    const value = valueOf(slot);
    const last = spans.at(-1);
    if (value === undefined) continue;
    if (last?.value === value && last.to === slot.from) last.to = slot.to;
    else spans.push({ from: slot.from, to: slot.to, value });
  }
  return spans;
}
