import { instant } from "@cpokit/kernel";
import { describe, expect, it } from "vitest";
import type { FirmwareJob, FirmwareJobState } from "./firmware-documents.ts";
import { judgeJob, type JobInput } from "./judge-job.ts";

const now = instant(1_000_000);
const job = (state: FirmwareJobState, more: Partial<FirmwareJob> = {}): FirmwareJob => ({
  id: "c/s", campaign: "c", station: "s", wave: 0, version: "2.0.0", state, attempts: 1, request: 1, deadline: instant(9_000_000), changedAt: instant(0), ...more,
});
const status = (state: Extract<JobInput, { input: "status" }>["state"], detail: string): JobInput => ({ input: "status", state, detail });
const boot = (firmware: string | undefined): JobInput => ({ input: "boot", firmware });

describe("a firmware job", () => {
  const cases: readonly (readonly [string, FirmwareJobState, JobInput, FirmwareJobState])[] = [
    ["takes silence as unknown (F18)", "requested", { input: "answer", outcome: { outcome: "timeout" } }, "requested"],
    ["is tried again when the station refuses", "requested", { input: "answer", outcome: { outcome: "rejected", reason: "Busy", response: {} } }, "waiting"],
    ["fails at once when it cannot be", "requested", { input: "answer", outcome: { outcome: "unsupported", reason: "no" } }, "failed"],
    ["fails at once when the action is unknown", "requested", { input: "answer", outcome: { outcome: "error", code: "NotImplemented", description: "" } }, "failed"],
    ["is tried again after an error", "requested", { input: "answer", outcome: { outcome: "error", code: "InternalError", description: "" } }, "waiting"],
    ["ends with the order that is taken back", "requested", { input: "answer", outcome: { outcome: "cancelled", by: "anna" } }, "cancelled"],
    ["follows the download", "requested", status("downloading", "Downloading"), "downloading"],
    ["hears nothing in Idle", "downloading", status("idle", "Idle"), "downloading"],
    ["is tried again after a failed download", "downloading", status("failed", "DownloadFailed"), "waiting"],
    ["is no success when the station says installed", "installing", status("installed", "Installed"), "installed"],
    ["is a success at the boot with the new version", "installed", boot("2.0.0"), "succeeded"],
    ["is a success at that boot whatever was said before", "downloading", boot("2.0.0"), "succeeded"],
    ["outlives a restart in the middle", "downloading", boot("1.0.0"), "downloading"],
    ["is tried again when the old version boots after the installation", "installed", boot("1.0.0"), "waiting"],
    ["is tried again when its time is over", "downloading", { input: "deadline" }, "waiting"],
    ["hears nothing once it is over", "succeeded", boot("1.0.0"), "succeeded"],
    ["hears nothing while it waits", "waiting", boot("2.0.0"), "waiting"],
  ];
  it.each(cases)("%s", (_name, from, input, to) => {
    const next = judgeJob(job(from), input, now, 2);
    expect(next.state).toBe(to);
    if (to === "waiting" && from !== "waiting") expect(next).toMatchObject({ reason: expect.any(String), notBefore: now + 300_000 });
    if (to === "waiting" && from !== "waiting") expect(judgeJob(job(from, { attempts: 3 }), input, now, 2).state).toBe("failed");
  });

  it("has half an hour to boot once it is installed", () => {
    expect(judgeJob(job("installing"), status("installed", "Installed"), now, 2).deadline).toBe(now + 1_800_000);
    expect(judgeJob(job("installing", { deadline: instant(now + 5) }), status("rebooting", "InstallRebooting"), now, 2).deadline).toBe(now + 5);
  });
});
