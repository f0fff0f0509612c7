import type { AuthorizeFact, SessionAnswer, SessionFact } from "@cpokit/model";
import type { Unit } from "@cpokit/storage";
import type { AvailabilityLedger } from "../availability/create-ledger.ts";
import type { Decisions } from "../authorization/decisions.ts";
import type { OutsideKnowledge } from "../authorization/outside.ts";
import type { StationJournal } from "../diagnostics/station-events.ts";
import type { Hooks } from "../hooks.ts";
import { compact } from "../translate/compact.ts";

/** The block for transactions. */
export interface SessionBlock {
  /** Decides over the token of the fact, if any, and records the fact; the answer carries the decision. */
  record(unit: Unit, fact: SessionFact, outside?: OutsideKnowledge): Promise<SessionAnswer>;
  /** Asks outside about the token of the fact, if any, before the unit. */
  lookUp(fact: SessionFact): Promise<OutsideKnowledge | undefined>;
  /** The cost to show with the answer, as decimal text. */
  cost(unit: Unit, fact: SessionFact, answer: SessionAnswer): Promise<string | undefined>;
}

/** Brings what stations say about transactions to the session engine of the application. */
export function createSessionBlock(ports: { readonly hooks: Hooks; readonly decisions: Decisions; readonly journal: StationJournal; readonly ledger: AvailabilityLedger }): SessionBlock {
  const { hooks, decisions, journal, ledger } = ports;
  return {
    async lookUp(fact) {
      const question = authorizeFact(fact);
      return question === undefined ? undefined : decisions.lookUp(question, fact.key);
    },
    async record(unit, fact, outside) {
      const question = authorizeFact(fact);
      const authorization = question === undefined ? undefined : await decisions.decide(unit, question, fact.key, outside);
      const answer = await hooks.session(authorization === undefined ? fact : { ...fact, authorization }, unit);
      if (fact.fact !== "metered") await ledger.session(unit, fact, answer);
      if (answer.outcome !== "repeated" && answer.session === undefined && fact.transaction !== undefined) {
        const summary = `${fact.fact} for transaction "${fact.transaction}", which belongs to no session here`;
        await journal.record(unit, { station: fact.station, severity: "warning", kind: "unknown-transaction", summary });
      }
      return answer.authorization !== undefined || authorization === undefined ? answer : { ...answer, authorization };
    },
    async cost(unit, fact, answer) {
      if (hooks.cost === undefined || answer.session === undefined) return undefined;
      return hooks.cost({ station: fact.station, session: answer.session, ended: fact.fact === "ended" }, unit);
    },
  };
}

/** The question that a token in a session fact raises. */
function authorizeFact(fact: SessionFact): AuthorizeFact | undefined {
  if (fact.token === undefined) return undefined;
  const { station, receivedAt, token, evse, transaction } = fact;
  return compact({ fact: "authorize" as const, station, receivedAt, token, evse, purpose: purpose(fact), transaction });
}

function purpose(fact: SessionFact): "start" | "stop" {
  return fact.fact === "ended" || fact.trigger === "StopAuthorized" ? "stop" : "start";
}
