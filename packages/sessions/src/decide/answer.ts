import type { Session, SessionAnswer, SessionFact } from "@cpokit/model";

/** The answer to a fact that was recorded in this session. */
export function answerFor(session: Session, fact: SessionFact): SessionAnswer {
  const authorization = fact.authorization ?? (fact.fact === "started" ? session.authorization : undefined);
  return {
    outcome: authorization?.result === "refused" ? "refused" : "recorded",
    session: session.id,
    ...(session.transaction !== "" && { transaction: session.transaction }),
    ...(authorization !== undefined && { authorization }),
  };
}

/** The stored answer to a repeat: equal in all that a station sees (I2, pain 1). */
export function repeatOf(answer: SessionAnswer): SessionAnswer {
  return answer.outcome === "recorded" ? { ...answer, outcome: "repeated" } : answer;
}
