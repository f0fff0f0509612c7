import type { Instant } from "@cpokit/kernel";
import type { Target } from "../safety/safety.ts";

/** Keeps a site from flooding its line (a token bucket): raises wait, what is lowered or renewed only takes its turn from them. */
export function createMessageBudget(perSecond: number, start: Instant): {
  /** The target as it may leave now, by what its station holds; undefined while it has to wait. */
  inTurn(target: Target, held: number | undefined, now: Instant): Target | undefined;
} {
  const most = Math.max(1, perSecond);
  let filled = most;
  let at = start;
  return {
    inTurn(target, held, now) {
      filled = Math.min(most, filled + (Math.max(0, now - at) / 1_000) * perSecond);
      at = now;
      if (target.amps === held && target.renew !== true) return target;
      if (target.amps > (held ?? 0) && filled < 1) return held === undefined ? undefined : { ...target, amps: held };
      filled -= 1;
      return target;
    },
  };
}
