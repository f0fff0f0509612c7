import { CpoError, type Instant } from "@cpokit/kernel";
import type { CallHandler, CallRefusal, CallReply, Messages, Protocol, StationLink } from "@cpokit/ocpp";
import { isThenable } from "./promise.ts";

/** A validated request with the type of its action. */
export interface TypedCall<Request> {
  readonly link: StationLink;
  readonly request: Request;
  readonly messageId: string;
  readonly receivedAt: Instant;
}

/** The response of an action, or a refusal. A SEND of OCPP 2.1 has none. */
export type TypedReply<Response> = [Response] extends [never] ? void : Response | CallRefusal;

/** Answers one action of one version. */
export type TypedHandler<M extends Messages, Name extends keyof M & string> = (
  call: TypedCall<M[Name]["request"]>,
) => TypedReply<M[Name]["response"]> | Promise<TypedReply<M[Name]["response"]>>;

/** The handlers of one version: typed ones by action, before the one for all. */
export interface Handlers {
  readonly handler: CallHandler;
  /** Sets the handler of one action. @throws `ocpp-ws.unknownAction` when the version has no such action. */
  add(action: string, handler: (call: TypedCall<unknown>) => unknown): void;
}

export function createHandlers(protocol: Protocol, fallback: CallHandler | undefined): Handlers {
  const byAction = new Map<string, CallHandler>();
  const other = fallback ?? nobody;
  return {
    handler: (call) => (byAction.get(call.action) ?? other)(call),
    add(action, handler) {
      if (protocol.action(action) === undefined) {
        throw new CpoError("ocpp-ws.unknownAction", `OCPP ${protocol.version} has no action ${action}; check its spelling.`, { action });
      }
      byAction.set(action, ({ link, payload, messageId, receivedAt }) => {
        const reply = handler({ link, request: payload, messageId, receivedAt });
        return isThenable(reply) ? reply.then(toReply) : toReply(reply);
      });
    },
  };
}

function nobody(): CallReply {
  return { refusal: "notSupported", description: "This system does not handle this action." };
}

function toReply(reply: unknown): CallReply {
  return isRefusal(reply) ? reply : { response: reply };
}

/** No response of any version has a field of this name. */
function isRefusal(reply: unknown): reply is CallRefusal {
  return typeof reply === "object" && reply !== null && "refusal" in reply;
}
