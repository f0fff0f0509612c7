import { ROWS } from "../site/limits.ts";
import type { Groups } from "./dual.ts";
import type { PlanProblem } from "./plan-problem.ts";
import { floats, ints } from "./scratch.ts";

/** Rows that have a price, and which columns (`class × slots + slot`) load each of them. */
export interface BindingRows {
  /** Place of each row among all. */
  readonly row: Int32Array;
  readonly room: Float64Array;
  /** What 1 A of every car that can be there adds to each row. */
  readonly rowSum: Float64Array;
  /** What 1 A in a column adds to all these rows. */
  readonly columnSum: Float64Array;
  /** How many can charge in each column. */
  readonly times: Int32Array;
  readonly begin: Int32Array;
  readonly column: Int32Array;
  readonly factor: Float64Array;
}

/** The groups as rows with prices see them: those of one kind below the same such rows are one class. */
export function classesOf({ nodes, kinds, parents }: PlanProblem, groups: Groups, marked: Int32Array): Groups {
  const width = nodes * ROWS;
  const lowest = ints(nodes);
  for (let base = 0; base < marked.length; base += width) {
    for (let one = 0; one < width; one += 1) if (marked[base + one] === 1) lowest[one >> 2] = 1;
  }
  for (let at = 0; at < nodes; at += 1) lowest[at] = lowest[at] === 1 ? at : at === 0 ? -1 : lowest[parents[at]!]!;
  const known = ints((nodes + 1) * kinds);
  const node = ints(groups.count);
  const kind = ints(groups.count);
  const classOf = ints(groups.count);
  let count = 0;
  for (let group = 0; group < groups.count; group += 1) {
    const above = lowest[groups.node[group]!]!;
    const key = (above + 1) * kinds + groups.kind[group]!;
    if (known[key] === 0) {
      node[count] = above;
      kind[count] = groups.kind[group]!;
      known[key] = count += 1;
    }
    classOf[group] = known[key]! - 1;
  }
  const of = ints(groups.of.length);
  for (let car = 0; car < of.length; car += 1) of[car] = classOf[groups.of[car]!]!;
  const ofStorage = ints(groups.ofStorage.length);
  for (let place = 0; place < ofStorage.length; place += 1) ofStorage[place] = classOf[groups.ofStorage[place]!]!;
  return { count, node, kind, of, ofStorage };
}

/** By column, how many can charge there. */
function presenceOf({ slots, count, first, last, storages }: PlanProblem, classes: Groups): Int32Array {
  const times = ints(classes.count * slots);
  for (let car = 0; car < count; car += 1) {
    const base = classes.of[car]! * slots;
    for (let column = base + first[car]!; column < base + last[car]!; column += 1) times[column]! += 1;
  }
  storages.forEach((storage, place) => {
    const base = classes.ofStorage[place]! * slots;
    for (let slot = storage.first; slot < storage.last && storage.car < 0; slot += 1) times[base + slot]! += 1;
  });
  return times;
}

/** The classes below each node: `place` from `begin[node]` to `begin[node + 1]`. */
function classesBelow({ nodes, parents }: PlanProblem, { count, node }: Groups): { readonly begin: Int32Array; readonly place: Int32Array } {
  const begin = ints(nodes + 2);
  for (let one = 0; one < count; one += 1) for (let at = node[one]!; at >= 0; at = parents[at]!) begin[at + 2]! += 1;
  for (let at = 2; at < begin.length; at += 1) begin[at]! += begin[at - 1]!;
  const place = ints(begin[nodes + 1]!);
  for (let one = 0; one < count; one += 1) {
    for (let at = node[one]!; at >= 0; at = parents[at]!) {
      place[begin[at + 1]!] = one;
      begin[at + 1]! += 1;
    }
  }
  return { begin, place };
}

/** Lays out the rows that are marked and that somebody can load. */
export function bindingRows(problem: PlanProblem, classes: Groups, marked: Int32Array): BindingRows {
  const { slots, nodes, coefficients, room } = problem;
  const times = presenceOf(problem, classes);
  const columnSum = floats(times.length);
  const width = nodes * ROWS;
  const below = classesBelow(problem, classes);
  let most = 0;
  let mostEntries = 0;
  for (let at = 0; at < marked.length; at += 1) {
    if (marked[at] === 0) continue;
    const node = (at >> 2) % nodes;
    most += 1;
    mostEntries += below.begin[node + 1]! - below.begin[node]!;
  }
  const [row, begin, rowRoom, rowSum] = [ints(most), ints(most + 1), floats(most), floats(most)];
  const [column, factor] = [ints(mostEntries), floats(mostEntries)];
  let rows = 0;
  let entries = 0;
  for (let at = 0; at < marked.length; at += 1) {
    if (marked[at] === 0) continue;
    const slot = Math.floor(at / width);
    const node = (at - slot * width) >> 2;
    let sum = 0;
    for (let index = below.begin[node]!; index < below.begin[node + 1]!; index += 1) {
      const place = below.place[index]!;
      const amps = coefficients[classes.kind[place]! * ROWS + (at & 3)]!;
      const there = times[place * slots + slot]!;
      if (amps === 0 || there === 0) continue;
      column[entries] = place * slots + slot;
      factor[entries] = amps;
      entries += 1;
      columnSum[place * slots + slot]! += amps;
      sum += amps * there;
    }
    if (sum === 0) continue;
    row[rows] = at;
    rowRoom[rows] = room[at]!;
    rowSum[rows] = sum;
    rows += 1;
    begin[rows] = entries;
  }
  return { row: row.subarray(0, rows), room: rowRoom, rowSum, columnSum, times, begin, column, factor };
}

/** Marks rows that a load, by column, crosses; returns whether any is new. */
export function markCrossed(problem: PlanProblem, groups: Groups, loads: Float64Array, marked: Int32Array): boolean {
  const { slots, nodes, parents, coefficients, room } = problem;
  const sum = floats(nodes * ROWS);
  let fresh = false;
  for (let slot = 0; slot < slots; slot += 1) {
    sum.fill(0);
    for (let group = 0; group < groups.count; group += 1) {
      const amps = loads[group * slots + slot]!;
      if (amps === 0) continue;
      const base = groups.kind[group]! * ROWS;
      const at = groups.node[group]! * ROWS;
      for (let one = 0; one < ROWS; one += 1) sum[at + one]! += coefficients[base + one]! * amps;
    }
    for (let at = nodes - 1; at >= 0; at -= 1) {
      for (let one = 0; one < ROWS; one += 1) {
        const row = (slot * nodes + at) * ROWS + one;
        const load = sum[at * ROWS + one]!;
        if (at > 0) sum[parents[at]! * ROWS + one]! += load;
        if (marked[row] === 1 || load <= room[row]! + 1e-6) continue;
        marked[row] = 1;
        fresh = true;
      }
    }
  }
  return fresh;
}
