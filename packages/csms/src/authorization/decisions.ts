import type { Ids, Instant } from "@cpokit/kernel";
import { foldTokenValue, type AuthorizationResult, type AuthorizeFact, type TokenReference } from "@cpokit/model";
import { collection, type Store, type Unit } from "@cpokit/storage";
import type { Hooks } from "../hooks.ts";
import type { OutsideKnowledge } from "./outside.ts";
import { compact } from "../translate/compact.ts";

/** What was decided about a token, when and what for; never changed (I23). */
export interface AuthorizationDecision {
  readonly station: string;
  readonly token: TokenReference;
  readonly evse?: number;
  readonly purpose: AuthorizeFact["purpose"];
  readonly transaction?: string;
  readonly result: AuthorizationResult;
  readonly at: Instant;
}

/** The log of decisions. */
export const authorizationDecisions = collection<AuthorizationDecision>("authorizationDecisions", {
  indexes: {
    byStation: { keys: (decision) => [[decision.station, decision.at]] },
    byToken: { keys: (decision) => [[foldTokenValue(decision.token.value), decision.at]] },
  },
});

/** The block that decides over tokens. */
export interface Decisions {
  /** Decides once per `key` and station: a repeated message gets the first decision again (I2). Without a key every question is a new one. */
  decide(unit: Unit, fact: AuthorizeFact, key?: string, outside?: OutsideKnowledge): Promise<AuthorizationResult>;
  /** Asks outside what the decision will need, before its unit; once per `key` and station, too. */
  lookUp(fact: AuthorizeFact, key?: string): Promise<OutsideKnowledge | undefined>;
}

/** Asks the application about tokens and records what it says. */
export function createDecisions({ store, hooks, ids }: { readonly store: Store; readonly hooks: Hooks; readonly ids: Ids }): Decisions {
  return {
    async lookUp(fact, key) {
      if (hooks.lookUp === undefined) return undefined;
      const isDecided = key !== undefined && (await store.get(authorizationDecisions, `${fact.station}/${key}`)) !== undefined;
      return isDecided ? undefined : hooks.lookUp(fact, store);
    },
    async decide(unit, fact, key, outside) {
      const id = key === undefined ? ids.next() : `${fact.station}/${key}`;
      const earlier = key === undefined ? undefined : await unit.get(authorizationDecisions, id);
      if (earlier !== undefined) return earlier.result;
      const result = await hooks.authorize(fact, unit, outside);
      const { station, token, evse, purpose, transaction } = fact;
      unit.put(authorizationDecisions, id, compact({ station, token, evse, purpose, transaction, result, at: fact.receivedAt }));
      return result;
    },
  };
}
