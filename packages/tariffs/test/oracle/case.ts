import type { CdrInput, OcpiTariff, OcpiVersion, PolicyChoices, TaxRate } from "@cpokit/tariffs";

/** A session as JSON: instants are milliseconds or text. */
export interface CaseSession {
  readonly start: number | string;
  readonly end: number | string;
  readonly currency?: string | undefined;
  readonly periods: readonly CasePeriod[];
}

export interface CasePeriod {
  readonly start: number | string;
  readonly dimensions: readonly { readonly type: string; readonly volume: number | string }[];
  readonly tariffId?: string | undefined;
}

/** What a tax source answers for charges from an instant on, of one dimension or all; without rates it leaves the answer to the tariff (X5). */
export interface CaseTax {
  /** Milliseconds. */
  readonly from?: number | undefined;
  readonly dimension?: string | undefined;
  readonly rates?: readonly TaxRate[] | undefined;
}

/** One question for both calculators: plain JSON, made from a seed. Either `session` with `tariffs`, or `cdr`, which brings its own. */
export interface PriceCase {
  readonly seed: number;
  readonly version: OcpiVersion;
  readonly tariffs: readonly OcpiTariff[];
  readonly session?: CaseSession | undefined;
  readonly cdr?: CdrInput | undefined;
  readonly timeZone?: string | undefined;
  readonly policy?: PolicyChoices | undefined;
  readonly expired?: boolean | undefined;
  /** A tax source as a table: the first row that fits answers. */
  readonly taxes?: readonly CaseTax[] | undefined;
}

/** The answer of the table: absent where there is none. */
export function ratesOf(taxes: readonly CaseTax[] | undefined, dimension: string, at: number): readonly TaxRate[] | undefined {
  return taxes?.find((row) => (row.dimension ?? dimension) === dimension && (row.from ?? at) <= at)?.rates;
}
