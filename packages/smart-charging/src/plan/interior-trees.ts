import { ROWS } from "../site/limits.ts";
import type { CarSystem } from "./interior-cars.ts";
import type { Layout } from "./interior-layout.ts";
import { floats, ints } from "./scratch.ts";

/** The rows of all slots in a Newton system: eliminated from the leaves to the root of each slot, four sums a part, but for those of the border. */
export interface RowTrees {
  /** What an entry's answer to prices adds to the sums of its part and those below, 4 by 4. */
  readonly tall: Float64Array;
  /** What sums are drawn to, and what prices of all rows on the way change, 4 a part. */
  readonly up: Float64Array;
  readonly down: Float64Array;
  /** What each row is to carry more, and the step of its price. */
  readonly held: Float64Array;
  readonly dy: Float64Array;
  /** What a unit of a car's price draws an entry's sums to, 4 an entry; once coupled, what of it reaches the border. */
  readonly path: Float64Array;
  /** What rows of the border are drawn to. */
  readonly wanted: Float64Array;
  /** Takes a row with so much give out of its part. */
  eliminate(row: number, part: number, give: number): void;
  /** Takes what rows keep back off what a part is drawn to, and hands the rest up. */
  handUp(part: number): void;
  /** Fills the cars' system with what rows do to cars. */
  couple(): void;
  /** Steps of prices from the roots; those of the border are given. */
  descend(border: Float64Array): void;
}

/** Part of what is drawn through a row that it keeps back, below which the cars' system does without it. */
const SLIGHT = 1e-6;
/** Rows of a part that are coupled at once. */
const WIDE = 3;

export function createRowTrees(layout: Layout, cars: CarSystem): RowTrees {
  const { parts, rows, entries, above, begin, endBelow, carOf, rowBegin, rowOf } = layout;
  const { columnOf, columns, cells, rowOf: cellRow } = cars;
  const tall = floats(parts * ROWS * ROWS);
  const up = floats(parts * ROWS);
  const down = floats(parts * ROWS);
  const held = floats(rows);
  const dy = floats(rows);
  const path = floats(entries * ROWS);
  const wanted = floats(columns);
  const inverse = floats(rows);
  const quotient = floats(rows);
  const pillar = floats(rows * ROWS);
  const full = ints(WIDE);
  const buffer = floats(cellRow.length * WIDE);

  function eliminate(row: number, part: number, give: number): void {
    const d = rowOf[row]!;
    const h = part * ROWS * ROWS;
    const by = (inverse[row] = 1 / (give + tall[h + d * 5]!));
    if (columnOf[row]! >= 0) return;
    const at = row * ROWS;
    for (let one = 0; one < 4; one += 1) pillar[at + one] = tall[h + d * 4 + one]!;
    for (let one = 0; one < 4; one += 1) {
      const less = pillar[at + one]! * by;
      const to = h + one * 4;
      tall[to]! -= less * pillar[at]!; tall[to + 1]! -= less * pillar[at + 1]!; tall[to + 2]! -= less * pillar[at + 2]!; tall[to + 3]! -= less * pillar[at + 3]!;
    }
  }

  function couple(): void {
    for (let part = 0; part < parts; part += 1) {
      let wide = 0;
      for (let row = rowBegin[part]!, last = rowBegin[part + 1]!; row < last && columnOf[row]! < 0; row += 1) {
        // What is far from full keeps nothing back.
        if (inverse[row]! * pillar[row * ROWS + rowOf[row]!]! < SLIGHT) continue;
        full[wide++] = row;
        if (wide < WIDE) continue;
        coupleRows(part, wide);
        wide = 0;
      }
      if (wide > 0) coupleRows(part, wide);
    }
    if (columns > 0) fillBorder();
  }

  function coupleRows(part: number, wide: number): void {
    const from = begin[part]!;
    const size = endBelow[part]! - from;
    for (let one = 0; one < size; one += 1) {
      const at = (from + one) * 4;
      const to = one * WIDE;
      let z0 = path[at]!, z1 = path[at + 1]!, z2 = path[at + 2]!, z3 = path[at + 3]!;
      buffer[to + 1] = 0; buffer[to + 2] = 0;
      for (let place = 0; place < wide; place += 1) {
        const row = full[place]!;
        const d = rowOf[row]!;
        const by = inverse[row]!;
        const value = d === 0 ? z0 : d === 1 ? z1 : d === 2 ? z2 : z3;
        const less = value * by;
        const stands = row * ROWS;
        buffer[to + place] = value * Math.sqrt(by);
        z0 -= pillar[stands]! * less; z1 -= pillar[stands + 1]! * less; z2 -= pillar[stands + 2]! * less; z3 -= pillar[stands + 3]! * less;
      }
      path[at] = z0; path[at + 1] = z1; path[at + 2] = z2; path[at + 3] = z3;
    }
    for (let one = 0; one < size; one += 1) {
      const of = cellRow[carOf[from + one]!]!;
      const at = one * WIDE;
      const v0 = buffer[at]!, v1 = buffer[at + 1]!, v2 = buffer[at + 2]!;
      if (wide === 1) for (let other = 0, to = 0; other <= one; other += 1, to += WIDE) cells[of + carOf[from + other]!]! -= v0 * buffer[to]!;
      else for (let other = 0, to = 0; other <= one; other += 1, to += WIDE) cells[of + carOf[from + other]!]! -= v0 * buffer[to]! + v1 * buffer[to + 1]! + v2 * buffer[to + 2]!;
    }
  }

  /** Rows of the border among themselves, and what cars do to them. */
  function fillBorder(): void {
    for (let part = 0; part < parts; part += 1) {
      for (let row = rowBegin[part]!; row < rowBegin[part + 1]! && columnOf[row]! >= 0; row += 1) {
        const column = columnOf[row]!;
        for (let entry = begin[part]!; entry < endBelow[part]!; entry += 1) cars.across[carOf[entry]! * columns + column]! += path[entry * 4 + rowOf[row]!]!;
        for (let other = part; other >= 0; other = above[other]!) {
          for (let further = rowBegin[other]!; further < rowBegin[other + 1]!; further += 1) {
            if (columnOf[further]! >= column) cars.border[columnOf[further]! * columns + column] = further === row ? 1 / inverse[row]! : tall[part * 16 + rowOf[row]! * 4 + rowOf[further]!]!;
          }
        }
      }
    }
  }

  function handUp(part: number): void {
    const at = part * 4;
    let a0 = up[at]!, a1 = up[at + 1]!, a2 = up[at + 2]!, a3 = up[at + 3]!;
    for (let row = rowBegin[part]!, last = rowBegin[part + 1]!; row < last; row += 1) {
      const d = rowOf[row]!;
      const kept = (d === 0 ? a0 : d === 1 ? a1 : d === 2 ? a2 : a3) - held[row]!;
      if (columnOf[row]! >= 0) {
        wanted[columnOf[row]!] = kept;
        continue;
      }
      const by = (quotient[row] = kept * inverse[row]!);
      const stands = row * ROWS;
      a0 -= pillar[stands]! * by; a1 -= pillar[stands + 1]! * by; a2 -= pillar[stands + 2]! * by; a3 -= pillar[stands + 3]! * by;
    }
    const to = above[part]! * 4;
    if (to < 0) return;
    up[to]! += a0; up[to + 1]! += a1; up[to + 2]! += a2; up[to + 3]! += a3;
  }

  function descend(border: Float64Array): void {
    for (let part = parts - 1; part >= 0; part -= 1) {
      const from = above[part]! * 4;
      let f0 = 0, f1 = 0, f2 = 0, f3 = 0;
      if (from >= 0) { f0 = down[from]!; f1 = down[from + 1]!; f2 = down[from + 2]!; f3 = down[from + 3]!; }
      for (let row = rowBegin[part + 1]! - 1; row >= rowBegin[part]!; row -= 1) {
        const d = rowOf[row]!;
        const stands = row * ROWS;
        const step = columnOf[row]! >= 0 ? border[columnOf[row]!]! : quotient[row]! - inverse[row]! * (pillar[stands]! * f0 + pillar[stands + 1]! * f1 + pillar[stands + 2]! * f2 + pillar[stands + 3]! * f3);
        dy[row] = step;
        if (d === 0) f0 += step;
        else if (d === 1) f1 += step;
        else if (d === 2) f2 += step;
        else f3 += step;
      }
      const at = part * 4;
      down[at] = f0; down[at + 1] = f1; down[at + 2] = f2; down[at + 3] = f3;
    }
  }

  return { tall, up, down, held, dy, path, wanted, eliminate, handUp, couple, descend };
}
