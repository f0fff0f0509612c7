import { instant, type Instant, type Zone } from "@cpokit/kernel";
import type { CompiledComponent, CompiledTariff, Dimension } from "../compile/compiled-tariff.ts";
import { finding } from "../compile/document.ts";
import type { Moment } from "../compile/restrictions.ts";
import type { TaxPlan } from "../compile/tax-plan.ts";
import type { Finding } from "../finding.ts";
import { PER_UNIT } from "../numbers/quantity.ts";
import { plus, powerOfTen, times, type Whole } from "../numbers/whole.ts";
import { categoryOf, type DraftLine } from "./lines.ts";
import { createMatcher, straddles, type Matcher } from "./matcher.ts";
import type { Policy } from "./policy.ts";
import type { TariffChoice } from "./select-tariff.ts";
import { ENERGY, isReservation, isZero, PARKING_TIME, RESERVATION_TIME, TIME, type Period, type Usage } from "./usage.ts";

/** Which taxes are on a component at a moment; the tariff's own where nobody knows better (X5). */
export type TaxLookup = (tariff: CompiledTariff, component: CompiledComponent, at: Instant) => TaxPlan;

export interface CollectOptions {
  readonly usage: Usage;
  readonly choice: TariffChoice;
  readonly zone: Zone | undefined;
  readonly policy: Policy;
  readonly taxes: TaxLookup;
  /** The reservation ended unused (Q4, Q5). */
  readonly expired: boolean;
  readonly warnings: Finding[];
}

/** The lines so far, and what the next period must know of those before it. */
interface Collection {
  readonly options: CollectOptions;
  readonly matcher: Matcher;
  readonly lines: DraftLine[];
  /** The last line of each slot, which the next period can extend. */
  readonly open: (DraftLine | undefined)[];
  /** The FLAT components charged so far, of the session and of the reservation (F1, F2). */
  readonly flats: CompiledComponent[];
  readonly reservationFlats: CompiledComponent[];
  energyBefore: Whole;
}

/** The period at hand. */
interface Visit {
  readonly period: Period;
  readonly place: number;
  readonly tariff: CompiledTariff;
  /** Brings the tariff's energy limits to the session's fineness. */
  readonly scaleUp: Whole;
  readonly start: Moment;
  /** Just before its end, once somebody asks (S5). */
  end: Moment | undefined;
}

const SLOT: Readonly<Record<Dimension, number>> = { ENERGY: 0, TIME: 1, PARKING_TIME: 2, FLAT: 3 };
const RESERVED_SLOT = 4;

/** Applies S1 to every period and dimension: which component prices what (S1–S7, F1, F2, Q1, Q5, R5, R6). */
export function collectLines(options: CollectOptions): DraftLine[] {
  const { usage, choice } = options;
  const collection: Collection = {
    options, matcher: createMatcher(options.zone, options.policy.unknown, usage.fineness), lines: [], open: [undefined, undefined, undefined, undefined, undefined], flats: [], reservationFlats: [],
    energyBefore: 0,
  };
  const { matcher } = collection;
  for (let place = 0; place < usage.periods.length; place += 1) {
    const period = usage.periods[place]!;
    const tariff = choice.of(period);
    if (tariff !== undefined) {
      const scaleUp = usage.fineness === tariff.fineness ? 1 : powerOfTen(usage.fineness - tariff.fineness);
      matcher.derived = false;
      const visitAfter = (began: number): Visit => ({
        period, place, tariff, scaleUp, start: { energy: collection.energyBefore, elapsed: period.start - began, closing: false, local: undefined }, end: undefined,
      });
      if ((period.has & RESERVATION_TIME) !== 0) priceReservation(collection, visitAfter(usage.reservedFrom ?? period.start)); // R6
      if (!isReservation(period)) priceUse(collection, visitAfter(usage.began));
      if (matcher.derived) warn(options, "DERIVED", period); // R8
    }
    collection.energyBefore = plus(collection.energyBefore, period.energy); // R5: priced or not; Q3: the net sum
  }
  return collection.lines;
}

function priceUse(collection: Collection, visit: Visit): void {
  const { period, tariff } = visit;
  chargeFlat(collection, visit);
  if (!isZero(period.energy)) charge(collection, visit, "ENERGY", period.energy);
  if (!isZero(period.time)) charge(collection, visit, "TIME", period.time);
  if (!isZero(period.parking)) charge(collection, visit, "PARKING_TIME", period.parking);
  // S7: volumes decide. Energy without any time owes no time, which is rarely meant when time has a price.
  if ((period.has & (ENERGY | TIME | PARKING_TIME)) === ENERGY && tariff.use.TIME.length > 0 && period.end > period.start) warn(collection.options, "TIME_MISSING", period);
}

function charge(collection: Collection, visit: Visit, dimension: Dimension, volume: Whole): void {
  const { matcher, options } = collection;
  const { period, tariff, scaleUp, start } = visit;
  const candidates = tariff.use[dimension];
  const component = matcher.atStart(candidates, period, start, scaleUp);
  if (candidates.length > 0 && !(component !== undefined && component === candidates[0] && component.restrictions === undefined)) {
    warnOfChange(collection, visit, candidates, component, dimension);
  }
  if (component === undefined) {
    warn(options, "UNPRICED", period, { dimension }); // S3
    return;
  }
  if (component.restrictions !== undefined && straddles(component.restrictions, period)) warn(options, "STRADDLES", period, { dimension, element: component.element }); // R7
  addLine(collection, visit, SLOT[dimension], component, volume, false);
}

/** S5: another component just before the end is told; the period is never split. */
function warnOfChange(
  { matcher, options, energyBefore }: Collection, visit: Visit, candidates: readonly CompiledComponent[], component: CompiledComponent | undefined, dimension: Dimension,
): void {
  const { period, scaleUp } = visit;
  if (period.end <= period.start) return;
  visit.end ??= { energy: plus(energyBefore, period.energy), elapsed: period.end - 1 - options.usage.began, closing: !isZero(period.energy), local: undefined };
  const then = matcher.beforeEnd(candidates, period, visit.end, scaleUp);
  if (then === "unknown" || then === component) return;
  warn(options, "PERIOD_SPANS_CHANGE", period, { dimension, element: component?.element ?? -1, elementAtEnd: then?.element ?? -1 });
}

function chargeFlat(collection: Collection, visit: Visit): void {
  const { flats, matcher } = collection;
  const candidates = visit.tariff.use.FLAT;
  if (candidates.length > 0 && !isFlatDone(collection, flats)) addFlat(collection, visit, flats, matcher.atStart(candidates, visit.period, visit.start, visit.scaleUp), false);
}

/** F1: the first active FLAT is the only one, unless the policy wants every component once. */
function isFlatDone({ options }: Collection, flats: readonly CompiledComponent[]): boolean {
  return flats.length > 0 && options.policy.flat === "first";
}

function addFlat(collection: Collection, visit: Visit, flats: CompiledComponent[], component: CompiledComponent | undefined, reserved: boolean): void {
  if (component === undefined || flats.includes(component)) return;
  flats.push(component);
  addLine(collection, visit, SLOT.FLAT, component, times(PER_UNIT, powerOfTen(collection.options.usage.fineness)), reserved);
}

/** Reserved time and the reservation's own FLAT (R9, F2). */
function priceReservation(collection: Collection, visit: Visit): void {
  const { period } = visit;
  if (!isZero(period.reserved)) {
    const component = findReserved(collection, visit, "TIME");
    if (component === undefined) warn(collection.options, "UNPRICED", period, { dimension: "RESERVATION_TIME" });
    else addLine(collection, visit, RESERVED_SLOT, component, period.reserved, true);
  }
  const { reservationFlats } = collection;
  if (!isFlatDone(collection, reservationFlats)) addFlat(collection, visit, reservationFlats, findReserved(collection, visit, "FLAT"), true);
}

/** Q5: an expired reservation looks first among the elements for that. */
function findReserved({ matcher, options }: Collection, { tariff, period, start, scaleUp }: Visit, dimension: Dimension): CompiledComponent | undefined {
  const expired = options.expired ? matcher.atStart(tariff.expired[dimension], period, start, scaleUp) : undefined;
  return expired ?? matcher.atStart(tariff.reserved[dimension], period, start, scaleUp);
}

function addLine({ options, lines, open }: Collection, { tariff, period, place }: Visit, slot: number, component: CompiledComponent, volume: Whole, reserved: boolean): void {
  const tax = options.taxes(tariff, component, instant(period.start));
  const line = open[slot];
  if (line !== undefined && slot !== SLOT.FLAT && line.place === place - 1 && line.component === component && line.tax === tax) {
    line.measured = plus(line.measured, volume);
    line.last = period;
    line.place = place;
    return;
  }
  const made: DraftLine = { tariff, component, tax, reserved, category: categoryOf(component, reserved), first: period, last: period, place, measured: volume, surplus: 0 };
  open[slot] = made;
  lines.push(made);
  // X3: prices include taxes that nobody names.
  if (tax.kind === "gross-only") warn(options, "TAX_SPLIT_UNKNOWN", period, { dimension: component.dimension });
}

function warn({ usage, warnings }: CollectOptions, code: string, period: Period, values?: NonNullable<Finding["values"]>): void {
  warnings.push(finding(code, `${usage.pointer}/${period.index}`, values));
}
