import { zone, type Instant, type W } from "@cpokit/kernel";
import type { CompiledComponent, CompiledTariff } from "../compile/compiled-tariff.ts";
import { decimalText } from "../numbers/whole.ts";
import { componentsAt, nextPriceChange } from "../quote/next-price-change.ts";
import type { UseProfile } from "../quote/quote.ts";
import { textsFor } from "../texts/catalogue.ts";
import type { Texts } from "../texts/texts.ts";
import { writeMoney } from "../texts/write-values.ts";
import { described, type DescribedComponent, type Wording } from "./described-component.ts";
import type { Jurisdiction } from "./display-checks.ts";
import { displayFor, type Display } from "./display.ts";
import { worstLine, worstPerKwh } from "./worst-per-kwh.ts";

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
  /** As the laws asked for in `display` want it seen. */
  readonly displays: readonly Display[];
  /** All components, and the worst price, one line each. */
  readonly text: string;
}

/** Describes what a tariff costs now and otherwise (D1–D3). @throws `tariffs.time-zone-required` */
export function describe(tariff: CompiledTariff, options: DescribeOptions): Description {
  const texts = textsFor(options.locale ?? "en");
  const place = options.timeZone === undefined ? undefined : zone(options.timeZone);
  const now = componentsAt(tariff, options.at, place, options.power);
  const active = new Set<CompiledComponent | undefined>([now.ENERGY, now.TIME, now.PARKING_TIME, now.FLAT]);
  const { use, reserved, expired } = tariff;
  const componentsIn = (wording: Wording): DescribedComponent[] => [
    ...use.ENERGY.map((each) => described("energy", each, active, wording)),
    ...use.TIME.map((each) => described("time", each, active, wording)),
    ...use.PARKING_TIME.map((each) => described("parking", each, active, wording)),
    ...use.FLAT.map((each) => described("flat", each, active, wording)),
    ...[...reserved.TIME, ...reserved.FLAT, ...expired.TIME, ...expired.FLAT].map((each) => described("reservation", each, active, wording)),
  ];
  const wording: Wording = { tariff, texts, inPence: false };
  const components = componentsIn(wording);
  const change = place === undefined ? undefined : nextPriceChange(tariff, options.at, place, options.power);
  const worst = options.profile === undefined ? undefined : worstPerKwh(tariff, options, options.profile);
  return {
    tariffId: tariff.id,
    currency: tariff.currency,
    components,
    ...limits(tariff, texts),
    ...(change === undefined ? {} : { nextChange: change }),
    ...(worst === undefined ? {} : { worstPerKwh: worst }),
    displays: (options.display ?? []).map((jurisdiction) => displayFor(jurisdiction, { tariff, options, componentsIn, worst, texts })),
    text: [...components.map((each) => each.text), ...worstLine(worst, wording)].join("\n"),
  };
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
