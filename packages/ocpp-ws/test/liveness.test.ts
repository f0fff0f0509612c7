import { describe, expect, it } from "vitest";
import { instant } from "@cpokit/kernel";
import type { ConnectionFault, Disconnected } from "../src/index.ts";
import { connectStation, createTestTime, frame, openRawWebSocket, openSocket, readUntilEnd, startServer, TIME, until } from "./support.ts";

const PING_FRAME = Buffer.from([0x89, 0x00]);

describe("pings", () => {
  it("go to silent stations only; one that never answers is cut", async () => {
    const time = createTestTime();
    const faults: ConnectionFault[] = [];
    const ends: Disconnected[] = [];
    let heartbeats = 0;
    const { server, port } = await startServer({
      time, ping: { interval: 10_000, within: 5_000 },
      handler: () => ((heartbeats += 1), { response: { currentTime: TIME } }),
      onFault: (_link, fault) => void faults.push(fault), onDisconnected: (_link, how) => void ends.push(how),
    });
    const half = await openRawWebSocket(port);
    let pings = 0;
    half.on("data", (chunk: Buffer) => (pings += chunk.includes(PING_FRAME) ? 1 : 0));
    time.pass(9_000);
    half.write(frame(1, Buffer.from('[2,"a","Heartbeat",{}]')));
    await until(() => heartbeats === 1);
    time.pass(10_000);
    expect(faults).toEqual([]);
    time.pass(2_000);
    await until(() => pings === 1);
    time.pass(6_000);
    expect(faults).toEqual([{ fault: "silent" }]);
    expect(ends).toEqual([{ code: 1006, reason: "No answer to a ping.", replaced: false }]);
    expect(server.connections()).toEqual([]);
  });

  it("keep a station that answers", async () => {
    const time = createTestTime();
    const { server, port } = await startServer({ time, ping: { interval: 10_000, within: 5_000 } });
    const { socket, send, next } = await connectStation(port);
    let pings = 0;
    socket.on("ping", () => (pings += 1));
    for (let round = 1; round <= 3; round += 1) {
      time.pass(12_000);
      await until(() => pings === round);
      // The server reads the pong before what is sent after it.
      send([2, "a", "Heartbeat", {}]);
      await next();
    }
    expect(server.connections()).toHaveLength(1);
  });

  it("are set per station by authenticate, and may be off", async () => {
    const time = createTestTime();
    const { server, port } = await startServer({
      time, ping: { interval: 10_000, within: 5_000 },
      authenticate: ({ identity }) => ({ accept: true, ping: identity === "mute" ? "off" : { interval: 60_000, within: 5_000 } }),
    });
    await openRawWebSocket(port, "/mute");
    await openRawWebSocket(port, "/calm");
    time.pass(30_000);
    expect(server.connections()).toHaveLength(2);
    time.pass(60_000);
    expect(server.connections().map(({ identity }) => identity)).toEqual(["mute"]);
  });

  it("are not held against stations when the process itself could not run", async () => {
    let late = 0;
    const time = createTestTime();
    const { server, port } = await startServer({
      time, clock: { now: () => instant(time.clock.now() + late) }, ping: { interval: 10_000, within: 5_000 },
    });
    await openRawWebSocket(port);
    time.pass(12_000);
    late = 600_000;
    time.pass(1_000);
    expect(server.connections()).toHaveLength(1);
  });
});

describe("duplicate identities", () => {
  it("the newest connection wins, and closing the old one does not touch it (Q18, I17)", async () => {
    const ends: [string, Disconnected][] = [];
    const order: string[] = [];
    const { server, port } = await startServer({
      onConnected: (link) => void order.push(`+${link.id}`),
      onDisconnected: (link, how) => {
        ends.push([link.id, how]);
        order.push(`-${link.id}`);
      },
    });
    const old = await connectStation(port);
    const first = server.link("CS-1")!;
    const young = await connectStation(port);
    const second = server.link("CS-1")!;
    expect(second.id).not.toBe(first.id);
    expect(await old.closed).toEqual({ code: 1008, reason: "Replaced by a newer connection of this station." });
    expect(ends).toEqual([[first.id, expect.objectContaining({ replaced: true })]]);
    expect(order).toEqual([`+${first.id}`, `-${first.id}`, `+${second.id}`]);
    expect(server.link("CS-1")).toBe(second);
    first.close(1000, "late");
    expect(await first.call("ClearCache", {})).toEqual({ outcome: "closed", sent: false });
    young.send([2, "a", "Heartbeat", {}]);
    expect(await young.next()).toMatchObject([3, "a", {}]);
    expect(server.connections()).toHaveLength(1);
    young.socket.terminate();
    await until(() => ends.length === 2);
    expect(ends[1]).toEqual([second.id, { code: 1006, reason: "", replaced: false }]);
  });

  it("may be refused", async () => {
    const { server, port } = await startServer({ duplicates: "refuse" });
    await connectStation(port);
    const first = server.link("CS-1");
    await expect(connectStation(port)).rejects.toThrow("409");
    expect(server.link("CS-1")).toBe(first);
  });

  it("may be decided by a ping: a living link stays, a dead one is replaced", async () => {
    const { server, port } = await startServer({ duplicates: { probe: 2_000 } });
    const living = await connectStation(port, "living");
    await expect(connectStation(port, "living")).rejects.toThrow("409");
    expect(living.socket.readyState).toBe(living.socket.OPEN);
    await openRawWebSocket(port, "/dead");
    const first = server.link("dead");
    await connectStation(port, "dead");
    expect(server.link("dead")).not.toBe(first);
  });
});

describe("close", () => {
  it("refuses newcomers, lets handlers finish, closes with 1012 and resolves", async () => {
    let answer: (() => void) | undefined;
    const { server, port } = await startServer({ handler: () => new Promise((resolve) => void (answer = () => resolve({ response: { currentTime: TIME } }))) });
    const busy = await connectStation(port, "busy");
    const idle = await connectStation(port, "idle");
    busy.send([2, "a", "Heartbeat", {}]);
    await until(() => answer !== undefined);
    const closing = server.close({ within: 5_000 });
    expect((await idle.closed).code).toBe(1012);
    await expect(connectStation(port, "late")).rejects.toThrow(/ECONNREFUSED|503/);
    expect(busy.socket.readyState).toBe(busy.socket.OPEN);
    answer!();
    expect(await busy.next()).toMatchObject([3, "a", {}]);
    expect((await busy.closed).code).toBe(1012);
    await closing;
    await server.close();
    expect(server.connections()).toEqual([]);
  });

  it("staggers the closings, so that the stations do not all come back at once, and takes at most half of the time for it", async () => {
    const time = createTestTime();
    const { server, port } = await startServer({ time });
    const stations = await Promise.all(Array.from({ length: 40 }, (_, index) => connectStation(port, `CS-${index}`)));
    const closing = server.close({ within: 600 });
    const left: number[] = [];
    for (let step = 0; step < 6; step += 1) {
      left.push(server.connections().length);
      time.pass(60);
      await new Promise((resolve) => void setImmediate(resolve));
    }
    // One every 7.5 ms; none is left at half of the time.
    expect(left).toEqual([40, 31, 23, 15, 7, 0]);
    expect(new Set(await Promise.all(stations.map(async ({ closed }) => (await closed).code)))).toEqual(new Set([1012]));
    await closing;
  });

  it("is bounded in time, also with handlers and sockets that never end", async () => {
    let isAsked = false;
    const { server, port } = await startServer({ handler: () => new Promise(() => void (isAsked = true)) });
    const busy = await connectStation(port, "busy");
    busy.send([2, "a", "Heartbeat", {}]);
    await openRawWebSocket(port, "/deaf");
    const headless = readUntilEnd(await openSocket(port));
    await until(() => isAsked);
    await server.close({ within: 100 });
    expect((await busy.closed).code).toBe(1006);
    expect(await headless).toBe("");
  });
});
