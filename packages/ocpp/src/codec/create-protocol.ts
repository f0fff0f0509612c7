import type { Action, ActionName, Codec, ErrorKind, Messages, Protocol, Version } from "../protocol.ts";
import { noResponse } from "./codec.ts";

/** The parts of a protocol version, as the generated `protocol.ts` of each version lists them. */
export interface ProtocolParts {
  readonly version: Version;
  readonly subprotocol: string;
  readonly errorCodes: Readonly<Record<ErrorKind, string>>;
  readonly actions: readonly Action[];
}

/** One protocol version as a value. The generator prints `M` and the actions from the same facts, hence the two assertions. */
export function createProtocol<M extends Messages>({ version, subprotocol, errorCodes, actions }: ProtocolParts): Protocol<M> {
  const byName = new Map(actions.map((action) => [action.name, action]));
  const action = (name: string) => byName.get(name);
  return {
    version,
    subprotocol,
    actions: [...byName.keys()] as ActionName<M>[],
    action: action as Protocol<M>["action"],
    errorCode: (kind) => errorCodes[kind],
  };
}

/** An action that is answered. */
export function call<Request, Response>(
  name: string, block: string, from: Action["from"], request: Codec<Request>, response: Codec<Response>,
): Action<Request, Response> {
  return { name, block, from, kind: "call", request, response };
}

/** A message of type 6, which is never answered (OCPP 2.1 part 4). */
export function send<Request>(name: string, block: string, from: Action["from"], request: Codec<Request>): Action<Request, never> {
  return { name, block, from, kind: "send", request, response: noResponse };
}
