import { CpoError } from "@cpokit/kernel";
import { finding, withoutNulls } from "../compile/document.ts";
import type { Finding } from "../finding.ts";
import { roundedUnits } from "../numbers/fraction.ts";
import { readNumber } from "../numbers/read-number.ts";
import { decimalText, minus, plus, powerOfTen, times } from "../numbers/whole.ts";
import type { NumberLike, OcpiPriceComponent, OcpiPriceLimit, OcpiTariff, OcpiTariffElement, OcpiVersion } from "../ocpi.ts";

export interface ConvertOptions {
  /** Owner of the tariff, where the target version asks for it. */
  readonly party?: { readonly countryCode: string; readonly partyId: string };
}

/** A converted tariff and what the target version could not say. */
export interface Converted<Value> {
  readonly value: Value;
  readonly losses: readonly Finding[];
}

const VERSIONS: readonly OcpiVersion[] = ["2.1.1", "2.2.1", "2.3.0"];

/** Rewrites a tariff for another OCPI version; everything that gets lost is listed (tariffs §5). @throws `tariffs.not-expressible` when no element is left */
export function convert(tariff: OcpiTariff, from: OcpiVersion, to: OcpiVersion, options: ConvertOptions = {}): Converted<OcpiTariff> {
  const losses: Finding[] = [];
  let value = withoutNulls(tariff);
  let place = VERSIONS.indexOf(from);
  const target = VERSIONS.indexOf(to);
  for (; place < target; place += 1) value = place === 0 ? to221(value, options, losses) : to230(value);
  for (; place > target; place -= 1) value = place === 2 ? from230(value, losses) : to211(value, losses);
  if (value.elements.length === 0) {
    throw new CpoError("tariffs.not-expressible", `Nothing of the tariff "${tariff.id}" can be said in OCPI ${to}; agree on another version with the partner.`, { tariffId: tariff.id, version: to });
  }
  return { value, losses };
}

/** 2.1.1 leaves taxes open, 2.2.1 reads a missing VAT as none (X1, X2). Limits that 2.1.1 ignores must not come into force (L1). */
function to221({ min_price, max_price, ...tariff }: OcpiTariff, { party }: ConvertOptions, losses: Finding[]): OcpiTariff {
  losses.push(finding("TAX_NOT_KNOWN", "/elements"));
  for (const [key, value] of Object.entries({ min_price, max_price })) if (value !== undefined) losses.push(finding("FIELD_NOT_IN_VERSION", `/${key}`));
  return { ...(party === undefined ? {} : { country_code: party.countryCode, party_id: party.partyId }), ...tariff };
}

function to230(tariff: OcpiTariff): OcpiTariff {
  const { min_price, max_price, ...rest } = tariff;
  return {
    ...rest,
    ...(min_price === undefined ? {} : { min_price: newLimit(min_price) }),
    ...(max_price === undefined ? {} : { max_price: newLimit(max_price) }),
    tax_included: "NO",
  };
}

/** X3 backwards: prices of 2.2.1 are net. */
function from230(tariff: OcpiTariff, losses: Finding[]): OcpiTariff {
  const { min_price, max_price, tax_included, preauthorize_amount, ...rest } = tariff;
  if (preauthorize_amount !== undefined) losses.push(finding("PREAUTHORIZE_AMOUNT", "/preauthorize_amount"));
  const component = (each: OcpiPriceComponent, pointer: string): OcpiPriceComponent => {
    if (tax_included === "N/A") return withoutVat(each);
    return tax_included === "YES" ? netComponent(each, pointer, losses) : each;
  };
  return {
    ...rest,
    ...(min_price === undefined ? {} : { min_price: oldLimit(min_price) }),
    ...(max_price === undefined ? {} : { max_price: oldLimit(max_price) }),
    elements: tariff.elements.map((element, index) => ({
      ...element, price_components: element.price_components.map((each, position) => component(each, `/elements/${index}/price_components/${position}`)),
    })),
  };
}

function to211(tariff: OcpiTariff, losses: Finding[]): OcpiTariff {
  const { country_code: _country, party_id: _party, type, min_price, max_price, start_date_time, end_date_time, ...rest } = tariff;
  for (const [key, value] of Object.entries({ type, min_price, max_price, start_date_time, end_date_time })) {
    if (value !== undefined) losses.push(finding("FIELD_NOT_IN_VERSION", `/${key}`));
  }
  const elements = tariff.elements.flatMap((element, index): OcpiTariffElement[] => {
    const pointer = `/elements/${index}`;
    const { min_current, max_current, reservation, ...restrictions } = element.restrictions ?? {};
    if (reservation !== undefined || min_current !== undefined || max_current !== undefined) {
      // Without the restriction the element would price what it was not meant for.
      losses.push(finding("ELEMENT_DROPPED", pointer, { restriction: reservation === undefined ? "current" : "reservation" }));
      return [];
    }
    return [{
      price_components: element.price_components.map((each, place) => {
        if (each.vat !== undefined) losses.push(finding("VAT", `${pointer}/price_components/${place}/vat`));
        return withoutVat(each);
      }),
      ...(element.restrictions === undefined ? {} : { restrictions }),
    }];
  });
  return { ...rest, elements };
}

function withoutVat({ type, price, step_size }: OcpiPriceComponent): OcpiPriceComponent {
  return { type, price, step_size };
}

/** The net price with four decimals; told when that is not exact, or when nobody knows the tax. */
function netComponent(component: OcpiPriceComponent, pointer: string, losses: Finding[]): OcpiPriceComponent {
  const price = readNumber(component.price);
  const vat = component.vat === undefined ? undefined : readNumber(component.vat);
  if (price === undefined || vat === undefined) {
    losses.push(finding("TAX_SPLIT_UNKNOWN", `${pointer}/vat`));
    return component;
  }
  const hundred = times(100, powerOfTen(vat.scale));
  const gross = times(powerOfTen(price.scale), plus(hundred, vat.units));
  const net = { numerator: times(price.units, hundred), denominator: gross };
  const units = roundedUnits(net, 4, "half-away");
  const rest = minus(times(units, net.denominator), times(net.numerator, powerOfTen(4)));
  if (rest !== 0 && rest !== 0n) losses.push(finding("PRICE_ROUNDED", `${pointer}/price`));
  return { ...component, price: sameKind(component.price, decimalText(units, 4)) };
}

function sameKind(model: NumberLike, text: string): NumberLike {
  return typeof model === "number" ? Number(text) : text;
}

function newLimit({ excl_vat, incl_vat, before_taxes, after_taxes }: OcpiPriceLimit): OcpiPriceLimit {
  const after = after_taxes ?? incl_vat;
  const before = before_taxes ?? excl_vat;
  return { ...(before === undefined ? {} : { before_taxes: before }), ...(after === undefined ? {} : { after_taxes: after }) };
}

function oldLimit({ excl_vat, incl_vat, before_taxes, after_taxes }: OcpiPriceLimit): OcpiPriceLimit {
  const incl = incl_vat ?? after_taxes;
  const excl = excl_vat ?? before_taxes;
  return { ...(excl === undefined ? {} : { excl_vat: excl }), ...(incl === undefined ? {} : { incl_vat: incl }) };
}
