import type { PeerFault } from "@cpokit/ocpp";
import { describeError } from "../describe-error.ts";
import type { Incident } from "./incidents.ts";

/** A connection that failed below OCPP, or had to be cut; the WebSocket server names these. */
export interface TransportFault {
  readonly fault: "socket" | "binary" | "garbage" | "slowReader" | "silent" | "internal";
  readonly reason?: string;
}

const TRANSPORT_FAULTS: Readonly<Record<TransportFault["fault"], string>> = {
  socket: "the WebSocket failed",
  binary: "a binary message; the connection was closed",
  garbage: "too many texts that are no messages; the connection was closed",
  slowReader: "the station does not read what is sent; the connection was cut",
  silent: "no answer to a ping; the connection was cut",
  internal: "something failed on our side; the log has the details",
};

/** What an operator should see of a fault on a connection; `undefined` for what is ordinary life. */
export function faultIncident(fault: PeerFault | TransportFault): Omit<Incident, "station"> | undefined {
  switch (fault.fault) {
    case "unreadable":
      return { severity: "warning", kind: "malformed", summary: `a text that is no OCPP message: ${fault.problem}` };
    case "refused":
      return { severity: "warning", kind: "malformed", summary: `${fault.action} refused (${fault.kind}): ${fault.description}` };
    case "handlerFailed":
      return { severity: "error", kind: "handler-failed", summary: `${fault.action} was answered with InternalError: ${describeError(fault.error)}` };
    case "handlerTimeout":
      return { severity: "error", kind: "handler-failed", summary: `${fault.action} was answered with InternalError: it took too long` };
    case "invalidResponse":
      return { severity: "error", kind: "handler-failed", summary: `${fault.action}: our answer was not valid: ${rules(fault.violations)}` };
    case "invalidAnswer":
      return { severity: "warning", kind: "malformed", summary: `the answer to ${fault.action} was not valid: ${rules(fault.violations)}` };
    case "lateAnswer":
      return {
        severity: "info", kind: "late-answer", content: fault.outcome,
        summary: `the answer to ${fault.action} came after its timeout (${fault.outcome.outcome})`,
      };
    case "resultRefused":
      return { severity: "error", kind: "result-refused", summary: `the station refused our answer: ${fault.code} ${fault.description}` };
    case "repaired":
      return { severity: "info", kind: "repaired", summary: `${fault.action}: ${fault.repairs.join(", ")}` };
    case "unsolicited":
      return { severity: "info", kind: "unsolicited", summary: "an answer to nothing that was asked" };
    case "overflow":
      return { severity: "warning", kind: "overflow", summary: "the connection was closed: too many messages without waiting for answers" };
    case "repeated":
      return undefined;
    case "socket":
    case "binary":
    case "garbage":
    case "slowReader":
    case "silent":
    case "internal":
      return { severity: "warning", kind: `connection-${fault.fault}`, summary: [TRANSPORT_FAULTS[fault.fault], fault.reason ?? []].flat().join(": ") };
  }
}

function rules(violations: Extract<PeerFault, { readonly fault: "invalidAnswer" }>["violations"]): string {
  return violations.slice(0, 3).map(({ path, rule }) => `${path} ${rule}`).join("; ");
}
