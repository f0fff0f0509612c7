import { decimal, divideDecimal, formatDecimal } from "@cpokit/kernel";
import type { AvailabilityInterval, EvseState } from "./timeline.ts";

/** A stretch of time, milliseconds since 1970; `to` is exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A share of time, with what it was made of. */
export interface Share {
  /** Milliseconds that count as good. */
  readonly good: number;
  /** Milliseconds that count at all. */
  readonly counted: number;
  /** good / counted in percent with up to three decimals, rounded down: a limit that is missed by a hair is missed. Absent when nothing counts. */
  readonly percent?: string;
}

/** How one state counts. */
export type Treatment = "good" | "bad" | "leftOut";

/**
 * UK reliability (The Public Charge Point Regulations 2023, regulation 7): the time in which an EVSE is available, charging or reserved, of the time in which
 * it is open to the public. How a state counts that the station did not tell is a matter of the guidance in force, hence a choice;
 * left out when none is made.
 */
export function ukReliability(intervals: readonly AvailabilityInterval[], options: { readonly exempt?: readonly Span[]; readonly unknown?: Treatment } = {}): Share {
  const treatments: Readonly<Record<EvseState, Treatment>> = {
    available: "good", occupied: "good", reserved: "good", unavailable: "bad", faulted: "bad", unknown: options.unknown ?? "leftOut",
  };
  const exempt = united(options.exempt ?? []);
  let good = 0;
  let counted = 0;
  for (const interval of intervals) {
    const treatment = treatments[interval.state];
    if (treatment === "leftOut") continue;
    const time = interval.to - interval.from - overlap(exempt, interval);
    counted += time;
    if (treatment === "good") good += time;
  }
  return share(good, counted);
}

/**
 * NEVI uptime (23 CFR 680.116(b)): (T − (outage − excluded)) / T, where T is all the time of the period, and only outage that falls into excluded time is
 * excluded. A port that tells nothing is out.
 */
export function neviUptime(intervals: readonly AvailabilityInterval[], options: { readonly excluded?: readonly Span[] } = {}): Share {
  const excluded = united(options.excluded ?? []);
  let total = 0;
  let outage = 0;
  for (const interval of intervals) {
    const time = interval.to - interval.from;
    total += time;
    if (interval.state === "unavailable" || interval.state === "faulted" || interval.state === "unknown") outage += time - overlap(excluded, interval);
  }
  return share(total - outage, total);
}

/** How one attempt to charge went. */
export interface ChargeAttempt {
  /** The token was refused. */
  readonly refused?: boolean;
  /** Wh; absent when the station told none. */
  readonly energy?: number;
  /** Milliseconds. */
  readonly duration: number;
  /** 1.6 reason or 2.x stoppedReason; absent when the station gave none, which both mean as `Local`. */
  readonly stopReason?: string;
  /** The station never told the end. */
  readonly lost?: boolean;
}

/** Ends that a driver, a car or the operator wanted. */
const ORDINARY_ENDS: ReadonlySet<string> = new Set([
  "Local", "Remote", "EVDisconnected", "StoppedByEV", "EnergyLimitReached", "SOCLimitReached", "TimeLimitReached", "LocalOutOfCredit", "CostLimitReached", "MasterPass", "UnlockCommand",
  "LimitSet", "ReservationEnded",
]);

/** What became of attempts to charge. */
export interface SessionSuccess {
  readonly attempts: number;
  /** Of these, energy flowed. */
  readonly started: number;
  /** Of these, energy flowed until somebody wanted it to end. */
  readonly succeeded: number;
  readonly percent?: string;
}

/**
 * Session success in the sense of the ChargeX consortium's key performance indicators: a charge that was attempted begins, delivers energy and ends
 * because the driver, the car or the operator wants it to. A refused token is no fault of the station; it counts when you say so.
 */
export function sessionSuccess(attempts: readonly ChargeAttempt[], options: { readonly countRefused?: boolean; /** Shorter ones that end without energy were given up by the driver. */ readonly givenUpWithin?: number } = {}): SessionSuccess {
  let [all, started, succeeded] = [0, 0, 0];
  for (const attempt of attempts) {
    const { refused = false, energy = 0, duration, stopReason = "Local", lost = false } = attempt;
    if (refused && options.countRefused !== true) continue;
    if (!refused && energy <= 0 && duration < (options.givenUpWithin ?? 0) && ORDINARY_ENDS.has(stopReason)) continue;
    all += 1;
    if (refused || energy <= 0) continue;
    started += 1;
    if (!lost && ORDINARY_ENDS.has(stopReason)) succeeded += 1;
  }
  const { percent } = share(succeeded, all);
  return { attempts: all, started, succeeded, ...(percent === undefined ? {} : { percent }) };
}

/** Shares together: each EVSE counts by its time, which is the mean where all are counted for the whole period (UK: averaged over the network). */
export function meanShare(shares: readonly Share[]): Share {
  const good = shares.reduce((sum, each) => sum + each.good, 0);
  const counted = shares.reduce((sum, each) => sum + each.counted, 0);
  return share(good, counted);
}

/** Spans in order, without overlap: what two reasons exclude is excluded once. */
export function united(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  for (const span of [...spans].sort((left, right) => left.from - right.from)) {
    const last = result.at(-1);
    if (last !== undefined && span.from <= last.to) result[result.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    else if (span.to > span.from) result.push({ from: span.from, to: span.to });
  }
  return result;
}

/** How much of a stretch lies in united spans. */
export function overlap(spans: readonly Span[], { from, to }: Span): number {
  let sum = 0;
  for (const span of spans) {
    if (span.from >= to) break;
    sum += Math.max(0, Math.min(span.to, to) - Math.max(span.from, from));
  }
  return sum;
}

function share(good: number, counted: number): Share {
  if (counted === 0) return { good, counted };
  return { good, counted, percent: formatDecimal(divideDecimal(decimal(good * 100), decimal(counted), 3, "down")) };
}
