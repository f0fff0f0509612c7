import type { Clock, Instant, Logger, Scheduler } from "@cpokit/kernel";
import type { CallHandler, Protocol, Repair, Signing, StationLink } from "@cpokit/ocpp";
import type { Authenticate, SecurityProfile } from "./admission.ts";
import type { ConnectionFault } from "./connection.ts";
import type { TracedMessage } from "./hooks.ts";
import type { PingPolicy } from "./ping-policy.ts";

/** Why a connection ended. */
export interface Disconnected {
  /** The WebSocket close code; 1006 when there was none. */
  readonly code: number;
  readonly reason: string;
  /** A newer connection of the same station has taken its place: the station is not offline (I17). */
  readonly replaced: boolean;
}

/** An open connection. */
export interface ConnectionInfo {
  readonly link: StationLink;
  readonly identity: string;
  readonly subprotocol: string;
  readonly remoteAddress: string;
  readonly since: Instant;
}

/**
 * What happens when a station connects that is connected already. `replace`: the new connection takes over and the old one is closed
 * with 1008 (Q18). `refuse`: the new one is answered 409. `{ probe }`: the old one is pinged; it stays, and the new one is answered
 * 409, only when it answers within so many ms. Without `authenticate`, `replace` lets anyone take over the link of any station.
 */
export type DuplicatePolicy = "replace" | "refuse" | { readonly probe: number };

/** What a server bears. */
export interface ServerLimits {
  /** Bytes of one message; 262,144 when absent. A larger one closes the connection, or is refused when an action may have more. */
  readonly messageBytes?: number;
  /** The same for single actions, request and response alike, e.g. `{ NotifyEVChargingNeeds: 65_536, SendLocalList: 1_048_576 }`. */
  readonly actionBytes?: Readonly<Record<string, number>>;
  /** Characters of an identity; 255 when absent (Q17). */
  readonly identityLength?: number;
  /** Requests of one station that wait for their answer before reading stops; 32 when absent. */
  readonly inboundQueue?: number;
  /** Characters of such requests before the connection is closed; 1,048,576 when absent. */
  readonly inboundCharacters?: number;
  /** CALLs to one station that wait in line; 100 when absent. */
  readonly outboundQueue?: number;
  /** Bytes that wait to be sent to one station before it is cut; 1,048,576 when absent. */
  readonly outputBytes?: number;
  /** Texts of one station that are no messages before it is closed; 16 when absent, one is forgiven per second. */
  readonly unreadableFrames?: number;
  /** Handshakes at the same time; more are answered 503. 1,000 when absent. */
  readonly handshakes?: number;
  /** The same from one address, counted from the first byte on; no limit when absent, since a fleet may come through one proxy. */
  readonly handshakesPerAddress?: number;
  /** TCP connections that have not finished their headers (slow headers are cut by `timeouts.handshake`); more are cut. 10,000 when absent. */
  readonly silentSockets?: number;
  /** Handshakes per second on average, so that all stations that come back at once do not starve those that are here; more are answered 503. No limit when absent. */
  readonly handshakesPerSecond?: number;
  /** Open connections; more are answered 503. No limit when absent. */
  readonly connections?: number;
}

/** How long a server waits, in ms. */
export interface ServerTimeouts {
  /** For the answer to a CALL; 30,000 when absent. */
  readonly call?: number;
  /** For a handler; 60,000 when absent. */
  readonly handler?: number;
  /** For headers, on ports of its own, and for `authenticate`; 10,000 when absent. A server of yours has `headersTimeout`. */
  readonly handshake?: number;
  /** For the other half of a closing handshake; 5,000 when absent. */
  readonly close?: number;
  /** How long an exact repeat of a CALL gets the same answer again; 5,000 when absent. */
  readonly repeat?: number;
}

/** A handshake that was refused. */
export interface Refusal {
  readonly path: string;
  /** Absent where the path has none that can be read. */
  readonly identity?: string;
  readonly remoteAddress: string;
  /** Of HTTP. */
  readonly status: number;
  readonly reason: string;
  /** `authenticate` said no: who wrote it knows of it already. */
  readonly byApplication: boolean;
}

/** How to make a server. Hooks that throw are logged and otherwise ignored. */
export interface OcppServerOptions {
  /** The versions to speak, the preferred one first, e.g. `[v21, v201, v16]`. */
  readonly protocols: readonly Protocol[];
  /** Answers every request that no typed handler answers; NotSupported when absent. */
  readonly handler?: CallHandler;
  /** Decides who may connect; everyone may when absent (security profile 0). */
  readonly authenticate?: Authenticate;
  /** The lowest security profile that is let in; `authenticate` may demand more of one station. 0 when absent. */
  readonly minimumProfile?: SecurityProfile;
  readonly clock?: Clock;
  readonly scheduler?: Scheduler;
  readonly logger?: Logger;
  /** `tolerant` overlooks harmless faults of frames; `strict` when absent. */
  readonly mode?: "strict" | "tolerant";
  /** Mends payloads that break their schema. */
  readonly repair?: Repair;
  /** Makes and judges signed messages of 2.x; they are unknown actions when absent. */
  readonly signing?: Signing;
  /** `{ interval: 30_000, within: 20_000 }` when absent; `authenticate` may say otherwise for one station. */
  readonly ping?: PingPolicy;
  /** permessage-deflate without context takeover for 2.x; true when absent. Never for 1.6, which advises against it. */
  readonly deflate?: boolean;
  /** What a station speaks that offers no subprotocol; it is refused when absent. */
  readonly assumeProtocol?: Protocol;
  readonly duplicates?: DuplicatePolicy;
  readonly limits?: ServerLimits;
  readonly timeouts?: ServerTimeouts;
  /** False to leave secrets in what `onMessage` hears; true when absent. */
  readonly redact?: boolean;
  readonly onConnected?: (link: StationLink, info: ConnectionInfo) => void;
  readonly onDisconnected?: (link: StationLink, how: Disconnected) => void;
  /** A handshake was refused: by the server, or by `authenticate`. */
  readonly onRefused?: (refusal: Refusal) => void;
  readonly onMessage?: (message: TracedMessage) => void;
  readonly onFault?: (link: StationLink, fault: ConnectionFault) => void;
}
