import { instant, type Instant } from "@cpokit/kernel";
import type { EndedFact, Session } from "@cpokit/model";
import { effectiveTime, type EffectiveTime } from "../effective-time.ts";
import { say } from "../journal-sentences.ts";
import type { SessionState } from "../session-state.ts";
import { answerFor } from "./answer.ts";
import { createSession } from "./create.ts";
import { after, createDraft, later, type Draft } from "./draft.ts";
import { assess, suspect, takeReadings, toEnded } from "./moves.ts";
import type { DecideContext, Decision, Situation } from "./situation.ts";

/** Stop evidence: T8, T9, T12; a second stop is late evidence (Q4). */
export function decideEnded(situation: Situation, fact: EndedFact, context: DecideContext): Decision {
  const time = effectiveTime(fact, context.policy);
  const draft = situation.session === undefined ? startFromStop(fact, time, context) : createDraft(situation.session);
  if (situation.session !== undefined && isStationsOwn(situation.session)) lateEvidence(draft, fact, time, context);
  else end(draft, fact, time, context);
  return { changes: [draft.finish({ kind: "fact", fact })], answer: answerFor(draft.state.session, fact) };
}

/** The station has ended it before, or nobody will bill it: the first terminal fact wins (pain 2, pain 18, I7). */
function isStationsOwn({ session }: SessionState): boolean {
  const isOver = session.lifecycle === "ending" || session.lifecycle === "ended";
  return session.lifecycle === "invalid" || session.lifecycle === "cancelled" || (isOver && !session.provisional);
}

function lateEvidence(draft: Draft, fact: EndedFact, time: EffectiveTime, context: DecideContext): void {
  const { policy } = context;
  const { session, meter } = draft.state;
  draft.apply({ event: "lateEvidence", reason: say("twice") });
  const isOpen = session.lifecycle !== "invalid" && session.lifecycle !== "cancelled" && session.settlement !== "sealed" && session.settlement !== "corrected";
  if (!isOpen || meter.end !== undefined) return;
  takeReadings(draft, time.readings, time, policy);
  if (session.lifecycle === "ending" && draft.state.meter.end !== undefined) toEnded(draft, context, fact.trigger === undefined ? say("end") : say("end-with", { trigger: fact.trigger }));
  else assess(draft, policy);
}

function end(draft: Draft, fact: EndedFact, time: EffectiveTime, context: DecideContext): void {
  const { now, policy } = context;
  suspect(draft, time.suspicion);
  const isBefore = time.at < draft.state.session.startAt;
  if (isBefore) suspect(draft, { code: "time-regression", reason: "The station's end lies before its start; the last evidence is taken as the end." });
  takeReadings(draft, time.readings, time, policy);

  const { session, meter } = draft.state;
  const endAt = isBefore ? later(session.startAt, session.lastEvidenceAt) : time.at;
  // An end after our own guess came late; one that a refused or historical session waited for is simply its end.
  const wasGuessed = session.provisional && session.closure !== undefined;
  // Who stops a session without a token is taken for its driver, unless refused.
  const isDriver = session.token === undefined && fact.token !== undefined && fact.authorization?.result !== "refused";
  const set: Partial<Session> = {
    closure: wasGuessed ? "stationLate" : "station",
    provisional: false,
    endAt,
    lastEvidenceAt: later(session.lastEvidenceAt, endAt),
    ...(fact.reason !== undefined && { stopReason: fact.reason }),
    ...(isDriver && { token: fact.token }),
    ...(isDriver && fact.authorization !== undefined && { authorization: fact.authorization }),
  };
  const isFixed = meter.end !== undefined || (meter.samples !== undefined && meter.samples.at >= endAt);
  if (session.lifecycle === "ended" || isFixed) {
    toEnded(draft, context, sentenceOf(fact, wasGuessed ? "ended-after" : "ended"), set, wasGuessed ? "replaced" : "ended");
  } else {
    draft.apply({ event: "ending", reason: sentenceOf(fact, "ending"), set: { ...set, lifecycle: "ending", dueAt: after(now, policy.grace) } });
  }
}

/** With what the station gave as the reason. */
function sentenceOf({ reason }: EndedFact, end: "ended" | "ended-after" | "ending"): string {
  return reason === undefined ? say(end) : say(`${end}-for`, { stop: reason });
}

/** A stop of a transaction that we never saw: the session is made from the stop itself (T9, pains 4 and 5). */
function startFromStop(fact: EndedFact, time: EffectiveTime, { fresh }: DecideContext): Draft {
  const draft = createSession(fact, beginOf(time), fresh, say("stop"));
  suspect(draft, { code: "missing-start", reason: "The start of the session never came; the session is made from its stop." });
  return draft;
}

function beginOf({ at, readings }: EffectiveTime): Instant {
  const begin = readings.find((reading) => reading.context === "Transaction.Begin");
  return begin === undefined ? at : instant(Math.min(begin.at, at));
}
