import type { ErrorKind, Violation } from "../protocol.ts";
import type { FrameProblem } from "./frame.ts";
import type { CallOutcome, StationLink } from "./link.ts";

/** What went wrong on a connection, for logs and counters. Holds no payloads but that of a late answer. */
export type PeerFault =
  /** A text that is no message; `answered` when the version has an answer to it. */
  | { readonly fault: "unreadable"; readonly problem: FrameProblem; readonly messageId: string | undefined; readonly answered: boolean }
  /** An incoming CALL or SEND that never reached the handler. */
  | {
      readonly fault: "refused"; readonly messageId: string; readonly action: string; readonly kind: ErrorKind;
      readonly description: string; readonly violations: readonly Violation[];
    }
  /** The handler threw; the other side got InternalError without the reason. */
  | { readonly fault: "handlerFailed"; readonly messageId: string; readonly action: string; readonly error: unknown }
  /** The handler took longer than `handlerTimeout`; the other side got InternalError. */
  | { readonly fault: "handlerTimeout"; readonly messageId: string; readonly action: string }
  /** The handler's response breaks the schema; the other side got InternalError. */
  | { readonly fault: "invalidResponse"; readonly messageId: string; readonly action: string; readonly violations: readonly Violation[] }
  /** The answer to a CALL of ours breaks the schema. */
  | { readonly fault: "invalidAnswer"; readonly messageId: string; readonly action: string; readonly violations: readonly Violation[] }
  /** An answer that came after its timeout; the call was already settled as `timeout` (F18). */
  | { readonly fault: "lateAnswer"; readonly messageId: string; readonly action: string; readonly outcome: CallOutcome }
  /** An answer to nothing that we asked. */
  | { readonly fault: "unsolicited"; readonly messageId: string }
  /** The other side refuses our CALLRESULT by CALLRESULTERROR (OCPP 2.1). */
  | {
      readonly fault: "resultRefused"; readonly messageId: string; readonly code: string; readonly description: string;
      readonly details: unknown;
    }
  /** A message that needed repair, or a frame in which something was overlooked. */
  | { readonly fault: "repaired"; readonly messageId: string; readonly action: string; readonly repairs: readonly string[] }
  /** The same CALL again, answered with the same answer. */
  | { readonly fault: "repeated" }
  /** More unanswered CALLs than we keep: the connection is closed. */
  | { readonly fault: "overflow" };

/** Hears of every fault of every connection. */
export type ReportFault = (link: StationLink, fault: PeerFault) => void;
