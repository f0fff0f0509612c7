import { createOcppClient, type StationOptions } from "@cpokit/ocpp-ws/browser";
import type { OpenChannel } from "./channel.ts";
import { clientLine } from "./client-line.ts";

/** What all stations of a page have in common on their way to a central system; times are real milliseconds. */
export type BrowserLineOptions = Pick<StationOptions, "url" | "callTimeout" | "logger">;

/** Lines over the WebSocket of a browser, which has no HTTP Basic: security profile 0. The identity is appended to the URL. */
export function createBrowserLine(options: BrowserLineOptions): OpenChannel {
  return clientLine((line) => createOcppClient({ ...options, ...line }));
}
