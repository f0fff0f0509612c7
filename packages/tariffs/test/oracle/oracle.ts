import type { Category, OcpiTariff } from "@cpokit/tariffs";
import { amountOf, rounded, taxesOn, total, type Money } from "./amounts.ts";
import { bill, type BilledCharge } from "./blocks.ts";
import type { PriceCase } from "./case.ts";
import { chargesOf, tariffsOf, type Charge } from "./charges.ts";
import { clamp } from "./limits.ts";
import { over, rational, round, sum, NOUGHT, type Rational } from "./rational.ts";
import { NoPrice } from "./restrictions.ts";
import { readStay, seconds, type Stay } from "./stay.ts";

/** What one component bills over neighbouring periods. */
export interface JudgedLine extends Money {
  readonly charges: readonly BilledCharge[];
  readonly category: Category;
  readonly measured: Rational;
  readonly billed: Rational;
}

export interface Judgement {
  readonly cost: Money;
  readonly categories: ReadonlyMap<Category, Money>;
  readonly lines: readonly JudgedLine[];
  readonly adjustments: readonly (Money & { readonly kind: string })[];
  /** kWh; hours. */
  readonly energy: Rational;
  readonly time: Rational;
  readonly parkingTime: Rational;
}

/** ISO 4217: decimals of the currencies that the cases use. */
const MINOR_UNITS: Readonly<Record<string, number>> = { EUR: 2, JPY: 0, KWD: 3 };

/**
 * The price of a session from the rules of the tariff specification alone: exact fractions, one step after the other, nothing shared
 * with the calculator it judges. A code stands for a price that the rules refuse.
 */
export function judge(given: PriceCase): Judgement | { readonly refused: string } {
  try {
    return judged(present(given));
  } catch (error) {
    if (error instanceof NoPrice) return { refused: error.code };
    throw error;
  }
}

/** N1: null is absent. */
function present<Value>(given: Value): Value {
  if (Array.isArray(given)) return given.map(present) as Value;
  if (typeof given !== "object" || given === null) return given;
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given)) if (value !== null && value !== undefined) kept[key] = present<unknown>(value);
  return kept as Value;
}

function judged(given: PriceCase): Judgement {
  const { version, policy } = given;
  const stay = readStay(given);
  const { ofPeriods, ofLimits } = tariffsOf(stay);
  const currency = ofLimits?.currency ?? stay.tariffs[0]!.currency;
  const foreign = [stay.currency, ...ofPeriods.map((tariff) => tariff?.currency)].some((other) => other !== undefined && other !== currency);
  if (foreign) throw new NoPrice("tariffs.currency"); // V6

  const charges = chargesOf(given, stay, ofPeriods);
  // B5: the tariff of the last period in which something was priced.
  const last = (reserved: boolean): OcpiTariff | undefined => charges.filter((charge) => charge.reserved === reserved).toSorted((a, b) => a.position - b.position).at(-1)?.tariff;
  const billed = bill(charges, { session: last(false), reservation: last(true) }, policy?.step ?? "spec");

  const { mode = "half-away", scale: wanted = 4, level = "total" } = policy?.rounding ?? {};
  const scale = wanted === "minor-unit" ? MINOR_UNITS[currency] ?? 2 : wanted;
  const money = (parts: readonly Money[]): Money => total(parts, version);
  const lines = linesOf(billed, given).map((run): JudgedLine => ({
    charges: run, category: categoryOf(run[0]!), measured: sum(run.map(({ measured }) => measured)), billed: sum(run.map((charge) => charge.billed)),
    ...money(run.map((charge) => amountOf(charge, given))),
  }));
  // M2: what is rounded: each total, each line, or each component.
  const parts = level === "component" ? sameComponent(lines, given).map((group) => ({ category: group[0]!.category, ...money(group) })) : lines;
  const settled = level === "total" ? parts : parts.map((part) => ({ category: part.category, ...rounded(part, scale, mode) }));
  const categories = new Map(settled.map(({ category }) => [category, rounded(money(settled.filter((part) => part.category === category)), scale, mode)]));
  // L6, Q5: where there was no session there is no limit.
  const { cost, adjustments } = clamp(money(settled), stay.reservedOnly ? undefined : ofLimits, version);

  return {
    cost: rounded(cost, scale, mode),
    categories,
    lines: lines.map((line) => ({ ...line, ...rounded(line, scale, mode) })),
    adjustments: adjustments.map((adjustment) => ({ kind: adjustment.kind, ...rounded(adjustment, scale, mode) })),
    ...quantities(stay),
  };
}

/** A line is a run of one component and tax over neighbouring periods. */
function linesOf(charges: readonly BilledCharge[], given: PriceCase): BilledCharge[][] {
  const runs: BilledCharge[][] = [];
  for (const charge of charges) {
    const run = runs.find((one) => same(one.at(-1)!, charge, given) && one.at(-1)!.position === charge.position - 1);
    if (run === undefined) runs.push([charge]);
    else run.push(charge);
  }
  return runs;
}

function sameComponent(lines: readonly JudgedLine[], given: PriceCase): JudgedLine[][] {
  const groups: JudgedLine[][] = [];
  for (const line of lines) {
    const group = groups.find(([first]) => same(first!.charges[0]!, line.charges[0]!, given));
    if (group === undefined) groups.push([line]);
    else group.push(line);
  }
  return groups;
}

/** The same component under the same taxes (X6). */
function same(a: Charge, b: Charge, given: PriceCase): boolean {
  return a.tariff === b.tariff && a.element === b.element && a.component === b.component && a.reserved === b.reserved
    && JSON.stringify(taxesOn(a, given)) === JSON.stringify(taxesOn(b, given));
}

/** F3: where a charge is reported. */
function categoryOf(charge: Charge): Category {
  if (charge.reserved) return "reservation";
  if (charge.dimension === "ENERGY") return "energy";
  if (charge.dimension === "TIME") return "time";
  if (charge.dimension === "PARKING_TIME") return "parking";
  const others = charge.tariff.elements[charge.element]!.price_components.filter(({ type }) => type !== "FLAT");
  return others.length > 0 && others.every(({ type }) => type === "PARKING_TIME") ? "parking" : "fixed";
}

/** M3: time from the start, or from an earlier first period, without a reservation before it; the rest are sums of volumes. */
function quantities(stay: Stay): Pick<Judgement, "energy" | "time" | "parkingTime"> {
  const first = stay.periods.find(({ reserved }) => !reserved)?.start;
  const reservedFirst = stay.reservedOnly || stay.periods[0]?.reserved === true;
  const from = reservedFirst ? first ?? stay.end : Math.min(stay.start, first ?? stay.start);
  const parking = stay.periods.filter(({ volumes }) => volumes.has("PARKING_TIME")).map((period) => seconds(period, "PARKING_TIME"));
  return {
    energy: sum(stay.periods.map(({ volumes }) => volumes.get("ENERGY") ?? NOUGHT)),
    time: round(rational(stay.end - from, 3_600_000), 4),
    parkingTime: round(over(sum(parking), rational(3600)), 4),
  };
}
