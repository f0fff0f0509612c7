import { decimalText, powerOfTen, times, type Whole } from "../numbers/whole.ts";
import { unitsAt, type ExactNumber } from "../numbers/read-number.ts";
import type { Candidates, CompiledComponent, CompiledTariff, Dimension } from "./compiled-tariff.ts";
import type { Findings } from "./document.ts";
import type { Reserved, Restrictions } from "./restrictions.ts";
import type { TaxPlan } from "./tax-plan.ts";

/** A component as read, before it is brought to the tariff's decimals. */
export interface DraftComponent {
  readonly type: Dimension | "SESSION_TIME";
  readonly element: number;
  readonly component: number;
  readonly price: ExactNumber;
  readonly step: number;
  readonly vat: ExactNumber | undefined;
}

export interface DraftElement {
  readonly components: readonly DraftComponent[];
  readonly restrictions: Restrictions | undefined;
}

type Lists = Record<Dimension, CompiledComponent[]> & Candidates;

/** Puts the components in list order by whom and what they price, with one number of decimals for all (S1, S2, R9). */
export function indexComponents(
  elements: readonly DraftElement[], taxes: (draft: DraftComponent) => TaxPlan, found: Findings,
): Pick<CompiledTariff, "priceScale" | "fineness" | "use" | "reserved" | "expired"> {
  const priceScale = Math.max(0, ...elements.flatMap((element) => element.components.map((draft) => decimalsOf(draft.price))));
  const fineness = Math.max(0, ...elements.map((element) => element.restrictions?.fineness ?? 0));
  const lists: Record<Reserved, Lists> = { no: noComponents(), reserved: noComponents(), expired: noComponents(), never: noComponents() };
  for (const { components, restrictions: given } of elements) {
    const restrictions = given === undefined ? undefined : finer(given, fineness);
    const reserved = restrictions?.reserved ?? "no";
    const seen = new Set<string>();
    for (const draft of components) {
      // S2: of two components of one dimension in one element the first counts.
      if (seen.has(draft.type)) {
        found.note("DUPLICATE_DIMENSION", `/elements/${draft.element}/price_components/${draft.component}`, { dimension: draft.type });
        continue;
      }
      seen.add(draft.type);
      // Q6: SESSION_TIME prices charging and parking time alike.
      for (const dimension of draft.type === "SESSION_TIME" ? (["TIME", "PARKING_TIME"] as const) : [draft.type]) {
        lists[reserved][dimension].push(Object.freeze({
          dimension,
          element: draft.element,
          component: draft.component,
          price: unitsOf(draft.price, priceScale),
          step: draft.step,
          tax: taxes(draft),
          flatAs: reserved !== "no" ? "reservation" : isParkingOnly(components) ? "parking" : "fixed",
          restrictions,
        }));
      }
    }
  }
  return { priceScale, fineness, use: lists.no, reserved: lists.reserved, expired: lists.expired };
}

/** F3: a FLAT beside nothing but PARKING_TIME is a parking cost. */
function isParkingOnly(components: readonly DraftComponent[]): boolean {
  const others = components.filter((draft) => draft.type !== "FLAT");
  return others.length > 0 && others.every((draft) => draft.type === "PARKING_TIME");
}

function noComponents(): Lists {
  return { ENERGY: [], TIME: [], PARKING_TIME: [], FLAT: [] };
}

/** Decimals without trailing zeros: 0.25 read as 2500/10^4 has two. */
function decimalsOf({ units, scale }: ExactNumber): number {
  return decimalText(units, scale).split(".")[1]?.length ?? 0;
}

function unitsOf(value: ExactNumber, scale: number): Whole {
  if (value.scale <= scale) return unitsAt(value, scale);
  const surplus = powerOfTen(value.scale - scale);
  return typeof value.units === "number" && typeof surplus === "number" ? value.units / surplus : BigInt(value.units) / BigInt(surplus);
}

function finer(restrictions: Restrictions, fineness: number): Restrictions {
  const up = powerOfTen(fineness - restrictions.fineness);
  const { minEnergy, maxEnergy } = restrictions;
  return Object.freeze({
    ...restrictions,
    minEnergy: minEnergy === undefined ? undefined : times(minEnergy, up),
    maxEnergy: maxEnergy === undefined ? undefined : times(maxEnergy, up),
    fineness,
  });
}
