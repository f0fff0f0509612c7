import { ROWS } from "../site/limits.ts";

/** Bit of the energy tier in a mask of full rows; bits 0 to 3 are the rows of a node. */
export const TIER = 16;
/** Number of masks. */
export const MASKS = 32;

/** `[(kind × 32 + mask) × kinds + other]`: amperes of the other kind that make room for 1 A of this kind in all full rows of the mask; 0 if it cannot. */
export function ratiosOf(kinds: number, coefficients: Float64Array, kWhPerAmp: Float64Array): Float64Array {
  const ratio = new Float64Array(kinds * MASKS * kinds);
  for (let kind = 0; kind < kinds; kind += 1) {
    for (let mask = 1; mask < MASKS; mask += 1) {
      for (let other = 0; other < kinds; other += 1) {
        let most = mask >= TIER ? kWhPerAmp[kind]! / kWhPerAmp[other]! : 0;
        for (let row = 0; row < ROWS; row += 1) {
          const needed = coefficients[kind * ROWS + row]!;
          if ((mask & (1 << row)) === 0 || needed === 0) continue;
          const freed = coefficients[other * ROWS + row]!;
          most = freed === 0 ? Infinity : Math.max(most, needed / freed);
        }
        ratio[(kind * MASKS + mask) * kinds + other] = Number.isFinite(most) ? most : 0;
      }
    }
  }
  return ratio;
}
