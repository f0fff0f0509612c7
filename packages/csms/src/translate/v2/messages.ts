import type { V201Messages } from "@cpokit/ocpp/v201";
import type { V21Messages } from "@cpokit/ocpp/v21";

/** Actions of 2.0.1 and 2.1 as one: 2.1 has them all. */
export type V2Action = keyof V21Messages;

/** What a station of either version may send: 2.1 includes 2.0.1. */
export type V2Request<Action extends V2Action> = V21Messages[Action]["request"];

/**
 * What a station of either version understands: the answer of 2.0.1 where it has the action. Nothing is sent in answer to a
 * SEND of 2.1; an empty object stands for that.
 */
export type V2Response<Action extends V2Action> = [Answer<Action>] extends [never] ? Record<never, never> : Answer<Action>;

type Answer<Action extends V2Action> = Action extends keyof V201Messages ? V201Messages[Action]["response"] : V21Messages[Action]["response"];
