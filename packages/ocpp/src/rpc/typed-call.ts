import { CpoError } from "@cpokit/kernel";
import type { Messages, Protocol } from "../protocol.ts";
import type { CallOptions, CallOutcome, StationLink } from "./link.ts";

/** What came of a CALL whose response type is known. */
export type TypedOutcome<Response> =
  | Exclude<CallOutcome, { readonly outcome: "result" }>
  | (Omit<Extract<CallOutcome, { readonly outcome: "result" }>, "payload"> & { readonly payload: Response });

/**
 * Sends one CALL with the types of its version. The peer has checked the response, so its type is sure.
 *
 * @throws what `StationLink.call` throws, and `ocpp.wrongVersion` when the link speaks another version than `protocol`.
 *
 * @example
 * const outcome = await typedCall(link, v16, "Reset", { type: "Soft" });
 * if (outcome.outcome === "result") console.log(outcome.payload.status);
 */
export async function typedCall<M extends Messages, Name extends keyof M & string>(
  link: StationLink,
  protocol: Protocol<M>,
  action: Name,
  request: M[Name]["request"],
  options?: CallOptions,
): Promise<TypedOutcome<M[Name]["response"]>> {
  if (link.protocol.version !== protocol.version) {
    const values = { identity: link.identity, spoken: link.protocol.version, asked: protocol.version };
    throw new CpoError("ocpp.wrongVersion", `${link.identity} speaks OCPP ${values.spoken}; send it a call of that version.`, values);
  }
  return link.call(action, request, options);
}
