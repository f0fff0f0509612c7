import type { MeteredFact } from "@cpokit/model";
import { effectiveTime, type EffectiveTime } from "../effective-time.ts";
import { say } from "../journal-sentences.ts";
import type { SessionState } from "../session-state.ts";
import { isUsableReference } from "../transaction-reference.ts";
import { answerFor } from "./answer.ts";
import { createSession, evseOf } from "./create.ts";
import { after, createDraft, type Draft, type SessionChange } from "./draft.ts";
import { assess, suspect, takeReadings, takeState, toEnded, toEnding } from "./moves.ts";
import { resume } from "./resume.ts";
import type { DecideContext, Decision, Situation } from "./situation.ts";
import { supersede, takesOver } from "./supersede.ts";

/** Evidence during a transaction (T7, T18), before its start (F7) or after its end. */
export function decideMetered(situation: Situation, fact: MeteredFact, context: DecideContext): Decision {
  const time = effectiveTime(fact, context.policy);
  if (situation.session !== undefined) return meterKnown(situation.session, situation, fact, time, context);
  if (isUsableReference(fact.transaction)) return meterUnknown(situation, fact, time, context);
  return { changes: [], answer: { outcome: "recorded" } };
}

function meterKnown(known: SessionState, situation: Situation, fact: MeteredFact, time: EffectiveTime, context: DecideContext): Decision {
  const { policy } = context;
  const draft = createDraft(known);
  const answer = answerFor(known.session, fact);
  if (isClosed(known)) {
    draft.apply({ event: "lateEvidence", reason: say("late") });
    return { changes: [draft.finish({ kind: "fact", fact })], answer };
  }
  const isNamed = isUsableReference(fact.transaction);
  takeToken(draft, fact);
  const changes = isNamed ? takeEvse(draft, situation, fact, time, context) : [];
  suspect(draft, time.suspicion);
  if (isNamed) resume(draft, situation.open, fact, time.at);
  takeState(draft, time.at, fact.energyState);
  // A clock-aligned reading of an idle EVSE names no transaction and proves nothing.
  takeReadings(draft, time.readings, { at: time.at, isNamed: isNamed || fact.energyState !== undefined }, policy);

  const { session, meter } = draft.state;
  if (session.lifecycle === "ending" && !session.provisional && meter.end !== undefined) toEnded(draft, context, say("end"));
  else assess(draft, policy);
  changes.push(draft.finish({ kind: "fact", fact }));
  return { changes, answer };
}

/** A transaction that we never saw begin: it is recorded from its evidence, suspect until its start is known (F7, I8). */
function meterUnknown(situation: Situation, fact: MeteredFact, time: EffectiveTime, context: DecideContext): Decision {
  const draft = createSession(fact, time.at, context.fresh, say("evidence"));
  suspect(draft, { code: "missing-start", reason: "The start of the session never came; it is taken from the first evidence." });
  suspect(draft, time.suspicion);
  takeReadings(draft, time.readings, time, context.policy);
  if (situation.open !== undefined) waitBeside(draft, situation.open, context);
  return { changes: [draft.finish({ kind: "fact", fact })], answer: answerFor(draft.state.session, fact) };
}

/** The end is the station's own, or the session is billed, or it is out of the books: nothing may change any more (I7). */
function isClosed({ session }: SessionState): boolean {
  return session.lifecycle === "invalid" || session.lifecycle === "cancelled" || session.closure === "operator"
    || session.settlement === "sealed" || session.settlement === "corrected" || session.settlement === "waived";
}

/** 2.x may send the token after the start; one that was accepted stays. */
function takeToken(draft: Draft, fact: MeteredFact): void {
  const { session } = draft.state;
  const isAccepted = session.authorization?.result === "accepted";
  if (fact.token === undefined || (session.token !== undefined && (isAccepted || fact.authorization?.result !== "accepted"))) return;
  draft.apply({
    event: "tokenGiven", reason: say("identified"),
    set: { token: fact.token, ...(fact.authorization !== undefined && { authorization: fact.authorization }) },
  });
}

/** A transaction that names its EVSE late (Q10) takes its place there like a start. */
function takeEvse(draft: Draft, { open }: Situation, fact: MeteredFact, time: EffectiveTime, context: DecideContext): SessionChange[] {
  const { session } = draft.state;
  const evse = evseOf(fact);
  if (session.evse !== undefined || evse === undefined) return [];
  draft.apply({ event: "placed", reason: say("placed", { evse }), set: { evse, ...(fact.connector !== undefined && { connector: fact.connector }) } });
  if (open === undefined || session.lifecycle !== "active") return [];
  if (takesOver(open.session, fact, time.at)) return [supersede(open, draft.state.session, context.now, context.policy, undefined)];
  waitBeside(draft, open, context);
  return [];
}

/** Readings never take an EVSE from a session that holds it (I18). */
function waitBeside(draft: Draft, open: SessionState, { now, policy }: DecideContext): void {
  toEnding(draft, { event: "placed", reason: say("beside", { session: open.session.id }), dueAt: after(now, policy.confirmWindow) });
}
