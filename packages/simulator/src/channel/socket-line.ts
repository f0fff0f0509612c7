import { createOcppClient, type OcppClientOptions } from "@cpokit/ocpp-ws";
import type { OpenChannel } from "./channel.ts";
import { clientLine } from "./client-line.ts";

/** What all stations have in common on their way to a central system; times are real milliseconds. */
export type SocketLineOptions = Pick<OcppClientOptions, "url" | "password" | "tls" | "ping" | "callTimeout" | "deflate" | "logger">;

/** Lines over WebSocket. The identity is appended to the URL; a station connects again by itself. */
export function createSocketLine(options: SocketLineOptions): OpenChannel {
  return clientLine((line) => createOcppClient({ ...options, ...line }));
}
