import { ceilDecimal } from "./ceil-decimal.ts";
import { compareDecimals, decimal, formatDecimal, instant, wh, zone, type Instant, type Milliseconds, type W, type Wh } from "@cpokit/kernel";
import type { CompiledTariff } from "../compile/compiled-tariff.ts";
import { price } from "../price/price.ts";
import type { PolicyChoices } from "../price/policy.ts";
import type { Priced } from "../price/priced.ts";
import type { TaxSource } from "../price/tax-source.ts";
import { segment } from "../segment/segmenter.ts";
import { chooseForQuote, type TariffKind } from "./choose-for-quote.ts";
import { nextPriceChange } from "./next-price-change.ts";

/** What a driver is expected to use. */
export interface UseProfile {
  readonly energy: Wh;
  /** Time in which the vehicle charges, at constant power. */
  readonly duration: Milliseconds;
  /** Time in which it stays connected afterwards. */
  readonly parking?: Milliseconds;
}

export interface QuoteOptions {
  readonly tariffs: readonly CompiledTariff[];
  readonly profile: UseProfile;
  readonly start: Instant;
  readonly timeZone?: string;
  /** Default `REGULAR` (V5). */
  readonly kind?: TariffKind;
  /** The power that tariffs look at; default energy over duration. */
  readonly power?: W;
  /** How far energy and times may be off, as a share; decimal text, default 0.25. */
  readonly uncertainty?: string;
  readonly policy?: PolicyChoices;
  readonly taxes?: TaxSource;
}

/** What a session would cost. */
export interface Quote {
  readonly tariffId: string;
  readonly currency: string;
  readonly estimate: Priced;
  /** Totals for less and for more use, gross where known. */
  readonly range: { readonly low: string; readonly high: string };
  /** When the clock changes the prices of a new session next; absent when it does not within two weeks. */
  readonly nextPriceChange?: Instant;
  /** What to reserve on a card: the tariff's own amount or maximum, else the high end in whole units of the currency. */
  readonly preauthorisation: string;
}

/**
 * Estimates a session by cutting and pricing an imagined one with the same functions that bill real ones (V5, I13).
 *
 * @throws what `segment` and `price` throw
 */
export function quote(options: QuoteOptions): Quote {
  const { start, profile } = options;
  const tariff = chooseForQuote(options.tariffs, start, options.kind ?? "REGULAR");
  const share = Number(options.uncertainty ?? "0.25");
  const estimate = imagined(options, tariff, 1);
  const totals = [estimate, imagined(options, tariff, 1 - share), imagined(options, tariff, 1 + share)].map(payable).map((text) => decimal(text)).sort(compareDecimals);
  const [low = decimal(0), , high = decimal(0)] = totals;
  const change = options.timeZone === undefined ? undefined : nextPriceChange(tariff, start, zone(options.timeZone), options.power ?? meanPower(profile));
  return {
    tariffId: tariff.id,
    currency: tariff.currency,
    estimate,
    range: { low: formatDecimal(low), high: formatDecimal(high) },
    ...(change === undefined ? {} : { nextPriceChange: change }),
    preauthorisation: String(tariff.source.preauthorize_amount ?? limitOf(tariff) ?? formatDecimal(ceilDecimal(high))),
  };
}

/** The price of the profile with all of its use scaled. */
function imagined(options: QuoteOptions, tariff: CompiledTariff, scale: number): Priced {
  const { start, profile, timeZone } = options;
  const energy = wh(Math.round(profile.energy * scale));
  const stopped = instant(start + Math.max(1, Math.round(profile.duration * scale)));
  const end = instant(stopped + Math.round((profile.parking ?? 0) * scale));
  const power = options.power ?? meanPower(profile);
  const session = segment({
    start, end, tariffs: [tariff], ...(timeZone === undefined ? {} : { timeZone }),
    samples: [{ at: start, energy: wh(0), power }, { at: stopped, energy, power }],
    events: [{ at: stopped, state: "suspendedEV" }],
  });
  return price({
    tariff, session, ...(timeZone === undefined ? {} : { timeZone }), ...(options.policy === undefined ? {} : { policy: options.policy }),
    ...(options.taxes === undefined ? {} : { taxes: options.taxes }),
  });
}

function meanPower({ energy, duration }: UseProfile): W {
  return Math.round((energy * 3_600_000) / Math.max(1, duration)) as W;
}

function payable({ totals }: Priced): string {
  return totals.cost.incl ?? totals.cost.excl;
}

function limitOf(tariff: CompiledTariff): string | undefined {
  const limit = tariff.source.max_price;
  const most = limit?.incl_vat ?? limit?.after_taxes;
  return most === undefined || most === null ? undefined : String(most);
}
