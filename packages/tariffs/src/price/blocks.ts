import type { Dimension } from "../compile/compiled-tariff.ts";
import { ceiledBy, dividedBy, minus, plus, powerOfTen, times, type Whole } from "../numbers/whole.ts";
import type { DraftLine } from "./lines.ts";

/** Quantity units of a watt-hour, of a second, and of the fourth decimal of a kWh. */
const PER_WH = 3_600;
const PER_SECOND = 1_000;
const PER_FOURTH_DECIMAL = 360;

/**
 * Rounds what is billed up to whole blocks: once for ENERGY, once for TIME and PARKING_TIME together, and once for reserved
 * time (B1). The surplus lands on the last line of each, at its step, price and tax (B3).
 */
export function applyBlocks(lines: readonly DraftLine[], fineness: number): void {
  const one = powerOfTen(fineness);
  addSurplus(lines, "ENERGY", false, one);
  // B4: once parking has a price and a volume, only parking is stepped.
  const parked = addSurplus(lines, "PARKING_TIME", false, one);
  if (!parked) addSurplus(lines, "TIME", false, one);
  addSurplus(lines, "TIME", true, one);
}

/** True when there are such lines, stepped or not. */
function addSurplus(lines: readonly DraftLine[], dimension: Dimension, reserved: boolean, one: Whole): boolean {
  const tariff = lastLine(lines, reserved)?.tariff;
  let last: DraftLine | undefined;
  let total: Whole = 0;
  for (const line of lines) {
    // B5: after a switch of tariffs only the last tariff's lines count.
    if (line.component.dimension !== dimension || line.reserved !== reserved || line.tariff !== tariff) continue;
    last = line;
    total = plus(total, line.measured); // B2
  }
  if (last === undefined) return false;
  // B7: 0 is no stepping. Q3: blocks are for consumption.
  if (last.component.step > 0 && total > 0) last.surplus = minus(wholeBlocks(total, dimension, last.component.step, one), total);
  return true;
}

function lastLine(lines: readonly DraftLine[], reserved: boolean): DraftLine | undefined {
  let last: DraftLine | undefined;
  for (const line of lines) if (line.reserved === reserved && (last === undefined || line.place >= last.place)) last = line;
  return last;
}

/** B2: ceil(total / step) × step. */
export function wholeBlocks(total: Whole, dimension: Dimension, step: number, one: Whole): Whole {
  if (dimension !== "ENERGY") {
    const block = times(times(step, PER_SECOND), one);
    return times(ceiledBy(total, block), block);
  }
  // B6: 0.1 + 0.2 must not open a block, so the total is looked at with four decimals.
  const block = times(times(step, PER_WH), one);
  const unit = times(PER_FOURTH_DECIMAL, one);
  const rounded = times(dividedBy(total, unit, "half-away"), unit);
  return times(ceiledBy(rounded, block), block);
}
