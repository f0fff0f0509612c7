import type { Instant } from "@cpokit/kernel";
import type { Session, StartedFact } from "@cpokit/model";
import { effectiveTime, type EffectiveTime } from "../effective-time.ts";
import { say } from "../journal-sentences.ts";
import { duplicateStart, meterBelowLastStop } from "../plausibility.ts";
import type { SessionState } from "../session-state.ts";
import { answerFor, repeatOf } from "./answer.ts";
import { createSession, evseOf, fulfilExpected } from "./create.ts";
import { after, createDraft, type Draft, type SessionChange } from "./draft.ts";
import { assess, suspect, takeReadings, toEnding, unsuspect } from "./moves.ts";
import { resume } from "./resume.ts";
import type { DecideContext, Decision, Situation } from "./situation.ts";
import { supersede, takesOver } from "./supersede.ts";

/** Start evidence: T2, T3, T4, T5, T6. */
export function decideStarted(situation: Situation, fact: StartedFact, context: DecideContext): Decision {
  const time = effectiveTime(fact, context.policy);
  return situation.session === undefined ? startNew(situation, fact, time, context) : startAgain(situation.session, situation, fact, time, context);
}

function startNew(situation: Situation, fact: StartedFact, time: EffectiveTime, context: DecideContext): Decision {
  const { policy, now, fresh } = context;
  const { open, expected } = situation;
  const draft = fulfilExpected(situation, fact, time.at, fresh)
    ?? createSession(fact, time.at, fresh, expected === undefined ? say("started") : say("overdue", { session: expected.session.id }), expected?.session);
  suspect(draft, time.suspicion);
  if (fresh.reused === true) suspect(draft, { code: "transaction-reused", reason: `The station used the transaction reference ${fresh.transaction} before for another session.` });
  takeReadings(draft, time.readings, { at: time.at, isStart: true }, policy);
  suspect(draft, meterBelowLastStop(draft.state.session, situation.lastStop));

  const changes: SessionChange[] = [];
  if (fact.authorization?.result === "refused") {
    toEnding(draft, { event: "placed", reason: say("refused", { refusal: fact.authorization.reason }), dueAt: after(now, policy.confirmWindow) });
  } else if (open !== undefined) {
    const change = placeBeside(draft, open, fact, time.at, context);
    if (change !== undefined) changes.push(change);
  }
  changes.push(draft.finish({ kind: "fact", fact }));
  return { changes, answer: answerFor(draft.state.session, fact) };
}

/** Two sessions on one EVSE: the later one takes it (T4); one from before the current is history (T5). */
function placeBeside(draft: Draft, open: SessionState, fact: StartedFact, at: Instant, { now, policy }: DecideContext): SessionChange | undefined {
  if (takesOver(open.session, fact, at)) return supersede(open, draft.state.session, now, policy, duplicateStart(open.session, draft.state.session));
  toEnding(draft, {
    event: "placed", dueAt: after(now, policy.confirmWindow),
    reason: say("history", { session: open.session.id }),
  });
  return undefined;
}

/** The start of a session that is known: the same evidence again (T3), or the start that was missing (F7). */
function startAgain(known: SessionState, situation: Situation, fact: StartedFact, time: EffectiveTime, context: DecideContext): Decision {
  const { session } = known;
  const draft = createDraft(known);
  const changes: SessionChange[] = [];
  if (session.suspicions.some(({ code }) => code === "missing-start")) {
    const change = fillStart(draft, situation, fact, time, context);
    if (change !== undefined) changes.push(change);
    changes.push(draft.finish({ kind: "fact", fact }));
    return { changes, answer: answerFor(draft.state.session, fact) };
  }
  draft.apply({ event: "repeated", reason: say("again") });
  resume(draft, situation.open, fact, time.at);
  changes.push(draft.finish({ kind: "fact", fact }));
  return { changes, answer: repeatOf(answerFor(session, { ...fact, ...(session.authorization !== undefined && { authorization: session.authorization }) })) };
}

function fillStart(draft: Draft, situation: Situation, fact: StartedFact, time: EffectiveTime, context: DecideContext): SessionChange | undefined {
  const { session } = draft.state;
  const evse = evseOf(fact);
  const set: Partial<Session> = {
    ...(time.at < session.startAt && { startAt: time.at }),
    ...(session.evse === undefined && evse !== undefined && { evse }),
    ...(session.connector === undefined && fact.connector !== undefined && { connector: fact.connector }),
    ...(session.token === undefined && fact.token !== undefined && { token: fact.token }),
    ...(session.authorization === undefined && fact.authorization !== undefined && { authorization: fact.authorization }),
    ...(session.remoteStartId === undefined && fact.remoteStartId !== undefined && { remoteStartId: fact.remoteStartId }),
    ...(session.reservationId === undefined && fact.reservationId !== undefined && { reservationId: fact.reservationId }),
  };
  draft.apply({ event: "startFilled", reason: say("came"), set });
  draft.addState({ at: draft.state.session.startAt, state: fact.energyState ?? "charging" });
  suspect(draft, time.suspicion);
  takeReadings(draft, time.readings, { at: time.at, isStart: true }, context.policy);
  unsuspect(draft, "missing-start", say("known"));
  assess(draft, context.policy);
  const { open } = situation;
  if (open === undefined || draft.state.session.lifecycle !== "active" || evse === undefined || open.session.evse !== evse) return undefined;
  return placeBeside(draft, open, fact, time.at, context);
}
