import { describe, expect, it } from "vitest";
import { typedCall, type CallReply } from "@cpokit/ocpp";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import { v21 } from "@cpokit/ocpp/v21";
import type { ConnectionFault, TracedMessage } from "../src/index.ts";
import { connectStation, createTestTime, startServer, TIME, until } from "./support.ts";

describe("requests of stations", () => {
  it("go to the typed handler of their version first, then to the handler for all", async () => {
    const { server, port } = await startServer({ handler: ({ action, link }) => ({ refusal: "generic", description: `${link.protocol.version} ${action}` }) });
    server.handle(v16, "DataTransfer", ({ request, link }) => ({ status: "Accepted", data: `${link.identity} ${request.vendorId}` }));
    server.handle(v201, "DataTransfer", async () => ({ status: "UnknownVendorId" }));
    server.handle(v21, "Heartbeat", () => ({ refusal: "security", description: "Boot first." }));
    server.handle(v21, "NotifyPeriodicEventStream", ({ request }) => void streamed.push(request.id));
    const streamed: number[] = [];

    const old = await connectStation(port, "old", "ocpp1.6");
    old.send([2, "a", "DataTransfer", { vendorId: "acme" }]);
    expect(await old.next()).toEqual([3, "a", { status: "Accepted", data: "old acme" }]);
    old.send([2, "b", "Heartbeat", {}]);
    expect(await old.next()).toEqual([4, "b", "GenericError", "1.6 Heartbeat", {}]);

    const newer = await connectStation(port, "newer", "ocpp2.0.1");
    newer.send([2, "a", "DataTransfer", { vendorId: "acme" }]);
    expect(await newer.next()).toEqual([3, "a", { status: "UnknownVendorId" }]);

    const newest = await connectStation(port, "newest", "ocpp2.1");
    newest.send([6, "s", "NotifyPeriodicEventStream", { id: 7, pending: 0, basetime: TIME, data: [{ t: 0, v: "1" }] }]);
    newest.send([2, "a", "Heartbeat", {}]);
    expect(await newest.next()).toEqual([4, "a", "SecurityError", "Boot first.", {}]);
    expect(streamed).toEqual([7]);
  });

  it("cannot be given a handler under a name or version that the server does not have", async () => {
    const { server } = await startServer({ protocols: [v16] });
    const name: string = "Frobnicate";
    expect(() => server.handle(v16, name as "Heartbeat", () => ({ currentTime: TIME }))).toThrowError(expect.objectContaining({ code: "ocpp-ws.unknownAction" }));
    expect(() => server.handle(v201, "Heartbeat", () => ({ currentTime: TIME }))).toThrowError(expect.objectContaining({ code: "ocpp-ws.unknownProtocol" }));
  });

  it("are refused as not supported without any handler", async () => {
    const { createOcppServer } = await import("../src/index.ts");
    const server = createOcppServer({ protocols: [v16] });
    const { port } = await server.listen({ port: 0, host: "127.0.0.1" });
    const { send, next } = await connectStation(port);
    send([2, "a", "Heartbeat", {}]);
    expect(await next()).toMatchObject([4, "a", "NotSupported", "This system does not handle this action.", {}]);
    await server.close({ within: 100 });
  });
});

describe("calls to stations", () => {
  it("cross the station's own calls", async () => {
    let answer: (reply: CallReply) => void = () => {};
    const { server, port } = await startServer({ handler: () => new Promise<CallReply>((resolve) => void (answer = resolve)) });
    const { send, next } = await connectStation(port);
    send([2, "theirs", "Heartbeat", {}]);
    const outcome = typedCall(server.link("CS-1")!, v16, "Reset", { type: "Soft" });
    const [type, id] = (await next()) as [number, string];
    expect(type).toBe(2);
    send([3, id, { status: "Accepted" }]);
    expect(await outcome).toEqual({ outcome: "result", payload: { status: "Accepted" } });
    answer({ response: { currentTime: TIME } });
    expect(await next()).toEqual([3, "theirs", { currentTime: TIME }]);
  });

  it("close the connection when their review throws, and the process lives", async () => {
    const faults: ConnectionFault[] = [];
    const { server, port } = await startServer({ onFault: (_link, fault) => void faults.push(fault) });
    const station = await connectStation(port);
    const error = new Error("review");
    const outcome = server.link("CS-1")!.call("ClearCache", {}, { review: () => { throw error; } });
    const [, id] = (await station.next()) as [number, string];
    station.send([3, id, { status: "Accepted" }]);
    expect((await station.closed).code).toBe(1011);
    expect(await outcome).toEqual({ outcome: "closed", sent: true });
    expect(faults).toEqual([{ fault: "internal", error }]);
  });

  it("time out by the sweep, and are closed with the connection", async () => {
    const time = createTestTime();
    const { server, port } = await startServer({ time, timeouts: { call: 5_000 } });
    const station = await connectStation(port);
    const link = server.link("CS-1")!;
    const slow = link.call("ClearCache", {});
    await station.next();
    time.pass(6_000);
    expect(await slow).toMatchObject({ outcome: "timeout" });
    const lost = link.call("ClearCache", {});
    await station.next();
    station.socket.terminate();
    expect(await lost).toEqual({ outcome: "closed", sent: true });
    expect(await link.call("ClearCache", {})).toEqual({ outcome: "closed", sent: false });
    expect(server.link("CS-1")).toBeUndefined();
  });
});

describe("what a server lets hear", () => {
  it("are all messages, without secrets", async () => {
    const heard: TracedMessage[] = [];
    const { port } = await startServer({ onMessage: (message) => void heard.push(message) });
    const { send, next } = await connectStation(port);
    send([2, "a", "Authorize", { idTag: "04A2B3C4" }]);
    await next();
    expect(heard.map(({ direction, text, link }) => [link.identity, direction, text])).toEqual([
      ["CS-1", "in", '[2,"a","Authorize",{"idTag":"***"}]'],
      ["CS-1", "out", '[4,"a","NotSupported","Not here.",{}]'],
    ]);
  });

  it("are faults; hooks that throw change nothing", async () => {
    const faults: ConnectionFault[] = [];
    const logged: string[] = [];
    const log = (_values: object, message: string) => void logged.push(message);
    const { port } = await startServer({
      logger: { debug: log, info: log, warn: log, error: log },
      onFault: (_link, fault) => {
        faults.push(fault);
        throw new Error("hook");
      },
      onConnected: () => {
        throw new Error("hook");
      },
    });
    const { send, next } = await connectStation(port);
    send("[,{");
    send([2, "a", "Frobnicate", {}]);
    expect(await next()).toMatchObject([4, "a", "NotImplemented", "This action is not known in this version.", {}]);
    expect(faults).toMatchObject([{ fault: "unreadable", problem: "json" }, { fault: "refused", kind: "notImplemented" }]);
    expect(logged).toContain("The hook onFault threw an error; it must not.");
  });
});

describe("back-pressure", () => {
  it("stops reading from a station whose requests wait, and handles every one of them", async () => {
    const waiting: ((reply: CallReply) => void)[] = [];
    let handled = 0;
    const { port } = await startServer({
      limits: { inboundQueue: 4 },
      handler: () => new Promise((resolve) => void waiting.push((reply) => ((handled += 1), resolve(reply)))),
    });
    const { send, next } = await connectStation(port);
    for (let count = 0; count < 200; count += 1) send([2, `m-${count}`, "DataTransfer", { vendorId: "v", data: "x".repeat(1_000) }]);
    for (let count = 0; count < 200; count += 1) {
      await until(() => waiting.length > 0);
      waiting.shift()!({ response: { status: "Accepted" } });
      expect(await next()).toEqual([3, `m-${count}`, { status: "Accepted" }]);
    }
    expect(handled).toBe(200);
  });

  it("cuts a station that does not read what it asks for", async () => {
    const faults: ConnectionFault[] = [];
    const { port } = await startServer({
      limits: { outputBytes: 100_000 },
      handler: () => ({ response: { status: "Accepted", data: "x".repeat(50_000) } }),
      onFault: (_link, fault) => void faults.push(fault),
    });
    const { socket, closed } = await connectStation(port);
    socket.pause();
    for (let count = 0; count < 400; count += 1) socket.send(`[2,"m-${count}","DataTransfer",{"vendorId":"v"}]`);
    await until(() => faults.length > 0);
    expect(faults).toMatchObject([{ fault: "slowReader" }]);
    socket.resume();
    expect((await closed).code).toBe(1006);
  });
});
