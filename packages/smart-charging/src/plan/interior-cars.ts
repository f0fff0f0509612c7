import type { PlanProblem } from "./plan-problem.ts";
import type { Layout } from "./interior-layout.ts";
import { floats, ints } from "./scratch.ts";

const NOTHING = 1e-12;
/** Cars that are one dense block whatever else; and up to so many below one node are one where there are more. */
const ALONE = 300;
const BLOCK = 64;
/** Cars that are taken out of the border at once. */
const WIDE = 6;

/**
 * The symmetric system that couples cars, once slots are eliminated. Of few cars it is one dense block. Of many, rows of the nodes with many
 * cars below are kept as a border, so that cars below different smaller nodes only meet there: then its work grows with the cars, not their cube.
 */
export interface CarSystem {
  /** Column of each row in the border; -1 for the others. */
  readonly columnOf: Int32Array;
  readonly columns: number;
  /** Lower triangle of the blocks: `cells[rowOf[car] + other]`. */
  readonly cells: Float64Array;
  readonly rowOf: Int32Array;
  /** What each car does to the border, car by car; and the border's own lower triangle. */
  readonly across: Float64Array;
  readonly border: Float64Array;
  clear(): void;
  factorise(): void;
  /** Solves for cars and border, in place. */
  solve(cars: Float64Array, border: Float64Array): void;
}

export function createCarSystem(problem: PlanProblem, layout: Layout): CarSystem {
  const { count, low, high } = problem;
  const isBorder = (node: number): boolean => count > ALONE && high[node]! - low[node]! > BLOCK;
  const columnOf = new Int32Array(layout.rows).fill(-1);
  let columns = 0;
  for (let part = 0; part < layout.parts; part += 1) {
    if (!isBorder(layout.nodeOf[part]!)) continue;
    for (let row = layout.rowBegin[part]!; row < layout.rowBegin[part + 1]!; row += 1) columnOf[row] = columns++;
  }
  const blocks = blocksOf(problem, isBorder);
  const rowOf = ints(count);
  const beginOf = ints(count);
  let size = 0;
  for (const { begin, end } of blocks) {
    for (let car = begin; car < end; car += 1) {
      beginOf[car] = begin;
      rowOf[car] = size + (car - begin) * (end - begin) - begin;
    }
    size += (end - begin) ** 2;
  }
  const cells = floats(size);
  const diagonal = floats(count);
  const across = floats(count * columns);
  const border = floats(columns * columns);
  const empty = floats(columns);
  const borderDiagonal = floats(columns);
  const borderRow = Int32Array.from(borderDiagonal, (_, row) => row * columns);

  /** Takes a block out of the border. */
  function reduceBorder(begin: number, end: number): void {
    let from = columns;
    let to = 0;
    for (let car = begin; car < end; car += 1) {
      const row = car * columns;
      for (let other = begin; other < car; other += 1) {
        const by = cells[rowOf[car]! + other]!;
        const before = other * columns;
        if (by !== 0) for (let column = from; column < to; column += 1) across[row + column]! -= by * across[before + column]!;
      }
      let first = 0;
      let last = columns;
      while (first < last && across[row + first] === 0) first += 1;
      while (last > first && across[row + last - 1] === 0) last -= 1;
      for (let column = first; column < last; column += 1) across[row + column]! *= diagonal[car]!;
      from = Math.min(from, first);
      to = Math.max(to, last);
    }
    for (let car = begin; car < end; car += WIDE) subtractSquares(car, Math.min(end, car + WIDE), from, to);
  }

  /** Some cars at once, so that the border is gone through once for them; those that are missing count as 0. */
  function subtractSquares(begin: number, end: number, from: number, to: number): void {
    const row = (car: number): Float64Array => (car < end ? across.subarray(car * columns, (car + 1) * columns) : empty);
    const r0 = row(begin), r1 = row(begin + 1), r2 = row(begin + 2), r3 = row(begin + 3), r4 = row(begin + 4), r5 = row(begin + 5);
    for (let column = from; column < to; column += 1) {
      const v0 = r0[column]!, v1 = r1[column]!, v2 = r2[column]!, v3 = r3[column]!, v4 = r4[column]!, v5 = r5[column]!;
      const of = column * columns;
      for (let other = from; other <= column; other += 1) {
        border[of + other]! -= v0 * r0[other]! + v1 * r1[other]! + v2 * r2[other]! + v3 * r3[other]! + v4 * r4[other]! + v5 * r5[other]!;
      }
    }
  }

  return {
    columnOf, columns, cells, rowOf, across, border,
    clear() {
      cells.fill(0);
      across.fill(0);
      border.fill(0);
    },
    factorise() {
      for (const { begin, end } of blocks) {
        factorise(cells, rowOf, diagonal, begin, end);
        if (columns > 0) reduceBorder(begin, end);
      }
      factorise(border, borderRow, borderDiagonal, 0, columns);
    },
    solve(cars, rows) {
      for (let car = 0; car < count; car += 1) {
        let sum = cars[car]!;
        const of = rowOf[car]!;
        for (let at = beginOf[car]!; at < car; at += 1) sum -= cells[of + at]! * cars[at]!;
        const solved = (cars[car] = sum * diagonal[car]!);
        for (let column = 0, at = car * columns; column < columns; column += 1, at += 1) rows[column]! += across[at]! * solved;
      }
      for (let row = 0; row < columns; row += 1) {
        let sum = rows[row]!;
        for (let at = 0, cell = row * columns; at < row; at += 1, cell += 1) sum -= border[cell]! * rows[at]!;
        rows[row] = sum * borderDiagonal[row]!;
      }
      for (let row = columns - 1; row >= 0; row -= 1) {
        const solved = (rows[row]! *= borderDiagonal[row]!);
        for (let at = 0, cell = row * columns; at < row; at += 1, cell += 1) rows[at]! -= border[cell]! * solved;
      }
      for (let car = count - 1; car >= 0; car -= 1) {
        let sum = cars[car]!;
        for (let column = 0, at = car * columns; column < columns; column += 1, at += 1) sum += across[at]! * rows[column]!;
        const solved = (cars[car] = sum * diagonal[car]!);
        const of = rowOf[car]!;
        for (let at = beginOf[car]!; at < car; at += 1) cars[at]! -= cells[of + at]! * solved;
      }
    },
  };
}

/** Factorises a part of a symmetric matrix, of which the lower triangle stands row by row, in place but for the inverse of the diagonal (Cholesky). */
function factorise(cells: Float64Array, rowOf: Int32Array, diagonal: Float64Array, begin: number, end: number): void {
  for (let row = begin; row < end; row += 1) {
    const of = rowOf[row]!;
    for (let other = begin; other < row; other += 1) {
      const to = rowOf[other]!;
      let sum = cells[of + other]!;
      for (let at = begin; at < other; at += 1) sum -= cells[of + at]! * cells[to + at]!;
      cells[of + other] = sum * diagonal[other]!;
    }
    let sum = cells[of + row]!;
    for (let at = begin; at < row; at += 1) sum -= cells[of + at]! * cells[of + at]!;
    diagonal[row] = 1 / Math.sqrt(Math.max(sum, NOTHING));
  }
}

/** Cars that meet below the border, in the order of cars. */
function blocksOf({ node, nodes, site, low, high }: PlanProblem, isBorder: (node: number) => boolean): readonly { readonly begin: number; readonly end: number }[] {
  const blocks: { begin: number; end: number }[] = [];
  for (let at = 0; at < nodes;) {
    if (isBorder(at)) {
      for (let car = low[at]!; car < high[at]! && node[car] === at; car += 1) blocks.push({ begin: car, end: car + 1 });
      at += 1;
    } else {
      if (high[at]! > low[at]!) blocks.push({ begin: low[at]!, end: high[at]! });
      at = site.ends[at]!;
    }
  }
  return blocks;
}
