import type { SessionFact } from "@cpokit/model";
import { decideEnded } from "./decide-ended.ts";
import { decideMetered } from "./decide-metered.ts";
import { decideStarted } from "./decide-started.ts";
import type { DecideContext, Decision, Situation } from "./situation.ts";

/**
 * The session state machine (domain §2): what a fact does in a situation. Pure; it always records and always answers,
 * so that no station repeats itself for ever (pains 4 and 40).
 */
export function decide(situation: Situation, fact: SessionFact, context: DecideContext): Decision {
  switch (fact.fact) {
    case "started":
      return decideStarted(situation, fact, context);
    case "metered":
      return decideMetered(situation, fact, context);
    case "ended":
      return decideEnded(situation, fact, context);
  }
}
