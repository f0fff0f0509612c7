import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { v16 } from "@cpokit/ocpp/v16";
import { createOcppClient, createOcppServer, type Admission, type BackOffPolicy, type ConnectionFault } from "../src/index.ts";
import { afterTest, connectStation, createTestTime, openSocket, PROTOCOLS, readUntilEnd, refusedHandshake, startServer, TIME, until } from "./support.ts";

const pem = (name: string) => readFileSync(new URL(`certificates/${name}`, import.meta.url), "utf8");

describe("handshakes", () => {
  it("that are being decided are bounded in number", async () => {
    const decisions: ((admission: Admission) => void)[] = [];
    const { server, port } = await startServer({ limits: { handshakes: 2 }, authenticate: () => new Promise((resolve) => void decisions.push(resolve)) });
    const first = connectStation(port, "a");
    const second = connectStation(port, "b");
    await until(() => decisions.length === 2);
    expect((await refusedHandshake(port, "/c")).status).toBe(503);
    for (const decide of decisions.splice(0)) decide({ accept: true });
    await Promise.all([first, second]);
    const third = connectStation(port, "c");
    await until(() => decisions.length === 1);
    decisions[0]?.({ accept: true });
    await third;
    expect(server.connections()).toHaveLength(3);
  });

  it("from one address are bounded, from the first byte on, and make room when they are decided", async () => {
    const { server, port } = await startServer({ limits: { handshakesPerAddress: 2 } });
    const [silent, other] = [await openSocket(port), await openSocket(port)];
    expect(await readUntilEnd(await openSocket(port))).toBe("");
    silent.destroy();
    await connects(port, "a");
    await connectStation(port, "b");
    await connectStation(port, "c");
    expect(server.connections()).toHaveLength(3);
    other.destroy();
  });

  it("are counted also on a server of the user, where nobody greets them before", async () => {
    const { createServer } = await import("node:http");
    const httpServer = createServer();
    let isAsked = false;
    const server = createOcppServer({ protocols: PROTOCOLS, limits: { handshakesPerAddress: 1 }, authenticate: () => new Promise(() => void (isAsked = true)) });
    server.attach(httpServer);
    await new Promise<void>((resolve) => void httpServer.listen(0, "127.0.0.1", resolve));
    afterTest(async () => {
      await server.close({ within: 100 });
      httpServer.close();
      httpServer.closeAllConnections();
    });
    const address = httpServer.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const first = connectStation(port, "a").catch(() => "refused");
    await until(() => isAsked);
    expect((await refusedHandshake(port, "/b")).status).toBe(503);
    await server.close({ within: 100 });
    expect(await first).toBe("refused");
  });

  it("never begin on silent sockets, which are bounded in number and time", async () => {
    const { port } = await startServer({ limits: { silentSockets: 5 }, timeouts: { handshake: 100 } });
    const silent = await Promise.all(Array.from({ length: 5 }, () => openSocket(port)));
    const ends = silent.map((socket) => readUntilEnd(socket));
    expect(await readUntilEnd(await openSocket(port))).toBe("");
    await Promise.all(ends);
    await connects(port, "CS-1");
  });

  it("of TLS that never begin are cut in time as well", async () => {
    const server = createOcppServer({ protocols: PROTOCOLS, timeouts: { handshake: 100 } });
    afterTest(() => server.close({ within: 100 }));
    const { port } = await server.listen({ port: 0, host: "127.0.0.1", tls: { key: pem("server.key"), cert: pem("server.pem") } });
    expect(await readUntilEnd(await openSocket(port))).toBe("");
  });

  it("of TLS are counted once though they have two sockets, and make room when they are decided", async () => {
    const server = createOcppServer({ protocols: PROTOCOLS, limits: { handshakesPerAddress: 1, silentSockets: 1 } });
    afterTest(() => server.close({ within: 100 }));
    const { port } = await server.listen({ port: 0, host: "127.0.0.1", tls: { key: pem("server.key"), cert: pem("server.pem") } });
    const connect = (identity: string, backOff: BackOffPolicy = "off") => {
      const client = createOcppClient({ url: `wss://127.0.0.1:${port}`, identity, protocols: [v16], handler: () => ({ response: {} }), tls: { ca: pem("authority.pem") }, backOff });
      afterTest(() => client.close());
      return client.connected();
    };
    for (const identity of ["a", "b", "c"]) await connect(identity);
    const silent = await openSocket(port);
    await expect(connect("d")).rejects.toMatchObject({ code: "ocpp-ws.closed" });
    silent.destroy();
    await connect("e", { waitMinimum: 20, randomRange: 0 });
    expect(server.connections().map(({ identity }) => identity)).toEqual(["a", "b", "c", "e"]);
  });
});

describe("a reconnect storm", () => {
  it("is admitted at a bounded rate, and everybody comes in by the back-off of the stations", async () => {
    const time = createTestTime();
    const admitted: number[] = [];
    const { server, port } = await startServer({ time, limits: { handshakesPerSecond: 10 }, onConnected: () => void admitted.push(time.clock.now()) });
    const begin = time.clock.now();
    let seed = 1;
    const clients = Array.from({ length: 60 }, (_, index) => createOcppClient({
      url: `ws://127.0.0.1:${port}`, identity: `CS-${index}`, protocols: [v16], handler: () => ({ response: {} }),
      clock: time.clock, scheduler: time, random: () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647,
      backOff: { waitMinimum: 1_000, repeatTimes: 3, randomRange: 1_000 },
    }));
    afterTest(() => Promise.all(clients.map((client) => client.close())));
    for (let round = 0; round < 400 && admitted.length < 60; round += 1) {
      time.pass(100);
      await new Promise((resolve) => void setTimeout(resolve, 3));
    }
    expect(server.connections()).toHaveLength(60);
    for (let second = 0; second < 60; second += 1) {
      const within = admitted.filter((at) => at > begin + second * 1_000 && at <= begin + (second + 1) * 1_000);
      expect(within.length).toBeLessThanOrEqual(20);
    }
    expect(Math.max(...admitted) - begin).toBeGreaterThanOrEqual(5_000);
  });
});

describe("the size of a message", () => {
  const data = (bytes: number) => "x".repeat(bytes);
  const limits = { messageBytes: 10_000, actionBytes: { DataTransfer: 50_000, Authorize: 1_000 } };
  const handler = () => ({ response: { status: "Accepted" } });

  it("is bounded per action: refused by an answer while the connection lives, closed beyond every limit", async () => {
    const faults: ConnectionFault[] = [];
    const { port } = await startServer({ limits, handler, onFault: (_link, fault) => void faults.push(fault) });
    const { send, next, closed } = await connectStation(port);
    send([2, "a", "DataTransfer", { vendorId: "v", data: data(40_000) }]);
    expect(await next()).toEqual([3, "a", { status: "Accepted" }]);
    send([2, "b", "FirmwareStatusNotification", { status: data(20_000) }]);
    expect(await next()).toEqual([4, "b", "GenericError", "A message of FirmwareStatusNotification may have 10000 bytes here.", {}]);
    send([2, "c", "Authorize", { idTag: data(2_000) }]);
    expect(await next()).toEqual([4, "c", "GenericError", "A message of Authorize may have 1000 bytes here.", {}]);
    expect(faults).toMatchObject([{ fault: "refused", kind: "generic" }, { fault: "refused", kind: "generic" }]);
    send([2, "d", "DataTransfer", { vendorId: "v", data: data(60_000) }]);
    expect((await closed).code).toBe(1009);
  });

  it("counts bytes, not characters, and answers of stations too", async () => {
    const { server, port } = await startServer({ limits, handler });
    const { send, next } = await connectStation(port);
    send([2, "a", "Authorize", { idTag: "é".repeat(600) }]);
    expect(await next()).toMatchObject([4, "a", "GenericError", expect.stringContaining("1000 bytes"), {}]);
    const outcome = server.link("CS-1")!.call("GetConfiguration", {});
    const [, id] = (await next()) as [number, string];
    send([3, id, { unknownKey: [data(20_000)] }]);
    expect(await outcome).toMatchObject({ outcome: "invalid" });
  });

  it("is 256 KiB when nothing is said", async () => {
    const { port } = await startServer({ handler });
    const { send, next, closed } = await connectStation(port);
    send([2, "a", "DataTransfer", { vendorId: "v", data: data(262_000) }]);
    expect(await next()).toEqual([3, "a", { status: "Accepted" }]);
    send([2, "b", "DataTransfer", { vendorId: "v", data: data(262_144) }]);
    expect((await closed).code).toBe(1009);
  });
});

describe("calls that wait for a station", () => {
  it("go by priority, drop unsent when they expire, and are bounded", async () => {
    const time = createTestTime();
    const { server, port } = await startServer({ time, limits: { outboundQueue: 3 } });
    const { send, next } = await connectStation(port);
    const link = server.link("CS-1")!;
    const answer = async (): Promise<string> => {
      const [, id, action] = (await next()) as [number, string, string];
      send([3, id, action === "GetConfiguration" ? {} : { status: "Accepted" }]);
      return action;
    };
    const outcomes = [
      link.call("ClearCache", {}),
      link.call("GetConfiguration", {}, { expiry: 5_000 }),
      link.call("Reset", { type: "Soft" }),
      link.call("UnlockConnector", { connectorId: 1 }, { priority: "high" }),
      link.call("GetLocalListVersion", {}),
    ];
    expect(await outcomes[4]).toEqual({ outcome: "unsent", reason: "full" });
    time.pass(6_000);
    expect(await outcomes[1]).toEqual({ outcome: "unsent", reason: "expired" });
    expect([await answer(), (await next() as unknown[])[2]]).toEqual(["ClearCache", "UnlockConnector"]);
    expect(await outcomes[0]).toMatchObject({ outcome: "result" });
    send([2, "a", "Heartbeat", {}]);
    expect(await next()).toEqual([3, "a", { currentTime: TIME }]);
  });
});

/** Connects as soon as the server has noticed that there is room. */
async function connects(port: number, identity: string): Promise<void> {
  await expect.poll(() => connectStation(port, identity).then(() => "connected", () => "refused")).toBe("connected");
}
