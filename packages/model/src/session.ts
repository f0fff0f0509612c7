import type { Instant } from "@cpokit/kernel";
import type { EnergyState } from "./facts.ts";
import type { SignatureVerdict } from "./reading.ts";
import type { AuthorizationResult, TokenReference } from "./token.ts";

/** Lifecycle of a session (domain §2). */
export type SessionLifecycle = "pending" | "active" | "ending" | "ended" | "cancelled" | "invalid";

/** How a session came to its end. */
export type SessionClosure = "station" | "stationLate" | "superseded" | "operator" | "stationLost";

/** Whether a session may be billed as it is. */
export type SessionReview = "clean" | "suspect" | "cleared" | "rejected";

/** Where the money of a session stands. */
export type SessionSettlement = "none" | "rated" | "held" | "sealed" | "corrected" | "waived" | "unpriced";

/** A finding of a plausibility rule; suspect sessions are held from billing (T15). */
export interface Suspicion {
  /** Stable code, e.g. `energy-negative`. */
  readonly code: string;
  /** A sentence for the operator. */
  readonly reason: string;
  /** Who found it harmless; absent while it holds the session from billing. */
  readonly clearedBy?: string;
}

/** A session that should have come to its end, or to its money, and has not: somebody must look (I9). Gone once it has. */
export interface SessionAlarm {
  /** `never-ends`: active for too long; `not-billed`, `held`, `unpriced`: ended, and its money has no lasting state. */
  readonly code: "never-ends" | "not-billed" | "held" | "unpriced";
  /** When the session began, or ended. */
  readonly since: Instant;
}

/** One accepted register reading of a session; energy integer Wh, cumulative over the session's register. */
export interface EnergyPoint {
  readonly at: Instant;
  /** The register, in Wh. */
  readonly register: number;
  /** Active power in W, where the station reports it. */
  readonly power?: number;
  /** Sum of the phases in tenths of an ampere, where the station reports it. */
  readonly current?: number;
}

/** The state document of a session: the truth, with its journal beside it. */
export interface Session {
  readonly id: string;
  readonly station: string;
  /** Connection incarnation of the station: a hardware swap opens a new one (I24). */
  readonly incarnation: number;
  readonly evse?: number;
  readonly connector?: number;
  /** The station's reference, unique with station and incarnation (I4); `""` while pending and where the station gave none. */
  readonly transaction: string;
  readonly token?: TokenReference;
  readonly authorization?: AuthorizationResult;
  readonly remoteStartId?: number;
  readonly reservationId?: number;
  readonly lifecycle: SessionLifecycle;
  readonly energyState: EnergyState;
  readonly closure?: SessionClosure;
  /** The end is our estimate until the station says it itself. */
  readonly provisional: boolean;
  readonly review: SessionReview;
  readonly suspicions: readonly Suspicion[];
  readonly settlement: SessionSettlement;
  readonly startAt: Instant;
  readonly endAt?: Instant;
  /** Register at start and at the last evidence, Wh; absent means unknown, which is not 0 (Q13). */
  readonly startRegister?: number;
  readonly lastRegister?: number;
  readonly lastEvidenceAt: Instant;
  /** lastRegister − startRegister in Wh; absent while unknown. */
  readonly energy?: number;
  /** Active power in W at the last evidence. */
  readonly power?: number;
  readonly stopReason?: string;
  /** When the engine looks at the session again: a pending start's deadline, a doubt, the end of the wait for late evidence, or the time by which its money must be settled. */
  readonly dueAt?: Instant;
  /** What checking the signed readings of its start and of its end came to, where they were signed and checked (I25). */
  readonly signatures?: { readonly start?: SignatureVerdict; readonly end?: SignatureVerdict };
  /** Why somebody must look at it. */
  readonly alarm?: SessionAlarm;
  /** What its EVSE can deliver, in W, for the plausibility rules. */
  readonly maxPower?: number;
  /** Number of journal entries; the next entry gets this as its seq. */
  readonly journalLength: number;
}
