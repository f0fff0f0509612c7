import { instant, type Instant } from "@cpokit/kernel";
import type { Survival } from "./plan-input.ts";

/** The chance that a car is still there: 1 before the first point, straight between points, that of the last one after it. */
export function staysAt({ points }: Survival, at: Instant): number {
  const next = points.findIndex((point) => point.at >= at);
  if (next < 0) return points.at(-1)?.stays ?? 1;
  const after = points[next]!;
  if (next === 0) return after.at === at ? after.stays : 1;
  const before = points[next - 1]!;
  return before.stays + ((after.stays - before.stays) * (at - before.at)) / (after.at - before.at);
}

/** The chance that stays of the past leave over for a car that arrived at a moment and is still there now. */
export function survivalOf(stays: readonly number[], arrival: Instant, now: Instant = arrival): Survival {
  const longer = stays.filter((stay) => arrival + stay > now).sort((a, b) => a - b);
  return { points: [{ at: now, stays: 1 }, ...longer.map((stay, place) => ({ at: instant(arrival + stay), stays: 1 - (place + 1) / longer.length }))] };
}
