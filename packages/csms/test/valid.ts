import type { Messages, Protocol } from "@cpokit/ocpp";

/** The payload, once the version's own schema found nothing wrong with it: no vector here is wishful. */
export function validRequest<M extends Messages, Name extends keyof M & string>(protocol: Protocol<M>, name: Name, payload: M[Name]["request"]): M[Name]["request"] {
  refuse(name, protocol.action(name)?.request.violations(payload));
  return payload;
}

/** The same for an answer. */
export function validResponse<Response>(protocol: Protocol, name: string, payload: Response): Response {
  refuse(name, protocol.action(name)?.response.violations(payload));
  return payload;
}

function refuse(name: string, violations: readonly unknown[] | undefined): void {
  if (violations === undefined || violations.length > 0) throw new Error(`${name} is not valid: ${JSON.stringify(violations)}`);
}
