import type { Instant } from "@cpokit/kernel";
import type { Session } from "@cpokit/model";
import { say } from "../journal-sentences.ts";
import type { ExpectedStart } from "../journal.ts";
import { createDraft, type SessionChange } from "./draft.ts";

/** A remote start that is being sent: PENDING until evidence or its deadline (T1). */
export function expectStart(start: ExpectedStart, id: string, incarnation: number, now: Instant): SessionChange {
  const session: Session = {
    id,
    station: start.station,
    incarnation,
    ...(start.evse !== undefined && { evse: start.evse }),
    transaction: "",
    token: start.token,
    ...(start.remoteStartId !== undefined && { remoteStartId: start.remoteStartId }),
    ...(start.reservationId !== undefined && { reservationId: start.reservationId }),
    lifecycle: "pending",
    energyState: "connected",
    provisional: false,
    review: "clean",
    suspicions: [],
    settlement: "none",
    startAt: now,
    lastEvidenceAt: now,
    dueAt: start.deadline,
    journalLength: 0,
  };
  const draft = createDraft({ event: "expected", reason: say("expected"), create: session });
  return draft.finish({ kind: "expected", start });
}
