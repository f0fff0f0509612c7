import type { CompiledComponent, CompiledTariff } from "../compile/compiled-tariff.ts";
import type { TaxPlan } from "../compile/tax-plan.ts";
import type { Whole } from "../numbers/whole.ts";
import type { Period } from "./usage.ts";

/** The totals that a CDR tells apart. */
export type Category = "energy" | "time" | "parking" | "fixed" | "reservation";

/** A price component applied to neighbouring periods, before blocks and rounding. */
export interface DraftLine {
  readonly tariff: CompiledTariff;
  readonly component: CompiledComponent;
  /** Of this line, never of the session (X6). */
  readonly tax: TaxPlan;
  readonly reserved: boolean;
  readonly category: Category;
  readonly first: Period;
  last: Period;
  /** Place of `last` among the priced periods. */
  place: number;
  measured: Whole;
  /** Added by the block rule (B3). */
  surplus: Whole;
}

export function categoryOf(component: CompiledComponent, reserved: boolean): Category {
  if (reserved) return "reservation";
  switch (component.dimension) {
    case "ENERGY":
      return "energy";
    case "TIME":
      return "time";
    case "PARKING_TIME":
      return "parking";
    case "FLAT":
      return component.flatAs; // F3
  }
}
