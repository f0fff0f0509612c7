/** The floor: a bare ws server that parses the JSON and sends the smallest valid answer. */
import { createServer } from "node:http";
import { WebSocketServer, type WebSocket } from "ws";
import { ANSWERS } from "../messages.ts";
import { serve } from "./control.ts";

interface Station {
  readonly socket: WebSocket;
  pending: ((answer: unknown) => void) | undefined;
}

const httpServer = createServer();
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
const stations = new Map<string, Station>();
let ids = 0;

httpServer.on("upgrade", (request, socket, head) => {
  sockets.handleUpgrade(request, socket, head, (webSocket) => {
    const station: Station = { socket: webSocket, pending: undefined };
    const identity = request.url!.slice(1);
    stations.set(identity, station);
    webSocket.on("message", (data: Buffer) => {
      const message: unknown[] = JSON.parse(data.toString());
      if (message[0] === 2) webSocket.send(JSON.stringify([3, message[1], ANSWERS[message[2] as string]]));
      else station.pending?.(message[2]);
    });
    webSocket.on("close", () => void stations.delete(identity));
  });
});
httpServer.listen(0, "127.0.0.1", () => {
  const address = httpServer.address();
  serve(typeof address === "object" && address !== null ? address.port : 0, callAll);
});

async function callAll(times: number): Promise<void> {
  await Promise.all([...stations.values()].map(async (station) => {
    for (let time = 0; time < times; time += 1) {
      await new Promise((resolve) => {
        station.pending = resolve;
        station.socket.send(JSON.stringify([2, `bare-${(ids += 1)}`, "TriggerMessage", { requestedMessage: "Heartbeat" }]));
      });
    }
  }));
}
