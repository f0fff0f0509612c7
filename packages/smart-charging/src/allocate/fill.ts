import { ROWS } from "../site/limits.ts";

/**
 * Cars on a tree as flat arrays; cars stand in the order of their nodes. Made once for a set of connections and filled again
 * at each event. `coefficients` holds 4 numbers a car: what 1 A of it adds to L1, L2, L3 and kW of every node above it.
 */
export interface FillProblem {
  readonly parents: Int32Array;
  /** 4 rows a node; `Infinity` where there is no limit. */
  readonly room: Float64Array;
  readonly count: number;
  readonly node: Int32Array;
  readonly coefficients: Float64Array;
  readonly minimum: Float64Array;
  readonly maximum: Float64Array;
  readonly weight: Float64Array;
  /** Resolution of set-points, A. */
  readonly step: Float64Array;
  /** Cars in the order in which they are admitted. */
  readonly order: Int32Array;
}

/** What `fill` writes: kept and used again, so that a fill makes no garbage. */
export interface Filled {
  readonly amps: Float64Array;
  /** The row (4 × node + row) that stopped each car; `OWN_LIMIT` its own maximum; `NOT_ADMITTED` has no current, see `refusedBy`. */
  readonly stopped: Int32Array;
  /** The row in which the minimum of a car that was not admitted did not fit; `OWN_LIMIT` if its own maximum is below it. */
  readonly refusedBy: Int32Array;
  /** Room left in each row. */
  readonly slack: Float64Array;
  readonly rate: Float64Array;
  readonly status: Uint8Array;
  /** Cars that still wait or rise, and rows that can fill. */
  readonly open: Int32Array;
  readonly rows: Int32Array;
}

export const OWN_LIMIT = -1;
export const NOT_ADMITTED = -2;

const WAITING = 0; // at its minimum until the common level reaches it
const RISING = 1;
const DONE = 2;

const TOLERANCE = 1e-9;

export function createFilled(count: number, nodes: number): Filled {
  return {
    amps: new Float64Array(count),
    stopped: new Int32Array(count),
    refusedBy: new Int32Array(count),
    slack: new Float64Array(nodes * ROWS),
    rate: new Float64Array(nodes * ROWS),
    status: new Uint8Array(count),
    open: new Int32Array(count),
    rows: new Int32Array(nodes * ROWS),
  };
}

/**
 * The exact max-min share: minima in strict order while they fit, then all levels `amps / weight` rise together and
 * every car in a limit that fills stops there (progressive filling, smart-charging §4, §5.1).
 */
export function fill(problem: FillProblem, out: Filled): void {
  out.slack.set(problem.room);
  admit(problem, out);
  rise(problem, out);
}

function admit(problem: FillProblem, out: Filled): void {
  const { parents, node, coefficients, minimum, maximum, order, count } = problem;
  const { slack, amps, stopped, refusedBy, status } = out;
  for (let place = 0; place < count; place += 1) {
    const car = order[place]!;
    const least = minimum[car]!;
    let blocked = maximum[car]! < least || maximum[car]! <= 0 ? OWN_LIMIT : NOT_ADMITTED;
    const base = car * ROWS;
    const c0 = coefficients[base]!, c1 = coefficients[base + 1]!, c2 = coefficients[base + 2]!, c3 = coefficients[base + 3]!;
    if (blocked === NOT_ADMITTED) {
      for (let at = node[car]!; at >= 0; at = parents[at]!) {
        const row = at * ROWS;
        if (c0 > 0 && slack[row]! < c0 * least - TOLERANCE) { blocked = row; break; }
        if (c1 > 0 && slack[row + 1]! < c1 * least - TOLERANCE) { blocked = row + 1; break; }
        if (c2 > 0 && slack[row + 2]! < c2 * least - TOLERANCE) { blocked = row + 2; break; }
        if (slack[row + 3]! < c3 * least - TOLERANCE) { blocked = row + 3; break; }
      }
    }
    if (blocked !== NOT_ADMITTED) {
      amps[car] = 0;
      stopped[car] = NOT_ADMITTED;
      refusedBy[car] = blocked;
      status[car] = DONE;
      continue;
    }
    amps[car] = least;
    status[car] = WAITING;
    refusedBy[car] = NOT_ADMITTED;
    for (let at = node[car]!; at >= 0; at = parents[at]!) {
      const row = at * ROWS;
      slack[row]! -= c0 * least;
      slack[row + 1]! -= c1 * least;
      slack[row + 2]! -= c2 * least;
      slack[row + 3]! -= c3 * least;
    }
  }
}

function rise(problem: FillProblem, out: Filled): void {
  const { node, coefficients, minimum, maximum, weight, count, parents } = problem;
  const { slack, rate, amps, status, stopped, open, rows } = out;
  rate.fill(0);
  let limits = 0;
  for (let row = 0; row < slack.length; row += 1) if (slack[row]! < Infinity) rows[limits++] = row;
  let left = 0;
  for (let car = 0; car < count; car += 1) if (status[car] !== DONE) open[left++] = car;
  let level = 0;
  const speed = (car: number, by: number): void => {
    const base = car * ROWS;
    const c0 = coefficients[base]! * by, c1 = coefficients[base + 1]! * by, c2 = coefficients[base + 2]! * by, c3 = coefficients[base + 3]! * by;
    for (let at = node[car]!; at >= 0; at = parents[at]!) {
      const row = at * ROWS;
      rate[row]! += c0;
      rate[row + 1]! += c1;
      rate[row + 2]! += c2;
      rate[row + 3]! += c3;
    }
  };
  while (left > 0) {
    // 1. Whoever the level has reached begins to rise or has its maximum; the next such level bounds the step.
    let next = Infinity;
    let kept = 0;
    for (let place = 0; place < left; place += 1) {
      const car = open[place]!;
      const share = weight[car]!;
      if (status[car] === WAITING) {
        const start = minimum[car]! / share;
        if (start > level + TOLERANCE) {
          if (start < next) next = start;
          open[kept++] = car;
          continue;
        }
        status[car] = RISING;
        speed(car, share);
      }
      const end = maximum[car]! / share;
      if (end <= level + TOLERANCE) {
        amps[car] = maximum[car]!;
        stopped[car] = OWN_LIMIT;
        status[car] = DONE;
        speed(car, -share);
        continue;
      }
      if (end < next) next = end;
      open[kept++] = car;
    }
    left = kept;
    if (left === 0) return;
    // 2. Raise the level until something happens.
    let step = next - level;
    for (let place = 0; place < limits; place += 1) {
      const row = rows[place]!;
      const speedHere = rate[row]!;
      if (speedHere > TOLERANCE && slack[row]! < step * speedHere) step = Math.max(0, slack[row]! / speedHere);
    }
    level += step;
    let full = false;
    for (let place = 0; place < limits; place += 1) {
      const row = rows[place]!;
      if (rate[row]! > TOLERANCE) slack[row]! -= rate[row]! * step;
      if (slack[row]! <= TOLERANCE * 10) full = true;
    }
    // 3. Everyone in a full row stops where they are.
    if (!full) continue;
    kept = 0;
    for (let place = 0; place < left; place += 1) {
      const car = open[place]!;
      const row = fullRowOf(problem, slack, car);
      if (row < 0) {
        open[kept++] = car;
        continue;
      }
      if (status[car] === RISING) {
        amps[car] = Math.max(minimum[car]!, Math.min(maximum[car]!, level * weight[car]!));
        speed(car, -weight[car]!);
      }
      stopped[car] = row;
      status[car] = DONE;
    }
    left = kept;
  }
}

function fullRowOf({ node, parents, coefficients }: FillProblem, slack: Float64Array, car: number): number {
  const base = car * ROWS;
  const full = TOLERANCE * 10;
  for (let at = node[car]!; at >= 0; at = parents[at]!) {
    const row = at * ROWS;
    if (slack[row]! <= full && coefficients[base]! > 0) return row;
    if (slack[row + 1]! <= full && coefficients[base + 1]! > 0) return row + 1;
    if (slack[row + 2]! <= full && coefficients[base + 2]! > 0) return row + 2;
    if (slack[row + 3]! <= full && coefficients[base + 3]! > 0) return row + 3;
  }
  return -1;
}
