import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Protocol } from "@cpokit/ocpp";
import { profileOf, tlsPeerOf, type Admission, type Authenticate, type SecurityProfile } from "./admission.ts";
import { readBasicCredentials } from "./basic-auth.ts";
import { readAddress } from "./identity.ts";
import { STATUS_CODES } from "./node-http.ts";
import type { PingPolicy } from "./ping-policy.ts";
import { isThenable } from "./promise.ts";

/** What a server lets in. */
export interface HandshakeRules {
  /** In the server's order of preference. */
  readonly protocols: readonly Protocol[];
  /** What a station speaks that offers no subprotocol; such a station is refused when absent. */
  readonly assume: Protocol | undefined;
  readonly prefix: string;
  readonly identityLength: number;
  readonly authenticate: Authenticate | undefined;
  readonly minimumProfile: SecurityProfile;
  /** A proxy in front does TLS. */
  readonly tlsTerminated: boolean;
}

/** The outcome of a handshake. */
export type Verdict =
  | { readonly outcome: "admitted"; readonly identity: string; readonly protocol: Protocol; readonly ping: PingPolicy | undefined }
  | { readonly outcome: "refused"; readonly status: number; readonly reason: string; readonly identity?: string; readonly byApplication?: boolean };

/**
 * Decides over one upgrade request: path, subprotocol, credentials, then the application. The verdict is a promise only when the
 * application's is. Throws or rejects only as `authenticate` does.
 */
export function judgeHandshake(request: IncomingMessage, rules: HandshakeRules): Verdict | Promise<Verdict> {
  const address = readAddress(request.url ?? "/", rules.prefix, rules.identityLength);
  if (address.outcome === "refused") return address;
  const { identity, path } = address;
  const protocol = negotiate(request.headers["sec-websocket-protocol"], rules);
  if (protocol === undefined) {
    const spoken = rules.protocols.map(({ subprotocol }) => subprotocol).join(", ");
    return refuse(400, `Offer one of these WebSocket subprotocols: ${spoken}.`, identity);
  }
  const credentials = readBasicCredentials(request.headers.authorization, identity);
  if (credentials.outcome === "refused") return refuse(401, credentials.reason, identity);
  const password = credentials.outcome === "password" ? credentials.password : undefined;
  const tls = tlsPeerOf(request);
  const profile = profileOf(tls !== undefined || rules.tlsTerminated, password !== undefined, tls);
  const verdictOf = (admission: Admission): Verdict => {
    if (!admission.accept) return refuse(admission.status, admission.reason, identity, true);
    const { ping, minimumProfile = rules.minimumProfile } = admission;
    if (profile < minimumProfile) return refuse(403, `This station must use security profile ${minimumProfile} or higher, not ${profile}.`, identity);
    return { outcome: "admitted", identity, protocol, ping };
  };
  if (rules.authenticate === undefined) return verdictOf({ accept: true });
  const admission = rules.authenticate({
    identity, path, password, tls, profile, remoteAddress: request.socket.remoteAddress ?? "", subprotocol: protocol.subprotocol,
  });
  return isThenable(admission) ? admission.then(verdictOf) : verdictOf(admission);
}

/** Answers an upgrade request over HTTP and closes the socket. */
export function refuseUpgrade(socket: Duplex, status: number, reason: string): void {
  const body = `${reason}\n`;
  const headers = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Refused"}`,
    "Connection: close",
    "Content-Type: text/plain; charset=utf-8",
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  if (status === 401) headers.push('WWW-Authenticate: Basic realm="OCPP", charset="UTF-8"');
  if (status === 503) headers.push("Retry-After: 10");
  socket.once("finish", () => socket.destroy());
  socket.end(`${headers.join("\r\n")}\r\n\r\n${body}`);
}

/** The first protocol of the server that the station offers. */
function negotiate(header: string | undefined, { protocols, assume }: HandshakeRules): Protocol | undefined {
  if (header === undefined) return assume;
  const offered = new Set(header.split(",").map((name) => name.trim()));
  return protocols.find(({ subprotocol }) => offered.has(subprotocol));
}

function refuse(status: number, reason: string, identity: string, byApplication = false): Verdict {
  return { outcome: "refused", status, reason, identity, byApplication };
}
