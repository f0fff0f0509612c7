import type { Instant } from "@cpokit/kernel";
import type { Share } from "../allocate/allocate.ts";
import type { GivingBackReason, ShareReason, UncontrolledReason } from "../explain/explain.ts";
import type { LimitUse } from "../explain/limit-use.ts";
import type { SessionWish } from "./ports.ts";

/** A session as the controller follows it. */
export interface Car {
  readonly transaction: string;
  /** What its station calls the transaction. */
  readonly reference: string;
  readonly evse: string;
  readonly startedAt: Instant;
  /** The station has not said its id yet (it began offline), so only default profiles reach it. */
  hasId: boolean;
  wish: SessionWish;
  boostUntil?: Instant;
  deliveredKWh: number;
  /** What it gave back since it was plugged in. */
  returnedKWh: number;
  /** What is in its battery, where its station says that. */
  storedKWh?: number;
  /** A per phase, as the station measured it. */
  measured?: { readonly amps: readonly number[]; readonly at: Instant };
  phasesUsed?: 1 | 2 | 3;
  /** The same number of phases was seen this many times in a row. */
  phasesSeen: number;
  /** What it is capped at since it does not use more. */
  lent?: { readonly amps: number; readonly since: Instant };
  underSince?: Instant;
  overSince?: Instant;
  strikes: number;
  raiseSince?: Instant;
  /** When it was last paused or resumed. */
  switchedAt?: Instant;
  /** Since when its minimum does not fit, and since when it does. */
  waitsSince?: Instant;
  servedSince?: Instant;
  sentAt?: Instant;
  share?: Share;
  why: string;
  /** Absent until somebody has decided on it. */
  reason?: GivingBackReason | ShareReason | UncontrolledReason;
  /** What fills the limit of the last decision, where one decided. */
  use?: LimitUse;
  /** When the plan begins or goes on to charge it. */
  nextStart?: Instant;
  warnedKWh?: number;
  /** Rung of the rejection ladder that is tried now. */
  rung: number;
  forceSend?: boolean;
  /** What it shall give back now, A per phase. */
  givesA?: number;
  /** Its station refused to let it give back. */
  refusesToGive?: boolean;
  /** What the station reckons with was asked for and fitted. */
  isReadBack?: boolean;
  /** Since when it was ordered to charge on one phase. */
  onOnePhase?: Instant;
  /** Since when the sun says that the other number of phases were better, and how often they were switched. */
  phasesWrongSince?: Instant;
  phaseSwitches?: number;
  /** Whether it charges from the sun, and since when the sun says otherwise. */
  onSun?: boolean;
  sunTurnsSince?: Instant;
  /** Until when the car was promised a schedule (ISO 15118). */
  scheduleUntil?: Instant;
  /** The most periods that the car's schedule may have. */
  maxTuples?: number;
}

export function createCar(begun: Pick<Car, "transaction" | "reference" | "evse" | "startedAt" | "wish" | "hasId">): Car {
  return { ...begun, deliveredKWh: 0, returnedKWh: 0, phasesSeen: 0, strikes: 0, why: "has just begun", rung: 0 };
}

/** Phases that carry current; unknown while the car draws too little to tell. */
export function phasesOf(amps: readonly number[]): 1 | 2 | 3 | undefined {
  const most = Math.max(...amps.map(Math.abs));
  if (!(most >= 4)) return undefined;
  const used = amps.filter((one) => Math.abs(one) > 0.4 * most).length;
  return used === 1 || used === 2 || used === 3 ? used : undefined;
}

/** Takes a measurement in: phases after three equal readings, unused current that can be lent, all of it anew when the car wants more (§9). */
export function measure(car: Car, amps: readonly number[], at: Instant, held: number | undefined, limits: { readonly minA: number; readonly probeMinutes: number }): void {
  car.measured = { amps, at };
  const phases = phasesOf(amps);
  if (phases !== undefined) {
    const same = phases === car.phasesUsed;
    car.phasesSeen = same ? 0 : car.phasesSeen + 1;
    // More phases than thought count at once, fewer only when they are sure.
    if (!same && (car.phasesSeen >= 3 || (car.phasesUsed !== undefined && phases > car.phasesUsed))) {
      car.phasesUsed = phases;
      car.phasesSeen = 0;
    }
  }
  const most = Math.max(0, ...amps);
  if (car.lent !== undefined && (most >= car.lent.amps - 1 || at - car.lent.since > limits.probeMinutes * 60_000)) {
    delete car.lent;
    delete car.underSince;
  }
  if (held === undefined || held <= 0 || most > held - 2 || most * 1.1 + 2 >= held) {
    delete car.underSince;
    return;
  }
  car.underSince ??= at;
  if (car.lent === undefined && at - car.underSince >= 30_000) car.lent = { amps: Math.max(limits.minA, most * 1.1 + 2), since: at };
}
