import type { Instant } from "@cpokit/kernel";
import type { Quarantined } from "@cpokit/metering";
import type { BootedFact, SessionFact, SessionSettlement, StatusFact, TokenReference } from "@cpokit/model";
import type { SessionEvent } from "./session-state.ts";

/** What the station says about a transaction when asked (OCPP 2.x GetTransactionStatus). */
export interface TransactionStatus {
  readonly station: string;
  readonly transaction: string;
  readonly ongoing: boolean;
  /** Messages about it still wait at the station: ended is not ended yet (T10). */
  readonly messagesInQueue: boolean;
  readonly receivedAt: Instant;
}

/** A remote start that was sent and has no evidence yet (T1). */
export interface ExpectedStart {
  readonly station: string;
  readonly evse?: number;
  readonly token: TokenReference;
  /** OCPP 2.x; 1.6 stations are recognised by token and EVSE. */
  readonly remoteStartId?: number;
  /** Without evidence until then the session is cancelled (T14). */
  readonly deadline: Instant;
  readonly reservationId?: number;
}

/** What led to a journal entry, verbatim: evidence is never deleted or overwritten (I8). */
export type JournalCause =
  | { readonly kind: "fact"; readonly fact: SessionFact }
  | { readonly kind: "booted"; readonly fact: BootedFact }
  | { readonly kind: "status"; readonly fact: StatusFact }
  | { readonly kind: "transactionStatus"; readonly status: TransactionStatus }
  | { readonly kind: "expected"; readonly start: ExpectedStart }
  /** Another session took the EVSE (T4). */
  | { readonly kind: "successor"; readonly session: string }
  | { readonly kind: "deadline"; readonly now: Instant }
  | { readonly kind: "person"; readonly actor: string; readonly action: "closeInBooks" | "clearSuspicion" | "reject" | "eraseToken"; readonly reason: string }
  | { readonly kind: "settlement"; readonly settlement: SessionSettlement; readonly detail: string };

/** One entry of a session's journal. */
export interface JournalEntry {
  readonly session: string;
  /** From 0. */
  readonly seq: number;
  /** When it was written. */
  readonly at: Instant;
  readonly cause: JournalCause;
  readonly events: readonly SessionEvent[];
  /** Readings that are kept but not counted, and why (I5). */
  readonly quarantined?: readonly Quarantined[];
}
