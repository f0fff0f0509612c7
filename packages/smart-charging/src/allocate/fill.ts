import { ROWS } from "../site/limits.ts";
import { admit } from "./admit.ts";
import { createHeap, type Heap } from "./heap.ts";
import { rise } from "./rise.ts";

/**
 * Cars on a tree as flat arrays; cars stand in the order of their nodes. Made once for a set of connections and filled again
 * at each event. `coefficients` holds 4 numbers a car: what 1 A of it adds to L1, L2, L3 and kW of every node above it.
 */
export interface FillProblem {
  readonly parents: Int32Array;
  /** First node after the last one below each node. */
  readonly ends: Int32Array;
  /** First and one after the last car below each node. */
  readonly low: Int32Array;
  readonly high: Int32Array;
  /** 4 rows a node; `Infinity` where there is no limit. */
  readonly room: Float64Array;
  readonly count: number;
  /** The car of each claim, and the claim of each car. */
  readonly carOf: Int32Array;
  readonly claimOf: Int32Array;
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
  /** How fast each row fills while the common level rises. */
  readonly rate: Float64Array;
  /** What comes off `rate` at each node, before it is summed up. */
  readonly slowed: Float64Array;
  /** Rows that have just filled, those far from the grid first. */
  readonly fresh: Int32Array;
  readonly status: Uint8Array;
  /** Cars by the level at which they begin to rise, then by that of their maximum. */
  readonly cars: Heap;
  /** Rows by the level at which they are full, at the earliest. */
  readonly rows: Heap;
}

export const OWN_LIMIT = -1;
export const NOT_ADMITTED = -2;

/** Of a car: at its minimum until the common level reaches it; rising with the level; settled. */
export const WAITING = 0;
export const RISING = 1;
export const DONE = 2;

export const TOLERANCE = 1e-9;

export function createFilled(count: number, nodes: number): Filled {
  return {
    amps: new Float64Array(count),
    stopped: new Int32Array(count),
    refusedBy: new Int32Array(count),
    slack: new Float64Array(nodes * ROWS),
    rate: new Float64Array(nodes * ROWS),
    slowed: new Float64Array(nodes * ROWS),
    fresh: new Int32Array(nodes * ROWS),
    status: new Uint8Array(count),
    cars: createHeap(count),
    rows: createHeap(nodes * ROWS),
  };
}

/**
 * The exact max-min share: minima in strict order while they fit, then all levels `amps / weight` rise together and
 * every car in a limit that fills stops there (progressive filling, smart-charging §4, §5.1).
 */
export function fill(problem: FillProblem, out: Filled): void {
  admit(problem, out);
  rise(problem, out);
}

/** Sets rows to 0: sites are small, so a loop is faster than a call. */
export function clear(rows: Float64Array): void {
  for (let row = 0; row < rows.length; row += 1) rows[row] = 0;
}

/** What stands at each node becomes what stands at it and below it. */
export function sumUp(parents: Int32Array, rows: Float64Array): void {
  for (let place = parents.length - 1; place > 0; place -= 1) {
    const from = place * ROWS;
    const to = parents[place]! * ROWS;
    rows[to]! += rows[from]!;
    rows[to + 1]! += rows[from + 1]!;
    rows[to + 2]! += rows[from + 2]!;
    rows[to + 3]! += rows[from + 3]!;
  }
}
