import type { Instant } from "@cpokit/kernel";
import type { ErrorKind, Protocol } from "../protocol.ts";
import type { SignedHeader } from "../signed/jws.ts";

/** What came of a CALL that we sent. A timeout means "unknown", never "failed" (F18). */
export type CallOutcome =
  | { readonly outcome: "result"; readonly payload: unknown; /** Who signed the answer, when it was signed and rightly so. */ readonly signedBy?: SignedHeader }
  | { readonly outcome: "error"; readonly code: string; readonly description: string; readonly details: unknown }
  /** The answer came, and breaks the schema of its version. */
  | { readonly outcome: "invalid"; readonly payload: unknown; readonly rule: string }
  /** `messageId` is the one under which a `lateAnswer` is reported, should it still come. */
  | { readonly outcome: "timeout"; readonly messageId?: string }
  /** The connection closed first, or was closed already; `sent` is false when the CALL never left us, so that it is safe to try again. */
  | { readonly outcome: "closed"; readonly sent?: boolean }
  /** The CALL never left us: its `expiry` ran out in the queue, or the queue was full. Safe to try again. */
  | { readonly outcome: "unsent"; readonly reason: "expired" | "full" };

export interface CallOptions {
  /** Milliseconds to wait for the answer once the CALL is sent; the server's setting when absent. */
  readonly timeout?: number;
  /** `high` overtakes waiting calls of normal priority; `normal` when absent. */
  readonly priority?: "normal" | "high";
  /** Milliseconds that the CALL may wait in the queue before it is dropped unsent; no limit when absent. */
  readonly expiry?: number;
  /** Looks at a valid response and may refuse it; OCPP 2.1 tells the sender by CALLRESULTERROR, older versions only us. */
  readonly review?: (response: unknown) => CallRefusal | undefined;
  /** Sends the CALL as `<action>-Signed` (OCPP 2.x part 4 §7); needs `signing.signer`. It takes its place in line once it is signed. */
  readonly sign?: boolean;
}

/** One live connection with a station, from the central system's side. A new connection is a new link. */
export interface StationLink {
  /** Unique for every connection, also of the same station (I17). */
  readonly id: string;
  /** The identity from the URL, decoded. */
  readonly identity: string;
  readonly protocol: Protocol;
  /** Sends one CALL; calls wait in line, since one may be in flight per direction (OCPP-J 4.1.1). The payload is validated first. */
  call(action: string, payload: unknown, options?: CallOptions): Promise<CallOutcome>;
  /** Closes the connection with a WebSocket close code. */
  close(code: number, reason: string): void;
}

/** A validated CALL (or SEND of 2.1) from a station. */
export interface IncomingCall {
  readonly link: StationLink;
  readonly action: string;
  readonly payload: unknown;
  readonly messageId: string;
  readonly receivedAt: Instant;
  /** Who signed it, when it came as `<action>-Signed`; `action` and `payload` are then those that were signed. */
  readonly signedBy?: SignedHeader;
}

/** A CALLERROR as a value. The peer spells the code as the version demands. */
export interface CallRefusal {
  readonly refusal: ErrorKind;
  /** At most 255 characters; safe to show. */
  readonly description: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The answer to an incoming call: a response payload, or a refusal. SEND messages have none. */
export type CallReply = { readonly response: unknown } | CallRefusal;

/** Answers every incoming call of every version; the typed handlers of a server are built on it. */
export type CallHandler = (call: IncomingCall) => CallReply | Promise<CallReply>;
