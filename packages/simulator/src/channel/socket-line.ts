import { createOcppClient, type OcppClient, type OcppClientOptions } from "@cpokit/ocpp-ws";
import type { OpenChannel, StationChannel } from "./channel.ts";

/** What all stations have in common on their way to a central system; times are real milliseconds. */
export type SocketLineOptions = Pick<OcppClientOptions, "url" | "password" | "tls" | "ping" | "callTimeout" | "deflate" | "logger">;

/** Lines over WebSocket. The identity is appended to the URL; a station connects again by itself. */
export function createSocketLine(options: SocketLineOptions): OpenChannel {
  return ({ identity, protocol }, events) =>
    new Promise((resolve) => {
      let lastCall: string | undefined;
      const client = createOcppClient({
        ...options, identity, protocols: [protocol], backOff: "off", redact: false,
        handler: ({ action, payload }) => events.answer(action, payload),
        onMessage({ direction, text }) {
          if (direction === "out" && text.startsWith("[2,")) lastCall = text;
        },
        onConnected: () => resolve(channelOf(client, () => lastCall)),
        onDisconnected({ link }) {
          if (link === undefined) resolve(undefined);
          else events.closed();
        },
      });
    });
}

function channelOf(client: OcppClient, lastCall: () => string | undefined): StationChannel {
  return {
    call: (action, payload) => client.call(action, payload),
    write: (text) => client.write(text),
    repeat() {
      const text = lastCall();
      if (text !== undefined) client.write(text);
    },
    close: () => void client.close(),
    cut: () => client.drop(),
  };
}
