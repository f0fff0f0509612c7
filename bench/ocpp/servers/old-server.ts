/** What the servers of ocpp-ts and its descendant @extrawest/node-ts-ocpp have in common. */
import { createServer } from "node:http";
import { ANSWERS } from "../messages.ts";
import { serve } from "./control.ts";

interface Link {
  /** Typed by action there, so that no common type is left. */
  on(event: never, listener: never): unknown;
  callRequest(action: "TriggerMessage", payload: never): Promise<unknown>;
}

interface OldServer {
  listen(port: number): void;
  on(event: "connection", listener: (link: Link) => void): unknown;
}

/** They take no port 0 and do not tell their port. */
export async function serveOldServer(server: OldServer): Promise<void> {
  const links = new Set<Link>();
  server.on("connection", (link) => {
    links.add(link);
    for (const [action, response] of Object.entries(ANSWERS)) on(action, (_request, answer) => answer(response));
    on("close", () => void links.delete(link));

    function on(event: string, listener: (request: unknown, answer: (response: unknown) => void) => void): void {
      link.on(event as never, listener as never);
    }
  });
  const port = await freePort();
  server.listen(port);
  serve(port, async (times) => {
    await Promise.all([...links].map(async (link) => {
      for (let time = 0; time < times; time += 1) await link.callRequest("TriggerMessage", { requestedMessage: "Heartbeat" } as never);
    }));
  });
}

function freePort(): Promise<number> {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
