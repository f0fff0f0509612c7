import type { OcpiTariff, OcpiVersion } from "../ocpi.ts";
import type { Finding } from "../finding.ts";
import type { ExactNumber } from "../numbers/read-number.ts";
import type { Whole } from "../numbers/whole.ts";
import type { Restrictions } from "./restrictions.ts";
import type { TaxPlan } from "./tax-plan.ts";

/** What a compiled component charges for. */
export type Dimension = "ENERGY" | "TIME" | "PARKING_TIME" | "FLAT";

export interface CompiledComponent {
  readonly dimension: Dimension;
  /** Index of the element in the tariff, and of the component in the element. */
  readonly element: number;
  readonly component: number;
  /** In units of `10^-priceScale` of the tariff. */
  readonly price: Whole;
  /** Wh or seconds; 0 means no blocks (B7). */
  readonly step: number;
  readonly tax: TaxPlan;
  /** Where a FLAT is reported (F3). */
  readonly flatAs: "fixed" | "parking" | "reservation";
  readonly restrictions: Restrictions | undefined;
}

/** Components of one audience by dimension, in list order (S1). */
export type Candidates = Readonly<Record<Dimension, readonly CompiledComponent[]>>;

/** A limit of the total: the sides are independent (L1). */
export interface Limit {
  readonly excl: ExactNumber | undefined;
  readonly incl: ExactNumber | undefined;
}

/** A validated, indexed tariff: make it once, use it for any number of sessions. */
export interface CompiledTariff {
  readonly id: string;
  readonly version: OcpiVersion;
  readonly currency: string;
  readonly type: string | undefined;
  /** Milliseconds; ±Infinity when open (V3). */
  readonly validFrom: number;
  readonly validTo: number;
  /** Whether prices are before or after taxes, or taxes do not exist for this tariff (X1–X3). */
  readonly pricesAre: "net" | "gross" | "untaxed";
  readonly minimum: Limit | undefined;
  readonly maximum: Limit | undefined;
  /** Decimals of all prices of this tariff. */
  readonly priceScale: number;
  /** Digits beyond 1 J that the energy limits of this tariff need. */
  readonly fineness: number;
  /** Components of ordinary use, of reserved time, and of reserved time that expired (R9, Q5). */
  readonly use: Candidates;
  readonly reserved: Candidates;
  readonly expired: Candidates;
  /** What was odd but readable; repeated in the warnings of every price. */
  readonly notes: readonly Finding[];
  /** The tariff as given. */
  readonly source: OcpiTariff;
}
