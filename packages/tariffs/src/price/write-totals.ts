import { hoursText } from "../numbers/quantity.ts";
import { decimalText, dividedBy, plus, powerOfTen, times, type Whole } from "../numbers/whole.ts";
import type { Category, DraftLine } from "./lines.ts";
import type { Totals } from "./priced.ts";
import type { ExactAmount } from "./exact-amount.ts";
import { roundAmount, writeAmount } from "./rounded-amount.ts";
import { isReservation, type Usage } from "./usage.ts";
import type { Sums } from "./write-priced.ts";

const COSTS: readonly (readonly [Category, "energyCost" | "timeCost" | "parkingCost" | "fixedCost" | "reservationCost"])[] = [
  ["energy", "energyCost"], ["time", "timeCost"], ["parking", "parkingCost"], ["fixed", "fixedCost"], ["reservation", "reservationCost"],
];

/** The totals as a CDR states them, frozen (M3). */
export function writeTotals(cost: ExactAmount, { categories, rounding }: Sums, usage: Usage): Totals {
  let energy: Whole = 0;
  let parking: Whole = 0;
  for (const period of usage.periods) {
    energy = plus(energy, period.energy);
    parking = plus(parking, period.parking);
  }
  const totals: { -readonly [Key in keyof Totals]: Totals[Key] } = {
    cost: writeAmount(cost, rounding),
    energy: kilowattHours(energy, usage.fineness),
    time: hoursText(usage.fineness === 0 ? sessionLength(usage) : times(sessionLength(usage), powerOfTen(usage.fineness)), usage.fineness),
  };
  for (const [category, name] of COSTS) {
    const amount = categories[category];
    if (amount !== undefined) totals[name] = writeAmount(roundAmount(amount, rounding), rounding);
  }
  if (parking !== 0 && parking !== 0n) totals.parkingTime = hoursText(parking, usage.fineness);
  return Object.freeze(totals);
}

/** Quantity of a line as measured: kWh, seconds, or once. */
export function measuredText({ component, measured }: DraftLine, fineness: number): string {
  return quantityText(component.dimension, measured, fineness);
}

/** The same with the surplus of its block (B3). */
export function billedText({ component, measured, surplus }: DraftLine, fineness: number): string {
  return quantityText(component.dimension, plus(measured, surplus), fineness);
}

function quantityText(dimension: DraftLine["component"]["dimension"], quantity: Whole, fineness: number): string {
  if (dimension === "FLAT") return "1";
  return dimension === "ENERGY" ? kilowattHours(quantity, fineness) : decimalText(quantity, 3 + fineness);
}

/** Quantity units of 10^-5 kWh. */
const PER_FIFTH_DECIMAL = 36;

export function kilowattHours(quantity: Whole, fineness: number): string {
  return decimalText(dividedBy(quantity, PER_FIFTH_DECIMAL, "half-away"), 5 + fineness);
}

/** M3: from start to end, without a reservation before it; from the first period when that is earlier. */
function sessionLength(usage: Usage): number {
  const { periods, start, began, end, tookPlace } = usage;
  if (!tookPlace || (periods.length > 0 && periods.every(isReservation))) return 0;
  const afterReservation = periods.length > 0 && isReservation(periods[0]!);
  return end - (afterReservation ? began : Math.min(start, began));
}
