import type { OcpiChargingPeriod, OcpiTariff } from "../ocpi.ts";

/** A price of 2.2.1. */
export interface OcpiPrice {
  readonly excl_vat: number;
  readonly incl_vat?: number | undefined;
}

/** A price of 2.3.0. */
export interface OcpiTaxedPrice {
  readonly before_taxes: number;
  readonly taxes?: readonly OcpiTaxAmount[] | undefined;
}

export interface OcpiTaxAmount {
  readonly name: string;
  readonly account_number?: string | undefined;
  readonly percentage?: number | undefined;
  readonly amount: number;
}

/** What a CDR states as a price: a number without VAT in 2.1.1, else an object. */
export type OcpiCost = number | OcpiPrice | OcpiTaxedPrice;

/** CdrToken of 2.2.1 and later; 2.1.1 has the contract id as `auth_id`. */
export interface OcpiCdrToken {
  readonly country_code: string;
  readonly party_id: string;
  readonly uid: string;
  readonly type: string;
  readonly contract_id: string;
}

/** CdrLocation of 2.2.1 and later. In 2.1.1 the whole Location stands in its place. */
export interface OcpiCdrLocation {
  readonly id: string;
  readonly name?: string | undefined;
  readonly address: string;
  readonly city: string;
  readonly postal_code?: string | undefined;
  readonly state?: string | undefined;
  readonly country: string;
  readonly coordinates: { readonly latitude: string; readonly longitude: string };
  readonly evse_uid: string;
  readonly evse_id: string;
  readonly connector_id: string;
  readonly connector_standard: string;
  readonly connector_format: string;
  readonly connector_power_type: string;
}

export interface OcpiSignedData {
  readonly encoding_method: string;
  readonly encoding_method_version?: number | undefined;
  readonly public_key?: string | undefined;
  readonly signed_values: readonly { readonly nature: string; readonly plain_data: string; readonly signed_data: string }[];
  readonly url?: string | undefined;
}

/** An OCPI CDR in the union of the three versions, with the fields that this package writes and reads; others are kept. */
export interface OcpiCdr {
  readonly id: string;
  readonly country_code?: string | undefined;
  readonly party_id?: string | undefined;
  readonly start_date_time: string;
  readonly end_date_time?: string | undefined;
  readonly stop_date_time?: string | undefined;
  readonly session_id?: string | undefined;
  readonly cdr_token?: OcpiCdrToken | undefined;
  readonly auth_id?: string | undefined;
  readonly auth_method: string;
  readonly authorization_reference?: string | undefined;
  readonly cdr_location?: OcpiCdrLocation | undefined;
  readonly location?: OcpiLocation | undefined;
  readonly meter_id?: string | undefined;
  readonly currency: string;
  readonly tariffs?: readonly OcpiTariff[] | undefined;
  readonly charging_periods: readonly OcpiChargingPeriod[];
  readonly signed_data?: OcpiSignedData | undefined;
  readonly total_cost: OcpiCost;
  readonly total_fixed_cost?: OcpiCost | undefined;
  readonly total_energy: number;
  readonly total_energy_cost?: OcpiCost | undefined;
  readonly total_time: number;
  readonly total_time_cost?: OcpiCost | undefined;
  readonly total_parking_time?: number | undefined;
  readonly total_parking_cost?: OcpiCost | undefined;
  readonly total_reservation_cost?: OcpiCost | undefined;
  readonly remark?: string | undefined;
  readonly invoice_reference_id?: string | undefined;
  readonly credit?: boolean | undefined;
  readonly credit_reference_id?: string | undefined;
  readonly home_charging_compensation?: boolean | undefined;
  readonly last_updated: string;
}

/** The Location object of 2.1.1 as far as a price needs it. */
export interface OcpiLocation {
  readonly id: string;
  readonly country?: string | undefined;
  readonly time_zone?: string | undefined;
}
