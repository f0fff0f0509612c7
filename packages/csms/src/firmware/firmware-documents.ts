import type { Instant } from "@cpokit/kernel";
import type { FirmwareOrder } from "@cpokit/model";
import { collection } from "@cpokit/storage";

/** One firmware for many stations, in waves. */
export interface FirmwareCampaign {
  readonly id: string;
  readonly name: string;
  /** What a station must say of itself when it boots: nothing else is success. */
  readonly version: string;
  readonly image: Pick<FirmwareOrder, "location" | "signature">;
  /** How many stations each wave has; the first one is the canary. */
  readonly waves: readonly number[];
  /** The wave that is under way. */
  readonly wave: number;
  readonly state: "preparing" | "running" | "halted" | "cancelled" | "done";
  /** Why it was halted, or who cancelled it. */
  readonly reason?: string;
  /** Percent of a wave that may fail before the campaign halts. */
  readonly haltAt: number;
  /** Failures of the wave that an operator found harmless when the campaign was resumed. */
  readonly forgiven: number;
  readonly atOnce: number;
  /** Tries of ours after the first. */
  readonly retries: number;
  /** Milliseconds from the request to the boot. */
  readonly within: number;
  /** Milliseconds to watch a wave that is over before the next one begins. */
  readonly soak: number;
  readonly waveOverAt?: Instant;
  readonly requestedBy: string;
  readonly requestedAt: Instant;
}

/** Where the update of one station stands; success is seen at the boot. */
export type FirmwareJobState =
  | "waiting" | "requested" | "downloading" | "downloaded" | "installing" | "installed" | "succeeded" | "failed" | "skipped" | "cancelled";

/** The update of one station. */
export interface FirmwareJob {
  /** `<campaign>/<station>`. */
  readonly id: string;
  readonly campaign: string;
  readonly station: string;
  readonly wave: number;
  readonly version: string;
  readonly state: FirmwareJobState;
  readonly attempts: number;
  /** Our number of the last request. */
  readonly request?: number;
  /** Not tried again before. */
  readonly notBefore?: Instant;
  /** Failed when it is not over by then. */
  readonly deadline?: Instant;
  /** The last status as the station sent it. */
  readonly detail?: string;
  /** Why it failed, the last time. */
  readonly reason?: string;
  readonly changedAt: Instant;
}

export const firmwareCampaigns = collection<FirmwareCampaign>("firmwareCampaigns", {
  indexes: { byTime: { keys: (campaign) => [campaign.requestedAt] }, byRunning: { keys: (campaign) => (campaign.state === "running" ? ["running"] : []) } },
});

export const firmwareJobs = collection<FirmwareJob>("firmwareJobs", {
  indexes: {
    byStage: { keys: (job) => [[job.campaign, job.wave, stageOf(job.state), job.notBefore ?? 0]] },
    byStation: { keys: (job) => [[job.station, job.changedAt]] },
    byDeadline: { keys: (job) => (stageOf(job.state) === "open" && job.deadline !== undefined ? [job.deadline] : []) },
  },
});

/** The job that is open at a station: at most one, whatever the campaigns. */
export const stationFirmware = collection<{ readonly job: string; readonly request: number }>("stationFirmware");

/** The next request number of a station, for firmware and logs. */
export const stationRequests = collection<{ readonly next: number }>("stationRequests");

export function stageOf(state: FirmwareJobState): "waiting" | "open" | "over" {
  switch (state) {
    case "waiting":
      return "waiting";
    case "requested":
    case "downloading":
    case "downloaded":
    case "installing":
    case "installed":
      return "open";
    case "succeeded":
    case "failed":
    case "skipped":
    case "cancelled":
      return "over";
  }
}
