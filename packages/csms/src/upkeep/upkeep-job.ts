import { seconds, type Milliseconds } from "@cpokit/kernel";
import type { CommandOutcome } from "@cpokit/model";
import type { OnlineStation } from "../provisioning/live-stations.ts";

/** How one run of a job ended. */
export type JobResult =
  | { readonly result: "done" }
  /** It waits for something that was set off: looked at again then, without counting as a failure. */
  | { readonly result: "again"; readonly after: Milliseconds }
  /** Tried again later and later, and given up after some tries; `final`: given up at once, for another try cannot help. */
  | { readonly result: "failed"; readonly problem: string; readonly final?: boolean };

/** One kind of task: it compares what should be with what is, and sends what brings the one to the other. */
export interface UpkeepJob {
  readonly kind: string;
  /** Also for stations whose boot is pending (OCPP 2.x B02, 1.6 §4.2). */
  readonly whilePending?: boolean;
  /** May run any number of times, also after a crash in its middle. What it throws counts as a failure. */
  run(station: OnlineStation): Promise<JobResult>;
}

export const DONE: JobResult = Object.freeze({ result: "done" });

/** What a command that was not accepted means for the job that sent it. */
export function failure(doing: string, outcome: CommandOutcome | undefined): Exclude<JobResult, { readonly result: "done" }> {
  switch (outcome?.outcome) {
    case "offline":
      return { result: "again", after: seconds(5) };
    case "unsupported":
      return { result: "failed", problem: `${doing}: ${outcome.reason}`, final: true };
    case "rejected":
      return { result: "failed", problem: `${doing}: the station refused (${outcome.reason}).` };
    case "error": {
      const final = outcome.code === "NotImplemented" || outcome.code === "NotSupported";
      return { result: "failed", problem: `${doing}: ${outcome.code}${outcome.description === "" ? "" : `, ${outcome.description}`}`, ...(final ? { final } : {}) };
    }
    case "timeout":
      return { result: "failed", problem: `${doing}: the station did not answer.` };
    case "cancelled":
      return { result: "failed", problem: `${doing}: taken back by ${outcome.by}.` };
    case "accepted":
    case undefined:
      return { result: "failed", problem: `${doing}: the answer says nothing that can be used.` };
  }
}
