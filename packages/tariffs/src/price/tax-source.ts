import { CpoError, type Instant } from "@cpokit/kernel";
import type { CompiledComponent, CompiledTariff, Dimension } from "../compile/compiled-tariff.ts";
import { taxPlan, type ReadTaxRate, type TaxPlan, type TaxRate } from "../compile/tax-plan.ts";
import { readNumber } from "../numbers/read-number.ts";
import { decimalText } from "../numbers/whole.ts";
import type { TaxLookup } from "./collect-lines.ts";

/** Asked for every priced component at the start of its period (X5). */
export interface TaxQuestion {
  /** What the caller passed as `facts.location`. */
  readonly location: unknown;
  readonly at: Instant;
  readonly dimension: Dimension;
  readonly reserved: boolean;
  readonly tariffId: string;
  /** Whether the tariff's price already includes the taxes. */
  readonly base: "net" | "gross";
}

/** Names the taxes on a component, for taxes that a tariff cannot say; `undefined` leaves it to the tariff (X5). Must be pure. */
export type TaxSource = (question: TaxQuestion) => readonly TaxRate[] | undefined;

/** Turns a tax source into a lookup in which equal answers share one plan. */
export function taxLookup(source: TaxSource | undefined, location: unknown): TaxLookup {
  if (source === undefined) return tariffsOwn;
  const plans = new Map<string, TaxPlan>();
  return (tariff, component, at) => {
    const base = tariff.pricesAre;
    if (base === "untaxed") return component.tax;
    const answer = source({ location, at, dimension: component.dimension, reserved: component.restrictions?.reserved === "reserved", tariffId: tariff.id, base });
    if (answer === undefined) return component.tax;
    const key = `${base} ${JSON.stringify(answer)}`;
    let plan = plans.get(key);
    if (plan === undefined) {
      plan = taxPlan(answer.map(readRate), base);
      plans.set(key, plan);
    }
    return plan;
  };
}

const tariffsOwn = (_: CompiledTariff, component: CompiledComponent): TaxPlan => component.tax;

function readRate(rate: TaxRate): ReadTaxRate {
  const read = readNumber(rate.percentage);
  if (read === undefined || read.units < 0) {
    throw new CpoError("tariffs.tax-rate", `"${String(rate.percentage)}" is no tax rate; a tax source answers per cent, like 21.`, { percentage: String(rate.percentage) });
  }
  return {
    name: rate.name ?? "VAT", // X4
    rate: read,
    percentage: decimalText(read.units, read.scale),
    stack: rate.stack ?? 0,
    ...(rate.account === undefined ? {} : { account: rate.account }),
  };
}
