import { instant } from "@cpokit/kernel";
import { bindingOf, type Binding } from "../allocate/allocate.ts";
import type { Site } from "../site/define-site.ts";
import { ROWS } from "../site/limits.ts";
import type { Flow } from "./flow.ts";
import type { Hedge, PlanInput } from "./plan-input.ts";
import type { PlanProblem } from "./plan-problem.ts";
import { mostAlone } from "./most-alone.ts";
import { idle, levelsOf, type Dispatch } from "./storage.ts";
import type { BatteryPlan, CarPlan, ShadowPrice, Shortfall } from "./plan-result.ts";
import type { Solved } from "./solve.ts";

const MILLI = 1_000;
/** Energy that nobody misses, kWh. */
const NOTHING = 0.001;
const BINDINGS = 5;

/** A plan to be written down: the problem without what cannot be delivered, cars and batteries as set-points. */
export interface Written {
  readonly input: PlanInput;
  readonly problem: PlanProblem;
  readonly flow: Flow;
  readonly dispatches: readonly Dispatch[];
  readonly hedge: Hedge | undefined;
}

/** Currents in the order of the input, in whole milliamperes, rounded towards 0. */
export function carPlans({ input, problem, flow, dispatches, hedge }: Written): CarPlan[] {
  const { count, slots, inputPlace } = problem;
  const plans: CarPlan[] = [];
  for (let car = 0; car < count; car += 1) {
    const { id, evse, energyKWh, departureDist } = input.cars[inputPlace[car]!]!;
    const milliamps = new Int32Array(slots);
    const battery = problem.givesBack[car] === 1 ? problem.storages.findIndex((storage) => storage.car === car) : -1;
    const dispatch = dispatches[battery];
    const gain = (problem.kWhPerAmp[problem.kind[car]!]! * problem.efficiency[car]!) / MILLI;
    let stored = 0;
    if (dispatch === undefined) {
      let total = 0;
      for (let slot = problem.first[car]!, at = slot * count + car; slot < problem.last[car]!; slot += 1, at += count) {
        const current = (milliamps[slot] = flow.x[at]! * MILLI + 1e-6);
        total += Math.trunc(current);
      }
      stored = total * gain;
    } else {
      const drain = problem.storages[battery]!.drain / MILLI;
      for (let slot = problem.first[car]!; slot < problem.last[car]!; slot += 1) {
        const amps = dispatch.charge[slot]! - dispatch.discharge[slot]!;
        const current = (milliamps[slot] = Math.trunc(amps * MILLI + Math.sign(amps) * 1e-6));
        stored += current * (current > 0 ? gain : drain);
      }
    }
    const deliveredKWh = Math.min(energyKWh, stored);
    const lacks = energyKWh - deliveredKWh;
    const expected = departureDist === undefined || hedge === undefined ? undefined : milliamps.reduce((sum, current, slot) => sum + Math.max(0, current) * gain * hedge.staysAt(departureDist, instant(input.from + (slot + 0.5) * problem.hours * 3_600_000)), 0);
    plans[inputPlace[car]!] = { id, evse, milliamps, deliveredKWh, ...(expected !== undefined && { expectedKWh: Math.min(deliveredKWh, expected) }), shortfallKWh: lacks > NOTHING ? lacks : 0 };
  }
  return plans;
}

/** What stationary batteries do. */
export function batteryPlans({ input, problem, dispatches }: Written): BatteryPlan[] {
  const places = problem.storages.flatMap(({ car }, place) => (car < 0 ? [place] : []));
  return (input.batteries ?? []).map(({ id }, index): BatteryPlan => {
    const storage = problem.storages[places[index]!]!;
    const dispatch = dispatches[places[index]!] ?? idle(problem.slots);
    const watts = MILLI * problem.coefficients[storage.kind * ROWS + 3]!;
    return { id, watts: Int32Array.from(dispatch.charge, (amps, slot) => Math.round((amps - dispatch.discharge[slot]!) * watts)), storedKWh: levelsOf(storage, dispatch) };
  });
}

/** Rows that cost something, by slot. */
export function shadowPricesOf(site: Site, shadow: Float64Array): ShadowPrice[] {
  const width = site.nodes.length * ROWS;
  const prices: ShadowPrice[] = [];
  shadow.forEach((price, row) => {
    if (price > 1e-9) prices.push({ ...bindingOf(site, row % width), slot: Math.floor(row / width), price });
  });
  return prices;
}

/** Why cars lack what they lack; `asked` is the problem with all that was asked for. */
export function shortfallsOf(written: Written, asked: PlanProblem, solved: Solved): Shortfall[] {
  const { input, problem, flow, dispatches } = written;
  const shortfalls: Shortfall[] = [];
  for (let car = 0; car < problem.count; car += 1) {
    const efficiency = problem.efficiency[car]!;
    const refused = (asked.energy[car]! - problem.energy[car]!) * efficiency;
    const battery = problem.givesBack[car] === 1 ? problem.storages.findIndex((storage) => storage.car === car) : -1;
    if (battery < 0 && refused + flow.missing[car]! * efficiency <= NOTHING) continue;
    const missing = (of: Flow, does: readonly Dispatch[]): number => {
      const dispatch = does[battery];
      if (dispatch === undefined) return of.missing[car]! * efficiency;
      const storage = problem.storages[battery]!;
      return storage.last > storage.first ? storage.final - levelsOf(storage, dispatch)[storage.last - 1]! : 0;
    };
    const kWh = refused + missing(flow, dispatches);
    if (kWh <= NOTHING) continue;
    const exact = refused + missing(solved.flow, solved.dispatches);
    let because: Shortfall["because"] = refused > NOTHING ? "limits" : "price";
    if (mostAlone(asked, car) < asked.energy[car]! - NOTHING) because = "stay";
    else if (exact <= NOTHING) because = "steps";
    const { id } = input.cars[problem.inputPlace[car]!]!;
    shortfalls.push({ id, kWh, because, bindings: because === "limits" ? fullAbove(input.site, problem, solved, car) : [] });
  }
  return shortfalls;
}

/** The limits that were full most often while a car could have charged. */
function fullAbove(site: Site, problem: PlanProblem, { flow }: Solved, car: number): Binding[] {
  const { first, last, kind, node, nodes, parents, coefficients } = problem;
  const times = new Map<number, number>();
  for (let slot = first[car]!; slot < last[car]!; slot += 1) {
    for (let at = node[car]!; at >= 0; at = parents[at]!) {
      for (let row = 0; row < ROWS; row += 1) {
        if ((coefficients[kind[car]! * ROWS + row] ?? 0) === 0 || flow.slack[(slot * nodes + at) * ROWS + row]! > 1e-6) continue;
        times.set(at * ROWS + row, (times.get(at * ROWS + row) ?? 0) + 1);
      }
    }
  }
  return [...times].sort((a, b) => b[1] - a[1]).slice(0, BINDINGS).map(([row]) => bindingOf(site, row));
}
