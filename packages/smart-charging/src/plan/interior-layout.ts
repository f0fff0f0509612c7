import { ROWS } from "../site/limits.ts";
import type { PlanProblem } from "./plan-problem.ts";

/** Amperes below which nobody charges in a slot. */
const USELESS = 1e-6;
/** The row of power among the four of a node. */
const KW = 3;
const OPEN = -3;

/** In the place of a row of a node: cheap energy, and the peak, both as kW. */
export const CHEAP = -1;
export const PEAK = -2;

/** A car that can get nothing in a slot, and the row that is shut: its place in `room`, or the peak. */
export interface Shut {
  readonly car: number;
  readonly slot: number;
  readonly place: number;
}

/**
 * Who may charge when, and what can be full then: one tree of nodes for each slot. A part is a node in a slot with cars below it; parts stand
 * slot by slot, from the leaves to the root, and the cars of a part stand together.
 */
export interface Layout {
  /** Pairs of a slot and a car that may charge in it. */
  readonly entries: number;
  readonly carOf: Int32Array;
  /** Where the coefficients of its kind begin. */
  readonly kindOf: Int32Array;
  readonly slotOf: Int32Array;
  readonly most: Float64Array;
  readonly perAmp: Float64Array;
  readonly nodeOf: Int32Array;
  readonly parts: number;
  /** Part above; -1 for the root of a slot. */
  readonly above: Int32Array;
  /** Entries at the node itself, and one after the last of all entries below it. */
  readonly begin: Int32Array;
  readonly end: Int32Array;
  readonly endBelow: Int32Array;
  /** Rows of each part that can be full: which of its four sums, where it stands in `room`, and what it costs to exceed it, infinite where nothing may. */
  readonly rows: number;
  readonly rowBegin: Int32Array;
  readonly rowOf: Int32Array;
  readonly place: Int32Array;
  readonly room: Float64Array;
  readonly excess: Float64Array;
  readonly shut: readonly Shut[];
}

/** Lays out the slots for cars that ask for something. */
export function layOut(problem: PlanProblem): Layout {
  const { slots, nodes, parents, node, kind, first, last, cap, energy, coefficients, kWhPerAmp, room, low, high, cheap, cheapPrice, price, peak, hours } = problem;
  const size = first.reduce((sum, from, car) => sum + last[car]! - from, 0);
  const carOf = new Int32Array(size);
  const kindOf = new Int32Array(size);
  const slotOf = new Int32Array(size);
  const most = new Float64Array(size);
  const perAmp = new Float64Array(size);
  const [nodeOf, above, begin, end, endBelow]: [number[], number[], number[], number[], number[]] = [[], [], [], [], []];
  const [rowBegin, rowOf, place, roomOf, excess]: [number[], number[], number[], number[], number[]] = [[0], [], [], [], []];
  const shut: Shut[] = [];
  const load = new Float64Array(nodes * ROWS);
  const partOf = new Int32Array(nodes);
  const entryAt = new Int32Array(nodes + 1);
  let entries = 0;
  for (let slot = 0; slot < slots; slot += 1) {
    load.fill(0);
    const from = entries;
    for (let at = 0; at < nodes; at += 1) {
      entryAt[at] = entries;
      for (let car = low[at]!; car < high[at]! && node[car] === at; car += 1) {
        if (slot < first[car]! || slot >= last[car]! || energy[car]! <= 0 || cap[car]! <= USELESS) continue;
        const of = kind[car]! * ROWS;
        const closed = closedAt(slot, at, of);
        if (closed !== OPEN) {
          shut.push({ car, slot, place: closed });
          continue;
        }
        carOf[entries] = car;
        kindOf[entries] = of;
        slotOf[entries] = slot;
        most[entries] = cap[car]!;
        perAmp[entries] = kWhPerAmp[kind[car]!]!;
        entries += 1;
        for (let row = 0; row < ROWS; row += 1) load[at * ROWS + row]! += coefficients[of + row]! * cap[car]!;
      }
    }
    entryAt[nodes] = entries;
    if (entries === from) continue;
    for (let at = nodes - 1; at > 0; at -= 1) for (let row = 0; row < ROWS; row += 1) load[parents[at]! * ROWS + row]! += load[at * ROWS + row]!;
    partOf.fill(-1);
    for (let at = nodes - 1; at >= 0; at -= 1) {
      const to = entryAt[problem.site.ends[at]!]!;
      if (to === entryAt[at]) continue;
      const part = begin.push(entryAt[at]!) - 1;
      partOf[at] = part;
      nodeOf.push(at);
      above.push(-1);
      end.push(entryAt[at + 1]!);
      endBelow.push(to);
      for (let row = 0; row < ROWS; row += 1) {
        const where = (slot * nodes + at) * ROWS + row;
        if (load[at * ROWS + row]! > room[where]! * (1 + 1e-9)) addLimit(row, where, entryAt[at]!, to);
      }
      if (at === 0) addEnergyRows(slot, load[3]!);
      rowBegin.push(rowOf.length);
    }
    for (let at = 1; at < nodes; at += 1) if (partOf[at]! >= 0) above[partOf[at]!] = partOf[parents[at]!]!;
  }

  /** A row of a node; of rows that all cars below load alike, the one with the least room. */
  function addLimit(row: number, where: number, from: number, to: number): void {
    for (let known = rowBegin.at(-1)!; known < rowOf.length; known += 1) {
      let entry = from;
      while (entry < to && coefficients[kindOf[entry]! + row] === coefficients[kindOf[entry]! + rowOf[known]!]) entry += 1;
      if (entry < to) continue;
      if (room[where]! < roomOf[known]!) [rowOf[known], place[known], roomOf[known]] = [row, where, room[where]!];
      return;
    }
    addRow(row, where, room[where]!, Infinity);
  }

  function addRow(row: number, where: number, most: number, cost: number): void {
    rowOf.push(row);
    place.push(where);
    roomOf.push(most);
    excess.push(cost);
  }

  function addEnergyRows(slot: number, kW: number): void {
    if (cheapPrice[slot]! < price[slot]! && cheap[slot]! > 0 && kW * hours > cheap[slot]!) addRow(KW, CHEAP, cheap[slot]! / hours, (price[slot]! - cheapPrice[slot]!) * hours);
    if (kW * hours > peak[slot]!) addRow(KW, PEAK, peak[slot]! / hours, Infinity);
  }

  function closedAt(slot: number, from: number, of: number): number {
    for (let at = from; at >= 0; at = parents[at]!) {
      for (let row = 0; row < ROWS; row += 1) {
        const where = (slot * nodes + at) * ROWS + row;
        if (coefficients[of + row]! > 0 && room[where]! <= USELESS * coefficients[of + row]!) return where;
      }
    }
    return peak[slot]! / hours <= USELESS * coefficients[of + KW]! ? PEAK : OPEN;
  }

  return {
    entries, carOf, kindOf, slotOf, most, perAmp, nodeOf: Int32Array.from(nodeOf), parts: above.length, above: Int32Array.from(above), begin: Int32Array.from(begin), end: Int32Array.from(end), endBelow: Int32Array.from(endBelow),
    rows: rowOf.length, rowBegin: Int32Array.from(rowBegin), rowOf: Int32Array.from(rowOf), place: Int32Array.from(place), room: Float64Array.from(roomOf), excess: Float64Array.from(excess), shut,
  };
}
