import { ROWS } from "../site/limits.ts";
import type { Groups } from "./dual.ts";
import type { PlanProblem } from "./plan-problem.ts";

/** Rows that have a price, and by group and slot which of them it loads. */
export interface BindingRows {
  /** Place of each row among all. */
  readonly row: Int32Array;
  readonly room: Float64Array;
  /** What 1 A of every car that can be there adds. */
  readonly rowSum: Float64Array;
  /** Columns (`group × slots + slot`) in which somebody can charge. */
  readonly columns: Int32Array;
  readonly columnSum: Float64Array;
  readonly begin: Int32Array;
  readonly index: Int32Array;
  readonly factor: Float64Array;
}

/** By row, what 1 A of every car that can be there adds; and by column whether anybody can be there. */
export interface Presence {
  readonly rowSum: Float64Array;
  readonly columns: Int32Array;
}

export function presenceOf(problem: PlanProblem, groups: Groups): Presence {
  const { slots, nodes, parents, coefficients, room } = problem;
  const times = new Float64Array(groups.count * slots);
  const rowSum = new Float64Array(room.length);
  groups.members.forEach(({ group, first, last }) => {
    for (let slot = first; slot < last; slot += 1) times[group * slots + slot]! += 1;
  });
  const columns: number[] = [];
  for (let group = 0; group < groups.count; group += 1) {
    const base = groups.kind[group]! * ROWS;
    for (let slot = 0; slot < slots; slot += 1) {
      const here = times[group * slots + slot]!;
      if (here === 0) continue;
      columns.push(group * slots + slot);
      for (let at = groups.node[group]!; at >= 0; at = parents[at]!) {
        const row = (slot * nodes + at) * ROWS;
        for (let one = 0; one < ROWS; one += 1) rowSum[row + one]! += here * coefficients[base + one]!;
      }
    }
  }
  return { rowSum, columns: Int32Array.from(columns) };
}

/** Lays out the rows that are marked. */
export function bindingRows(problem: PlanProblem, groups: Groups, presence: Presence, marked: Uint8Array): BindingRows {
  const { slots, nodes, parents, coefficients, room } = problem;
  const row: number[] = [];
  const placeOf = new Int32Array(room.length).fill(-1);
  for (let at = 0; at < room.length; at += 1) if (marked[at] === 1) placeOf[at] = row.push(at) - 1;
  const { columns, rowSum } = presence;
  const begin = new Int32Array(columns.length + 1);
  const index: number[] = [];
  const factor: number[] = [];
  const columnSum = new Float64Array(groups.count * slots);
  for (let place = 0; place < columns.length; place += 1) {
    const column = columns[place]!;
    const group = Math.floor(column / slots);
    const slot = column % slots;
    const base = groups.kind[group]! * ROWS;
    for (let at = groups.node[group]!; at >= 0; at = parents[at]!) {
      for (let one = 0; one < ROWS; one += 1) {
        const known = placeOf[(slot * nodes + at) * ROWS + one]!;
        const amps = coefficients[base + one]!;
        if (known < 0 || amps === 0) continue;
        index.push(known);
        factor.push(amps);
        columnSum[column]! += amps;
      }
    }
    begin[place + 1] = index.length;
  }
  return {
    row: Int32Array.from(row), room: Float64Array.from(row, (at) => room[at]!), rowSum: Float64Array.from(row, (at) => rowSum[at]!),
    columns, columnSum, begin, index: Int32Array.from(index), factor: Float64Array.from(factor),
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
