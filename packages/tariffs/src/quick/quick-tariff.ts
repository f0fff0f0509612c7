import type { CompiledComponent, CompiledTariff, Limit } from "../compile/compiled-tariff.ts";
import type { Restrictions } from "../compile/restrictions.ts";
import { isSameTax, type Tax, type TaxPlan } from "../compile/tax-plan.ts";
import { PER_UNIT } from "../numbers/quantity.ts";
import type { ExactNumber } from "../numbers/read-number.ts";
import { ENERGY_COST, FIXED_COST, PARKING_COST, TIME_COST } from "./reading.ts";

/** A price component as plain numbers. */
export interface QuickComponent {
  readonly dimension: CompiledComponent["dimension"];
  readonly restrictions: Restrictions | undefined;
  /** Where its cost is told (F3). */
  readonly cost: number;
  readonly step: number;
  /** What one unit of quantity costs before and after taxes, over `QuickTariff.denominator`. */
  readonly net: number;
  readonly gross: number;
}

/** A compiled tariff of the usual kind: no number of it leaves what a plain number holds exactly. */
export interface QuickTariff {
  readonly compiled: CompiledTariff;
  readonly energy: readonly QuickComponent[];
  readonly time: readonly QuickComponent[];
  readonly parking: readonly QuickComponent[];
  readonly flat: readonly QuickComponent[];
  readonly usesClock: boolean;
  /** Amounts are over this; and a ten-thousandth of it, what they are rounded to in the end (M1). */
  readonly denominator: number;
  readonly unit: number;
  /** The version says taxes at all (X1). */
  readonly saysTaxes: boolean;
  /** The one tax of all components, undefined for none. */
  readonly tax: Tax | undefined;
  /** Components differ in their taxes, so that their shares are the calculator's to work out. */
  readonly hasSeveralTaxes: boolean;
  /** Over `denominator`; ±Infinity where there is no limit. */
  readonly leastNet: number;
  readonly leastGross: number;
  readonly mostNet: number;
  readonly mostGross: number;
}

const made = new WeakMap<CompiledTariff, QuickTariff | "unusual">();

/** The tariff in plain numbers, made once for each compiled tariff; `undefined` when it is not of the usual kind. */
export function quickTariff(compiled: CompiledTariff): QuickTariff | undefined {
  let known = made.get(compiled);
  if (known === undefined) {
    known = readTariff(compiled) ?? "unusual";
    made.set(compiled, known);
  }
  return known === "unusual" ? undefined : known;
}

function readTariff(compiled: CompiledTariff): QuickTariff | undefined {
  const { use } = compiled;
  const all = [...use.ENERGY, ...use.TIME, ...use.PARKING_TIME, ...use.FLAT];
  if (compiled.notes.length > 0 || compiled.fineness !== 0 || !all.every(isUsual)) return undefined;
  const [first] = all;
  const splits = all.map(({ tax }) => reduced(tax));
  const divisor = splits.reduce((common, { divisor }) => (common / greatestCommonDivisor(common, divisor)) * divisor, 1);
  const denominator = PER_UNIT * 10 ** compiled.priceScale * divisor;
  const limits = [side(compiled.minimum, "excl", denominator, -Infinity), grossSide(compiled.minimum, denominator, -Infinity), side(compiled.maximum, "excl", denominator, Infinity), grossSide(compiled.maximum, denominator, Infinity)] as const;
  if (!Number.isSafeInteger(denominator) || limits.some((limit) => limit !== limit)) return undefined;
  const component = (each: CompiledComponent): QuickComponent => {
    const split = splits[all.indexOf(each)]!;
    const price = Number(each.price) * (divisor / split.divisor);
    return { dimension: each.dimension, restrictions: each.restrictions, cost: costOf(each), step: each.step, net: price * split.net, gross: price * split.gross };
  };
  const lists = [use.ENERGY, use.TIME, use.PARKING_TIME, use.FLAT].map((list) => list.map(component));
  if (lists.some((list) => list.some(({ net, gross }) => !Number.isSafeInteger(net) || !Number.isSafeInteger(gross)))) return undefined;
  const taxOf = (each: CompiledComponent): Tax | undefined => each.tax.taxes[0]?.tax;
  const tax = first === undefined ? undefined : taxOf(first);
  return {
    compiled, energy: lists[0]!, time: lists[1]!, parking: lists[2]!, flat: lists[3]!, denominator, unit: denominator / 10_000, tax,
    usesClock: all.some(({ restrictions }) => restrictions?.usesClock === true),
    saysTaxes: all.every((each) => each.tax.kind === "split"),
    hasSeveralTaxes: all.some((each) => !isSame(taxOf(each), tax)),
    leastNet: limits[0], leastGross: limits[1], mostNet: limits[2], mostGross: limits[3],
  };
}

function isUsual({ price, tax, restrictions }: CompiledComponent, _place: number, all: readonly CompiledComponent[]): boolean {
  const { kind, taxes, net, gross, divisor } = tax;
  const flow = restrictions?.minPower ?? restrictions?.maxPower ?? restrictions?.minCurrent ?? restrictions?.maxCurrent;
  return flow === undefined && typeof price === "number" && kind !== "gross-only" && kind === all[0]!.tax.kind && taxes.length <= 1 && typeof net === "number" && typeof gross === "number" && typeof divisor === "number";
}

function reduced({ net, gross, divisor }: TaxPlan): { readonly net: number; readonly gross: number; readonly divisor: number } {
  const common = greatestCommonDivisor(greatestCommonDivisor(Number(net), Number(gross)), Number(divisor));
  return { net: Number(net) / common, gross: Number(gross) / common, divisor: Number(divisor) / common };
}

function greatestCommonDivisor(a: number, b: number): number {
  let [large, small] = [a, b];
  while (small !== 0) [large, small] = [small, large % small];
  return large;
}

function isSame(a: Tax | undefined, b: Tax | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && isSameTax(a, b));
}

function costOf({ dimension, flatAs }: CompiledComponent): number {
  switch (dimension) {
    case "ENERGY":
      return ENERGY_COST;
    case "TIME":
      return TIME_COST;
    case "PARKING_TIME":
      return PARKING_COST;
    case "FLAT":
      return flatAs === "parking" ? PARKING_COST : FIXED_COST; // F3
  }
}

/** A limit over the denominator; NaN when that is no plain number. */
function side(limit: Limit | undefined, name: "excl" | "incl", denominator: number, none: number): number {
  const given: ExactNumber | undefined = limit?.[name];
  if (given === undefined) return none;
  const perUnit = denominator / 10 ** given.scale;
  const units = Number(given.units) * perUnit;
  return Number.isSafeInteger(perUnit) && Number.isSafeInteger(units) ? units : Number.NaN;
}

/** L2: a limit that says only its net side changes the taxes in proportion, which is the calculator's to work out. */
function grossSide(limit: Limit | undefined, denominator: number, none: number): number {
  return limit !== undefined && limit.incl === undefined ? Number.NaN : side(limit, "incl", denominator, none);
}
