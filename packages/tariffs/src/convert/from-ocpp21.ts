import { finding } from "../compile/document.ts";
import type { Finding } from "../finding.ts";
import { readNumber } from "../numbers/read-number.ts";
import { decimalText, times } from "../numbers/whole.ts";
import type { OcpiDimension, OcpiPriceLimit, OcpiRestrictions, OcpiTariff, OcpiTariffElement } from "../ocpi.ts";
import type { Converted } from "./convert.ts";
import type { Ocpp21Conditions, Ocpp21Group, Ocpp21Price, Ocpp21Tariff, Ocpp21TaxRate } from "./ocpp21.ts";

export interface FromOcpp21Options {
  readonly party: { readonly countryCode: string; readonly partyId: string };
  readonly lastUpdated: string;
  /** Resolves prices that depend on it. */
  readonly evseKind?: "AC" | "DC";
}

/**
 * An OCPP 2.1 tariff as one of OCPI 2.3.0 (O1, O2). A price whose conditions OCPI does not know is left out and listed: without
 * them it would apply where it must not.
 */
export function fromOcpp21(tariff: Ocpp21Tariff, options: FromOcpp21Options): Converted<OcpiTariff> {
  const losses: Finding[] = [];
  const at = { options, losses };
  const elements = [
    ...elementsOf(at, "FLAT", "/fixedFee", tariff.fixedFee, (each) => each.priceFixed, {}),
    ...elementsOf(at, "ENERGY", "/energy", tariff.energy, (each) => each.priceKwh, {}),
    ...elementsOf(at, "TIME", "/chargingTime", tariff.chargingTime, (each) => perHour(each.priceMinute), {}),
    ...elementsOf(at, "PARKING_TIME", "/idleTime", tariff.idleTime, (each) => perHour(each.priceMinute), {}),
    ...elementsOf(at, "FLAT", "/reservationFixed", tariff.reservationFixed, (each) => each.priceFixed, { reservation: "RESERVATION" }),
    ...elementsOf(at, "TIME", "/reservationTime", tariff.reservationTime, (each) => perHour(each.priceMinute), { reservation: "RESERVATION" }),
  ];
  const value: OcpiTariff = {
    country_code: options.party.countryCode, party_id: options.party.partyId, id: tariff.tariffId, currency: tariff.currency, tax_included: "NO",
    ...(tariff.description === undefined ? {} : { tariff_alt_text: tariff.description.map(({ language, content }) => ({ language: (language ?? "en").slice(0, 2), text: content })) }),
    ...(tariff.minCost === undefined ? {} : { min_price: limit(tariff.minCost, "/minCost", losses) }),
    ...(tariff.maxCost === undefined ? {} : { max_price: limit(tariff.maxCost, "/maxCost", losses) }),
    ...(tariff.validFrom === undefined ? {} : { start_date_time: tariff.validFrom }),
    elements,
    last_updated: options.lastUpdated,
  };
  return { value, losses };
}

interface At {
  readonly options: FromOcpp21Options;
  readonly losses: Finding[];
}

function elementsOf<Price extends { readonly conditions?: Ocpp21Conditions }>(
  { options, losses }: At, type: OcpiDimension, pointer: string, group: Ocpp21Group<Price> | undefined, price: (each: Price) => number, more: OcpiRestrictions,
): OcpiTariffElement[] {
  if (group === undefined) return [];
  const vat = vatOf(group.taxRates, pointer, losses);
  return group.prices.flatMap((each, index): OcpiTariffElement[] => {
    const { evseKind } = each.conditions ?? {};
    if (evseKind !== undefined && options.evseKind !== undefined && evseKind !== options.evseKind) return [];
    const unknown = Object.keys(each.conditions ?? {}).filter((key) => NOT_IN_OCPI.has(key) && !(key === "evseKind" && options.evseKind !== undefined));
    if (unknown.length > 0) {
      losses.push(finding("CONDITION", `${pointer}/prices/${index}/conditions`, { conditions: unknown.join(" ") }));
      return [];
    }
    const restrictions = { ...restrictionsOf(each.conditions ?? {}), ...more };
    return [{
      price_components: [{ type, price: price(each), ...(vat === undefined ? {} : { vat }), step_size: 1 }],
      ...(Object.keys(restrictions).length === 0 ? {} : { restrictions }),
    }];
  });
}

/** O2: grace periods, kinds of EVSE and payment have no words in OCPI. */
const NOT_IN_OCPI: ReadonlySet<string> = new Set(["evseKind", "paymentBrand", "paymentRecognition", "minChargingTime", "maxChargingTime", "minIdleTime", "maxIdleTime"]);

function restrictionsOf(c: Ocpp21Conditions): OcpiRestrictions {
  const all: Record<string, unknown> = {
    start_time: c.startTimeOfDay, end_time: c.endTimeOfDay, start_date: c.validFromDate, end_date: c.validToDate, day_of_week: c.dayOfWeek?.map((day) => day.toUpperCase()),
    min_kwh: thousandth(c.minEnergy), max_kwh: thousandth(c.maxEnergy), min_power: thousandth(c.minPower), max_power: thousandth(c.maxPower),
    min_current: c.minCurrent, max_current: c.maxCurrent, min_duration: c.minTime, max_duration: c.maxTime,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** O2: OCPI has one VAT; stacked taxes are lost. */
function vatOf(rates: readonly Ocpp21TaxRate[] | undefined, pointer: string, losses: Finding[]): number | undefined {
  if (rates === undefined || rates.length === 0) return undefined;
  if (rates.length > 1) losses.push(finding("STACKED_TAXES", `${pointer}/taxRates`));
  return rates[0]?.tax;
}

function limit(price: Ocpp21Price, pointer: string, losses: Finding[]): OcpiPriceLimit {
  if (price.taxRates !== undefined) losses.push(finding("LIMIT_TAXES", `${pointer}/taxRates`));
  return { ...(price.exclTax === undefined ? {} : { before_taxes: price.exclTax }), ...(price.inclTax === undefined ? {} : { after_taxes: price.inclTax }) };
}

/** Wh to kWh, W to kW, without floating point. */
function thousandth(value: number | undefined): number | undefined {
  const read = value === undefined ? undefined : readNumber(value);
  return read === undefined ? undefined : Number(decimalText(read.units, read.scale + 3));
}

/** Exact: the decimal of the minute times 60. */
function perHour(priceMinute: number): number {
  const read = readNumber(priceMinute) ?? { units: 0, scale: 0 };
  return Number(decimalText(times(read.units, 60), read.scale));
}
