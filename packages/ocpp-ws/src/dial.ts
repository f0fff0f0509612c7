import type { IncomingMessage } from "node:http";
import { WebSocket, type ClientOptions } from "ws";
import type { DialEvents, Dialled } from "./station-client.ts";

/** The most that is read of the text of a refusal. */
const REASON_BYTES = 1_024;

export function dial(url: string, subprotocols: readonly string[], options: ClientOptions, events: DialEvents): Dialled {
  const socket = new WebSocket(url, [...subprotocols], options);
  let isSettled = false;
  socket.once("open", () => {
    if (settle()) {
      socket.off("error", onError);
      events.opened(socket);
    }
  });
  socket.once("unexpected-response", (request, response) => {
    readReason(response, (reason) => {
      request.destroy();
      if (settle()) events.failed({ reason, status: response.statusCode });
    });
  });
  socket.on("error", onError);
  return {
    cancel() {
      settle();
      socket.terminate();
    },
  };

  function onError(error: Error): void {
    if (settle()) events.failed({ reason: error.message, status: undefined });
  }

  function settle(): boolean {
    const isFirst = !isSettled;
    isSettled = true;
    return isFirst;
  }
}

function readReason(response: IncomingMessage, done: (reason: string) => void): void {
  let text = "";
  response.setEncoding("utf8");
  response.on("data", (chunk: string) => {
    text += chunk;
    if (text.length > REASON_BYTES) response.destroy();
  });
  response.once("close", () => done(text.slice(0, REASON_BYTES).trim()));
}
