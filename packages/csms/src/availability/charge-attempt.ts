import type { Session } from "@cpokit/model";
import { compact } from "../translate/compact.ts";
import type { ChargeAttempt } from "./formulas.ts";

/**
 * A session that is over as an attempt to charge, for `sessionSuccess`. Nothing while it goes on, and for one that never became an attempt: a remote start that
 * nobody followed up, and what an operator declared void.
 */
export function chargeAttempt({ lifecycle, authorization, energy, startAt, endAt, stopReason, closure }: Session): ChargeAttempt | undefined {
  if (lifecycle !== "ended" || endAt === undefined) return undefined;
  return compact({
    refused: authorization?.result === "refused", energy, duration: endAt - startAt, stopReason, lost: closure === "stationLost" || closure === "superseded",
  });
}
