import type { MeterSample } from "./input.ts";

/** A moment at which the session's energy reaches a threshold of a tariff, Wh. */
export interface EnergyCut {
  readonly at: number;
  readonly energy: number;
}

/**
 * The register on the straight line between two readings, rounded to 1 Wh. Periods are differences of these rounded values, so
 * they sum to the meter's difference exactly (G2).
 */
export function cumulativeEnergy(a: MeterSample, b: MeterSample, at: number): number {
  if (at >= b.at) return b.energy;
  const rise = BigInt(b.energy - a.energy) * BigInt(at - a.at);
  const length = BigInt(b.at - a.at);
  return a.energy + Number((rise * 2n + length) / (length * 2n));
}

/** G1: the first millisecond at which the line between two readings has reached each threshold, counted from `origin`. */
export function energyCuts(a: MeterSample, b: MeterSample, origin: number, thresholds: readonly number[]): readonly EnergyCut[] {
  const cuts: EnergyCut[] = [];
  for (const energy of thresholds) {
    const needed = origin + energy - a.energy;
    if (needed <= 0 || needed > b.energy - a.energy) continue;
    const rise = BigInt(b.energy - a.energy);
    cuts.push({ at: a.at + Number((BigInt(needed) * BigInt(b.at - a.at) + rise - 1n) / rise), energy });
  }
  return cuts;
}
