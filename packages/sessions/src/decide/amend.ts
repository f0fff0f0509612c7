import type { SessionSettlement } from "@cpokit/model";
import { say } from "../journal-sentences.ts";
import type { JournalCause } from "../journal.ts";
import { reviewOf } from "../plausibility.ts";
import type { SessionPolicy } from "../policy.ts";
import type { SessionState } from "../session-state.ts";
import { createDraft, type SessionChange } from "./draft.ts";
import { assess, toEnded } from "./moves.ts";
import type { DecideContext } from "./situation.ts";

/** A change, or why there is none. */
export type Amendment = { readonly change: SessionChange } | { readonly refused: string };

/** A person acts on a session. */
export interface PersonalAct {
  readonly actor: string;
  readonly reason: string;
}

/** Ends the session in the books without pretending that the station stopped (T17, pain 6); a real stop replaces it (F22). */
export function closeInBooks(state: SessionState, act: PersonalAct, context: Pick<DecideContext, "now" | "policy">): Amendment {
  const { session } = state;
  const draft = createDraft(state);
  const cause: JournalCause = { kind: "person", action: "closeInBooks", actor: act.actor, reason: act.reason };
  if (session.lifecycle === "pending") {
    draft.apply({ event: "cancelled", reason: say("cancelled", act), set: { lifecycle: "cancelled", settlement: "waived" }, clear: ["dueAt"] });
    return { change: draft.finish(cause) };
  }
  if (session.lifecycle === "cancelled" || session.lifecycle === "invalid") return { refused: `The session is ${session.lifecycle}.` };
  const isOpen = session.lifecycle === "active" || session.lifecycle === "ending" || session.provisional;
  if (!isOpen || session.closure === "operator") return { refused: "The session has ended already." };
  const known = session.suspicions.filter(({ code }) => code !== "missing-end");
  const missingEnd = { code: "missing-end", reason: "The station never said that the session ended; it was closed in the books.", clearedBy: act.actor };
  toEnded(draft, context, say("closed", act), {
    closure: "operator",
    provisional: session.provisional || session.lifecycle === "active",
    endAt: session.endAt ?? session.lastEvidenceAt,
    suspicions: [...known, missingEnd],
    review: reviewOf([...known, missingEnd]),
  }, "closedInBooks");
  return { change: draft.finish(cause) };
}

/** Finds a suspicion (or all) harmless; the last one sets the session free for billing (T15). */
export function clearSuspicion(state: SessionState, act: PersonalAct, code: string | undefined, policy: SessionPolicy): Amendment {
  const { session } = state;
  const isMeant = (one: { readonly code: string; readonly clearedBy?: string }): boolean => one.clearedBy === undefined && (code === undefined || one.code === code);
  if (!session.suspicions.some(isMeant)) return { refused: code === undefined ? "Nothing holds the session." : `The session is not held by ${code}.` };
  const draft = createDraft(state);
  const suspicions = session.suspicions.map((one) => (isMeant(one) ? { ...one, clearedBy: act.actor } : one));
  draft.apply({ event: "cleared", reason: code === undefined ? say("cleared-all", act) : say("cleared", { ...act, code }), set: { suspicions, review: reviewOf(suspicions) } });
  assess(draft, policy);
  return { change: draft.finish({ kind: "person", action: "clearSuspicion", actor: act.actor, reason: act.reason }) };
}

/** Declares a session not billable. */
export function rejectSession(state: SessionState, act: PersonalAct): Amendment {
  const { session } = state;
  if (session.settlement === "sealed" || session.settlement === "corrected") return { refused: "The session has a sealed CDR; credit that first." };
  if (session.lifecycle === "cancelled" || session.lifecycle === "invalid") return { refused: `The session is ${session.lifecycle} already.` };
  const draft = createDraft(state);
  draft.apply({ event: "rejected", reason: say("rejected", act), set: { lifecycle: "invalid", review: "rejected", settlement: "waived" }, clear: ["dueAt", "alarm"] });
  return { change: draft.finish({ kind: "person", action: "reject", actor: act.actor, reason: act.reason }) };
}

/** Notes where the money stands (T13, T16). */
export function settle(state: SessionState, settlement: SessionSettlement, detail: string): Amendment {
  const { session } = state;
  const bills = settlement === "sealed" || settlement === "corrected";
  if (session.lifecycle !== "ended") return { refused: `The session is ${session.lifecycle}, so nothing can be settled.` };
  if (bills && session.review === "suspect") return { refused: "The session is suspect; clear it first." };
  const wasBilled = session.settlement === "sealed" || session.settlement === "corrected";
  if (wasBilled && !bills && settlement !== "waived") return { refused: `The session is ${session.settlement} already.` };
  if (settlement === "corrected" && !wasBilled) return { refused: "Nothing was sealed that could be corrected." };
  const draft = createDraft(state);
  // Money without a price is waited for: an alarm stays, and one that is due comes (I9).
  const lasts = bills || settlement === "waived";
  draft.apply({ event: "settled", reason: detail, set: { settlement }, ...(lasts && { clear: ["dueAt", "alarm"] as const }) });
  return { change: draft.finish({ kind: "settlement", settlement, detail }) };
}
