/** The OCPI versions whose tariffs and CDRs this package understands. */
export type OcpiVersion = "2.1.1" | "2.2.1" | "2.3.0";

/** A JSON number, or its text: text is exact and welcome everywhere. */
export type NumberLike = number | string;

/** What a price component charges for. `SESSION_TIME` is a vendor extension (tariffs Q6). */
export type OcpiDimension = "ENERGY" | "FLAT" | "PARKING_TIME" | "TIME" | "SESSION_TIME";

/** A price of one dimension: per kWh, per hour, or once. */
export interface OcpiPriceComponent {
  readonly type: OcpiDimension;
  readonly price: NumberLike;
  /** Per cent; absent means that no VAT applies (2.2.1 and later). */
  readonly vat?: NumberLike | undefined;
  /** Blocks of Wh or seconds. */
  readonly step_size: number;
}

/** When an element applies: all that is given must hold. */
export interface OcpiRestrictions {
  readonly start_time?: string | undefined;
  readonly end_time?: string | undefined;
  readonly start_date?: string | undefined;
  readonly end_date?: string | undefined;
  readonly min_kwh?: NumberLike | undefined;
  readonly max_kwh?: NumberLike | undefined;
  readonly min_current?: NumberLike | undefined;
  readonly max_current?: NumberLike | undefined;
  readonly min_power?: NumberLike | undefined;
  readonly max_power?: NumberLike | undefined;
  readonly min_duration?: number | undefined;
  readonly max_duration?: number | undefined;
  readonly day_of_week?: readonly string[] | undefined;
  readonly reservation?: string | undefined;
}

export interface OcpiTariffElement {
  readonly price_components: readonly OcpiPriceComponent[];
  readonly restrictions?: OcpiRestrictions | undefined;
}

/** A price of 2.2.1 (`excl_vat`) or 2.3.0 (`before_taxes`). */
export interface OcpiPriceLimit {
  readonly excl_vat?: NumberLike | undefined;
  readonly incl_vat?: NumberLike | undefined;
  readonly before_taxes?: NumberLike | undefined;
  readonly after_taxes?: NumberLike | undefined;
}

/** The fields of an OCPI Tariff that prices depend on, in the union of the three versions; other fields are kept and ignored. */
export interface OcpiTariff {
  readonly id: string;
  readonly country_code?: string | undefined;
  readonly party_id?: string | undefined;
  readonly currency: string;
  readonly type?: string | undefined;
  readonly tariff_alt_text?: readonly { readonly language: string; readonly text: string }[] | undefined;
  readonly tariff_alt_url?: string | undefined;
  readonly min_price?: OcpiPriceLimit | undefined;
  readonly max_price?: OcpiPriceLimit | undefined;
  readonly elements: readonly OcpiTariffElement[];
  readonly tax_included?: "YES" | "NO" | "N/A" | undefined;
  /** Payments extension of 2.3.0. */
  readonly preauthorize_amount?: NumberLike | undefined;
  readonly start_date_time?: string | undefined;
  readonly end_date_time?: string | undefined;
  readonly last_updated?: string | undefined;
}

export interface OcpiCdrDimension {
  readonly type: string;
  readonly volume: NumberLike;
}

export interface OcpiChargingPeriod {
  readonly start_date_time: string;
  readonly dimensions: readonly OcpiCdrDimension[];
  readonly tariff_id?: string | undefined;
}
