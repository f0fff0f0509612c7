import type { Clock } from "@cpokit/kernel";

/** Tells how many seconds a partner has to wait; 0 when it may go on. */
export type RateLimit = (peer: string) => number;

/** Buckets per partner that fill up with time. */
export function createRateLimit(clock: Clock, perSecond: number, atOnce: number): RateLimit {
  const buckets = new Map<string, { left: number; at: number }>();
  return (peer) => {
    const now = clock.now();
    const bucket = buckets.get(peer) ?? { left: atOnce, at: now };
    const left = Math.min(atOnce, bucket.left + Math.max(0, now - bucket.at) * perSecond / 1_000);
    buckets.set(peer, { left: left < 1 ? left : left - 1, at: now });
    return left < 1 ? Math.max(1, Math.ceil((1 - left) / perSecond)) : 0;
  };
}
