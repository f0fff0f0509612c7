import type { Action, CallRefusal, CallReply } from "@cpokit/ocpp";
import type { Answer } from "./dialect.ts";

/** Answers one action with its typed payloads; a payload that the action does not take is refused. */
export function answers<Request, Response>(action: Action<Request, Response>, answer: (request: Request) => Response | CallRefusal | Promise<Response | CallRefusal>): readonly [string, Answer] {
  return [action.name, (payload): CallReply | Promise<CallReply> => {
    if (!action.request.accepts(payload)) {
      const [violation] = action.request.violations(payload);
      return { refusal: violation?.kind ?? "format", description: `${violation?.path ?? ""} ${violation?.rule ?? "is not allowed"}`.trim() };
    }
    const reply = answer(payload);
    return reply instanceof Promise ? reply.then(replyOf) : replyOf(reply);
  }];
}

function replyOf(reply: unknown): CallReply {
  return isRefusal(reply) ? reply : { response: reply };
}

function isRefusal(reply: unknown): reply is CallRefusal {
  return typeof reply === "object" && reply !== null && "refusal" in reply;
}
