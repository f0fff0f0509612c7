import { compareDecimals, decimal, divideDecimal, formatDecimal, instant, zone } from "@cpokit/kernel";
import type { CompiledTariff } from "../compile/compiled-tariff.ts";
import { quote, type UseProfile } from "../quote/quote.ts";
import { cutPointsOf } from "../segment/cut-points.ts";
import type { DescribeOptions } from "./describe.ts";
import { pricePerKwh, type Wording } from "./described-component.ts";

const WEEK = 7 * 86_400_000;

/** D3: what a kWh costs at most with the profile, started now or at any edge of the coming week; gross where known. Decimal text. */
export function worstPerKwh(tariff: CompiledTariff, options: Pick<DescribeOptions, "at" | "timeZone" | "power">, profile: UseProfile): string | undefined {
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

/** The worst price in words, when there is one. */
export function worstLine(worst: string | undefined, wording: Wording): readonly string[] {
  return worst === undefined ? [] : [wording.texts.worst(pricePerKwh(worst, wording))];
}
