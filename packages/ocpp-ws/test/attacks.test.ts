import { describe, expect, it } from "vitest";
import type { ConnectionFault } from "../src/index.ts";
import { closeCodeIn, connectStation, frame, openRawWebSocket, openSocket, readUntilEnd, refusedHandshake, startServer, TIME, until } from "./support.ts";

const TEXT = 1;
const BINARY = 2;
const PING = 9;

/** The server still serves others. */
async function expectAlive(port: number): Promise<void> {
  const { send, next, socket } = await connectStation(port, "witness");
  send([2, "a", "Heartbeat", {}]);
  expect(await next()).toEqual([3, "a", { currentTime: TIME }]);
  socket.terminate();
}

describe("frames that break WebSocket", () => {
  it.each([
    ["bad UTF-8", frame(TEXT, Buffer.from([0x22, 0xff, 0xfe, 0x22])), 1007],
    ["half a character in a finished message", frame(TEXT, Buffer.from([0xc3])), 1007],
    ["a frame that is not masked", frame(TEXT, Buffer.from('[2,"a","Heartbeat",{}]'), { masked: false }), 1002],
    ["reserved bits without an extension", frame(TEXT, Buffer.from("{}"), { reserved: 0x40 }), 1002],
    ["an unknown opcode", frame(3, Buffer.from("{}")), 1002],
    ["a fragmented ping", frame(PING, Buffer.from("x"), { final: false }), 1002],
    ["a continuation of nothing", frame(0, Buffer.from("x")), 1002],
    ["a message over the limit", frame(TEXT, Buffer.alloc(262_145, 0x20)), 1009],
    ["a message of 16 MiB (Q19)", frame(TEXT, Buffer.alloc(16 * 1_048_576, 0x20)), 1009],
    ["a binary message", frame(BINARY, Buffer.from('[2,"a","Heartbeat",{}]')), 1003],
  ])("%s", async (_name, bytes, code) => {
    const faults: ConnectionFault[] = [];
    const { port } = await startServer({ onFault: (_link, fault) => void faults.push(fault) });
    const socket = await openRawWebSocket(port);
    const received = readUntilEnd(socket);
    socket.write(bytes);
    setTimeout(() => void socket.end(), 50);
    expect(closeCodeIn(await received)).toBe(code);
    expect(faults).toHaveLength(1);
    await expectAlive(port);
  });

  it("fragments of one message over the limit", async () => {
    const { port } = await startServer();
    const socket = await openRawWebSocket(port);
    const received = readUntilEnd(socket);
    socket.write(frame(TEXT, Buffer.alloc(200_000, 0x20), { final: false }));
    socket.write(frame(0, Buffer.alloc(200_000, 0x20)));
    setTimeout(() => void socket.end(), 50);
    expect(closeCodeIn(await received)).toBe(1009);
    await expectAlive(port);
  });
});

describe("texts that break OCPP-J", () => {
  it.each([
    ["ocpp1.6", "[,{", undefined],
    ["ocpp2.0.1", "[,{", [4, "-1", "RpcFrameworkError"]],
    ["ocpp2.0.1", "7", [4, "-1", "RpcFrameworkError"]],
    ["ocpp2.0.1", '[2.5,"a","Heartbeat",{}]', [4, "a", "MessageTypeNotSupported"]],
    ["ocpp1.6", '[2,"a","Frobnicate",{}]', [4, "a", "NotImplemented"]],
    ["ocpp2.1", '[2,"a","Frobnicate",{}]', [4, "a", "NotImplemented"]],
    ["ocpp1.6", '[2,"a","Reset",{"type":"Soft"}]', [4, "a", "NotSupported"]],
    ["ocpp1.6", '[2,"a","Authorize",{}]', [4, "a", "OccurenceConstraintViolation"]],
    ["ocpp2.0.1", '[2,"a","Authorize",{}]', [4, "a", "OccurrenceConstraintViolation"]],
    ["ocpp1.6", '[3,"nobody asked",{}]', undefined],
    ["ocpp1.6", '[4,"nobody asked","GenericError","",{}]', undefined],
    ["ocpp2.1", '[5,"nobody asked","GenericError","",{}]', undefined],
    ["ocpp2.0.1", `[2,"a","DataTransfer",{"vendorId":"v","data":${"[".repeat(100_000)}${"]".repeat(100_000)}}]`, [4, "-1", "RpcFrameworkError"]],
    ["ocpp2.1", "[".repeat(100_000), [4, "-1", "RpcFrameworkError"]],
    ["ocpp1.6", '[2,"a","Heartbeat",{"__proto__":{"polluted":true}}]', [4, "a", "FormationViolation"]],
  ])("in %s: %s", async (subprotocol, text, answer) => {
    const { port } = await startServer();
    const { send, next } = await connectStation(port, "CS-1", subprotocol);
    send(text);
    if (answer !== undefined) expect(((await next()) as unknown[]).slice(0, 3)).toEqual(answer);
    send([2, "after", "Heartbeat", {}]);
    expect(await next()).toEqual([3, "after", { currentTime: TIME }]);
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });

  it("close the connection when they do not end", async () => {
    const faults: ConnectionFault[] = [];
    const { server, port } = await startServer({ limits: { unreadableFrames: 5 }, onFault: (_link, fault) => void faults.push(fault) });
    const { send, closed } = await connectStation(port);
    for (let count = 0; count < 6; count += 1) send("garbage");
    expect(await closed).toEqual({ code: 1008, reason: "Too many texts that are no OCPP messages." });
    expect(faults.at(-1)).toEqual({ fault: "garbage" });
    expect(server.link("CS-1")).toBeUndefined();
    await expectAlive(port);
  });
});

describe("connections that break HTTP", () => {
  it.each([
    ["no HTTP at all", "\u0016\u0003\u0001\u0000"],
    ["a bad request line", "GET /a b c HTTP/1.1\r\n\r\n"],
    ["no key", "GET /CS-1 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: ocpp1.6\r\n\r\n"],
    ["an old version", "GET /CS-1 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 7\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: ocpp1.6\r\n\r\n"],
    ["headers without end", `GET /CS-1 HTTP/1.1\r\nX: ${"x".repeat(100_000)}`],
  ])("%s", async (_name, text) => {
    const { port } = await startServer();
    const socket = await openSocket(port);
    const received = readUntilEnd(socket);
    socket.write(text, "latin1");
    expect(await received).toMatch(/^HTTP\/1\.1 4/);
    await expectAlive(port);
  });

  it("a hundred bad handshakes leave nothing behind", async () => {
    const { server, port } = await startServer();
    for (let count = 0; count < 100; count += 1) expect((await refusedHandshake(port, "/%zz")).status).toBe(400);
    expect(server.connections()).toEqual([]);
    await expectAlive(port);
  });

  it("sockets that vanish in the middle of everything", async () => {
    let answer: () => void = () => {};
    const { server, port } = await startServer({ authenticate: () => new Promise((resolve) => void (answer = () => resolve({ accept: true }))) });
    const pending = connectStation(port).catch(() => "refused");
    await until(() => server.connections().length === 0);
    const socket = await openSocket(port);
    socket.write("GET /CS-2 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: ocpp1.6\r\n\r\n");
    await until(() => answer.length === 0);
    socket.resetAndDestroy();
    await new Promise((resolve) => void setTimeout(resolve, 20));
    answer();
    await new Promise((resolve) => void setTimeout(resolve, 20));
    expect(server.link("CS-2")).toBeUndefined();
    await server.close({ within: 100 });
    expect(await pending).toBe("refused");
  });
});
