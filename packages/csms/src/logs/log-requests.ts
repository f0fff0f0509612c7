import type { Instant } from "@cpokit/kernel";
import { collection } from "@cpokit/storage";

/** A log that a station was asked for. */
export interface LogRequest {
  readonly id: string;
  readonly station: string;
  /** Our number of the request; a 1.6 station does not repeat it for diagnostics. */
  readonly request: number;
  readonly log: "diagnostics" | "security";
  /** `uploaded`: the station says so of an address that is not ours; `received`: it is here. */
  readonly state: "requested" | "uploading" | "received" | "uploaded" | "failed" | "expired";
  /** Where the station uploads to. */
  readonly location: string;
  /** The one-time word in the location; gone once it was used. */
  readonly token?: string;
  readonly from?: Instant;
  readonly until?: Instant;
  readonly requestedBy: string;
  readonly requestedAt: Instant;
  /** From when on it is neither awaited nor taken. */
  readonly expiresAt: Instant;
  /** The last that was heard of it. */
  readonly detail?: string;
  /** Since when bytes are coming in. */
  readonly receivingSince?: Instant;
  /** What came. */
  readonly file?: { readonly name: string; readonly bytes: number; readonly receivedAt: Instant; readonly deleteAt: Instant };
}

/** All requests, open ones by station, those with a file by when it goes. */
export const logRequests = collection<LogRequest>("logRequests", {
  indexes: {
    byStation: { keys: (request) => [[request.station, request.requestedAt]] },
    byOpen: { keys: (request) => (isAwaited(request) ? [[request.station, request.request]] : []) },
    byToken: { keys: (request) => (request.token === undefined ? [] : [request.token]), unique: true },
    byEnd: { keys: (request) => (isAwaited(request) ? [request.expiresAt] : request.file === undefined ? [] : [request.file.deleteAt]) },
  },
});

export function isAwaited({ state }: Pick<LogRequest, "state">): boolean {
  return state === "requested" || state === "uploading";
}
