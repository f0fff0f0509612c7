import type { OcppClient, StationOptions } from "@cpokit/ocpp-ws/browser";
import type { OpenChannel, StationChannel } from "./channel.ts";

/** What a line tells the client that it is made of. */
export type LineOptions = Pick<StationOptions, "identity" | "protocols" | "backOff" | "redact" | "handler" | "onMessage" | "onConnected" | "onDisconnected"> & Partial<Pick<StationOptions, "url">>;

/** Lines over a client of `@cpokit/ocpp-ws`, one client per line; a station connects again by itself. */
export function clientLine(createClient: (options: LineOptions) => OcppClient): OpenChannel {
  return ({ identity, protocol, connection }, events) =>
    new Promise((resolve) => {
      let lastCall: string | undefined;
      const client = createClient({
        identity, protocols: [protocol], backOff: "off", redact: false, ...(connection === undefined ? {} : { url: connection.ocppCsmsUrl }),
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
