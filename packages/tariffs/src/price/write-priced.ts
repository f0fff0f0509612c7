import { instant, minorUnit } from "@cpokit/kernel";
import type { CompiledTariff } from "../compile/compiled-tariff.ts";
import type { TaxPlan } from "../compile/tax-plan.ts";
import { decimalText, plus, type Whole } from "../numbers/whole.ts";
import { addAmounts, amountUnit, lineUnits, nothing, split, subtractAmount, type ExactAmount, type Scale } from "./exact-amount.ts";
import { applyLimits, type ExactAdjustment } from "./limits.ts";
import type { Category, DraftLine } from "./lines.ts";
import type { Calculation } from "./calculate.ts";
import type { RoundingPolicy } from "./policy.ts";
import type { Adjustment, Amount, Priced, PricedLine } from "./priced.ts";
import { roundAmount, writeAmount, writeTaxes, type Rounding } from "./rounded-amount.ts";
import { billedText, measuredText, writeTotals } from "./write-totals.ts";

/** The sums of a calculation, exact until they are written (M1). */
export interface Sums {
  readonly scale: Scale;
  readonly rounding: Rounding;
  /** What each line costs as written, over `amountUnit`. */
  readonly units: readonly Whole[];
  readonly categories: Readonly<Partial<Record<Category, ExactAmount>>>;
  readonly total: ExactAmount;
  readonly adjustments: readonly ExactAdjustment[];
}

const CATEGORIES: readonly Category[] = ["fixed", "energy", "time", "parking", "reservation"];

/** Sums and limits (X, L, M2). */
export function sumUp(calculation: Calculation): Sums {
  const { lines, tariff, tariffs, policy, usage } = calculation;
  const scale: Scale = { priceScale: tariffs.length === 1 ? tariff.priceScale : tariffs.reduce((most, each) => Math.max(most, each.priceScale), 0), fineness: usage.fineness };
  const rounding: Rounding = { mode: policy.rounding.mode, scale: policy.rounding.scale === "minor-unit" ? minorUnit(tariff.currency) : policy.rounding.scale };
  const units = lines.map((line) => lineUnits(line, scale));
  const categories = sumByCategory(lines, units, amountUnit(scale), policy.rounding.level, rounding);
  let sum: ExactAmount | undefined;
  for (const category of CATEGORIES) {
    const amount = categories[category];
    if (amount !== undefined) sum = sum === undefined ? amount : addAmounts(sum, amount);
  }
  sum ??= nothing(tariff.version === "2.1.1");
  if (!calculation.limited || (tariff.minimum === undefined && tariff.maximum === undefined)) return { scale, rounding, units, categories, total: sum, adjustments: [] };
  return { scale, rounding, units, categories, ...applyLimits(sum, tariff, calculation.warnings) };
}

/** The whole result, as frozen plain data. */
export function writePriced(calculation: Calculation): Priced {
  const { usage, lines, tariff, tariffs, policy, warnings, timeZone } = calculation;
  const sums = sumUp(calculation);
  const { rounding } = sums;
  const unit = amountUnit(sums.scale);
  const cost = roundAmount(sums.total, rounding);
  let rest = cost;
  const writtenLines = lines.map((line, index): PricedLine => {
    const rounded = roundAmount(split(sums.units[index]!, unit, line.tax), rounding);
    rest = subtractAmount(rest, rounded);
    return writeLine(line, rounded, rounding.scale, usage.fineness);
  });
  const adjustments = sums.adjustments.map(({ kind, amount }): Adjustment => {
    const rounded = roundAmount(amount, rounding);
    rest = subtractAmount(rest, rounded);
    return Object.freeze({ kind, ...writeAmount(rounded, rounding) });
  });
  return Object.freeze({
    version: tariff.version,
    currency: tariff.currency,
    start: instant(usage.start),
    end: instant(usage.end),
    ...(timeZone === undefined ? {} : { timeZone }),
    totals: writeTotals(cost, sums, usage),
    lines: Object.freeze(writtenLines),
    adjustments: Object.freeze(adjustments),
    rounding: writeRest(rest, rounding),
    warnings: Object.freeze(warnings),
    policy,
    tariffs: Object.freeze(tariffs.map((each: CompiledTariff) => each.source)),
  });
}

/** What the rounded lines and adjustments leave of the total (M5); usually nothing. */
function writeRest({ taxes, ...rest }: ExactAmount, rounding: Rounding): Amount {
  return writeAmount({ ...rest, taxes: taxes.filter(({ units }) => units !== 0 && units !== 0n) }, rounding);
}

/** What is rounded before it is summed: nothing, lines, or components (M2). */
function sumByCategory(lines: readonly DraftLine[], units: readonly Whole[], unit: Whole, level: RoundingPolicy["level"], rounding: Rounding): Readonly<Partial<Record<Category, ExactAmount>>> {
  const groups: { category: Category; tax: TaxPlan; key: unknown; units: Whole }[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const { category, tax, component } = lines[index]!;
    const key = level === "total" ? undefined : level === "component" ? component : lines[index];
    let place = 0;
    while (place < groups.length && (groups[place]!.category !== category || groups[place]!.tax !== tax || groups[place]!.key !== key)) place += 1;
    const group = groups[place];
    if (group === undefined) groups.push({ category, tax, key, units: units[index]! });
    else group.units = plus(group.units, units[index]!);
  }
  const categories: Partial<Record<Category, ExactAmount>> = {};
  for (const group of groups) {
    const exact = split(group.units, unit, group.tax);
    const amount = level === "total" ? exact : roundAmount(exact, rounding);
    const before = categories[group.category];
    categories[group.category] = before === undefined ? amount : addAmounts(before, amount);
  }
  return categories;
}

function writeLine(line: DraftLine, rounded: ExactAmount, scale: number, fineness: number): PricedLine {
  const { component, tariff, first, last } = line;
  const { dimension } = component;
  const excl = decimalText(rounded.excl, scale);
  const measured = measuredText(line, fineness);
  const written: { -readonly [Key in keyof PricedLine]: PricedLine[Key] } = {
    dimension,
    category: line.category,
    tariffId: tariff.id,
    element: component.element,
    component: component.component,
    periods: Object.freeze({ first: first.index, last: last.index }),
    from: instant(first.start),
    to: instant(last.end),
    unit: dimension === "ENERGY" ? "kWh" : dimension === "FLAT" ? "once" : "s",
    measured,
    billed: measured,
    price: decimalText(component.price, tariff.priceScale),
    excl,
    taxes: writeTaxes(rounded, scale),
  };
  if (line.surplus !== 0 && line.surplus !== 0n) {
    written.billed = billedText(line, fineness);
    written.step = component.step;
  }
  if (rounded.incl !== undefined) written.incl = rounded.incl === rounded.excl ? excl : decimalText(rounded.incl, scale);
  return Object.freeze(written);
}
