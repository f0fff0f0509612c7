import type { Instant } from "@cpokit/kernel";
import { collection } from "@cpokit/storage";
import type { Json } from "../convert/narrow.ts";

/** The commands of OCPI, and what is asked of charging profiles. */
export type RequestName = "START_SESSION" | "STOP_SESSION" | "RESERVE_NOW" | "CANCEL_RESERVATION" | "UNLOCK_CONNECTOR" | "ACTIVE" | "SET" | "CLEAR";

/** Something that we asked a partner's stations for, and what became of it. */
export interface IssuedRequest {
  readonly id: string;
  readonly peer: string;
  readonly request: RequestName;
  readonly sentAt: Instant;
  /** What the partner answered at once; absent while it has not, or when the answer was lost. */
  readonly response?: { readonly result: string; readonly timeout: number };
  /** There was no usable answer: whether the partner acts on it is not known until a result comes. */
  readonly trouble?: string;
  /** Until then a result is waited for; absent when none is. */
  readonly deadline?: Instant;
  /** No result came in time; one may still come late. */
  readonly timedOutAt?: Instant;
  /** In the order of arrival; a reservation that is cancelled later has two (roaming 22). */
  readonly results: readonly { readonly result: Json; readonly at: Instant; readonly isLate: boolean }[];
  /** Of START_SESSION: what its session is found by, until it is found. */
  readonly expects?: { readonly reference: string; readonly contractId: string; readonly locationId: string; readonly evseUid?: string };
  /** The session that START_SESSION ended in. */
  readonly session?: string;
}

export const issuedRequests = collection<IssuedRequest>("ocpi.issued", {
  indexes: {
    byDeadline: { keys: ({ deadline, timedOutAt, results }) => (deadline === undefined || timedOutAt !== undefined || results.length > 0 ? [] : [[deadline]]) },
    byPeer: { keys: ({ peer, sentAt }) => [[peer, sentAt]] },
    bySession: { keys: ({ peer, session }) => (session === undefined ? [] : [[peer, session]]) },
    byReference: { keys: ({ peer, expects }) => (expects === undefined ? [] : [[peer, expects.reference.toUpperCase()]]) },
    byContract: { keys: ({ peer, expects, sentAt }) => (expects === undefined ? [] : [[peer, expects.contractId.toUpperCase(), sentAt]]) },
  },
});
