import { instant, type Clock, type Scheduler } from "@cpokit/kernel";
import { browserDial } from "./browser-dial.ts";
import type { OcppClient, StationOptions } from "./client-options.ts";
import { createStationClient } from "./station-client.ts";

export type { BackOffPolicy } from "./back-off.ts";
export type { ClientDisconnected, OcppClient, StationOptions } from "./client-options.ts";
export type { ConnectionFault } from "./connection.ts";
export type { Delivery, DeliveryPolicy, PayloadToDeliver, Undelivered } from "./deliveries.ts";
export type { ConnectionHooks, TracedMessage } from "./hooks.ts";
export { redactMessage } from "./redact.ts";
export { certificateThumbprint, createWebCryptoSigner, createWebCryptoVerifier, importSigningKey, type WebCryptoKey, type WebCryptoSignerOptions } from "./web-crypto.ts";

const clock: Clock = { now: () => instant(Date.now()) };

const random = (): number => crypto.getRandomValues(new Uint32Array(1))[0]! / 2 ** 32;

const scheduler: Scheduler = {
  afterTurn: (run) => void setTimeout(run, 0),
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};

/**
 * The same station client over the WebSocket of a browser (or any other place that has one), for tools and documentation. What a browser
 * cannot do is missing: HTTP Basic and own certificates (security profile 0, or 3 with the certificates of the browser), pings,
 * back-pressure, and the HTTP status of a refusal. It closes with 4002 to 4011 where other clients close with 1002 to 1011, and does not
 * bound the size of a message.
 */
export function createOcppClient(options: StationOptions): OcppClient {
  return createStationClient(options, { clock, scheduler, random, ping: "off", dial: browserDial });
}
