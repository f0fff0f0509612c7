export { verifyClientCertificate, type Admission, type Applicant, type Authenticate, type ExpectedCertificate, type SecurityProfile, type TlsPeer } from "./admission.ts";
export type { BackOffPolicy } from "./back-off.ts";
export { verifyBasicPassword } from "./basic-auth.ts";
export { createOcppClient, type ClientTls, type OcppClientOptions } from "./client.ts";
export type { ClientDisconnected, OcppClient, StationOptions } from "./client-options.ts";
export type { ConnectionFault } from "./connection.ts";
export type { Delivery, DeliveryPolicy, PayloadToDeliver, Undelivered } from "./deliveries.ts";
export type { TypedCall, TypedHandler, TypedReply } from "./handlers.ts";
export type {
  ConnectionInfo, Disconnected, DuplicatePolicy, OcppServerOptions, Refusal, ServerLimits, ServerTimeouts,
} from "./options.ts";
export type { TracedMessage } from "./hooks.ts";
export type { OcppDiagnostics } from "./diagnostics.ts";
export type { PingPolicy } from "./ping-policy.ts";
export { redactMessage } from "./redact.ts";
export { relay, type RelayTarget } from "./relay.ts";
export { createOcppServer, type ListenOptions, type OcppServer } from "./server.ts";
export { certificateThumbprint, createWebCryptoSigner, createWebCryptoVerifier, importSigningKey, type WebCryptoKey, type WebCryptoSignerOptions } from "./web-crypto.ts";
