import { ROWS } from "../site/limits.ts";
import { clear, DONE, NOT_ADMITTED, OWN_LIMIT, sumUp, TOLERANCE, WAITING, type Filled, type FillProblem } from "./fill.ts";

/** Gives cars their minimum in strict order while it fits: all of them at once where all fit, else one by one. */
export function admit(problem: FillProblem, out: Filled): void {
  const { room, minimum, maximum, node, coefficients, count, parents } = problem;
  const { amps, stopped, refusedBy, status, slack, rate: taken } = out;
  clear(taken);
  for (let car = 0; car < count; car += 1) {
    const least = minimum[car]!;
    const most = maximum[car]!;
    if (most < least || most <= 0) {
      refuse(out, car, OWN_LIMIT);
      continue;
    }
    amps[car] = least;
    status[car] = WAITING;
    stopped[car] = refusedBy[car] = NOT_ADMITTED;
    const base = car * ROWS;
    const row = node[car]! * ROWS;
    taken[row]! += coefficients[base]! * least;
    taken[row + 1]! += coefficients[base + 1]! * least;
    taken[row + 2]! += coefficients[base + 2]! * least;
    taken[row + 3]! += coefficients[base + 3]! * least;
  }
  sumUp(parents, taken);
  for (let row = 0; row < room.length; row += 1) {
    if (taken[row]! > 0 && room[row]! < taken[row]! - TOLERANCE) return admitInTurn(problem, out);
    slack[row] = room[row]! - taken[row]!;
  }
}

function refuse({ amps, stopped, refusedBy, status }: Filled, car: number, row: number): void {
  amps[car] = 0;
  stopped[car] = NOT_ADMITTED;
  refusedBy[car] = row;
  status[car] = DONE;
}

function admitInTurn(problem: FillProblem, out: Filled): void {
  const { parents, node, coefficients, minimum, order, count } = problem;
  const { slack, status } = out;
  slack.set(problem.room);
  for (let place = 0; place < count; place += 1) {
    const car = order[place]!;
    if (status[car] === DONE) continue;
    const least = minimum[car]!;
    const base = car * ROWS;
    const c0 = coefficients[base]! * least, c1 = coefficients[base + 1]! * least, c2 = coefficients[base + 2]! * least, c3 = coefficients[base + 3]! * least;
    let blocked = NOT_ADMITTED;
    for (let at = node[car]!; at >= 0 && blocked === NOT_ADMITTED; at = parents[at]!) {
      const row = at * ROWS;
      if (c0 > 0 && slack[row]! < c0 - TOLERANCE) blocked = row;
      else if (c1 > 0 && slack[row + 1]! < c1 - TOLERANCE) blocked = row + 1;
      else if (c2 > 0 && slack[row + 2]! < c2 - TOLERANCE) blocked = row + 2;
      else if (slack[row + 3]! < c3 - TOLERANCE) blocked = row + 3;
    }
    if (blocked !== NOT_ADMITTED) {
      refuse(out, car, blocked);
      continue;
    }
    for (let at = node[car]!; at >= 0; at = parents[at]!) {
      const row = at * ROWS;
      slack[row]! -= c0;
      slack[row + 1]! -= c1;
      slack[row + 2]! -= c2;
      slack[row + 3]! -= c3;
    }
  }
}
