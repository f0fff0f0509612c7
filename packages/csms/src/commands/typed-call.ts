import type { CommandRecord } from "@cpokit/model";
import type { Messages, Protocol } from "@cpokit/ocpp";
import { validated } from "../validated.ts";
import type { Commands, SendOptions } from "./create-commands.ts";

/** The record of a call whose response type is known. */
export interface CallRecord<Response> extends CommandRecord {
  /** The station's answer; absent unless it took the call or refused it by a status. */
  readonly response?: Response;
}

/** Sends any action of one version, typed, as a command: recorded, idempotent by key, and it may wait for its station. */
export interface TypedCall {
  /**
   * A station that speaks another version makes it `unsupported`.
   *
   * @example
   * const { response } = await csms.call("CS-1", v21, "GetDERControl", { requestId: 1 }, { requestedBy: "operator" });
   */
  <M extends Messages, Name extends keyof M & string>(
    station: string, protocol: Protocol<M>, action: Name, request: M[Name]["request"], options: SendOptions,
  ): Promise<CallRecord<M[Name]["response"]>>;
}

export function createTypedCall({ send }: Pick<Commands, "send">): TypedCall {
  return async (station, protocol, action, request, options) => {
    const record = await send(station, { command: "call", version: protocol.version, action, payload: request }, options);
    const { outcome } = record;
    return outcome !== undefined && "response" in outcome ? { ...record, response: validated(outcome.response) } : record;
  };
}
