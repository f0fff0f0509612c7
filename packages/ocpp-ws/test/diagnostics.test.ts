import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { describe, expect, it } from "vitest";
import { v201 } from "@cpokit/ocpp/v201";
import { createOcppClient, type OcppDiagnostics } from "../src/index.ts";
import { afterTest, connectStation, PROTOCOLS, refusedHandshake, startServer, TIME, until } from "./support.ts";

/** Collects what is published on a channel until the test ends. */
function listenTo<Name extends keyof OcppDiagnostics>(name: Name): OcppDiagnostics[Name][] {
  const heard: OcppDiagnostics[Name][] = [];
  const listener = (message: unknown): void => void heard.push(message as OcppDiagnostics[Name]);
  subscribe(name, listener);
  afterTest(() => unsubscribe(name, listener));
  return heard;
}

describe("the diagnostics channels", () => {
  it("tell of connections and their ends, on both sides", async () => {
    const [connected, disconnected] = [listenTo("cpokit.ocpp-ws.connected"), listenTo("cpokit.ocpp-ws.disconnected")];
    const { server, port } = await startServer();
    const client = createOcppClient({ url: `ws://127.0.0.1:${port}`, identity: "CS-1", protocols: [v201], handler: () => ({ response: {} }) });
    const link = await client.connected();
    await until(() => connected.length === 2);
    expect(connected.map(({ role, link: { identity } }) => `${role} ${identity}`).sort()).toEqual(["csms CS-1", "station CS-1"]);
    expect(connected.find(({ role }) => role === "station")?.link).toBe(link);
    expect(connected.find(({ role }) => role === "csms")?.link).toBe(server.link("CS-1"));
    await client.close(1000, "Good night.");
    await until(() => disconnected.length === 2);
    expect(disconnected).toEqual(expect.arrayContaining([
      expect.objectContaining({ role: "csms", code: 1000, reason: "Good night." }),
      expect.objectContaining({ role: "station", code: 1000, reason: "Good night." }),
    ]));
  });

  it("tell of handshakes that were refused, without the query", async () => {
    const refused = listenTo("cpokit.ocpp-ws.refused");
    const { port } = await startServer({ authenticate: () => ({ accept: false, status: 403, reason: "Not here." }) });
    await refusedHandshake(port, "/CS-1?token=secret");
    expect(refused).toEqual([{ path: "/CS-1", remoteAddress: "127.0.0.1", status: 403, reason: "Not here." }]);
  });

  it("tell of handshakes that were not even judged, because there were too many", async () => {
    const refused = listenTo("cpokit.ocpp-ws.refused");
    const { port } = await startServer({ limits: { connections: 0 } });
    await refusedHandshake(port, "/CS-1");
    expect(refused).toMatchObject([{ path: "/CS-1", status: 503 }]);
  });

  it("tell of messages, redacted, and of faults", async () => {
    const [messages, faults] = [listenTo("cpokit.ocpp-ws.message"), listenTo("cpokit.ocpp-ws.fault")];
    const { port } = await startServer();
    const { send, next } = await connectStation(port, "CS-1", "ocpp2.0.1");
    send([2, "a", "Authorize", { idToken: { idToken: "04A2B3C4", type: "ISO14443" } }]);
    await next();
    expect(messages.map(({ direction, text }) => [direction, text])).toEqual([
      ["in", '[2,"a","Authorize",{"idToken":{"idToken":"***","type":"ISO14443"}}]'],
      ["out", '[4,"a","NotSupported","Not here.",{}]'],
    ]);
    expect(faults).toEqual([]);
    send([2, "b", "Frobnicate", {}]);
    await next();
    expect(faults).toMatchObject([{ link: { identity: "CS-1" }, fault: { fault: "refused", kind: "notImplemented" } }]);
  });

  it("tell secrets only to a server that says so", async () => {
    const messages = listenTo("cpokit.ocpp-ws.message");
    const { port } = await startServer({ redact: false });
    const { send, next } = await connectStation(port);
    send([2, "a", "Authorize", { idTag: "04A2B3C4" }]);
    await next();
    expect(messages[0]?.text).toContain("04A2B3C4");
  });

  it("are told nothing that nobody hears", async () => {
    const { port } = await startServer({ protocols: PROTOCOLS });
    const { send, next } = await connectStation(port);
    send([2, "a", "Heartbeat", {}]);
    expect(await next()).toEqual([3, "a", { currentTime: TIME }]);
  });
});
