import { instant, type Instant } from "@cpokit/kernel";
import type { Session, SessionFact, Suspicion } from "@cpokit/model";
import { say } from "../journal-sentences.ts";
import type { SessionPolicy } from "../policy.ts";
import type { SessionState } from "../session-state.ts";
import { after, createDraft, type SessionChange } from "./draft.ts";
import { suspect, toEnding } from "./moves.ts";

/** A fact that was received this soon after it happened is no replay of an offline queue. */
const LIVE = 60_000;

export function isLive(fact: SessionFact, at: Instant): boolean {
  return fact.offline !== true && fact.receivedAt - at < LIVE;
}

/** Whether new evidence on an EVSE ends the session that is open there: not older than its last evidence, or told live (T4, T5). */
export function takesOver(open: Session, fact: SessionFact, at: Instant): boolean {
  return at >= open.lastEvidenceAt || (at > open.startAt && isLive(fact, at));
}

/** The session that held the EVSE ends where its evidence ends, until its own stop says better (T4). */
export function supersede(open: SessionState, successor: Session, now: Instant, policy: SessionPolicy, duplicate: Suspicion | undefined): SessionChange {
  const draft = createDraft(open);
  toEnding(draft, {
    event: "superseded", closure: "superseded", dueAt: after(now, policy.grace), endAt: instant(Math.min(open.session.lastEvidenceAt, successor.startAt)),
    reason: say("superseded", { session: successor.id }),
  });
  suspect(draft, duplicate);
  return draft.finish({ kind: "successor", session: successor.id });
}
