import { ROWS } from "../site/limits.ts";
import type { Groups } from "./dual.ts";
import type { PlanProblem } from "./plan-problem.ts";

/** Rows that have a price, and which columns (`group × slots + slot`) load each of them. */
export interface BindingRows {
  /** Place of each row among all. */
  readonly row: Int32Array;
  readonly room: Float64Array;
  /** What 1 A of every car that can be there adds to each row. */
  readonly rowSum: Float64Array;
  /** What 1 A in a column adds to all these rows. */
  readonly columnSum: Float64Array;
  readonly begin: Int32Array;
  readonly column: Int32Array;
  readonly factor: Float64Array;
}

/** By column, how many can charge there. */
export function presenceOf({ slots }: PlanProblem, groups: Groups): Int32Array {
  const times = new Int32Array(groups.count * slots);
  for (const { group, first, last } of groups.members) for (let slot = first; slot < last; slot += 1) times[group * slots + slot]! += 1;
  return times;
}

/** Lays out the rows that are marked and that somebody can load. */
export function bindingRows(problem: PlanProblem, groups: Groups, times: Int32Array, marked: Uint8Array): BindingRows {
  const { slots, nodes, coefficients, room, site } = problem;
  const row: number[] = [];
  const rowSum: number[] = [];
  const begin: number[] = [0];
  const column: number[] = [];
  const factor: number[] = [];
  const columnSum = new Float64Array(times.length);
  const width = nodes * ROWS;
  for (let at = 0; at < marked.length; at += 1) {
    if (marked[at] === 0) continue;
    const slot = Math.floor(at / width);
    const node = Math.floor((at % width) / ROWS);
    const end = site.ends[node]!;
    let sum = 0;
    for (let group = 0; group < groups.count; group += 1) {
      const amps = coefficients[groups.kind[group]! * ROWS + (at % ROWS)]!;
      const place = group * slots + slot;
      if (amps === 0 || times[place] === 0 || groups.node[group]! < node || groups.node[group]! >= end) continue;
      column.push(place);
      factor.push(amps);
      columnSum[place]! += amps;
      sum += amps * times[place]!;
    }
    if (sum === 0) continue;
    row.push(at);
    rowSum.push(sum);
    begin.push(column.length);
  }
  return {
    row: Int32Array.from(row), room: Float64Array.from(row, (at) => room[at]!), rowSum: Float64Array.from(rowSum), columnSum,
    begin: Int32Array.from(begin), column: Int32Array.from(column), factor: Float64Array.from(factor),
  };
}

/** Marks rows that a load, by column, crosses; returns whether any is new. */
export function markCrossed(problem: PlanProblem, groups: Groups, load: Float64Array, marked: Uint8Array): boolean {
  const { slots, nodes, parents, coefficients, room } = problem;
  const sum = new Float64Array(nodes * ROWS);
  let fresh = false;
  for (let slot = 0; slot < slots; slot += 1) {
    sum.fill(0);
    for (let group = 0; group < groups.count; group += 1) {
      const amps = load[group * slots + slot]!;
      if (amps === 0) continue;
      const base = groups.kind[group]! * ROWS;
      const at = groups.node[group]! * ROWS;
      for (let one = 0; one < ROWS; one += 1) sum[at + one]! += coefficients[base + one]! * amps;
    }
    for (let at = nodes - 1; at >= 0; at -= 1) {
      for (let one = 0; one < ROWS; one += 1) {
        const row = (slot * nodes + at) * ROWS + one;
        if (at > 0) sum[parents[at]! * ROWS + one]! += sum[at * ROWS + one]!;
        if (marked[row] === 1 || sum[at * ROWS + one]! <= room[row]! + 1e-6) continue;
        marked[row] = 1;
        fresh = true;
      }
    }
  }
  return fresh;
}
