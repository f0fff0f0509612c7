import type { Instant } from "@cpokit/kernel";
import type { SessionFact } from "@cpokit/model";
import { say } from "../journal-sentences.ts";
import type { SessionState } from "../session-state.ts";
import type { Draft } from "./draft.ts";
import { forgetEnd } from "./moves.ts";

/**
 * Evidence that a session goes on: a doubt is over (T11), and one that we had given up is active again (T18) while its
 * EVSE is free (I3). The gap stays in the series as suspended by the EVSE.
 */
export function resume(draft: Draft, open: SessionState | undefined, fact: SessionFact, at: Instant): void {
  const { session } = draft.state;
  if (session.lifecycle === "active") {
    if (session.dueAt === undefined || at < session.lastEvidenceAt || fact.offline === true) return;
    draft.apply({ event: "doubtCleared", reason: say("on"), clear: ["dueAt"] });
    endGap(draft, fact, at);
    return;
  }
  const isOurGuess = session.provisional && (session.lifecycle === "ending" || session.lifecycle === "ended") && session.closure !== "operator";
  const isBilled = session.settlement === "sealed" || session.settlement === "corrected";
  if (!isOurGuess || isBilled || open !== undefined || session.authorization?.result === "refused") return;
  if (fact.offline === true || at < session.lastEvidenceAt) return;

  const wasLost = session.closure === "stationLost";
  draft.apply({
    event: "resumed", reason: say("resumed"),
    set: { lifecycle: "active", provisional: false, ...(wasLost && { energyState: "suspendedEvse" as const }), ...(session.settlement === "held" && { settlement: "none" as const }) },
    clear: ["endAt", "closure", "dueAt", "alarm"],
  });
  forgetEnd(draft);
  if (wasLost) draft.addState({ at: session.lastEvidenceAt, state: "suspendedEvse" });
  endGap(draft, fact, at);
}

/** After a power loss the EVSE delivers again; a station that says which state it is in is believed. */
function endGap(draft: Draft, fact: SessionFact, at: Instant): void {
  if (draft.state.session.energyState !== "suspendedEvse" || fact.energyState !== undefined) return;
  draft.addState({ at, state: "charging" });
  draft.apply({ event: "stateChanged", reason: say("delivers"), set: { energyState: "charging" } });
}
