import { finding, withoutNulls } from "../compile/document.ts";
import type { CompiledComponent, CompiledTariff, Limit } from "../compile/compiled-tariff.ts";
import type { Finding } from "../finding.ts";
import { exactDecimal } from "../numbers/exact-decimal.ts";
import { readNumber } from "../numbers/read-number.ts";
import { decimalText, powerOfTen, times } from "../numbers/whole.ts";
import type { NumberLike, OcpiRestrictions } from "../ocpi.ts";
import type { Converted } from "./convert.ts";
import type { Ocpp21Conditions, Ocpp21FixedPrice, Ocpp21Group, Ocpp21Price, Ocpp21Tariff, Ocpp21TaxRate, Ocpp21TimePrice } from "./ocpp21.ts";

/**
 * An OCPI tariff for a station that speaks OCPP 2.1 (O1, O2). `value` is undefined when a price cannot be said exactly, as a price
 * per hour that has no finite price per minute: then the CSMS must price (O3).
 */
export function toOcpp21(tariff: CompiledTariff): Converted<Ocpp21Tariff | undefined> {
  const losses: Finding[] = [];
  const refusals: Finding[] = [];
  const { use, reserved, expired } = tariff;
  const source = withoutNulls(tariff.source);
  for (const each of [...expired.TIME, ...expired.FLAT]) losses.push(finding("RESERVATION_EXPIRES", pointerOf(each)));
  if (source.end_date_time !== undefined) losses.push(finding("END_DATE_TIME", "/end_date_time"));
  if (source.tariff_alt_url !== undefined) losses.push(finding("ALT_URL", "/tariff_alt_url"));
  for (const each of [...use.ENERGY, ...use.TIME, ...use.PARKING_TIME, ...reserved.TIME]) {
    if (each.step > 1) losses.push(finding("STEP_SIZE", `${pointerOf(each)}/step_size`, { step: each.step })); // O2
  }
  const build = { tariff, losses, refusals };
  const energy = group(build, use.ENERGY, 1, (price, conditions) => ({ priceKwh: price, ...conditions }));
  const chargingTime = group(build, use.TIME, 60, timePrice);
  const idleTime = group(build, use.PARKING_TIME, 60, timePrice);
  const reservationTime = group(build, reserved.TIME, 60, timePrice);
  const fixedFee = group(build, fixedOnly(use.FLAT, losses), 1, fixedPrice);
  const reservationFixed = group(build, fixedOnly(reserved.FLAT, losses), 1, fixedPrice);
  const value: Ocpp21Tariff = {
    tariffId: tariff.id,
    currency: tariff.currency,
    ...(source.start_date_time === undefined ? {} : { validFrom: source.start_date_time }),
    ...(source.tariff_alt_text === undefined || source.tariff_alt_text.length === 0 ? {} : {
      description: source.tariff_alt_text.slice(0, 10).map(({ language, text }) => ({ format: "UTF8" as const, language, content: text })),
    }),
    ...(energy === undefined ? {} : { energy }),
    ...(chargingTime === undefined ? {} : { chargingTime }),
    ...(idleTime === undefined ? {} : { idleTime }),
    ...(reservationTime === undefined ? {} : { reservationTime }),
    ...(fixedFee === undefined ? {} : { fixedFee }),
    ...(reservationFixed === undefined ? {} : { reservationFixed }),
    ...(tariff.minimum === undefined ? {} : { minCost: limitOf(tariff.minimum) }),
    ...(tariff.maximum === undefined ? {} : { maxCost: limitOf(tariff.maximum) }),
  };
  return { value: refusals.length > 0 ? undefined : value, losses: [...refusals, ...losses] };
}

interface Build {
  readonly tariff: CompiledTariff;
  readonly losses: Finding[];
  readonly refusals: Finding[];
}

type WithConditions = { readonly conditions?: Ocpp21Conditions };

const timePrice = (price: number, conditions: WithConditions): Ocpp21TimePrice => ({ priceMinute: price, ...conditions });
const fixedPrice = (price: number, conditions: WithConditions): Ocpp21FixedPrice => ({ priceFixed: price, ...conditions });

/** One dimension: its components in list order (O2), with one list of taxes for all of them. */
function group<Price>(build: Build, components: readonly CompiledComponent[], per: number, write: (price: number, conditions: WithConditions) => Price): Ocpp21Group<Price> | undefined {
  if (components.length === 0) return undefined;
  const prices = components.flatMap((component) => {
    const { tax } = component;
    // OCPP prices are before taxes; the price of a minute is a sixtieth of the hour's (O1).
    const net = exactDecimal({
      numerator: times(component.price, tax.net), denominator: times(times(tax.divisor, per), powerOfTen(build.tariff.priceScale)),
    });
    if (net === undefined) {
      build.refusals.push(finding("PRICE_NOT_EXACT", `${pointerOf(component)}/price`));
      return [];
    }
    if (tax.kind === "gross-only") build.refusals.push(finding("TAX_SPLIT_UNKNOWN", `${pointerOf(component)}/vat`));
    const conditions = conditionsOf(build.tariff.source.elements[component.element]?.restrictions);
    return [write(Number(net), conditions === undefined ? {} : { conditions })];
  });
  const rates = components.map((component) => JSON.stringify(ratesOf(component)));
  for (const [index, component] of components.entries()) {
    // Taxes stand at the dimension: components with other rates cannot be said.
    if (rates[index] !== rates[0]) build.refusals.push(finding("TAX_PER_PRICE", `${pointerOf(component)}/vat`));
  }
  const [first] = components;
  const taxRates = first === undefined ? [] : ratesOf(first);
  return { prices, ...(taxRates.length === 0 ? {} : { taxRates }) };
}

function ratesOf({ tax }: CompiledComponent): readonly Ocpp21TaxRate[] {
  return tax.taxes.map(({ tax: { name, percentage } }) => ({ type: name, tax: Number(percentage ?? 0) }));
}

/** O1: conditions of fixed fees know only clock, date and payment. */
function fixedOnly(components: readonly CompiledComponent[], losses: Finding[]): readonly CompiledComponent[] {
  return components.filter((component) => {
    const r = component.restrictions;
    const isFixed = r === undefined || (
      r.minEnergy === undefined && r.maxEnergy === undefined && r.minPower === undefined && r.maxPower === undefined && r.minCurrent === undefined && r.maxCurrent === undefined
      && r.minDuration === -Infinity && r.maxDuration === Infinity
    );
    if (!isFixed) losses.push(finding("FIXED_FEE_CONDITIONS", pointerOf(component)));
    return isFixed;
  });
}

function conditionsOf(r: OcpiRestrictions | null | undefined): Ocpp21Conditions | undefined {
  if (!given(r)) return undefined;
  const numbers = {
    minEnergy: thousandfold(r.min_kwh), maxEnergy: thousandfold(r.max_kwh), minPower: thousandfold(r.min_power), maxPower: thousandfold(r.max_power),
    minCurrent: plain(r.min_current), maxCurrent: plain(r.max_current), minTime: plain(r.min_duration), maxTime: plain(r.max_duration),
  };
  const conditions: Ocpp21Conditions = {
    ...(given(r.start_time) ? { startTimeOfDay: r.start_time } : {}),
    ...(given(r.end_time) ? { endTimeOfDay: r.end_time } : {}),
    ...(given(r.day_of_week) && r.day_of_week.length > 0 ? { dayOfWeek: r.day_of_week.map((day) => day.charAt(0) + day.slice(1).toLowerCase()) } : {}),
    ...(given(r.start_date) ? { validFromDate: r.start_date } : {}),
    ...(given(r.end_date) ? { validToDate: r.end_date } : {}),
    ...Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== undefined)),
  };
  return Object.keys(conditions).length === 0 ? undefined : conditions;
}

function limitOf(limit: Limit): Ocpp21Price {
  return {
    ...(limit.excl === undefined ? {} : { exclTax: Number(decimalText(limit.excl.units, limit.excl.scale)) }),
    ...(limit.incl === undefined ? {} : { inclTax: Number(decimalText(limit.incl.units, limit.incl.scale)) }),
  };
}

/** kWh to Wh, kW to W, without floating point. */
function thousandfold(value: NumberLike | null | undefined): number | undefined {
  const read = given(value) ? readNumber(value) : undefined;
  return read === undefined ? undefined : Number(decimalText(times(read.units, 1_000), read.scale));
}

function plain(value: NumberLike | null | undefined): number | undefined {
  const read = given(value) ? readNumber(value) : undefined;
  return read === undefined ? undefined : Number(decimalText(read.units, read.scale));
}

function given<Value>(value: Value | null | undefined): value is Value {
  return value !== undefined && value !== null;
}

function pointerOf(component: CompiledComponent): string {
  return `/elements/${component.element}/price_components/${component.component}`;
}
