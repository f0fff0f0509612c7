import { formatInstant, type Instant } from "@cpokit/kernel";
import type { BootedFact, SessionAlarm, SessionSettlement, StatusFact } from "@cpokit/model";
import { say } from "../journal-sentences.ts";
import type { TransactionStatus } from "../journal.ts";
import type { SessionPolicy } from "../policy.ts";
import type { SessionState } from "../session-state.ts";
import { after, createDraft, type Draft, type SessionChange } from "./draft.ts";
import { takeState, toEnded, toEnding } from "./moves.ts";

/** A boot puts an open session in doubt: it goes on, stops late, or is lost (T11). Another device has lost it for certain (I24). */
export function afterBoot(state: SessionState, fact: BootedFact, isOtherDevice: boolean, policy: SessionPolicy): SessionChange | undefined {
  if (state.session.lifecycle !== "active") return undefined;
  const draft = createDraft(state);
  if (isOtherDevice) {
    toEnding(draft, { event: "lost", closure: "stationLost", dueAt: after(fact.receivedAt, policy.grace), reason: say("replaced") });
  } else {
    takeState(draft, state.session.lastEvidenceAt, "suspendedEvse");
    // A station that boots again and again does not put the decision off.
    const dueAt = state.session.dueAt ?? after(fact.receivedAt, policy.confirmWindow);
    draft.apply({ event: "doubted", reason: say("booted"), set: { dueAt } });
  }
  return draft.finish({ kind: "booted", fact });
}

/** An available connector puts the session that is open on it in doubt (T11). */
export function afterAvailable(state: SessionState, fact: StatusFact, policy: SessionPolicy): SessionChange | undefined {
  const { session } = state;
  const isOther = session.connector !== undefined && session.connector !== fact.connector;
  if (session.lifecycle !== "active" || session.dueAt !== undefined || isOther || fact.stationTime < session.startAt) return undefined;
  const draft = createDraft(state);
  draft.apply({ event: "doubted", reason: say("available"), set: { dueAt: after(fact.receivedAt, policy.confirmWindow) } });
  return draft.finish({ kind: "status", fact });
}

/** What the station answered when asked about a transaction: "ended, messages queued" is not ended (T10, pain 19). */
export function afterStatus(state: SessionState, status: TransactionStatus, policy: SessionPolicy): SessionChange | undefined {
  const { session } = state;
  if (session.lifecycle !== "active") return undefined;
  const draft = createDraft(state);
  if (status.ongoing) {
    if (session.dueAt === undefined) return undefined;
    draft.apply({ event: "doubtCleared", reason: say("lives"), clear: ["dueAt"] });
  } else if (status.messagesInQueue) {
    toEnding(draft, { event: "ending", reason: say("to-come"), dueAt: after(status.receivedAt, policy.silence) });
  } else {
    toEnding(draft, { event: "lost", closure: "stationLost", reason: say("lost"), dueAt: after(status.receivedAt, policy.grace) });
  }
  return draft.finish({ kind: "transactionStatus", status });
}

/** What the passing of time does: T8 (grace over), T11 (doubt confirmed, silence), T14 (deadline), and the alarms of the watchdog (I9). */
export function whenDue(state: SessionState, now: Instant, policy: SessionPolicy): SessionChange | undefined {
  const { session } = state;
  const isDue = session.dueAt !== undefined && session.dueAt <= now;
  const isSilent = session.lifecycle === "active" && session.lastEvidenceAt + policy.silence <= now;
  const isLong = session.lifecycle === "active" && session.alarm === undefined && session.startAt + policy.maxDuration <= now;
  if (!isDue && !isSilent && !isLong) return undefined;
  const draft = createDraft(state);
  switch (session.lifecycle) {
    case "pending":
      draft.apply({ event: "cancelled", reason: say("no-start"), set: { lifecycle: "cancelled", settlement: "waived" }, clear: ["dueAt"] });
      break;
    case "active":
      if (!isDue && !isSilent) raiseAlarm(draft, { code: "never-ends", since: session.startAt });
      else toEnding(draft, {
        event: "lost", closure: "stationLost", dueAt: after(now, policy.grace),
        reason: isDue ? say("mute") : say("silent", { since: formatInstant(session.lastEvidenceAt) }),
      });
      break;
    case "ending":
      toEnded(draft, { now, policy }, session.provisional ? say("no-stop") : say("no-end"), session.closure === undefined ? { closure: "stationLost" } : {});
      break;
    case "ended":
      raiseAlarm(draft, { code: CODE_OF[session.settlement] ?? "not-billed", since: session.endAt ?? session.startAt });
      break;
    case "cancelled":
    case "invalid":
      return undefined;
  }
  return draft.finish({ kind: "deadline", now });
}

const CODE_OF: Partial<Readonly<Record<SessionSettlement, SessionAlarm["code"]>>> = { held: "held", unpriced: "unpriced" };

/** Once per session: the alarm stands until the session ends, or its money is settled (I9). */
function raiseAlarm(draft: Draft, alarm: SessionAlarm): void {
  draft.apply({ event: "alarmed", reason: say(alarm.code), set: { alarm }, clear: ["dueAt"] });
}
