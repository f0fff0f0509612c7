import type { Clock, Logger, Random, Scheduler } from "@cpokit/kernel";
import type { CallHandler, CallOptions, CallOutcome, Protocol, Repair, Signing, StationLink } from "@cpokit/ocpp";
import type { BackOffPolicy } from "./back-off.ts";
import type { Delivery, DeliveryPolicy, PayloadToDeliver, Undelivered } from "./deliveries.ts";
import type { ConnectionHooks } from "./hooks.ts";

/** Why a station is not connected. */
export interface ClientDisconnected {
  /** The connection that ended; `undefined` when there was none. */
  readonly link: StationLink | undefined;
  /** The WebSocket close code; 1006 when there was no closing handshake. */
  readonly code: number;
  readonly reason: string;
  /** The HTTP status when the central system refused the handshake; a browser does not tell. */
  readonly status: number | undefined;
  /** In how many ms it tries again; `undefined` for never. */
  readonly retryIn: number | undefined;
}

/** How to make a station's client, in Node.js or in a browser. Times are in milliseconds. Hooks that throw are logged and otherwise ignored. */
export interface StationOptions extends ConnectionHooks {
  /** The URL of the central system; `/<identity>` is appended. */
  readonly url: string;
  readonly identity: string;
  /** The versions to offer, the preferred one first; the central system chooses. */
  readonly protocols: readonly Protocol[];
  /** Answers what the central system asks. */
  readonly handler: CallHandler;
  readonly clock?: Clock;
  readonly scheduler?: Scheduler;
  readonly random?: Random;
  readonly logger?: Logger;
  readonly mode?: "strict" | "tolerant";
  readonly repair?: Repair;
  /** Makes and judges signed messages of 2.x; they are unknown actions when absent. */
  readonly signing?: Signing;
  /** When to connect again after a loss; a function is asked every time, for variables that the central system may change. */
  readonly backOff?: BackOffPolicy | (() => BackOffPolicy);
  /** How `deliver` tries again; a function is asked every time. */
  readonly delivery?: DeliveryPolicy | ((action: string) => DeliveryPolicy);
  /** What an earlier client left undelivered; it goes first. */
  readonly undelivered?: readonly Undelivered[];
  /** For the answer to a CALL; 30,000 when absent. */
  readonly callTimeout?: number;
  /** For a handler; 60,000 when absent. */
  readonly handlerTimeout?: number;
  /** Bytes of one message; 262,144 when absent. */
  readonly messageBytes?: number;
  readonly onConnected?: (link: StationLink) => void;
  readonly onDisconnected?: (how: ClientDisconnected) => void;
}

/** A station's end of OCPP-J over WebSocket. */
export interface OcppClient {
  readonly identity: string;
  /** The open connection; its `protocol` is the version that the central system chose. */
  readonly link: StationLink | undefined;
  /** Resolves with the open connection, now or when there is one. @throws `ocpp-ws.closed` after `close`, or when it does not try again. */
  connected(): Promise<StationLink>;
  /** As `StationLink.call`; settles as `closed` when there is no connection. It is not queued from one connection to the next. */
  call(action: string, payload: unknown, options?: CallOptions): Promise<CallOutcome>;
  /**
   * Delivers a transaction message (OCPP 1.6 §3.7, 2.x E04): all that are given here go one after the other in this order, wait while
   * the station is offline or its boot is not accepted, and are tried again by `delivery` when the central system fails to process
   * them. A payload that is a function is asked when it is sent, e.g. for the transaction id of a StartTransaction that went before.
   * Rejects as `StationLink.call` for a payload that is not valid.
   */
  deliver(action: string, payload: PayloadToDeliver): Promise<Delivery>;
  /** What `deliver` still has to deliver, in order; keep it over a restart as `undelivered` of the next client. */
  undelivered(): readonly Undelivered[];
  /** Sends a SEND of OCPP 2.1. @throws `ocpp-ws.offline` when there is no connection, else as `StationLink.call`. */
  send(action: string, payload: unknown): void;
  /** Writes a text frame as it is, however broken, for simulators and tests; nothing happens when there is no connection. */
  write(text: string): void;
  /** Cuts the connection without a closing handshake, as a power loss does; it connects again by its back-off. */
  drop(): void;
  /** Closes the connection, if there is one, and connects again at once, e.g. with a new password (2.x A01). */
  reconnect(): void;
  /** Closes the connection and stays away. */
  close(code?: number, reason?: string): Promise<void>;
}
