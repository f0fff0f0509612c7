import type { Instant } from "@cpokit/kernel";
import type { NumberLike, OcpiChargingPeriod, OcpiTariff } from "../ocpi.ts";

/** A session to price: its charging periods with what each one measured. */
export interface SessionInput {
  readonly start: Instant | string;
  /** The end of the last period; for a running session the moment of the question. */
  readonly end: Instant | string;
  /** When given, it must be the tariff's (tariffs V6). */
  readonly currency?: string | undefined;
  readonly periods: readonly PeriodInput[];
}

export interface PeriodInput {
  readonly start: Instant | string;
  /** Wire names and units of OCPI: ENERGY in kWh, TIME, PARKING_TIME and RESERVATION_TIME in hours, powers in kW, currents in A. */
  readonly dimensions: readonly { readonly type: string; readonly volume: NumberLike }[];
  readonly tariffId?: string | undefined;
}

/** The fields of an OCPI CDR of any version that its price depends on. */
export interface CdrInput {
  readonly start_date_time: string;
  /** 2.2.1 and later. */
  readonly end_date_time?: string | undefined;
  /** 2.1.1. */
  readonly stop_date_time?: string | undefined;
  readonly currency: string;
  readonly session_id?: string | undefined;
  readonly tariffs?: readonly OcpiTariff[] | undefined;
  readonly charging_periods: readonly OcpiChargingPeriod[];
  readonly cdr_location?: { readonly country?: string | undefined; readonly connector_id?: string | undefined } | undefined;
  /** 2.1.1. */
  readonly location?: { readonly country?: string | undefined; readonly time_zone?: string | undefined } | undefined;
}
