import { ROWS } from "../site/limits.ts";
import { createDual, type Dual } from "./dual.ts";
import { CHEAP, PEAK, type Layout } from "./interior-layout.ts";
import type { PlanProblem } from "./plan-problem.ts";

/** Currents of entries as `slot × n + car`. */
export function ampsOf(problem: PlanProblem, { entries, slotOf, carOf }: Layout, x: Float64Array): Float64Array {
  const amps = new Float64Array(problem.slots * problem.count);
  for (let entry = 0; entry < entries; entry += 1) amps[slotOf[entry]! * problem.count + carOf[entry]!] = x[entry]!;
  return amps;
}

/** Prices of limits from those of the layout's rows, and for what is shut from those of cars. */
export function dualOf(problem: PlanProblem, { parts, rowBegin, slotOf, begin, place, shut }: Layout, y: Float64Array, p: Float64Array): Dual {
  const dual = createDual(problem);
  for (let part = 0; part < parts; part += 1) {
    for (let row = rowBegin[part]!, last = rowBegin[part + 1]!; row < last; row += 1) {
      if (place[row]! >= 0) dual.shadow[place[row]!] = y[row]!;
      else (place[row] === CHEAP ? dual.tier : dual.peak)[slotOf[begin[part]!]!] = y[row]! / problem.hours;
    }
  }
  // What is shut has no room to pay for: its price may be what nobody would pay.
  for (const { car, slot, place: closed } of shut) {
    const kind = problem.kind[car]!;
    if (closed === PEAK) dual.peak[slot] = Math.max(dual.peak[slot]!, p[car]!);
    else dual.shadow[closed] = Math.max(dual.shadow[closed]!, (p[car]! * problem.kWhPerAmp[kind]!) / problem.coefficients[kind * ROWS + (closed % ROWS)]!);
  }
  return dual;
}
