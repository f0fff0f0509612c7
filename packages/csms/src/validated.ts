/**
 * The one place where a payload gets its type. What comes in was validated against its action's schema by the peer
 * (`IncomingCall.payload`, `CallOutcome.payload`), what goes out is validated before the command is recorded, so nothing is
 * checked twice.
 */
export function validated<Payload>(payload: unknown): Payload {
  return payload as Payload;
}
