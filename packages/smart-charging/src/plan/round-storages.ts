import { ROWS } from "../site/limits.ts";
import type { Flow } from "./flow.ts";
import { chargeUp } from "./charge-up.ts";
import type { PlanProblem } from "./plan-problem.ts";
import { roomAbove, takeAbove } from "./room-above.ts";
import { floorTo } from "./round.ts";
import { fitDispatch, idle, keepLevels, type Dispatch, type Storage } from "./storage.ts";

const WATTS_PER_KW = 1_000;

/**
 * Makes set-points of what batteries do: cars in steps of amperes, 0 or at least the minimum both ways, stationary ones in whole watts.
 * What rounding takes off the energy to be held at the end is charged again in the room that the cars' set-points leave.
 */
export function roundDispatches(problem: PlanProblem, dispatches: readonly Dispatch[], cars: Flow): Dispatch[] {
  const slack = cars.slack.slice();
  const rounded = dispatches.map((dispatch, place) => {
    const storage = problem.storages[place]!;
    const toStep = stepOf(problem, storage);
    const own = storage.car < 0 ? { charge: dispatch.charge.map(toStep), discharge: dispatch.discharge.map(toStep) } : addUp(problem, storage, dispatch, slack, toStep);
    keepLevels(storage, own, toStep);
    dispatch.charge.forEach((amps, slot) => takeAbove(problem, storage, slot, own.charge[slot]! - amps, slack));
    // What rounding took off is charged again before less is given back: a little less may be less than a car can signal.
    if (storage.car >= 0) chargeUp(problem, storage, own, slack, problem.price, toStep);
    const charged = own.charge.slice();
    fitDispatch(storage, own, problem.price, toStep);
    charged.forEach((amps, slot) => takeAbove(problem, storage, slot, own.charge[slot]! - amps, slack));
    return own;
  });
  rounded.forEach((dispatch, place) => chargeUp(problem, problem.storages[place]!, dispatch, slack, problem.price, stepOf(problem, problem.storages[place]!)));
  return rounded;
}

/** Grants of a car below its minimum add up, each way, until they make a set-point: in slots of the same way, in the room that is left there. */
function addUp(problem: PlanProblem, storage: Storage, { charge, discharge }: Dispatch, slack: Float64Array, toStep: (amps: number) => number): Dispatch {
  const own = idle(problem.slots);
  let [coming, going] = [0, 0];
  for (let slot = storage.first; slot < storage.last; slot += 1) {
    const net = charge[slot]! - discharge[slot]!;
    if (net > 0) {
      coming += net;
      own.charge[slot] = toStep(Math.min(coming, storage.chargeA, charge[slot]! + roomAbove(problem, storage, slot, slack)));
      coming -= own.charge[slot]!;
    } else if (net < 0) {
      going -= net;
      own.discharge[slot] = toStep(Math.min(going, storage.dischargeA[slot]!));
      going -= own.discharge[slot]!;
    }
  }
  return own;
}

function stepOf(problem: PlanProblem, { car, kind }: Storage): (amps: number) => number {
  const step = car < 0 ? 1 / (WATTS_PER_KW * problem.coefficients[kind * ROWS + 3]!) : problem.step[car]!;
  const least = car < 0 ? 0 : problem.minimum[car]!;
  return (amps) => {
    const floored = car < 0 ? Math.floor(amps / step + 1e-6) * step : floorTo(step, amps + 1e-6);
    return floored < least - 1e-6 ? 0 : floored;
  };
}
