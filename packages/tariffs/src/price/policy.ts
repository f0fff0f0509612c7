import type { RoundingMode } from "@cpokit/kernel";

/** The choices that OCPI leaves to law and contract. Recorded in every result. */
export interface Policy {
  /** What a power limit means when no power is reported: derive it from energy and time, or say that it does, or does not, hold (R8). */
  readonly unknown: "derive" | "no-match" | "match";
  /** One FLAT for the session, or one of each FLAT component that was ever active (F1). */
  readonly flat: "first" | "each-component";
  /** Blocks by `step_size`, or none, as OCPI 3.0 (B8). */
  readonly step: "spec" | "off";
  readonly rounding: RoundingPolicy;
  /** Take the time zone of a country that has only one, with a warning (Z3). */
  readonly timeZone: "given" | "infer-from-country";
}

/** How amounts are rounded (M1, M2). */
export interface RoundingPolicy {
  readonly mode: RoundingMode;
  /** Decimals, or those of the currency's minor unit. */
  readonly scale: number | "minor-unit";
  /** What is rounded: each total once, each line, or each price component of the tariff. */
  readonly level: "total" | "line" | "component";
}

/** Exact until output, then four decimals, half away from zero (M1). */
export const DEFAULT_POLICY: Policy = Object.freeze({
  unknown: "derive",
  flat: "first",
  step: "spec",
  rounding: Object.freeze({ mode: "half-away", scale: 4, level: "total" }),
  timeZone: "given",
});

/** Some choices; the rest are the defaults. */
export interface PolicyChoices extends Partial<Omit<Policy, "rounding">> {
  readonly rounding?: Partial<RoundingPolicy>;
}

export function policyOf(choices: PolicyChoices | undefined): Policy {
  if (choices === undefined) return DEFAULT_POLICY;
  return Object.freeze({ ...DEFAULT_POLICY, ...choices, rounding: Object.freeze({ ...DEFAULT_POLICY.rounding, ...choices.rounding }) });
}
