import { describe, expect, it } from "vitest";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import { v21 } from "@cpokit/ocpp/v21";
import { createOcppClient, verifyBasicPassword, type ClientDisconnected, type OcppClient, type OcppClientOptions } from "../src/index.ts";
import { afterTest, createTestTime, PROTOCOLS, startServer, TIME, until } from "./support.ts";

function startClient(port: number, options: Partial<OcppClientOptions> = {}): OcppClient {
  const client = createOcppClient({
    url: `ws://127.0.0.1:${port}`, identity: "CS-1", protocols: PROTOCOLS, handler: () => ({ response: { status: "Accepted" } }), ...options,
  });
  afterTest(() => client.close());
  return client;
}

describe("a station's client", () => {
  it.each([v16, v201, v21])("speaks $version both ways", async (version) => {
    const { server, port } = await startServer();
    const client = startClient(port, { identity: "CS one/é", protocols: [version] });
    const link = await client.connected();
    expect(link.protocol).toBe(version);
    expect(await client.call("Heartbeat", {})).toEqual({ outcome: "result", payload: { currentTime: TIME } });
    expect(await server.link("CS one/é")?.call("ClearCache", {})).toEqual({ outcome: "result", payload: { status: "Accepted" } });
    expect(client.link).toBe(link);
    await client.close();
    expect(client.link).toBeUndefined();
    expect(await client.call("Heartbeat", {})).toEqual({ outcome: "closed", sent: false });
    await expect(client.connected()).rejects.toMatchObject({ code: "ocpp-ws.closed" });
    await until(() => server.connections().length === 0);
  });

  it("gives its password, also as raw bytes", async () => {
    const key = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 0xff]);
    const { port } = await startServer({
      authenticate: ({ password }) => (verifyBasicPassword(password, "01020304050607ff") ? { accept: true } : { accept: false, status: 401, reason: "Wrong password." }),
    });
    expect((await startClient(port, { password: key }).connected()).identity).toBe("CS-1");
    expect((await startClient(port, { password: "01020304050607ff", identity: "CS:2" }).connected()).identity).toBe("CS:2");
  });

  it("hears why it is refused, and gives up when told so", async () => {
    const { port } = await startServer({ authenticate: () => ({ accept: false, status: 403, reason: "Not on this network." }) });
    const losses: ClientDisconnected[] = [];
    const client = startClient(port, { backOff: "off", onDisconnected: (how) => void losses.push(how) });
    await expect(client.connected()).rejects.toMatchObject({ code: "ocpp-ws.closed" });
    expect(losses).toEqual([{ link: undefined, code: 1006, reason: "Not on this network.", status: 403, retryIn: undefined }]);
  });

  it("connects again by its back-off, and starts it over after a success", async () => {
    const time = createTestTime();
    let isOpen = false;
    const { server, port } = await startServer({
      authenticate: () => (isOpen ? { accept: true } : { accept: false, status: 403, reason: "Closed." }),
    });
    const waits: (number | undefined)[] = [];
    const client = startClient(port, {
      clock: time.clock, scheduler: time, random: () => 0.5, backOff: { waitMinimum: 1_000, repeatTimes: 2, randomRange: 200 },
      onDisconnected: ({ retryIn }) => void waits.push(retryIn),
    });
    for (let round = 1; round <= 4; round += 1) {
      await until(() => waits.length === round);
      isOpen = round === 4;
      time.pass(5_000);
    }
    expect(waits).toEqual([1_100, 2_100, 4_100, 4_100]);
    const first = await client.connected();
    client.drop();
    expect(waits.at(-1)).toBe(1_100);
    expect(client.link).toBeUndefined();
    time.pass(1_100);
    const second = await client.connected();
    expect(second).not.toBe(first);
    server.link("CS-1")?.close(1000, "Come back.");
    await until(() => waits.length === 6);
    expect(waits.at(-1)).toBe(1_100);
  });

  it("settles its calls when the connection is lost, and does not send them again", async () => {
    const { port } = await startServer({ handler: () => new Promise(() => {}) });
    const client = startClient(port, { backOff: "off" });
    await client.connected();
    const [first, second] = [client.call("Heartbeat", {}), client.call("Heartbeat", {})];
    client.drop();
    expect(await first).toEqual({ outcome: "closed", sent: true });
    expect(await second).toEqual({ outcome: "closed", sent: false });
    expect(() => client.send("NotifyPeriodicEventStream", {})).toThrowError(expect.objectContaining({ code: "ocpp-ws.offline" }));
  });

  it("writes a frame as it is, however broken, for simulators", async () => {
    const faults: unknown[] = [];
    const { port } = await startServer({ onFault: (_link, fault) => void faults.push(fault) });
    const client = startClient(port, { protocols: [v16] });
    client.write("not connected yet");
    await client.connected();
    client.write("[,{");
    expect(await client.call("Heartbeat", {})).toMatchObject({ outcome: "result" });
    expect(faults).toMatchObject([{ fault: "unreadable", problem: "json" }]);
  });

  it("may be closed while it connects", async () => {
    const { server, port } = await startServer({ authenticate: () => new Promise(() => {}) });
    const client = startClient(port);
    const waiting = client.connected();
    await client.close();
    await expect(waiting).rejects.toMatchObject({ code: "ocpp-ws.closed" });
    expect(server.connections()).toEqual([]);
  });

  it("compresses when both sides want to", async () => {
    const { port } = await startServer({ handler: ({ payload }) => ({ response: { status: "Accepted", data: payload } }) });
    const client = startClient(port, { protocols: [v21], deflate: true });
    await client.connected();
    const data = "x".repeat(20_000);
    expect(await client.call("DataTransfer", { vendorId: "v", data })).toEqual({ outcome: "result", payload: { status: "Accepted", data: { vendorId: "v", data } } });
  });
});
