import type { W } from "@cpokit/kernel";
import type { CompiledComponent, CompiledTariff } from "../compile/compiled-tariff.ts";
import { boxesOf, EVERYTHING, uncovered } from "../lint/boxes.ts";

/** Rules on how prices are shown: EU AFIR Art. 5 (D1), German PAngV § 14, UK 2023 regulations, and California's CTEP (D2). */
export type Jurisdiction = "AFIR" | "PAngV" | "UK" | "CTEP";

/** One rule that a tariff itself keeps or breaks. How it is displayed is up to the operator. */
export interface DisplayCheck {
  readonly jurisdiction: Jurisdiction;
  readonly code: string;
  readonly ok: boolean;
  readonly rule: string;
}

/** Points of at least this power must be priced per kWh ad hoc (AFIR Art. 5). */
const FAST = 50_000;

export function checkDisplay(jurisdiction: Jurisdiction, tariff: CompiledTariff, power: W | undefined): readonly DisplayCheck[] {
  const check = (code: string, ok: boolean, rule: string): DisplayCheck => ({ jurisdiction, code, ok, rule });
  const { ENERGY, TIME, FLAT } = tariff.use;
  const everywherePerKwh = uncovered(EVERYTHING, ENERGY.flatMap((each) => boxesOf(each.restrictions))) === undefined;
  const chargesTime = TIME.some(costs);
  const perKwh = check("PER_KWH", everywherePerKwh, "Energy has a price per kWh in every situation.");
  const gross = check("GROSS_KNOWN", ENERGY.every((each) => each.tax.kind !== "unsaid"), "Prices for consumers can be shown with all taxes.");
  switch (jurisdiction) {
    case "AFIR": {
      if (power !== undefined && power < FAST) return [gross, check("COMPONENTS_SHOWN", true, "Below 50 kW all components are shown in the order kWh, minute, session, other.")];
      return [perKwh, check("ONLY_OCCUPANCY", !FLAT.some(costs), "From 50 kW on, ad hoc prices are per kWh, with at most an occupancy fee per minute."), gross];
    }
    case "PAngV":
      return [perKwh, check("NOT_BY_TIME", ENERGY.some(costs) || !chargesTime, "Energy is not sold by time."), gross];
    case "UK":
      return [
        check("ONE_PRICE", new Set(ENERGY.map((each) => String(each.price))).size <= 1 || isStable(ENERGY[0]), "The price per kWh is one figure that is fixed for the session."),
        check("NO_BUNDLE", !chargesTime && !FLAT.some(costs), "Without time or start fees; bundles need an equivalent price per kWh."),
        gross,
      ];
    case "CTEP":
      return [perKwh, check("UNIT_KWH", ENERGY.some(costs) || !chargesTime, "Energy is sold by the kWh; time fees are separate.")];
  }
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
