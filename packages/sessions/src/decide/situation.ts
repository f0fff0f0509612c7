import type { Instant } from "@cpokit/kernel";
import type { SessionAnswer } from "@cpokit/model";
import type { LastStop } from "../plausibility.ts";
import type { SessionPolicy } from "../policy.ts";
import type { SessionState } from "../session-state.ts";
import type { SessionChange } from "./draft.ts";

/** What is known when a fact arrives. */
export interface Situation {
  /** The session that the fact speaks of. */
  readonly session?: SessionState;
  /** Another session that is ACTIVE on the EVSE of the fact (I3). */
  readonly open?: SessionState;
  /** The remote start that a start answers: PENDING, or already CANCELLED (T2, T14). */
  readonly expected?: SessionState;
  /** Where the last session of the EVSE left its register. */
  readonly lastStop?: LastStop;
}

/** What a decision may use besides the situation. */
export interface DecideContext {
  readonly now: Instant;
  readonly policy: SessionPolicy;
  /** Identity of the session, should the fact create one. */
  readonly fresh: FreshSession;
}

export interface FreshSession {
  readonly id: string;
  readonly incarnation: number;
  /** The reference of the transaction: allocated for a 1.6 start, else as the station gave it; `""` where it gave none. */
  readonly transaction: string;
  /** W, of the EVSE. */
  readonly maxPower?: number;
  /** The station used this reference before for another transaction, in an older incarnation (F12). */
  readonly reused?: boolean;
}

/** What follows from a fact. Without changes the fact belongs to no session and is kept as orphan evidence. */
export interface Decision {
  readonly changes: readonly SessionChange[];
  readonly answer: SessionAnswer;
}
