import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { deflateRawSync } from "node:zlib";
import type { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { v16 } from "@cpokit/ocpp/v16";
import { connectStation, frame, openRawWebSocket, openSocket, readUntilEnd, startServer, TIME, until } from "./support.ts";

const TEXT = 1;
const MIB = 1_048_576;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** What is held by JavaScript and by buffers, in bytes, after garbage is gone. */
function held(): number {
  collectGarbage();
  collectGarbage();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}

/** Runs an attack in waves, and asserts that later waves hold no more than the first one left. */
async function expectBounded(port: number, wave: () => Promise<void>, allowed = 4 * MIB): Promise<void> {
  await wave();
  await settled();
  const before = held();
  for (let count = 0; count < 2; count += 1) await wave();
  await settled();
  expect(held() - before).toBeLessThan(allowed);
  const { send, next, socket } = await connectStation(port, "witness");
  send([2, "a", "Heartbeat", {}]);
  expect(await next()).toEqual([3, "a", { currentTime: TIME }]);
  socket.terminate();
}

/** Many connections that send the same and are closed for it. */
const flood = (port: number, bytes: Buffer, path = "/CS-1", subprotocol = "ocpp1.6") => async (): Promise<void> => {
  await Promise.all(Array.from({ length: 4 }, async (_, index) => {
    const socket = await openRawWebSocket(port, `${path}-${index}`, subprotocol);
    const ended = readUntilEnd(socket);
    socket.write(bytes);
    setTimeout(() => void socket.end(), 30);
    await ended;
  }));
};

describe("memory stays bounded under", () => {
  it.each([
    ["messages of 16 MiB (Q19)", frame(TEXT, Buffer.alloc(16 * MIB, 0x20))],
    ["a header that announces 2^53 bytes", Buffer.from([0x81, 0xff, 0, 0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0])],
    ["bad UTF-8 at the end of the largest message", frame(TEXT, Buffer.concat([Buffer.alloc(262_000, 0x20), Buffer.from([0xff])]))],
    ["frames that are not masked", frame(TEXT, Buffer.alloc(1_000, 0x20), { masked: false })],
    ["ten thousand empty fragments", Buffer.concat([frame(TEXT, Buffer.from("["), { final: false }), ...Array.from({ length: 10_000 }, () => frame(0, Buffer.alloc(0), { final: false }))])],
    ["JSON that is 100,000 deep", frame(TEXT, Buffer.from("[".repeat(100_000)))],
    ["100,000 deep objects in a payload", frame(TEXT, Buffer.from(`[2,"a","DataTransfer",{"vendorId":"v","data":${'{"a":'.repeat(40_000)}1${"}".repeat(40_000)}}]`))],
  ])("%s", async (_name, bytes) => {
    const { port } = await startServer();
    await expectBounded(port, flood(port, bytes));
  });

  it("a compressed message that is 64 MiB when it is opened", async () => {
    const { port } = await startServer();
    const bomb = deflateRawSync(Buffer.alloc(64 * MIB, 0x20));
    const wave = async (): Promise<void> => {
      const { socket, closed } = await connectStation(port, "bomb", "ocpp2.0.1");
      const raw = Reflect.get(socket, "_socket") as Socket;
      raw.write(frame(TEXT, bomb, { reserved: 0x40 }));
      expect((await closed).code).toBe(1009);
    };
    await expectBounded(port, wave);
  });

  it("half-open connections that stop in the middle of a frame", async () => {
    const { server, port } = await startServer();
    const wave = async (): Promise<void> => {
      const sockets = await Promise.all(Array.from({ length: 20 }, (_, index) => openRawWebSocket(port, `/half-${index}`)));
      for (const socket of sockets) socket.write(frame(TEXT, Buffer.alloc(100_000, 0x20)).subarray(0, 50_000));
      await settled();
      for (const socket of sockets) socket.resetAndDestroy();
      await until(() => server.connections().length === 0);
    };
    await expectBounded(port, wave);
  });

  it("requests that nobody waits for: each sends much, reads nothing and goes", async () => {
    const { server, port } = await startServer({ handler: () => ({ response: { status: "Accepted", data: "x".repeat(10_000) } }), limits: { outputBytes: 200_000 } });
    server.handle(v16, "Heartbeat", () => ({ currentTime: TIME }));
    const call = frame(TEXT, Buffer.from('[2,"a","DataTransfer",{"vendorId":"v"}]'));
    const wave = async (): Promise<void> => {
      const sockets = await Promise.all(Array.from({ length: 8 }, (_, index) => openRawWebSocket(port, `/deaf-${index}`)));
      for (const socket of sockets) {
        socket.pause();
        socket.write(Buffer.concat(Array.from({ length: 500 }, () => call)));
      }
      await settled();
      for (const socket of sockets) socket.resetAndDestroy();
      await until(() => server.connections().length === 0);
    };
    await expectBounded(port, wave);
  });

  it("sockets that say nothing, or headers that never end", async () => {
    const { port } = await startServer({ limits: { silentSockets: 50 } });
    const wave = async (): Promise<void> => {
      const sockets = await Promise.all(Array.from({ length: 60 }, () => openSocket(port)));
      for (const socket of sockets) socket.write(`GET /CS-1 HTTP/1.1\r\nX: ${"x".repeat(10_000)}`);
      await settled();
      for (const socket of sockets) socket.resetAndDestroy();
      await settled();
    };
    await expectBounded(port, wave);
  });
});

describe("random bytes after the handshake", () => {
  it("never stop the server, whatever they are (seeded)", async () => {
    const { server, port } = await startServer();
    let seed = 20_261_121;
    const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
    const good = frame(TEXT, Buffer.from('[2,"a","Authorize",{"idTag":"04A2B3C4"}]'));
    await Promise.all(Array.from({ length: 200 }, async (_, index) => {
      const socket = await openRawWebSocket(port, `/CS-${index}`, ["ocpp1.6", "ocpp2.0.1", "ocpp2.1"][random(3)]);
      const ended = readUntilEnd(socket);
      for (let count = 0; count < 20; count += 1) {
        const bytes = Buffer.from(good);
        for (let change = random(4); change >= 0; change -= 1) bytes[random(bytes.length)] = random(256);
        socket.write(bytes);
      }
      setTimeout(() => void socket.end(), 20);
      await ended;
    }));
    await until(() => server.connections().length === 0);
    const { send, next } = await connectStation(port, "witness");
    send([2, "a", "Heartbeat", {}]);
    expect(await next()).toEqual([3, "a", { currentTime: TIME }]);
  });
});

/** Lets sockets do their work. */
function settled(): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, 50));
}
