import { ROWS } from "../site/limits.ts";
import type { PlanProblem } from "./plan-problem.ts";

/** Kinds of rows beside the four of a node. */
export const ROW_KINDS = { tier: ROWS, peak: ROWS + 1 } as const;

/** Amperes below which nobody charges in a slot. */
const USELESS = 1e-6;
const TRIFLE = 1e-12;

const OPEN = -2;
/** In the place of a row: the peak. */
export const PEAK = -1;

/** A car that can get nothing in a slot, and the row that is shut. */
export interface Shut {
  readonly car: number;
  readonly slot: number;
  readonly place: number;
}

/** A plan's linear program by slots: who may charge, which limits they can fill, and the tree of these. */
export interface Layout {
  /** Pairs of a slot and a car that may charge in it, slot by slot, cars in their order. */
  readonly entries: number;
  readonly slotBegin: Int32Array;
  readonly slotOf: Int32Array;
  readonly carOf: Int32Array;
  /** Most amperes of each. */
  readonly most: Float64Array;
  /** Price of the first kWh of each slot. */
  readonly price: Float64Array;
  /** Limits that can be full, slot by slot, from the leaves to the root, cheap energy and the peak last. */
  readonly rows: number;
  readonly rowBegin: Int32Array;
  readonly rowKind: Int32Array;
  /** Place of a node's row among all, -1 for others. */
  readonly rowPlace: Int32Array;
  readonly rowRoom: Float64Array;
  /** What it costs to exceed a row, per unit; infinite where nothing may. */
  readonly rowExcess: Float64Array;
  /** Rows on the way of each entry from its node to the root, and what an ampere adds to each. */
  readonly pathBegin: Int32Array;
  readonly path: Int32Array;
  readonly factor: Float64Array;
  readonly shut: readonly Shut[];
  /** Numbers that all factors need. */
  readonly cells: number;
  assemble(slot: number, theta: Float64Array, factors: Float64Array, diagonal: (row: number) => number): void;
  /** Factorises the rows of a slot: a row only meets those above it, so nothing fills in. */
  factorise(slot: number, factors: Float64Array): void;
  /** Solves forward along the path of an entry. */
  forwardPath(entry: number, factors: Float64Array, values: Float64Array): void;
  /** Solves forward and backward in all slots. */
  forward(factors: Float64Array, values: Float64Array): void;
  backward(factors: Float64Array, values: Float64Array): void;
  /** For each row of a slot, the cars that load it and where their values stand on their paths. */
  eachRow(slot: number, use: (size: number, cars: Int32Array, places: Int32Array) => void): void;
}

/** Lays out the slots; cars that ask for nothing are left out. */
export function layOut(problem: PlanProblem): Layout {
  const { slots, count, nodes, parents, node, kind, first, last, cap, energy, coefficients, kWhPerAmp, room, cheap, cheapPrice, price, peak } = problem;
  const slotBegin = new Int32Array(slots + 1);
  const [slotOf, carOf, most]: [number[], number[], number[]] = [[], [], []];
  const rowBegin = new Int32Array(slots + 1);
  const [rowKind, rowPlace, rowRoom, rowExcess]: [number[], number[], number[], number[]] = [[], [], [], []];
  const [pathBegin, path, factor]: [number[], number[], number[]] = [[0], [], []];
  const firstPrice = new Float64Array(slots);
  /** Rows above and beside each row, of its own slot, in order. */
  const above: (readonly number[])[] = [];
  const sum = new Float64Array(nodes * ROWS);
  const shut: Shut[] = [];
  for (let slot = 0; slot < slots; slot += 1) {
    sum.fill(0);
    let kWh = 0;
    for (let car = 0; car < count; car += 1) {
      if (slot < first[car]! || slot >= last[car]! || energy[car]! <= TRIFLE) continue;
      const of = kind[car]! * ROWS;
      const amps = cap[car]!;
      const closed = closedAt(car, slot);
      if (closed !== OPEN) {
        shut.push({ car, slot, place: closed });
        continue;
      }
      if (amps <= USELESS) continue;
      slotOf.push(slot);
      carOf.push(car);
      most.push(amps);
      kWh += amps * kWhPerAmp[kind[car]!]!;
      for (let at = node[car]!; at >= 0; at = parents[at]!) for (let row = 0; row < ROWS; row += 1) sum[at * ROWS + row]! += coefficients[of + row]! * amps;
    }
    slotBegin[slot + 1] = carOf.length;
    const ofNode = new Map<number, number[]>();
    for (let at = nodes - 1; at >= 0; at -= 1) {
      const own: number[] = [];
      for (let row = 0; row < ROWS; row += 1) {
        const place = (slot * nodes + at) * ROWS + row;
        if (sum[at * ROWS + row]! <= room[place]! * (1 + 1e-9)) continue;
        own.push(rowKind.push(row) - 1);
        rowPlace.push(place);
        rowRoom.push(room[place]!);
        rowExcess.push(Infinity);
      }
      ofNode.set(at, own);
    }
    const energyRows: number[] = [];
    const hasTier = cheapPrice[slot]! < price[slot]! && cheap[slot]! > 0;
    firstPrice[slot] = hasTier ? cheapPrice[slot]! : price[slot]!;
    if (hasTier && kWh > cheap[slot]!) addEnergyRow(ROW_KINDS.tier, cheap[slot]!, price[slot]! - cheapPrice[slot]!, energyRows);
    if (kWh > peak[slot]!) addEnergyRow(ROW_KINDS.peak, peak[slot]!, Infinity, energyRows);
    const paths: number[][] = [];
    for (let at = 0; at < nodes; at += 1) paths[at] = [...ofNode.get(at)!, ...(at === 0 ? energyRows : paths[parents[at]!]!)];
    for (let at = nodes - 1; at >= 0; at -= 1) ofNode.get(at)!.forEach((row, place) => { above[row] = paths[at]!.slice(place + 1); });
    energyRows.forEach((row, place) => { above[row] = energyRows.slice(place + 1); });
    for (let entry = slotBegin[slot]!; entry < slotBegin[slot + 1]!; entry += 1) {
      const car = carOf[entry]!;
      for (const row of paths[node[car]!]!) {
        path.push(row);
        factor.push(rowKind[row]! < ROWS ? coefficients[kind[car]! * ROWS + rowKind[row]!]! : kWhPerAmp[kind[car]!]!);
      }
      pathBegin.push(path.length);
    }
    rowBegin[slot + 1] = rowKind.length;
  }

  /** The row that lets nothing through to a car in a slot. */
  function closedAt(car: number, slot: number): number {
    const of = kind[car]! * ROWS;
    for (let at = node[car]!; at >= 0; at = parents[at]!) {
      for (let row = 0; row < ROWS; row += 1) {
        const place = (slot * nodes + at) * ROWS + row;
        if (coefficients[of + row]! > 0 && room[place]! / coefficients[of + row]! <= USELESS) return place;
      }
    }
    return peak[slot]! / kWhPerAmp[kind[car]!]! <= USELESS ? PEAK : OPEN;
  }

  function addEnergyRow(of: number, kWh: number, excess: number, to: number[]): void {
    to.push(rowKind.push(of) - 1);
    rowPlace.push(-1);
    rowRoom.push(kWh);
    rowExcess.push(excess);
  }

  const rows = rowKind.length;
  const aboveBegin = new Int32Array(rows + 1);
  for (let row = 0; row < rows; row += 1) aboveBegin[row + 1] = aboveBegin[row]! + above[row]!.length;
  const aboveRow = Int32Array.from(above.flat());
  /** A row's own cell, and those with the rows above it: `row + aboveBegin[row] …`. */
  const ownOf = Int32Array.from({ length: rows }, (_, row) => row + aboveBegin[row]!);
  const own = (row: number): number => ownOf[row]!;
  const paths = Int32Array.from(path);
  const begins = Int32Array.from(pathBegin);
  const cars = Int32Array.from(carOf);
  const factorOf = Float64Array.from(factor);
  const rowCars: Int32Array[] = [];
  const rowPlaces: Int32Array[] = [];
  {
    const [carLists, placeLists]: [number[][], number[][]] = [Array.from({ length: rows }, () => []), Array.from({ length: rows }, () => [])];
    for (let entry = 0; entry < cars.length; entry += 1) {
      for (let at = begins[entry]!; at < begins[entry + 1]!; at += 1) {
        carLists[paths[at]!]!.push(cars[entry]!);
        placeLists[paths[at]!]!.push(at);
      }
    }
    for (let row = 0; row < rows; row += 1) {
      rowCars.push(Int32Array.from(carLists[row]!));
      rowPlaces.push(Int32Array.from(placeLists[row]!));
    }
  }
  /** Cell of a row with one further up its path: both are on every path below it, as far apart as there. */
  const cell = (at: number, further: number): number => own(paths[at]!) + further - at;

  return {
    entries: cars.length, slotBegin, slotOf: Int32Array.from(slotOf), carOf: cars, most: Float64Array.from(most), price: firstPrice,
    rows, rowBegin, rowKind: Int32Array.from(rowKind), rowPlace: Int32Array.from(rowPlace), rowRoom: Float64Array.from(rowRoom), rowExcess: Float64Array.from(rowExcess),
    pathBegin: begins, path: paths, factor: factorOf, shut, cells: rows + aboveRow.length,
    assemble(slot, theta, factors, diagonal) {
      for (let row = rowBegin[slot]!; row < rowBegin[slot + 1]!; row += 1) factors[own(row)] = diagonal(row);
      for (let entry = slotBegin[slot]!; entry < slotBegin[slot + 1]!; entry += 1) {
        const end = begins[entry + 1]!;
        for (let at = begins[entry]!; at < end; at += 1) {
          const by = theta[entry]! * factorOf[at]!;
          if (by === 0) continue;
          const from = own(paths[at]!) - at;
          for (let further = at; further < end; further += 1) factors[from + further]! += by * factorOf[further]!;
        }
      }
    },
    factorise(slot, factors) {
      for (let row = rowBegin[slot]!; row < rowBegin[slot + 1]!; row += 1) {
        const at = own(row);
        const root = Math.sqrt(Math.max(factors[at]!, TRIFLE));
        factors[at] = root;
        const size = aboveBegin[row + 1]! - aboveBegin[row]!;
        for (let one = 1; one <= size; one += 1) factors[at + one]! /= root;
        for (let one = 1; one <= size; one += 1) {
          const to = own(aboveRow[aboveBegin[row]! + one - 1]!) - one;
          const by = factors[at + one]!;
          if (by !== 0) for (let other = one; other <= size; other += 1) factors[to + other]! -= by * factors[at + other]!;
        }
      }
    },
    forwardPath(entry, factors, values) {
      const end = begins[entry + 1]!;
      for (let at = begins[entry]!; at < end; at += 1) {
        const solved = (values[at] = values[at]! / factors[cell(at, at)]!);
        if (solved !== 0) for (let further = at + 1; further < end; further += 1) values[further]! -= factors[cell(at, further)]! * solved;
      }
    },
    forward(factors, values) {
      for (let row = 0; row < rows; row += 1) {
        const at = own(row);
        const solved = (values[row] = values[row]! / factors[at]!);
        for (let one = aboveBegin[row]!; one < aboveBegin[row + 1]!; one += 1) values[aboveRow[one]!]! -= factors[at + 1 + one - aboveBegin[row]!]! * solved;
      }
    },
    backward(factors, values) {
      for (let row = rows - 1; row >= 0; row -= 1) {
        const at = own(row);
        let sum = values[row]!;
        for (let one = aboveBegin[row]!; one < aboveBegin[row + 1]!; one += 1) sum -= factors[at + 1 + one - aboveBegin[row]!]! * values[aboveRow[one]!]!;
        values[row] = sum / factors[at]!;
      }
    },
    eachRow(slot, use) {
      for (let row = rowBegin[slot]!; row < rowBegin[slot + 1]!; row += 1) use(rowCars[row]!.length, rowCars[row]!, rowPlaces[row]!);
    },
  };
}
