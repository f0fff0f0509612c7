import type { CommandOutcome } from "@cpokit/model";

/** Why something did not come about, in the words of the station where it gave any. */
export function reasonOf(outcome: CommandOutcome): string {
  return "reason" in outcome ? outcome.reason : outcome.outcome === "error" ? outcome.code : outcome.outcome;
}
