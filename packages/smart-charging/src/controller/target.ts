import type { Instant } from "@cpokit/kernel";
import { explainGivingBack, explainShare } from "../explain/explain.ts";
import type { LimitUse } from "../explain/limit-use.ts";
import type { Safety, Target } from "../safety/safety.ts";
import { isBoosted, modeOf, type Decision } from "./demands.ts";
import { storedKWh } from "./give-back.ts";
import type { Policy } from "./ports.ts";
import { spread } from "./spread.ts";

/** What a target depends on besides the decision. */
export interface TargetInput {
  readonly now: Instant;
  readonly policy: Policy;
  readonly safety: Safety;
  /** What fills the limit that decided, where one did. */
  readonly use: LimitUse | undefined;
  /** A limit may be passed by what stations may do. */
  readonly isOver: boolean;
  /** A per phase that the car shall give back. */
  readonly givenA: number;
  readonly reserveA: (evse: string) => number;
  readonly updateSeconds: number;
}

/** What a car's station shall be told after hysteresis (smart-charging §9); undefined to leave it as it is. Notes at the car what it gets and why. */
export function targetOf({ car, share, cappedBy }: Decision, { now, policy, safety, use, isOver, givenA, reserveA, updateSeconds }: TargetInput): Target | undefined {
  const held = safety.held(car.evse, now);
  const lease = safety.entry(car.evse).leases.at(-1);
  car.share = share;
  if (use === undefined) delete car.use;
  else car.use = use;
  const reason = { share, ...(use !== undefined && { use }), heldA: held ?? reserveA(car.evse), reserveA: reserveA(car.evse), ...(cappedBy !== undefined && { cappedBy }), ...(car.nextStart !== undefined && { nextStart: car.nextStart }), shortfallKWh: car.warnedKWh ?? 0 };
  car.reason = reason;
  car.why = explainShare(reason);
  if (share.because === "waits") {
    car.waitsSince ??= now;
    delete car.servedSince;
  } else {
    car.servedSince ??= now;
    delete car.waitsSince;
  }
  const renew = car.forceSend === true || (lease !== undefined && lease.until - now <= (policy.leaseSeconds * (0.5 + spread(car.evse)) + policy.clockSkewSeconds) * 1_000);
  const keep = { evse: car.evse, amps: held ?? 0, renew };
  car.givesA = givenA;
  if (givenA > 0) {
    const gives = { ...car.wish, givesA: givenA, storedKWh: storedKWh(car)! };
    car.reason = gives;
    car.why = explainGivingBack(gives);
    const isSmall = held !== undefined && held < 0 && givenA > -held && givenA + held < policy.raiseA;
    return { evse: car.evse, amps: isSmall ? held : -givenA, renew };
  }
  if (held !== undefined && held < 0) return { evse: car.evse, amps: share.amps, renew };
  const economic = cappedBy === "plan" || cappedBy === "pv";
  const wasSwitched = car.switchedAt !== undefined && now - car.switchedAt < policy.pauseSeconds * 1_000;
  if (held === undefined || isBoosted(car, now)) return { evse: car.evse, amps: share.amps, renew };
  if (share.amps > held) {
    if (held === 0 && economic && wasSwitched) return keep;
    if (held > 0 && (share.amps - held < policy.raiseA || share.amps < held * 1.05)) return keep;
    car.raiseSince ??= now;
    // A plan does not flicker as loads do.
    if (modeOf(car, now) !== "cheap" && now - car.raiseSince < policy.raiseHoldSeconds * 1_000) return keep;
  } else delete car.raiseSince;
  if (share.amps === 0 && held > 0 && economic && wasSwitched && !isOver) return keep;
  const wait = updateSeconds * 1_000;
  const isSoon = car.sentAt !== undefined && now - car.sentAt < wait;
  if (isSoon && !isOver && !renew) return undefined;
  return { evse: car.evse, amps: share.amps, renew };
}

