import type { Instant } from "@cpokit/kernel";
import type { Dimension } from "../compile/compiled-tariff.ts";
import type { Finding } from "../finding.ts";
import type { OcpiTariff, OcpiVersion } from "../ocpi.ts";
import type { Category } from "./lines.ts";
import type { Policy } from "./policy.ts";

/** A rounded amount. All numbers are decimal text. */
export interface Amount {
  readonly excl: string;
  /** Absent where the version cannot say taxes (X1). */
  readonly incl?: string;
  /** One entry for each name and rate; they sum to `incl - excl`. */
  readonly taxes: readonly TaxAmount[];
}

export interface TaxAmount {
  readonly name: string;
  /** Per cent. */
  readonly percentage?: string;
  readonly account?: string;
  readonly amount: string;
}

/** One price component over neighbouring charging periods. */
export interface PricedLine extends Amount {
  readonly dimension: Dimension;
  readonly category: Category;
  readonly tariffId: string;
  /** Index of the element in the tariff, and of the component in the element. */
  readonly element: number;
  readonly component: number;
  /** Indices of the charging periods in the list that was given. */
  readonly periods: { readonly first: number; readonly last: number };
  readonly from: Instant;
  readonly to: Instant;
  /** The unit of `measured` and `billed`. Prices are per kWh, per hour, or once. */
  readonly unit: "kWh" | "s" | "once";
  readonly measured: string;
  /** With the block surplus of the session, where this line bears it (B3). */
  readonly billed: string;
  /** The block size that made the surplus: Wh or seconds. */
  readonly step?: number;
  /** As written in the tariff, with or without taxes as the tariff says. */
  readonly price: string;
}

/** A change of the total that no line explains: a minimum or maximum price (L4). */
export interface Adjustment extends Amount {
  readonly kind: "min_price" | "max_price";
}

export interface Totals {
  readonly cost: Amount;
  /** Present when something of the kind was charged (F3 tells where a FLAT belongs). */
  readonly energyCost?: Amount;
  readonly timeCost?: Amount;
  readonly parkingCost?: Amount;
  readonly fixedCost?: Amount;
  readonly reservationCost?: Amount;
  /** kWh. */
  readonly energy: string;
  /** Hours with at most four decimals, without a preceding reservation (M3). */
  readonly time: string;
  /** Hours; absent when there was none. */
  readonly parkingTime?: string;
}

/** The price of a session: plain frozen data, the same on every machine for the same input. */
export interface Priced {
  readonly version: OcpiVersion;
  readonly currency: string;
  readonly start: Instant;
  readonly end: Instant;
  readonly timeZone?: string;
  readonly totals: Totals;
  readonly lines: readonly PricedLine[];
  readonly adjustments: readonly Adjustment[];
  /** What remains between the sum of rounded lines and adjustments, and the rounded total (M5). */
  readonly rounding: Amount;
  readonly warnings: readonly Finding[];
  readonly policy: Policy;
  /** The tariffs that priced something, as they were given. */
  readonly tariffs: readonly OcpiTariff[];
}
