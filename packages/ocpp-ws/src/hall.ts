import { silentLogger, type Clock } from "@cpokit/kernel";
import type { PeerOptions, Protocol } from "@cpokit/ocpp";
import { WebSocketServer, type ServerOptions } from "ws";
import type { ConnectionSettings } from "./connection.ts";
import { createHandlers, type Handlers } from "./handlers.ts";
import { channels } from "./diagnostics.ts";
import { connectionHooks } from "./hooks.ts";
import { createMessageIds } from "./message-ids.ts";
import { randomPrefix } from "./random-prefix.ts";
import type { OcppServerOptions } from "./options.ts";

/** What a server keeps per version: its handlers, its WebSocket settings, and what all connections of the version share. */
export interface Hall {
  readonly handlers: Handlers;
  readonly sockets: WebSocketServer;
  readonly settings: ConnectionSettings;
}

/** Where connections report that they are over. */
export type ConnectionEnds = Pick<ConnectionSettings, "ended" | "closed">;

export function createHall(protocol: Protocol, options: OcppServerOptions, clock: Clock, ends: ConnectionEnds): Hall {
  const { limits = {}, timeouts = {}, deflate = true, logger = silentLogger } = options;
  const handlers = createHandlers(protocol, options.handler);
  const hooks = connectionHooks(options, clock, logger, channels);
  const { unreadableFrames = 16, outputBytes = 1_048_576, messageBytes = 262_144, actionBytes = {} } = limits;
  const peer: PeerOptions = {
    protocol, role: "csms", handler: handlers.handler, clock, newMessageId: createMessageIds(randomPrefix()), report: hooks.report, messageBytes, actionBytes,
    ...given({
      mode: options.mode, repair: options.repair, signing: options.signing,
      callTimeout: timeouts.call, handlerTimeout: timeouts.handler, repeatWindow: timeouts.repeat,
      inboundLimit: limits.inboundQueue, inboundCharacters: limits.inboundCharacters, outboundLimit: limits.outboundQueue,
    }),
  };
  return {
    handlers,
    sockets: new WebSocketServer(socketOptions(protocol, Math.max(messageBytes, ...Object.values(actionBytes)), deflate, timeouts.close ?? 5_000)),
    settings: { peer, unreadableFrames, outputBytes, ...hooks, ...ends },
  };
}

/**
 * OCPP 2.x asks a central system to support permessage-deflate; without context takeover and for larger messages only, it costs no
 * memory per idle connection. OCPP-J 1.6 advises against it.
 */
function socketOptions(protocol: Protocol, maxPayload: number, deflate: boolean, closeTimeout: number): ServerOptions {
  const deflated = { serverNoContextTakeover: true, clientNoContextTakeover: true, threshold: 1_024, concurrencyLimit: 4 };
  const options = {
    noServer: true,
    clientTracking: false,
    maxPayload,
    closeTimeout,
    perMessageDeflate: deflate && protocol.version !== "1.6" ? deflated : false,
    handleProtocols: () => protocol.subprotocol,
  };
  return options;
}

/** The settings that are given, without those that are not. */
function given<T extends object>(settings: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as { [Name in keyof T]?: Exclude<T[Name], undefined> };
}
