import { ROWS } from "../site/limits.ts";
import { clear, DONE, OWN_LIMIT, RISING, sumUp, TOLERANCE, WAITING, type Filled, type FillProblem } from "./fill.ts";
import { advance, append, arrange, postponeFirst, removeFirst } from "./heap.ts";

/** A row with so little left is full. */
const FULL = 1e-8;

/**
 * Raises all admitted cars together until each is stopped. While it runs, `slack` is what a row had left if its cars
 * had risen from level 0, so that `slack - rate × level` is what it has left at a level. Each row fills once and each car begins
 * and ends once, so it takes O(n × depth × log n).
 */
export function rise(problem: FillProblem, out: Filled): void {
  const { cars, status } = out;
  let { level, open, nextCar } = begin(problem, out);
  while (open > 0) {
    const nextRow = nextFull(out);
    if (nextRow <= nextCar) {
      level = Math.max(level, nextRow);
      open -= stopInFull(problem, out, level);
      continue;
    }
    // Until rows come later than the first car, nobody has to know which car that is.
    if (cars.size === 0) arrangeOpen(problem.count, out);
    while (status[cars.items[0]!] === DONE) removeFirst(cars);
    nextCar = cars.keys[cars.items[0]!]!;
    if (nextRow <= nextCar) continue;
    level = Math.max(level, nextCar);
    open -= turn(problem, out, level);
  }
}

/** Sets out at the lowest minimum: that level, how many rise or wait, and before what level none of them begins or has its maximum. */
function begin(problem: FillProblem, out: Filled): { readonly level: number; readonly open: number; readonly nextCar: number } {
  const { count, minimum, maximum, weight, node, coefficients, parents } = problem;
  const { status, cars, rate } = out;
  let level = Infinity;
  for (let car = 0; car < count; car += 1) if (status[car] === WAITING) level = Math.min(level, minimum[car]! / weight[car]!);
  let open = 0;
  let nextCar = Infinity;
  cars.size = 0;
  clear(rate);
  for (let car = 0; car < count; car += 1) {
    if (status[car] === DONE) continue;
    open += 1;
    const by = weight[car]!;
    const start = minimum[car]! / by;
    const isWaiting = start > level + TOLERANCE;
    const key = isWaiting ? start : maximum[car]! / by;
    cars.keys[car] = key;
    if (key < nextCar) nextCar = key;
    if (isWaiting) continue;
    status[car] = RISING;
    const base = car * ROWS;
    const row = node[car]! * ROWS;
    rate[row]! += coefficients[base]! * by;
    rate[row + 1]! += coefficients[base + 1]! * by;
    rate[row + 2]! += coefficients[base + 2]! * by;
    rate[row + 3]! += coefficients[base + 3]! * by;
  }
  sumUp(parents, rate);
  if (open > 0) beginRows(out, level);
  return { level, open, nextCar };
}

function arrangeOpen(count: number, { cars, status }: Filled): void {
  for (let car = 0; car < count; car += 1) if (status[car] !== DONE) append(cars, car, cars.keys[car]!);
  arrange(cars);
}

function beginRows({ rows, slack, rate }: Filled, level: number): void {
  rows.size = 0;
  for (let row = 0; row < slack.length; row += 1) {
    const left = slack[row]!;
    rows.places[row] = -1;
    if (left === Infinity) continue;
    slack[row] = left + rate[row]! * level;
    append(rows, row, left <= FULL ? level : fullAt(slack[row]!, rate[row]!));
  }
  arrange(rows);
}

function fullAt(slack: number, rate: number): number {
  return rate > TOLERANCE ? slack / rate : Infinity;
}

/** The level at which the next row is full. Cars that stop only postpone that, so keys are brought up to date when they come first. */
function nextFull({ rows, slack, rate }: Filled): number {
  while (rows.size > 0) {
    const row = rows.items[0]!;
    const key = rows.keys[row]!;
    const now = fullAt(slack[row]!, rate[row]!);
    if (now <= key || slack[row]! - rate[row]! * key <= FULL) return key;
    postponeFirst(rows, now);
  }
  return Infinity;
}

/** Stops everyone in the rows that are full at a level; how many that are. */
function stopInFull(problem: FillProblem, out: Filled, level: number): number {
  const { rows, fresh } = out;
  const last = problem.low.length - 1;
  let count = 0;
  do {
    const row = rows.items[0]!;
    removeFirst(rows);
    fresh[count++] = (last - (row >> 2)) * ROWS + (row & 3);
  } while (nextFull(out) <= level + TOLERANCE);
  // What is nearest to a car names it: below comes before above.
  if (count > 1) fresh.subarray(0, count).sort();
  let stopped = 0;
  for (let place = 0; place < count; place += 1) stopped += stopIn(problem, out, last - (fresh[place]! >> 2), fresh[place]! & 3, level);
  return stopped;
}

/** Stops everyone in a row. */
function stopIn(problem: FillProblem, out: Filled, top: number, one: number, level: number): number {
  const { low, high, node, coefficients, minimum, maximum, weight } = problem;
  const { status, amps, stopped, slowed } = out;
  const end = high[top]!;
  let count = 0;
  for (let car = low[top]!; car < end; car += 1) {
    const base = car * ROWS;
    if (status[car] === DONE || coefficients[base + one] === 0) continue;
    count += 1;
    stopped[car] = top * ROWS + one;
    if (status[car] === RISING) {
      const share = weight[car]!;
      amps[car] = Math.max(minimum[car]!, Math.min(maximum[car]!, level * share));
      const row = node[car]! * ROWS;
      slowed[row]! += coefficients[base]! * share;
      slowed[row + 1]! += coefficients[base + 1]! * share;
      slowed[row + 2]! += coefficients[base + 2]! * share;
      slowed[row + 3]! += coefficients[base + 3]! * share;
    }
    status[car] = DONE;
  }
  slowDown(problem, out, top, level);
  return count;
}

/** Rows fill more slowly by what stands in `slowed`, at and below a node. */
function slowDown({ parents, ends }: FillProblem, { rate, slack, slowed }: Filled, top: number, level: number): void {
  for (let place = ends[top]! - 1; place >= top; place -= 1) {
    const from = place * ROWS;
    const s0 = slowed[from]!, s1 = slowed[from + 1]!, s2 = slowed[from + 2]!, s3 = slowed[from + 3]!;
    if (s0 + s1 + s2 + s3 === 0) continue;
    slowed[from] = slowed[from + 1] = slowed[from + 2] = slowed[from + 3] = 0;
    if (place > top) {
      const to = parents[place]! * ROWS;
      slowed[to]! += s0;
      slowed[to + 1]! += s1;
      slowed[to + 2]! += s2;
      slowed[to + 3]! += s3;
    }
    for (let at = place; at >= 0; at = place === top ? parents[at]! : -1) {
      const row = at * ROWS;
      rate[row]! -= s0;
      rate[row + 1]! -= s1;
      rate[row + 2]! -= s2;
      rate[row + 3]! -= s3;
      slack[row]! -= s0 * level;
      slack[row + 1]! -= s1 * level;
      slack[row + 2]! -= s2 * level;
      slack[row + 3]! -= s3 * level;
    }
  }
}
/** Who waits for this level begins to rise, who has its maximum is settled; how many are settled. */
function turn(problem: FillProblem, out: Filled, level: number): number {
  const { maximum, weight } = problem;
  const { cars, status, amps, stopped } = out;
  let settled = 0;
  while (cars.size > 0 && cars.keys[cars.items[0]!]! <= level + TOLERANCE) {
    const car = cars.items[0]!;
    if (status[car] === WAITING) {
      status[car] = RISING;
      change(problem, out, car, weight[car]!, level);
      bringForward(problem, out, car);
      postponeFirst(cars, maximum[car]! / weight[car]!);
      continue;
    }
    if (status[car] === RISING) {
      change(problem, out, car, -weight[car]!, level);
      amps[car] = maximum[car]!;
      stopped[car] = OWN_LIMIT;
      status[car] = DONE;
      settled += 1;
    }
    removeFirst(cars);
  }
  return settled;
}

/** A car that begins or ends at a level changes how fast the rows above it fill. */
function change({ node, coefficients, parents }: FillProblem, { rate, slack }: Filled, car: number, by: number, level: number): void {
  const base = car * ROWS;
  const c0 = coefficients[base]! * by, c1 = coefficients[base + 1]! * by, c2 = coefficients[base + 2]! * by, c3 = coefficients[base + 3]! * by;
  for (let at = node[car]!; at >= 0; at = parents[at]!) {
    const row = at * ROWS;
    rate[row]! += c0;
    rate[row + 1]! += c1;
    rate[row + 2]! += c2;
    rate[row + 3]! += c3;
    slack[row]! += c0 * level;
    slack[row + 1]! += c1 * level;
    slack[row + 2]! += c2 * level;
    slack[row + 3]! += c3 * level;
  }
}

/** Rows above a car that begins to rise are full earlier. */
function bringForward({ node, parents }: FillProblem, { rows, rate, slack }: Filled, car: number): void {
  for (let at = node[car]!; at >= 0; at = parents[at]!) {
    for (let row = at * ROWS; row < at * ROWS + ROWS; row += 1) {
      if (rows.places[row]! < 0) continue;
      const key = fullAt(slack[row]!, rate[row]!);
      if (key < rows.keys[row]!) advance(rows, row, key);
    }
  }
}
