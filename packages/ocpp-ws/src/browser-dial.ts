import type { MessageSocket } from "./message-socket.ts";
import type { DialEvents, Dialled } from "./station-client.ts";

/** How long a handshake may take, in ms. */
const HANDSHAKE_TIMEOUT = 10_000;

/** What is used of the WebSocket of a browser. */
interface BrowserWebSocket {
  readonly readyState: number;
  readonly bufferedAmount: number;
  readonly protocol: string;
  send(text: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: "open" | "error", listener: () => void): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: "close", listener: (event: { readonly code: number; readonly reason: string }) => void): void;
}

/** Connects by the global `WebSocket`. */
export function browserDial(url: string, subprotocols: readonly string[], events: DialEvents): Dialled {
  const socket: BrowserWebSocket = new WebSocket(url, [...subprotocols]);
  let isSettled = false;
  const timer = setTimeout(() => fail("The central system does not answer."), HANDSHAKE_TIMEOUT);
  socket.addEventListener("open", () => {
    if (settle()) events.opened(messageSocket(socket));
  });
  // A browser does not tell why; an error comes before the close.
  socket.addEventListener("error", () => fail("The central system cannot be reached, or refused the connection."));
  socket.addEventListener("close", () => fail("The central system closed the connection during its handshake."));
  return {
    cancel() {
      settle();
      socket.close();
    },
  };

  function fail(reason: string): void {
    if (!settle()) return;
    socket.close();
    events.failed({ reason, status: undefined });
  }

  function settle(): boolean {
    const isFirst = !isSettled;
    isSettled = true;
    clearTimeout(timer);
    return isFirst;
  }
}

function messageSocket(socket: BrowserWebSocket): MessageSocket & { readonly protocol: string } {
  return {
    protocol: socket.protocol,
    get readyState() {
      return socket.readyState;
    },
    get bufferedAmount() {
      return socket.bufferedAmount;
    },
    isPaused: false,
    send: (text) => socket.send(text),
    close: (code, reason) => socket.close(allowedCode(code), reason),
    terminate: () => socket.close(),
    ping: unsupported,
    pause: unsupported,
    resume: unsupported,
    once: unsupported,
    on: (event: string, listener: (...values: never[]) => void) => listen(socket, event, listener as (...values: unknown[]) => void),
  };
}

function listen(socket: BrowserWebSocket, event: string, listener: (...values: unknown[]) => void): void {
  if (event === "message") socket.addEventListener("message", ({ data }) => listener(typeof data === "string" ? data : "", typeof data !== "string"));
  if (event === "close") socket.addEventListener("close", ({ code, reason }) => listener(code, reason));
  if (event === "error") socket.addEventListener("error", () => listener(new Error("The WebSocket failed; a browser does not tell why.")));
}

/** A browser may close with 1000 and 3000 to 4999 only. */
function allowedCode(code: number): number {
  return code === 1000 || code >= 3_000 ? code : code + 3_000;
}

/** A browser has no pings and no back-pressure. */
function unsupported(): void {}
