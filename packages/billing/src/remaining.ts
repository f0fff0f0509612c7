import { hours, instant, milliseconds, minutes, watts, wh, type Instant, type Milliseconds, type Wh } from "@cpokit/kernel";
import type { TariffVersion } from "@cpokit/model";
import type { MeterSample, Priced } from "@cpokit/tariffs";
import { compare, difference, most } from "./amounts.ts";
import type { BillableSession } from "./billable-session.ts";
import type { Rater } from "./rate-session.ts";

export interface RemainingOptions {
  /** W from now on; as last measured when absent, and what the connector gives where nothing was measured. */
  readonly power?: number;
  /** How far to look ahead; 24 hours when absent. */
  readonly horizon?: Milliseconds;
}

/** How far an amount goes that was paid before. Amounts are gross where the tariff says taxes. */
export interface Remaining {
  readonly currency: string;
  readonly prepaid: string;
  /** The running cost (I13). */
  readonly cost: string;
  /** Never below 0. */
  readonly left: string;
  /** W that the forecast assumes; 0 while the vehicle takes none. */
  readonly power: number;
  /** The last second at which the amount suffices; absent when it lasts beyond the horizon. */
  readonly usedUpAt?: Instant;
  /** From now until then. */
  readonly time?: Milliseconds;
  /** Until then. */
  readonly energy?: Wh;
  /** For the whole session, as `transactionLimit` of OCPP 2.1 says it. */
  readonly limit: TransactionLimit;
}

/** `TransactionLimitType` of OCPP 2.1; the cost is decimal text. */
export interface TransactionLimit {
  readonly maxCost: string;
  /** Wh. */
  readonly maxEnergy?: Wh;
  /** Seconds. */
  readonly maxTime?: number;
}

const STEP = minutes(15);
const SECOND = 1_000;

/** Looks ahead with the calculator of the CDR: the session goes on as it is until its price exceeds the amount (I13). */
export function remainingOf(billable: BillableSession, version: TariffVersion, prepaid: string, rater: Rater, now: Instant, options: RemainingOptions = {}): Remaining {
  const { session, points } = billable;
  const power = options.power ?? presentPower(billable);
  const last = points.at(-1);
  const from = last?.at ?? session.lastEvidenceAt;
  const energyAt = (at: number): number => Math.floor((power * (at - from)) / hours(1));
  const expectedAt = (at: number): readonly MeterSample[] => {
    const start: MeterSample = { at: from, energy: wh(last?.register ?? 0), power: watts(power) };
    return [...(last === undefined ? [start] : []), { ...start, at: instant(at), energy: wh(start.energy + energyAt(at)) }];
  };
  const suffices = (at: number): boolean => compare(payable(rater.running(billable, version, instant(at), expectedAt(at))), prepaid) <= 0;

  const running = rater.running(billable, version, session.endAt ?? session.lastEvidenceAt);
  const cost = payable(running);
  const usedUpAt = compare(cost, prepaid) >= 0 ? from : lastMoment(from, from + (options.horizon ?? hours(24)), suffices);
  const start = session.startRegister ?? points[0]?.register ?? 0;
  return {
    currency: running.currency,
    prepaid,
    cost,
    left: most(difference(prepaid, cost), "0"),
    power,
    ...(usedUpAt === undefined ? {} : { usedUpAt, time: milliseconds(Math.max(0, usedUpAt - now)), energy: wh(energyAt(usedUpAt)) }),
    limit: {
      maxCost: prepaid,
      ...(usedUpAt === undefined ? {} : { maxEnergy: wh((last?.register ?? start) - start + energyAt(usedUpAt)), maxTime: Math.floor((usedUpAt - session.startAt) / SECOND) }),
    },
  };
}

/** The last second at which a condition holds that holds at `from`; `undefined` when it holds until the end. Prices may fall again (P3), so it walks first. */
function lastMoment(from: number, end: number, holds: (at: number) => boolean): Instant | undefined {
  let good = from;
  let bad = from;
  do {
    if (bad >= end) return undefined;
    good = bad;
    bad = Math.min(bad + STEP, end);
  } while (holds(bad));
  while (bad - good > SECOND) {
    const middle = good + Math.ceil((bad - good) / 2 / SECOND) * SECOND;
    if (middle >= bad) break;
    if (holds(middle)) good = middle;
    else bad = middle;
  }
  return instant(good);
}

/** What was measured last, else what the last two readings show, else what the connector can give; nothing while the vehicle waits. */
function presentPower({ session, points, states, place }: BillableSession): number {
  const state = states.at(-1)?.state ?? session.energyState;
  if (state !== "charging") return 0;
  const last = points.at(-1);
  const before = points.at(-2);
  const measured = last?.power ?? session.power;
  if (measured !== undefined) return measured;
  if (last !== undefined && before !== undefined && last.at > before.at) return Math.round(((last.register - before.register) * hours(1)) / (last.at - before.at));
  return session.maxPower ?? place?.connector.maxPower ?? 0;
}

function payable({ totals }: Priced): string {
  return totals.cost.incl ?? totals.cost.excl;
}
