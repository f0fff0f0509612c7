import type { Instant } from "@cpokit/kernel";
import type { ConnectorState } from "@cpokit/model";
import { collection } from "@cpokit/storage";
import { recoverySentences } from "./recovery-sentences.ts";

const { say } = recoverySentences;

/** What is tried at an EVSE that is stuck, the gentlest first. */
export type RecoveryStep = "toggle" | "unlock" | "softReset" | "hardReset";

/** One attempt to bring an EVSE back without a person. */
export interface Recovery {
  readonly id: string;
  readonly station: string;
  readonly evse: number;
  readonly state: "running" | "recovered" | "ticket" | "aborted";
  /** What was done, or would have been done, and what came of it. */
  readonly log: readonly { readonly at: Instant; readonly text: string }[];
  /** The steps that were taken. */
  readonly taken: readonly RecoveryStep[];
  /** What helped; `itself` when nothing had been done. */
  readonly fixedBy?: RecoveryStep | "itself";
  /** Nothing is sent: the log says what would have been. */
  readonly isDryRun: boolean;
  readonly startedAt: Instant;
  /** When it is looked at again. */
  readonly nextAt: Instant;
  /** Since when the next step has to wait, e.g. for cars that charge. */
  readonly waitingSince?: Instant;
  readonly endedAt?: Instant;
  readonly reason?: string;
}

export const recoveries = collection<Recovery>("recoveries", {
  indexes: {
    byRunning: { keys: ({ state, station, evse }) => (state === "running" ? [[station, evse]] : []), unique: true },
    byDue: { keys: ({ state, nextAt }) => (state === "running" ? [nextAt] : []) },
    byStation: { keys: ({ station, startedAt }) => [[station, startedAt]] },
    byTime: { keys: ({ startedAt }) => [startedAt] },
  },
});

/** What a recovery sees when it is looked at. */
export interface Situation {
  readonly state: ConnectorState | undefined;
  readonly isOnline: boolean;
  /** A car charges at this EVSE. */
  readonly isBusyHere: boolean;
  /** A car charges anywhere at the station. */
  readonly isBusyAtStation: boolean;
}

/** What a step waits for: the station is offline, a car charges at the EVSE, cars charge at its station. */
export type Obstacle = "offline" | "here" | "station";

export type Move =
  | { readonly move: "take"; readonly step: RecoveryStep }
  | { readonly move: "wait"; readonly for: Obstacle }
  | { readonly move: "end"; readonly how: "recovered" | "ticket"; readonly reason: string };

/** How long a step may have to wait before a person is asked, in ms. */
const PATIENCE = 7_200_000;

/** What to do next; pure. Nothing is done that would end somebody's charging. */
export function nextMove(recovery: Recovery, steps: readonly RecoveryStep[], seen: Situation, now: Instant): Move {
  if (seen.isOnline && seen.state !== undefined && seen.state !== "faulted") return { move: "end", how: "recovered", reason: say("again", { state: seen.state }) };
  const step = steps.find((each) => !recovery.taken.includes(each));
  if (step === undefined) return { move: "end", how: "ticket", reason: say("nothing-helped") };
  const obstacle = obstacleTo(step, seen);
  if (obstacle === undefined) return { move: "take", step };
  if (recovery.waitingSince !== undefined && now - recovery.waitingSince >= PATIENCE) return { move: "end", how: "ticket", reason: say(`too-long-${obstacle}`, { step }) };
  return { move: "wait", for: obstacle };
}

function obstacleTo(step: RecoveryStep, seen: Situation): Obstacle | undefined {
  if (!seen.isOnline) return "offline";
  if (seen.isBusyHere) return "here";
  const isReset = step === "softReset" || step === "hardReset";
  return isReset && seen.isBusyAtStation ? "station" : undefined;
}
