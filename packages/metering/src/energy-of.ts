import { decimal, roundDecimal } from "@cpokit/kernel";
import type { MeterState } from "./meter-state.ts";

/** What a meter says about a session, whole Wh. What is absent is unknown, which is not 0 (Q13). */
export interface MeteredEnergy {
  readonly startRegister?: number;
  readonly lastRegister?: number;
  /** `lastRegister − startRegister`, never negative. */
  readonly energy?: number;
}

/** Start and last register and the energy between them: begin and end of the transaction first, samples where there is no end (Q2). */
export function energyOf(state: MeterState): MeteredEnergy {
  const start = state.begin?.value ?? (state.samples?.kind === "interval" ? "0" : undefined);
  const last = (state.end ?? state.samples ?? state.begin)?.value;
  const startRegister = start === undefined ? undefined : whole(start);
  const lastRegister = last === undefined ? undefined : whole(last);
  const energy = startRegister === undefined || lastRegister === undefined ? undefined : lastRegister - startRegister;
  return {
    ...(startRegister !== undefined && { startRegister }),
    ...(lastRegister !== undefined && { lastRegister }),
    ...(energy !== undefined && energy >= 0 && { energy }),
  };
}

// Each register is rounded, not their difference: periods then sum to the session exactly (tariffs G2).
function whole(value: string): number {
  return Number(roundDecimal(decimal(value), 0).units);
}
