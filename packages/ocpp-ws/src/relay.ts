import type { CallOutcome, CallReply, ErrorKind, IncomingCall, Protocol, StationLink } from "@cpokit/ocpp";

/** Where a message is passed on to: a link or a client. */
export interface RelayTarget {
  call(...given: Parameters<StationLink["call"]>): Promise<CallOutcome>;
  /** Sends a SEND of OCPP 2.1, which only stations do; absent on the way down. */
  send?(action: string, payload: unknown): void;
}

/**
 * Passes a message on and gives its answer back, as a local controller does between a station and its central system: both must speak
 * the same version. An answer that is no response and no error of the other side (out of reach, too late, not valid) is a refusal
 * that says so.
 *
 * @example
 * const handler: CallHandler = async (call) => relay(await upstream.connected(), call);
 */
export async function relay(to: RelayTarget, { link, action, payload }: IncomingCall): Promise<CallReply> {
  if (link.protocol.action(action)?.kind === "send") {
    if (to.send === undefined) return { refusal: "notSupported", description: `${action} is not passed on in this direction.` };
    to.send(action, payload);
    return { response: {} };
  }
  const outcome = await to.call(action, payload);
  if (outcome.outcome === "result") return { response: outcome.payload };
  if (outcome.outcome !== "error") return { refusal: "internal", description: `The other side gave no answer (${outcome.outcome}).` };
  return { refusal: kindOf(link.protocol, outcome.code), description: outcome.description, ...(isRecord(outcome.details) && { details: outcome.details }) };
}

const KINDS: readonly ErrorKind[] = ["notImplemented", "notSupported", "internal", "protocol", "security", "format", "property", "occurrence", "type", "messageType", "rpcFramework"];

function kindOf(protocol: Protocol, code: string): ErrorKind {
  return KINDS.find((kind) => protocol.errorCode(kind) === code) ?? "generic";
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
