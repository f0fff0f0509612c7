import { compareDecimals, decimal, divideDecimal, formatDecimal, instant, zone, type Instant, type W } from "@cpokit/kernel";
import type { CompiledComponent, CompiledTariff } from "../compile/compiled-tariff.ts";
import { decimalText, powerOfTen, times } from "../numbers/whole.ts";
import type { Amount } from "../price/priced.ts";
import { split } from "../price/exact-amount.ts";
import { roundAmount, writeAmount } from "../price/rounded-amount.ts";
import { componentsAt, nextPriceChange } from "../quote/next-price-change.ts";
import { quote, type UseProfile } from "../quote/quote.ts";
import { cutPointsOf } from "../segment/cut-points.ts";
import { textsFor } from "../texts/catalogue.ts";
import type { Texts } from "../texts/texts.ts";
import { writeDuration, writeMoney } from "../texts/write-values.ts";
import { writeRestrictions } from "../texts/write-restrictions.ts";
import { checkDisplay, type Jurisdiction, type DisplayCheck } from "./display-checks.ts";

export interface DescribeOptions {
  readonly at: Instant;
  readonly timeZone?: string;
  /** en, de, fr, nl, es; default en. */
  readonly locale?: string;
  /** The power of the charging point: rules and prices depend on it. */
  readonly power?: W;
  /** For the worst price per kWh. */
  readonly profile?: UseProfile;
  readonly display?: readonly Jurisdiction[];
}

/** A tariff in words and figures, for signs, screens and apps. Have counsel confirm what the law of the place asks for. */
export interface Description {
  readonly tariffId: string;
  readonly currency: string;
  /** In the order of AFIR: kWh, minute, session, other (D1). */
  readonly components: readonly DescribedComponent[];
  readonly minimum?: string;
  readonly maximum?: string;
  /** When the clock next changes the prices of a new session. */
  readonly nextChange?: Instant;
  /** The most that a kWh costs with the profile, whenever in the coming week it starts; gross where known. */
  readonly worstPerKwh?: string;
  readonly checks: readonly DisplayCheck[];
  /** All components, one line each. */
  readonly text: string;
}

export interface DescribedComponent {
  readonly kind: "energy" | "time" | "parking" | "flat" | "reservation";
  readonly unit: "kWh" | "minute" | "once";
  /** Per kWh, per minute (rounded to four decimals), or once. */
  readonly price: Amount;
  /** Blocks of Wh or seconds that are billed whole. */
  readonly step?: number;
  /** When it applies, in words; the word for "always" when nothing restricts it. */
  readonly when: string;
  /** A session that starts now would pay it. */
  readonly appliesNow: boolean;
  readonly element: number;
  readonly component: number;
  readonly text: string;
}

/** Describes what a tariff costs now and otherwise (D1–D3). @throws `tariffs.time-zone-required` */
export function describe(tariff: CompiledTariff, options: DescribeOptions): Description {
  const texts = textsFor(options.locale ?? "en");
  const place = options.timeZone === undefined ? undefined : zone(options.timeZone);
  const now = componentsAt(tariff, options.at, place, options.power);
  const active = new Set<CompiledComponent | undefined>([now.ENERGY, now.TIME, now.PARKING_TIME, now.FLAT]);
  const { use, reserved, expired } = tariff;
  const components = [
    ...use.ENERGY.map((each) => described("energy", each, tariff, active, texts)),
    ...use.TIME.map((each) => described("time", each, tariff, active, texts)),
    ...use.PARKING_TIME.map((each) => described("parking", each, tariff, active, texts)),
    ...use.FLAT.map((each) => described("flat", each, tariff, active, texts)),
    ...[...reserved.TIME, ...reserved.FLAT, ...expired.TIME, ...expired.FLAT].map((each) => described("reservation", each, tariff, active, texts)),
  ];
  const change = place === undefined ? undefined : nextPriceChange(tariff, options.at, place, options.power);
  const worst = options.profile === undefined ? undefined : worstPerKwh(tariff, options, options.profile);
  return {
    tariffId: tariff.id,
    currency: tariff.currency,
    components,
    ...limits(tariff, texts),
    ...(change === undefined ? {} : { nextChange: change }),
    ...(worst === undefined ? {} : { worstPerKwh: worst }),
    checks: (options.display ?? []).flatMap((jurisdiction) => checkDisplay(jurisdiction, tariff, options.power)),
    text: components.map((each) => each.text).join("\n"),
  };
}

function described(kind: DescribedComponent["kind"], component: CompiledComponent, tariff: CompiledTariff, active: ReadonlySet<CompiledComponent | undefined>, texts: Texts): DescribedComponent {
  const unit = component.dimension === "ENERGY" ? "kWh" : component.dimension === "FLAT" ? "once" : "minute";
  const price = unitPrice(component, tariff, unit);
  const restrictions = writeRestrictions(tariff.source.elements[component.element]?.restrictions, texts);
  const when = restrictions.length === 0 ? texts.always : restrictions.map((each) => each.text).join(" ");
  const hasStep = component.step > 1;
  const per = unit === "kWh" ? "/kWh" : unit === "minute" ? texts.perMinute : "";
  const amount = writeMoney(price.incl ?? price.excl, tariff.currency, texts);
  const taxed = price.incl === undefined || component.tax.kind !== "split" ? "" : ` ${texts.inclusive}`;
  const blocks = hasStep ? ` ${texts.blocks(unit === "kWh" ? `${component.step} Wh` : writeDuration(String(component.step), texts))}` : "";
  return {
    kind, unit, price, ...(hasStep ? { step: component.step } : {}), when, appliesNow: active.has(component), element: component.element, component: component.component,
    text: `${nameOf(kind, component, texts)}: ${tariff.currency} ${amount}${per}${price.incl === undefined ? ` ${texts.exclusive}` : taxed}${blocks}${restrictions.length === 0 ? "" : ` (${when})`}`,
  };
}

/** Net and gross of one unit, rounded to four decimals; time by the minute, as the law wants it (D1). */
function unitPrice(component: CompiledComponent, tariff: CompiledTariff, unit: DescribedComponent["unit"]): Amount {
  const denominator = times(powerOfTen(tariff.priceScale), unit === "minute" ? 60 : 1);
  const rounding = { scale: 4, mode: "half-away" } as const;
  return writeAmount(roundAmount(split(component.price, denominator, component.tax), rounding), rounding);
}

function nameOf(kind: DescribedComponent["kind"], component: CompiledComponent, texts: Texts): string {
  switch (kind) {
    case "energy":
      return texts.energy;
    case "time":
      return texts.chargingTime;
    case "parking":
      return texts.parkingTime;
    case "flat":
      return texts.startFee;
    case "reservation":
      return component.dimension === "FLAT" ? texts.reservationFee : texts.reservedTime;
  }
}

function limits(tariff: CompiledTariff, texts: Texts): Pick<Description, "minimum" | "maximum"> {
  const written = (limit: CompiledTariff["minimum"]): string | undefined => {
    const side = limit?.incl ?? limit?.excl;
    return side === undefined ? undefined : `${writeMoney(decimalText(side.units, side.scale), tariff.currency, texts)} ${limit?.incl === undefined ? texts.exclusive : texts.inclusive}`;
  };
  const minimum = written(tariff.minimum);
  const maximum = written(tariff.maximum);
  return { ...(minimum === undefined ? {} : { minimum }), ...(maximum === undefined ? {} : { maximum }) };
}

const WEEK = 7 * 86_400_000;

/** D3: the profile started now and at every edge of the coming week. */
function worstPerKwh(tariff: CompiledTariff, options: DescribeOptions, profile: UseProfile): string | undefined {
  if (profile.energy <= 0) return undefined;
  const edges = options.timeZone === undefined ? [] : cutPointsOf([tariff], zone(options.timeZone)).clockEdges(options.at, options.at + WEEK);
  const kwh = { units: BigInt(profile.energy), scale: 3 };
  const prices = [options.at, ...edges].map((start) => {
    const { estimate } = quote({
      tariffs: [{ ...tariff, validFrom: -Infinity, validTo: Infinity }], profile, start: instant(start), uncertainty: "0",
      ...(options.timeZone === undefined ? {} : { timeZone: options.timeZone }), ...(options.power === undefined ? {} : { power: options.power }),
    });
    return divideDecimal(decimal(estimate.totals.cost.incl ?? estimate.totals.cost.excl), kwh, 4);
  });
  const worst = prices.sort(compareDecimals).at(-1);
  return worst === undefined ? undefined : formatDecimal(worst);
}
