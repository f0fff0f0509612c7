import { addDecimals, compareDecimals, CpoError, decimal, formatDecimal, formatInstant, instant, multiplyDecimals, zone, type Decimal, type Instant, type Milliseconds } from "@cpokit/kernel";
import type { OcpiTariff, OcpiTariffElement } from "../ocpi.ts";

/** A published price that holds from a moment on, for the length of a slot. */
export interface SpotPrice {
  readonly from: Instant;
  /** Per kWh; decimal text, may be negative. */
  readonly price: string;
}

export interface SpotTariffOptions {
  readonly id: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly prices: readonly SpotPrice[];
  /** A quarter of an hour in Europe since October 2025. */
  readonly slot: Milliseconds;
  /** The retail price is price × factor + adder + grid fee, within floor and ceiling; decimal text per kWh. */
  readonly factor?: string;
  readonly adder?: string;
  /** Grid fee by local hour, 0 to 23. */
  readonly gridFee?: (hour: number) => string;
  readonly floor?: string;
  readonly ceiling?: string;
  readonly vat?: number;
  /** Settle the whole session at the price of this moment, e.g. when the cable was plugged in. */
  readonly fixedAt?: Instant;
  readonly lastUpdated: Instant;
}

/** Tariffs that say a series of prices, and when a session changes from one to the next. */
export interface SpotTariffs {
  readonly tariffs: readonly OcpiTariff[];
  /** For `segment`: every period then names its tariff (V1). */
  readonly switches: readonly { readonly at: Instant; readonly tariffId: string }[];
}

/**
 * Day-ahead prices as OCPI tariffs, one element for each slot of local time (P3). The hour that autumn repeats cannot be told
 * apart in local time, so its second pass starts another tariff.
 *
 * @throws `tariffs.spot-price` when no price holds at `fixedAt`, or there is none at all
 */
export function spotTariff(options: SpotTariffOptions): SpotTariffs {
  const prices = [...options.prices].sort((a, b) => a.from - b.from);
  const [first] = prices;
  if (first === undefined) throw new CpoError("tariffs.spot-price", "A spot tariff needs prices; give the published series.", { tariffId: options.id });
  const { fixedAt } = options;
  if (fixedAt !== undefined) {
    const held = prices.findLast((each) => each.from <= fixedAt && fixedAt < each.from + options.slot);
    if (held === undefined) throw new CpoError("tariffs.spot-price", "No published price holds at the moment to settle at; wait for the prices of the day.", { tariffId: options.id, at: fixedAt });
    return { tariffs: [tariffOf(options, options.id, [element(options, held, undefined)], held.from)], switches: [] };
  }
  const place = zone(options.timeZone);
  const groups: { from: Instant; elements: OcpiTariffElement[] }[] = [];
  const seen = new Set<string>();
  for (const each of prices) {
    const window = localWindow(each.from, options);
    const key = JSON.stringify(window);
    let group = groups.at(-1);
    if (group === undefined || seen.has(key)) {
      seen.clear();
      group = { from: each.from, elements: [] };
      groups.push(group);
    }
    seen.add(key);
    group.elements.push(element(options, each, window));
  }
  const ids = groups.map((_, index) => (index === 0 ? options.id : `${options.id}-${index + 1}`));
  return {
    tariffs: groups.map((group, index) => tariffOf(options, ids[index] ?? options.id, group.elements, group.from)),
    switches: groups.slice(1).map((group, index) => ({ at: group.from, tariffId: ids[index + 1] ?? options.id })),
  };

  /** A slot as local date and time; its end may be midnight. */
  function localWindow(from: Instant, { slot }: SpotTariffOptions): NonNullable<OcpiTariffElement["restrictions"]> {
    const start = place.localTime(from);
    const endMinute = start.minuteOfDay + slot / 60_000;
    return { start_date: date(start.dayNumber), end_date: date(start.dayNumber + 1), start_time: clock(start.minuteOfDay), end_time: clock(endMinute % 1_440) };
  }

  function element({ vat }: SpotTariffOptions, { from, price }: SpotPrice, restrictions: OcpiTariffElement["restrictions"]): OcpiTariffElement {
    const hour = Math.floor(zone(options.timeZone).localTime(from).minuteOfDay / 60);
    return {
      price_components: [{ type: "ENERGY", price: retail(decimal(price), hour, options), ...(vat === undefined ? {} : { vat }), step_size: 1 }],
      ...(restrictions === undefined ? {} : { restrictions }),
    };
  }
}

function retail(price: Decimal, hour: number, { factor, adder, gridFee, floor, ceiling }: SpotTariffOptions): number {
  let value = addDecimals(multiplyDecimals(price, decimal(factor ?? "1")), decimal(adder ?? "0"), decimal(gridFee?.(hour) ?? "0"));
  if (floor !== undefined && compareDecimals(value, decimal(floor)) < 0) value = decimal(floor);
  if (ceiling !== undefined && compareDecimals(value, decimal(ceiling)) > 0) value = decimal(ceiling);
  return Number(formatDecimal(value));
}

function tariffOf({ currency, lastUpdated }: SpotTariffOptions, id: string, elements: readonly OcpiTariffElement[], from: Instant): OcpiTariff {
  return { id, currency, start_date_time: formatInstant(from), elements, last_updated: formatInstant(lastUpdated) };
}

function date(day: number): string {
  return formatInstant(instant(day * 86_400_000)).slice(0, 10);
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}
