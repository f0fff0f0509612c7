import { formatInstant, instant, type Instant } from "@cpokit/kernel";
import type { Reading, SessionFact, Suspicion } from "@cpokit/model";
import type { SessionPolicy } from "./policy.ts";

/** When a fact happened, as far as its station can be believed. The fact itself keeps both times (F10). */
export interface EffectiveTime {
  readonly at: Instant;
  /** The readings of the fact on the same clock. */
  readonly readings: readonly Reading[];
  /** Why the station's time was not believed. */
  readonly suspicion?: Suspicion;
}

/** No station of these protocols is older; clocks that were never set show 1970 or 2000. */
const OLDEST = Date.UTC(2015, 0, 1);

/**
 * The station's time, corrected by a known skew; where it cannot be, the moment of receipt instead. Readings move with
 * their fact, so that a clock that was never set still tells the time between them.
 */
export function effectiveTime(fact: SessionFact, policy: SessionPolicy): EffectiveTime {
  const claimed = fact.stationTime + (fact.skew ?? 0);
  const suspicion = problemOf(claimed, fact, policy);
  const at = instant(suspicion === undefined ? claimed : fact.receivedAt);
  const shift = at - fact.stationTime;
  const readings = fact.readings.map((reading) => {
    const moved = reading.at + shift;
    const believed = problemOf(moved, fact, policy) === undefined ? instant(moved) : at;
    return believed === reading.at ? reading : { ...reading, at: believed };
  });
  return { at, readings, ...(suspicion !== undefined && { suspicion }) };
}

function problemOf(claimed: number, fact: SessionFact, policy: SessionPolicy): Suspicion | undefined {
  const { receivedAt } = fact;
  if (claimed < OLDEST) return { code: "time-unset", reason: `The station's clock was not set (${safeText(claimed)}); the time of receipt is used.` };
  if (claimed > receivedAt + policy.futureTolerance) {
    return { code: "time-future", reason: `The station's clock was ahead (${safeText(claimed)}, received ${formatInstant(receivedAt)}); the time of receipt is used.` };
  }
  const oldest = fact.offline === false ? policy.onlineLag : policy.replayLag;
  if (claimed < receivedAt - oldest) {
    return { code: "time-stale", reason: `The station's time (${safeText(claimed)}) is too old to be right; the time of receipt is used.` };
  }
  return undefined;
}

function safeText(at: number): string {
  return Math.abs(at) <= 8.64e15 ? formatInstant(instant(at)) : String(at);
}
