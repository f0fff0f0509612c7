import { plan, wiringOf, type Plan, type PlanInput, type PlannedCar, type PlanOptions } from "../src/index.ts";
import { solveWithHighs } from "./highs.ts";
import { planProgram } from "./plan-program.ts";
import { planInstance, type Family } from "./plan-instances.ts";

/** What the judge says of one plan. */
export interface Verdict {
  readonly plan: Plan;
  readonly optimum: number;
  /** Relative cost above the optimum, of the plan before rounding. */
  readonly gap: number;
  /** How far the certified bound is above the optimum, relative: above 0 it would be a false proof. */
  readonly overclaimed: number;
}

/** Above any price, low enough that the 1e-7 by which the judge may break a row costs nothing. */
const NO_DELIVERY = 10;

/**
 * Plans and lets HiGHS find the optimum for the same energy. Where requests do not fit, the judge is asked for what the plan delivers,
 * so that only cost is compared here; how the shortage was shared has its own judge.
 */
export function judge(input: PlanInput, options: PlanOptions = {}): Verdict {
  const answer = plan(input, { ...options, signallable: false });
  const short = answer.shortfalls.length > 0;
  const asked = short ? { ...input, cars: input.cars.map((car) => ({ ...car, energyKWh: Math.min(car.energyKWh, deliveredKWh(input, answer, car)) })) } : input;
  const optimum = solveWithHighs(planProgram(asked, NO_DELIVERY)).objective - standing(input);
  const size = Math.max(Math.abs(optimum), 1e-6);
  return { plan: answer, optimum, gap: (answer.certificate.cost - optimum) / size, overclaimed: (answer.certificate.lowerBound - optimum) / size };
}

/** What a car gets before milliamperes are floored. */
function deliveredKWh({ site, slotMinutes = 15 }: PlanInput, { warm }: Plan, car: PlannedCar): number {
  const place = warm.cars.get(car.id)!;
  let amps = 0;
  for (let slot = 0; slot < warm.slots; slot += 1) amps += warm.amps[slot * warm.cars.size + place]!;
  return amps * wiringOf(site.evses.get(car.evse)!, site.voltage, car.phasesUsed).carKW * (slotMinutes / 60);
}

/** The families of the proof, with the number of cars and seeds of each. */
export function judgeFamily(family: Family, cars: number, seeds: readonly number[]): Verdict[] {
  return seeds.map((seed) => judge(planInstance(family, cars, seed)));
}

/** What the building pays without any car: part of the judge's program, not of a plan. */
function standing(input: PlanInput): number {
  const hours = (input.slotMinutes ?? 15) / 60;
  if (input.batteries === undefined && input.cars.every((car) => car.v2g === undefined)) return 0;
  return input.prices.reduce((sum, price, slot) => sum + Math.max(0, -(input.surplus?.kW[slot] ?? 0)) * hours * (price - Math.min(price, input.surplus?.feedInPrice ?? 0)), 0);
}
