import type { ErrorKind } from "../protocol.ts";

/** OCPP-J 1.6 §4.2.3; both misspellings are normative. It has no code for message types and frames: the nearest in its words. */
export const ERROR_CODES_V16: Readonly<Record<ErrorKind, string>> = {
  notImplemented: "NotImplemented",
  notSupported: "NotSupported",
  internal: "InternalError",
  protocol: "ProtocolError",
  security: "SecurityError",
  format: "FormationViolation",
  property: "PropertyConstraintViolation",
  occurrence: "OccurenceConstraintViolation",
  type: "TypeConstraintViolation",
  generic: "GenericError",
  messageType: "ProtocolError",
  rpcFramework: "FormationViolation",
};

/** OCPP 2.0.1 and 2.1 part 4 §4.3. */
export const ERROR_CODES_V2: Readonly<Record<ErrorKind, string>> = {
  ...ERROR_CODES_V16,
  format: "FormatViolation",
  occurrence: "OccurrenceConstraintViolation",
  messageType: "MessageTypeNotSupported",
  rpcFramework: "RpcFrameworkError",
};
