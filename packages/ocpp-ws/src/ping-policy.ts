/** WebSocket pings: one when the connection was silent for `interval`, and the end when it stays silent for `within` more, in ms. */
export type PingPolicy = { readonly interval: number; readonly within: number } | "off";
