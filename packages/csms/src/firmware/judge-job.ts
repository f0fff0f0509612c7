import { instant, type Instant } from "@cpokit/kernel";
import type { CommandOutcome } from "@cpokit/model";
import type { FirmwareState } from "../fleet-fact.ts";
import { stageOf, type FirmwareJob } from "./firmware-documents.ts";
import { firmwareSentences } from "./firmware-sentences.ts";

const { say } = firmwareSentences;

/** What a job hears of. */
export type JobInput =
  | { readonly input: "answer"; readonly outcome: CommandOutcome }
  | { readonly input: "status"; readonly state: FirmwareState; readonly detail: string }
  | { readonly input: "boot"; readonly firmware: string | undefined }
  | { readonly input: "deadline" };

/** How long a station that says it has installed may take to boot, in ms. */
const TIME_TO_BOOT = 1_800_000;
/** The wait before a second try, longer before each further one, in ms. */
const WAIT = 300_000;

/** What becomes of an open job; the same job when it changes nothing. A job that is not open hears nothing any more. */
export function judgeJob(job: FirmwareJob, input: JobInput, now: Instant, retries: number): FirmwareJob {
  if (stageOf(job.state) !== "open") return job;
  switch (input.input) {
    case "answer":
      return judgeAnswer(job, input.outcome, now, retries);
    case "status":
      return judgeStatus(job, input.state, input.detail, now, retries);
    case "boot":
      return judgeBoot(job, input.firmware, now, retries);
    case "deadline":
      return failed(job, `it did not finish in time; the last that was heard: ${job.detail ?? "nothing"}`, now, retries);
  }
}

function judgeAnswer(job: FirmwareJob, outcome: CommandOutcome, now: Instant, retries: number): FirmwareJob {
  switch (outcome.outcome) {
    case "accepted":
      return job.detail === undefined ? { ...job, detail: "accepted", changedAt: now } : job;
    // It may have heard us: its statuses will tell (F18).
    case "timeout":
      return job;
    case "rejected":
      return failed(job, say("refused", { reason: outcome.reason }), now, retries);
    case "unsupported":
      return failed(job, outcome.reason, now, 0);
    case "error":
      return failed(job, say("answered", { error: outcome.code }), now, outcome.code === "NotImplemented" || outcome.code === "NotSupported" ? 0 : retries);
    case "offline":
      return failed(job, say("away"), now, retries);
    case "cancelled":
      return { ...job, state: "cancelled", reason: say("taken-back", { person: outcome.by }), changedAt: now };
  }
}

const STATES: Readonly<Record<Exclude<FirmwareState, "idle" | "failed" | "installed">, FirmwareJob["state"]>> = {
  scheduled: "requested", downloading: "downloading", paused: "downloading", downloaded: "downloaded", verified: "downloaded", installing: "installing", rebooting: "installed",
};

function judgeStatus(job: FirmwareJob, state: FirmwareState, detail: string, now: Instant, retries: number): FirmwareJob {
  if (state === "idle") return job;
  if (state === "failed") return failed({ ...job, detail }, detail, now, retries);
  const next = state === "installed" ? "installed" : STATES[state];
  const deadline = next === "installed" ? instant(Math.min(job.deadline ?? Number.MAX_SAFE_INTEGER, now + TIME_TO_BOOT)) : job.deadline;
  return { ...job, state: next, detail, changedAt: now, ...(deadline === undefined ? {} : { deadline }) };
}

/** The version at the boot decides, whatever was said before. A restart in the middle, with the old one, decides nothing. */
function judgeBoot(job: FirmwareJob, firmware: string | undefined, now: Instant, retries: number): FirmwareJob {
  if (firmware === job.version) return { ...job, state: "succeeded", detail: `booted with ${firmware}`, changedAt: now };
  if (job.state !== "installed") return job;
  return failed(job, say("other-version", { version: firmware ?? "no version", wanted: job.version }), now, retries);
}

function failed(job: FirmwareJob, reason: string, now: Instant, retries: number): FirmwareJob {
  const { deadline: _deadline, ...rest } = job;
  if (job.attempts > retries) return { ...rest, state: "failed", reason, changedAt: now };
  return { ...rest, state: "waiting", reason, notBefore: instant(now + WAIT * job.attempts), changedAt: now };
}
