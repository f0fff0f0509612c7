import { channel } from "node:diagnostics_channel";
import type { StationLink } from "@cpokit/ocpp";
import type { ConnectionFault } from "./connection.ts";
import type { Channel, TracedMessage } from "./hooks.ts";

/** What is published on each channel of `node:diagnostics_channel`, by servers and clients alike; `role` is the side that publishes. */
export interface OcppDiagnostics {
  readonly "cpokit.ocpp-ws.connected": { readonly link: StationLink; readonly role: "csms" | "station" };
  readonly "cpokit.ocpp-ws.disconnected": { readonly link: StationLink; readonly role: "csms" | "station"; readonly code: number; readonly reason: string };
  /** A handshake that the server refused. */
  readonly "cpokit.ocpp-ws.refused": { readonly path: string; readonly remoteAddress: string; readonly status: number; readonly reason: string };
  /** Redacted unless the server or client says otherwise. */
  readonly "cpokit.ocpp-ws.message": TracedMessage;
  readonly "cpokit.ocpp-ws.fault": { readonly link: StationLink; readonly fault: ConnectionFault };
}

/** The channels of this package. Nothing is made for a channel without subscribers. */
export const channels = {
  connected: named("cpokit.ocpp-ws.connected"),
  disconnected: named("cpokit.ocpp-ws.disconnected"),
  refused: named("cpokit.ocpp-ws.refused"),
  message: named("cpokit.ocpp-ws.message"),
  fault: named("cpokit.ocpp-ws.fault"),
};

function named<Name extends keyof OcppDiagnostics>(name: Name): Channel<OcppDiagnostics[Name]> {
  return channel(name);
}
