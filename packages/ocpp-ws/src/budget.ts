import type { Clock } from "@cpokit/kernel";

/** True while there is budget: so many per second on average, and at most those of one second at once. */
export function createBudget(clock: Clock, perSecond: number): () => boolean {
  let left = perSecond;
  let countedAt = clock.now();
  return () => {
    if (perSecond === Number.POSITIVE_INFINITY) return true;
    const now = clock.now();
    left = Math.min(perSecond, left + ((now - countedAt) * perSecond) / 1_000);
    countedAt = now;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}
