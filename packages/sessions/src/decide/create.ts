import type { Instant } from "@cpokit/kernel";
import type { EnergyState, Session, SessionFact } from "@cpokit/model";
import { say } from "../journal-sentences.ts";
import { createDraft, type Draft } from "./draft.ts";
import type { FreshSession, Situation } from "./situation.ts";

/** Opens a new session with what its first evidence says; its placement (active, waiting, ended) follows. */
export function createSession(fact: SessionFact, at: Instant, fresh: FreshSession, reason: string, expected?: Session): Draft {
  const evse = evseOf(fact);
  const token = fact.token ?? expected?.token;
  const reservationId = fact.reservationId ?? expected?.reservationId;
  const session: Session = {
    id: fresh.id,
    station: fact.station,
    incarnation: fresh.incarnation,
    ...(evse !== undefined && { evse }),
    ...(fact.connector !== undefined && { connector: fact.connector }),
    transaction: fresh.transaction,
    ...(token !== undefined && { token }),
    ...(fact.authorization !== undefined && { authorization: fact.authorization }),
    ...(fact.remoteStartId !== undefined && { remoteStartId: fact.remoteStartId }),
    ...(reservationId !== undefined && { reservationId }),
    lifecycle: "active",
    energyState: energyStateOf(fact),
    provisional: false,
    review: "clean",
    suspicions: [],
    settlement: "none",
    startAt: at,
    lastEvidenceAt: at,
    ...(fresh.maxPower !== undefined && { maxPower: fresh.maxPower }),
    journalLength: 0,
  };
  const draft = createDraft({ event: "started", reason, create: session });
  draft.addState({ at, state: session.energyState });
  return draft;
}

/** The PENDING session of our own remote start becomes the real one (T2). */
export function fulfilExpected(situation: Situation, fact: SessionFact, at: Instant, fresh: FreshSession): Draft | undefined {
  const { expected } = situation;
  if (expected?.session.lifecycle !== "pending") return undefined;
  const draft = createDraft(expected);
  const evse = evseOf(fact);
  const energyState = energyStateOf(fact);
  draft.apply({
    event: "started", reason: say("asked"), clear: ["dueAt"],
    set: {
      incarnation: fresh.incarnation,
      transaction: fresh.transaction,
      lifecycle: "active",
      energyState,
      startAt: at,
      lastEvidenceAt: at,
      ...(evse !== undefined && { evse }),
      ...(fact.connector !== undefined && { connector: fact.connector }),
      ...(fact.token !== undefined && { token: fact.token }),
      ...(fact.authorization !== undefined && { authorization: fact.authorization }),
      ...(fact.remoteStartId !== undefined && { remoteStartId: fact.remoteStartId }),
      ...(fact.reservationId !== undefined && { reservationId: fact.reservationId }),
      ...(fresh.maxPower !== undefined && { maxPower: fresh.maxPower }),
    },
  });
  draft.addState({ at, state: energyState });
  return draft;
}

/** EVSE 0 is the whole station: no session lives there. */
export function evseOf(fact: SessionFact): number | undefined {
  return fact.evse === undefined || fact.evse < 1 ? undefined : fact.evse;
}

// A station that reports no state does not say that the vehicle refuses power: its time is charging time, not parking (tariffs Q2).
function energyStateOf(fact: SessionFact): EnergyState {
  return fact.energyState ?? (fact.authorization?.result === "refused" ? "connected" : "charging");
}
