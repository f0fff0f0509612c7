import type { IncomingMessage } from "node:http";
import { TLSSocket } from "node:tls";
import type { PingPolicy } from "./ping-policy.ts";

/**
 * The security profiles of OCPP (2.x A00, whitepaper of 1.6): 0 nothing, 1 HTTP Basic on a plain connection, 2 HTTP Basic over TLS, 3 TLS
 * with a client certificate. TLS without a password or a certificate of a known authority proves nobody's identity and counts as 0.
 */
export type SecurityProfile = 0 | 1 | 2 | 3;

/** What is known of a station that wants to connect. */
export interface Applicant {
  /** The identity from the URL, decoded. */
  readonly identity: string;
  /** The decoded path segments before the identity, without the prefix of the server. */
  readonly path: readonly string[];
  /** The password of HTTP Basic as raw bytes; its username is the identity. See `verifyBasicPassword`. */
  readonly password: Uint8Array | undefined;
  /** The TLS side; `undefined` on a plain connection. */
  readonly tls: TlsPeer | undefined;
  /** The security profile that the connection uses. The password, and whose certificate it is, are still to be judged. */
  readonly profile: SecurityProfile;
  readonly remoteAddress: string;
  /** The negotiated WebSocket subprotocol, e.g. `ocpp2.0.1`. */
  readonly subprotocol: string;
}

/** The client certificate of a TLS connection. */
export interface TlsPeer {
  /** A client certificate was given, and one of the server's authorities signed it. */
  readonly authorized: boolean;
  /** Subject common name, serial number (hex) and SHA-256 fingerprint of the client certificate, when there is one. */
  readonly certificate: { readonly commonName: string; readonly organization: string; readonly serialNumber: string; readonly fingerprint: string } | undefined;
}

/** Whether a station may connect. A refusal is answered over HTTP, with the reason as its text. */
export type Admission =
  | {
      readonly accept: true;
      /** Other than the server's, for this station. */
      readonly ping?: PingPolicy;
      /** The lowest profile that this station may use (2.x A05: never fall back); a lower one is answered 403. The server's when absent. */
      readonly minimumProfile?: SecurityProfile;
    }
  | { readonly accept: false; readonly status: 401 | 403 | 404; readonly reason: string };

/** Decides who may connect. */
export type Authenticate = (applicant: Applicant) => Admission | Promise<Admission>;

/** The TLS side of a request. */
export function tlsPeerOf({ socket }: IncomingMessage): TlsPeer | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  const { subject, serialNumber, fingerprint256 } = socket.getPeerCertificate();
  if (subject === undefined) return { authorized: false, certificate: undefined };
  const certificate = { commonName: first(subject.CN), organization: first(subject.O), serialNumber, fingerprint: fingerprint256 };
  return { authorized: socket.authorized, certificate };
}

/** The profile of a connection that gives this password and this certificate. */
export function profileOf(isSecure: boolean, hasPassword: boolean, tls: TlsPeer | undefined): SecurityProfile {
  if (tls?.authorized === true) return 3;
  if (!hasPassword) return 0;
  return isSecure ? 2 : 1;
}

/** Which certificate a station must have. What is absent is not compared. */
export interface ExpectedCertificate {
  /** Of the subject; 2.x A00.FR.511 wants the serial number of the station here. */
  readonly commonName?: string;
  /** Of the subject; the operator of the station. */
  readonly organization?: string;
  /** Of the certificate, as hex; case, colons and leading zeros do not matter. */
  readonly serialNumber?: string;
  /** SHA-256, as hex; case and colons do not matter. */
  readonly fingerprint?: string;
}

/**
 * True when the client certificate was signed by an authority of the server and is the expected one: its common name is the identity,
 * unless something else is expected.
 *
 * @example
 * authenticate: (applicant) => verifyClientCertificate(applicant) ? { accept: true, minimumProfile: 3 } : { accept: false, status: 403, reason: "Not your certificate." },
 */
export function verifyClientCertificate({ identity, tls }: Applicant, expected: ExpectedCertificate = { commonName: identity }): boolean {
  const given = tls?.authorized === true ? tls.certificate : undefined;
  const { commonName, organization, serialNumber, fingerprint } = expected;
  const isNothing = commonName === undefined && serialNumber === undefined && fingerprint === undefined;
  if (given === undefined || isNothing) return false;
  return (commonName === undefined || commonName === given.commonName)
    && (organization === undefined || organization === given.organization)
    && (serialNumber === undefined || bareHex(serialNumber) === bareHex(given.serialNumber))
    && (fingerprint === undefined || bareHex(fingerprint) === bareHex(given.fingerprint));
}

function bareHex(text: string): string {
  return text.replaceAll(/[:\s]/g, "").replace(/^0+/, "").toUpperCase();
}

function first(name: string | readonly string[] | undefined): string {
  return typeof name === "string" ? name : (name?.[0] ?? "");
}
