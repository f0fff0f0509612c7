/** A set-point that holds from here until the next step. */
export interface SetPoint {
  /** Whole seconds from the start of the schedule. */
  readonly start: number;
  /** Amperes per phase; on DC, of the grid connection. Below 0 the car gives back. */
  readonly amps: number;
}

/** Equal neighbours become one. */
export function mergeEqual(steps: readonly SetPoint[]): SetPoint[] {
  return steps.filter((step, index) => index === 0 || step.amps !== steps[index - 1]!.amps);
}

/**
 * At most `most` steps: neighbours that lose the least energy become one with the lower current, so that no limit is passed.
 * An hour from now counts half as much, since a later plan refines it (smart-charging §7 "Translation").
 */
export function coarsen(steps: readonly SetPoint[], most: number, end: number): SetPoint[] {
  const kept = mergeEqual(steps);
  while (kept.length > Math.max(1, most)) {
    let best = 0;
    let least = Infinity;
    for (let index = 0; index + 1 < kept.length; index += 1) {
      const cost = lossOf(kept, index, end);
      if (cost < least) [best, least] = [index, cost];
    }
    kept.splice(best, 2, { start: kept[best]!.start, amps: Math.min(kept[best]!.amps, kept[best + 1]!.amps) });
    if (best > 0 && kept[best - 1]!.amps === kept[best]!.amps) kept.splice(best, 1);
    if (kept[best + 1]?.amps === kept[best]?.amps) kept.splice(best + 1, 1);
  }
  return kept;
}

/** Ampere-seconds that are lost when a step and the next one become one. */
function lossOf(steps: readonly SetPoint[], index: number, end: number): number {
  const [step, next] = [steps[index]!, steps[index + 1]!];
  const after = steps[index + 2]?.start ?? Math.max(end, next.start + 1);
  const isHigher = step.amps > next.amps;
  const [from, to] = isHigher ? [step.start, next.start] : [next.start, after];
  return (Math.abs(step.amps - next.amps) * (to - from)) / (1 + from / 3_600);
}
