import type { CommandOutcome } from "@cpokit/model";
import type { VariableResult } from "./command-plan.ts";

/** Statuses with which a station takes a request on, in any version. */
const TAKEN: ReadonlySet<string> = new Set([
  "Accepted", "AcceptedCanceled", "Scheduled", "Processing", "RebootRequired", "Unlocked", "Unpublished", "EmptyResultSet",
]);

const UNSUPPORTED: ReadonlySet<string> = new Set(["NotSupported", "NotImplemented"]);

/** What the status of a response amounts to; a response without one is an answer to a question. */
export function concludeByStatus(response: unknown): CommandOutcome {
  const status = isObject(response) && "status" in response ? response.status : undefined;
  if (typeof status !== "string" || TAKEN.has(status)) return { outcome: "accepted", response };
  const info = isObject(response) && "statusInfo" in response && isObject(response.statusInfo) ? response.statusInfo : {};
  const parts = ["reasonCode" in info ? info.reasonCode : undefined, "additionalInfo" in info ? info.additionalInfo : undefined];
  const reason = [status, ...parts.filter((part) => typeof part === "string")].join(": ");
  return UNSUPPORTED.has(status) ? { outcome: "unsupported", reason: `The station answered ${reason}.` } : { outcome: "rejected", reason, response };
}

/** A change of variables is accepted when the station took every one of them. */
export function concludeChanges(results: readonly VariableResult[]): CommandOutcome {
  const failed = results.filter((result) => !TAKEN.has(result.status));
  if (failed.length === 0) return { outcome: "accepted", response: results };
  return { outcome: "rejected", reason: failed.map((result) => `${result.variable}: ${result.status}`).join(", "), response: results };
}

/** What is not there need not be deleted. */
export function concludeDeletion(response: unknown): CommandOutcome {
  const outcome = concludeByStatus(response);
  return outcome.outcome === "rejected" && outcome.reason.startsWith("NotFound") ? { outcome: "accepted", response } : outcome;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
