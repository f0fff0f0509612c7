/** What a connection needs of a WebSocket: that of `ws` is one, and `BrowserSocket` makes one of the WebSocket of a browser. */
export interface MessageSocket {
  readonly readyState: number;
  /** Bytes that wait to be sent. */
  readonly bufferedAmount: number;
  /** Nothing is read at the moment. */
  readonly isPaused: boolean;
  send(text: string): void;
  close(code: number, reason: string): void;
  /** Ends it without a closing handshake. */
  terminate(): void;
  ping(): void;
  pause(): void;
  resume(): void;
  on(event: "message", listener: (data: { toString(): string }, isBinary: boolean) => void): unknown;
  on(event: "pong", listener: () => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "close", listener: (code: number, reason: { toString(): string }) => void): unknown;
  once(event: "pong", listener: () => void): unknown;
}

/** True while messages can be sent. */
export function isOpen({ readyState }: MessageSocket): boolean {
  return readyState === 1;
}
