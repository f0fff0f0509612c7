import type { W } from "@cpokit/kernel";
import type { CompiledComponent, CompiledTariff } from "../compile/compiled-tariff.ts";
import { boxesOf, EVERYTHING, uncovered } from "../lint/boxes.ts";
import type { DisplayRule, Texts } from "../texts/texts.ts";

/** Rules on how prices are shown: EU AFIR Art. 5 (D1), German PAngV § 14, UK 2023 regulations, and California's CTEP (D2). */
export type Jurisdiction = "AFIR" | "PAngV" | "UK" | "CTEP";

/** One rule that a tariff itself keeps or breaks. How it is displayed is up to the operator. */
export interface DisplayCheck {
  readonly code: DisplayRule;
  readonly ok: boolean;
  /** The rule in words. */
  readonly rule: string;
}

/** Points of at least this power must be priced per kWh ad hoc (AFIR Art. 5). */
const FAST = 50_000;

export function checkDisplay(jurisdiction: Jurisdiction, tariff: CompiledTariff, power: W | undefined, { displayRules }: Texts): readonly DisplayCheck[] {
  const check = (code: DisplayRule, ok: boolean): DisplayCheck => ({ code, ok, rule: displayRules[code] });
  const { ENERGY, TIME } = tariff.use;
  const everywherePerKwh = uncovered(EVERYTHING, ENERGY.flatMap((each) => boxesOf(each.restrictions))) === undefined;
  const chargesOnlyTime = !ENERGY.some(costs) && TIME.some(costs);
  const perKwh = check("PER_KWH", everywherePerKwh);
  const gross = check("GROSS_KNOWN", Object.values(tariff.use).flat().every(({ tax }) => tax.kind !== "unsaid"));
  switch (jurisdiction) {
    case "AFIR":
      if (power !== undefined && power < FAST) return [gross, check("COMPONENTS_SHOWN", true)];
      return [perKwh, check("ONLY_OCCUPANCY", !tariff.use.FLAT.some(costs)), gross];
    case "PAngV":
      return [perKwh, check("NOT_BY_TIME", !chargesOnlyTime), gross];
    case "UK":
      return [check("ONE_PRICE", new Set(ENERGY.map((each) => String(each.price))).size <= 1 || isStable(ENERGY[0])), check("NO_BUNDLE", !hasBundle(tariff)), gross];
    case "CTEP":
      return [perKwh, check("UNIT_KWH", !chargesOnlyTime)];
  }
}

/** Charging costs more than its energy. */
export function hasBundle({ use }: CompiledTariff): boolean {
  return use.TIME.some(costs) || use.FLAT.some(costs);
}

function costs(component: CompiledComponent): boolean {
  return component.price !== 0 && component.price !== 0n;
}

/** Nothing that happens during a session changes whether it applies. */
function isStable(component: CompiledComponent | undefined): boolean {
  const restrictions = component?.restrictions;
  return restrictions === undefined || (
    restrictions.minEnergy === undefined && restrictions.maxEnergy === undefined && restrictions.minPower === undefined && restrictions.maxPower === undefined
    && restrictions.minCurrent === undefined && restrictions.maxCurrent === undefined && restrictions.minDuration <= 0 && restrictions.maxDuration === Infinity && !restrictions.usesClock
  );
}
