import type { CompiledTariff } from "../compile/compiled-tariff.ts";
import type { Finding } from "../finding.ts";
import type { OcpiTariff, OcpiVersion } from "../ocpi.ts";
import { calculate } from "./calculate.ts";
import type { PolicyChoices } from "./policy.ts";
import type { Priced, Totals } from "./priced.ts";
import type { CdrInput, SessionInput } from "./session-input.ts";
import type { TaxSource } from "./tax-source.ts";
import { writePriced } from "./write-priced.ts";

/** What no CDR says, told by whoever knows. */
export interface Facts {
  /** The reservation ended unused (Q4). Without it, only a CDR can hint at that. */
  readonly expired?: boolean;
  /** Handed to the tax source. */
  readonly location?: unknown;
  /** ISO 3166 alpha-2 or alpha-3, for the policy `timeZone: "infer-from-country"` (Z3). */
  readonly country?: string;
}

export interface PriceSettings {
  /** Compiled, or as in OCPI together with `version`. A `cdr` brings its own when none is given. */
  readonly tariff?: CompiledTariff | OcpiTariff;
  readonly tariffs?: readonly (CompiledTariff | OcpiTariff)[];
  /** The OCPI version of tariffs that are not compiled yet. */
  readonly version?: OcpiVersion;
  /** IANA name of the location's zone; needed once a tariff looks at the clock (Z2). */
  readonly timeZone?: string | undefined;
  readonly policy?: PolicyChoices;
  readonly facts?: Facts;
  readonly taxes?: TaxSource;
}

/** Give either a session in this package's shape or an OCPI CDR. */
export type PriceOptions = PriceSettings & ({ readonly session: SessionInput; readonly cdr?: never } | { readonly cdr: CdrInput; readonly session?: never });

/**
 * The exact price of a session or CDR: totals, lines, taxes, adjustments and warnings (tariffs §2, §5). Deterministic, no clock, no I/O.
 *
 * @throws `tariffs.no-tariff`, `tariffs.unknown-tariff`, `tariffs.currency`, `tariffs.time-zone-required`, `tariffs.invalid`,
 * `tariffs.invalid-session`, `tariffs.version-required`, `tariffs.tax-rate`
 */
export function price(options: PriceOptions): Priced {
  return writePriced(calculate(options));
}

/** Totals without the lines that explain them. */
export interface PricedTotals {
  readonly currency: string;
  readonly totals: Totals;
  readonly warnings: readonly Finding[];
}
