import { decimal, formatDecimal, multiplyDecimals } from "@cpokit/kernel";
import type { CompiledComponent, CompiledTariff } from "../compile/compiled-tariff.ts";
import { powerOfTen, times } from "../numbers/whole.ts";
import { split } from "../price/exact-amount.ts";
import type { Amount } from "../price/priced.ts";
import { roundAmount, writeAmount } from "../price/rounded-amount.ts";
import type { Texts } from "../texts/texts.ts";
import { writeDuration, writeMoney, writeNumber } from "../texts/write-values.ts";
import { writeRestrictions } from "../texts/write-restrictions.ts";

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

/** What the words for all components of a tariff have in common. */
export interface Wording {
  readonly tariff: CompiledTariff;
  readonly texts: Texts;
  /** Prices per kWh in hundredths of a pound, as in the UK (D2). */
  readonly inPence: boolean;
}

/** One price component in words and figures (D3). */
export function described(kind: DescribedComponent["kind"], component: CompiledComponent, active: ReadonlySet<CompiledComponent | undefined>, wording: Wording): DescribedComponent {
  const { tariff, texts } = wording;
  const unit = component.dimension === "ENERGY" ? "kWh" : component.dimension === "FLAT" ? "once" : "minute";
  const price = unitPrice(component, tariff, unit);
  const restrictions = writeRestrictions(tariff.source.elements[component.element]?.restrictions, texts);
  const when = restrictions.length === 0 ? texts.always : restrictions.map((each) => each.text).join(" ");
  const hasStep = component.step > 1;
  const amount = price.incl ?? price.excl;
  const figure = unit === "kWh" ? pricePerKwh(amount, wording) : `${tariff.currency} ${writeMoney(amount, tariff.currency, texts)}${unit === "minute" ? texts.perMinute : ""}`;
  const taxed = price.incl === undefined || component.tax.kind !== "split" ? "" : ` ${texts.inclusive}`;
  const blocks = hasStep ? ` ${texts.blocks(unit === "kWh" ? `${component.step} Wh` : writeDuration(String(component.step), texts))}` : "";
  return {
    kind, unit, price, ...(hasStep ? { step: component.step } : {}), when, appliesNow: active.has(component), element: component.element, component: component.component,
    text: `${nameOf(kind, component, texts)}: ${figure}${price.incl === undefined ? ` ${texts.exclusive}` : taxed}${blocks}${restrictions.length === 0 ? "" : ` (${when})`}`,
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

/** `GBP 0.72/kWh`, or `72 p/kWh`. */
export function pricePerKwh(price: string, { tariff, texts, inPence }: Wording): string {
  return inPence ? `${writeNumber(formatDecimal(multiplyDecimals(decimal(price), decimal(100))), 0, texts)} p/kWh` : `${tariff.currency} ${writeMoney(price, tariff.currency, texts)}/kWh`;
}
