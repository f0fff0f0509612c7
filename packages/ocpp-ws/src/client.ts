import type { SecureContextOptions } from "node:tls";
import { systemClock, systemRandom, systemScheduler } from "@cpokit/kernel/system";
import type { ClientOptions } from "ws";
import { basicHeader } from "./basic-auth.ts";
import type { OcppClient, StationOptions } from "./client-options.ts";
import { channels } from "./diagnostics.ts";
import { dial } from "./dial.ts";
import type { PingPolicy } from "./ping-policy.ts";
import { createStationClient } from "./station-client.ts";

/** How to make a station's client in Node.js. Times are in milliseconds. */
export interface OcppClientOptions extends StationOptions {
  /** Sent by HTTP Basic with the identity as username (security profiles 1 and 2); a function is asked at every attempt. */
  readonly password?: string | Uint8Array | (() => string | Uint8Array);
  /** `off` when absent. */
  readonly ping?: PingPolicy;
  /** Offers permessage-deflate; false when absent. */
  readonly deflate?: boolean;
  /** Own authorities, certificate and key (security profiles 2 and 3); a function is asked at every attempt. */
  readonly tls?: ClientTls | (() => ClientTls);
}

/** The TLS side of a client. */
export type ClientTls = SecureContextOptions & { readonly rejectUnauthorized?: boolean };

/**
 * Connects a station to its central system, again and again until `close`. It begins at once. @throws `ocpp-ws.url`.
 *
 * @example
 * const client = createOcppClient({ url: "ws://localhost:9000", identity: "CS-1", protocols: [v16], handler });
 * await client.connected();
 * await client.call("Heartbeat", {});
 */
export function createOcppClient(options: OcppClientOptions): OcppClient {
  return createStationClient(options, {
    clock: systemClock, scheduler: systemScheduler, random: systemRandom, ping: options.ping ?? "off", channels,
    dial: (url, subprotocols, events) => dial(url, subprotocols, dialOptions(options), events),
  });
}

function dialOptions({ identity, password, tls = {}, deflate = false, messageBytes = 262_144 }: OcppClientOptions): ClientOptions {
  const key = typeof password === "function" ? password() : password;
  const headers = key === undefined ? {} : { authorization: basicHeader(identity, key) };
  const deflated = { serverNoContextTakeover: true, clientNoContextTakeover: true, threshold: 1_024 };
  const secured = typeof tls === "function" ? tls() : tls;
  const options = { ...secured, headers, handshakeTimeout: 10_000, closeTimeout: 5_000, maxPayload: messageBytes, perMessageDeflate: deflate && deflated };
  return options;
}
