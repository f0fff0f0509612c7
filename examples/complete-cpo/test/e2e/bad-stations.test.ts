import { request } from "node:http";
import { connectionAttempts, stationEvents, stations } from "@cpokit/csms";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { hashSecret } from "../../src/operator-key.ts";
import { openHouse, type House } from "./house.ts";

let house: House;
const sockets: WebSocket[] = [];

beforeEach(async () => {
  house = await openHouse();
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await house.close();
});

/** A bare WebSocket that sends what it likes. */
async function open(identity: string, protocol: string): Promise<WebSocket> {
  const socket = new WebSocket(`${house.ocppUrl}/${identity}`, [protocol]);
  sockets.push(socket);
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  return socket;
}

/** The next frame after sending this text. */
function ask(socket: WebSocket, text: string): Promise<unknown> {
  return new Promise((resolve) => {
    socket.once("message", (data: Buffer) => resolve(JSON.parse(data.toString())));
    socket.send(text);
  });
}

const call = (id: string, action: string, payload: unknown): string => JSON.stringify([2, id, action, payload]);
const boot16 = call("boot", "BootNotification", { chargePointVendor: "V", chargePointModel: "M" });
const boot201 = call("boot", "BootNotification", { reason: "PowerUp", chargingStation: { model: "M", vendorName: "V" } });

/** What the operator can read about a station, newest last. */
async function told(station: string): Promise<string[]> {
  const page = await house.cpo.store.find(stationEvents, { index: "byStation", prefix: [station] });
  return page.items.map(({ body }) => `${body.kind}: ${body.summary}`);
}

/** The handshake as HTTP sees it: status and sentence. */
function handshake(path: string, headers: Record<string, string> = {}): Promise<{ status: number | undefined; text: string }> {
  const { port } = new URL(house.ocppUrl);
  return new Promise((resolve, reject) => {
    const asked = request({
      host: "127.0.0.1", port, path,
      headers: { connection: "Upgrade", upgrade: "websocket", "sec-websocket-version": "13", "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==", "sec-websocket-protocol": "ocpp1.6", ...headers },
    });
    asked.once("upgrade", (response, socket) => {
      socket.destroy();
      resolve({ status: response.statusCode, text: "" });
    });
    asked.once("response", (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString())).once("end", () => resolve({ status: response.statusCode, text }));
    });
    asked.once("error", reject);
    asked.end();
  });
}

describe.each([
  { version: "1.6", protocol: "ocpp1.6", identity: "OLD", boot: boot16, beat: "Heartbeat", format: "FormationViolation", occurrence: "OccurenceConstraintViolation" },
  { version: "2.0.1", protocol: "ocpp2.0.1", identity: "NEW", boot: boot201, beat: "Heartbeat", format: "FormatViolation", occurrence: "OccurrenceConstraintViolation" },
  { version: "2.1", protocol: "ocpp2.1", identity: "NEW", boot: boot201, beat: "Heartbeat", format: "FormatViolation", occurrence: "OccurrenceConstraintViolation" },
])("a station that speaks bad OCPP $version", ({ version, protocol, identity, boot, beat, format, occurrence }) => {
  it("gets the answers of its version, keeps its connection, and is shown to the operator", async () => {
    const socket = await open(identity, protocol);
    expect(await ask(socket, boot)).toEqual([3, "boot", expect.objectContaining({ status: "Accepted" })]);

    expect(await ask(socket, call("a", "Teleport", {}))).toEqual([4, "a", "NotImplemented", expect.any(String), expect.any(Object)]);
    expect(await ask(socket, call("b", "BootNotification", { chargePointVendor: 7 }))).toEqual([4, "b", expect.stringMatching(/Violation$/), expect.any(String), expect.any(Object)]);
    expect(await ask(socket, call("c", "Authorize", {}))).toEqual([4, "c", occurrence, expect.stringContaining(version === "1.6" ? "idTag" : "idToken"), expect.any(Object)]);
    expect(await ask(socket, call("d", beat, { extra: 1 }))).toEqual([4, "d", format, expect.stringContaining("extra"), expect.any(Object)]);
    if (version === "1.6") {
      // Without a readable id there is nothing that 1.6 could answer; the station is not cut off for it.
      socket.send("[2, \"e\", \"Heartbeat\", {");
      socket.send(JSON.stringify([2.5, "f", "Heartbeat", {}]));
    } else {
      expect(await ask(socket, "[2, \"e\", \"Heartbeat\", {")).toEqual([4, "-1", "RpcFrameworkError", expect.any(String), expect.any(Object)]);
      expect(await ask(socket, JSON.stringify([2.5, "f", "Heartbeat", {}]))).toEqual([4, "f", "MessageTypeNotSupported", expect.any(String), expect.any(Object)]);
    }
    expect(await ask(socket, call("g", beat, {}))).toEqual([3, "g", { currentTime: expect.any(String) as string }]);

    const events = await expect.poll(() => told(identity)).toEqual(expect.arrayContaining([expect.stringContaining("Teleport")])).then(() => told(identity));
    expect(events.length).toBeGreaterThanOrEqual(4);
    expect(events.join("\n")).not.toContain("undefined");
  });

  it("loses only its connection when a frame is too large", async () => {
    const socket = await open(identity, protocol);
    await ask(socket, boot);
    const closed = new Promise<number>((resolve) => socket.once("close", resolve));
    socket.send(call("big", "DataTransfer", { vendorId: "V", data: "x".repeat(300_000) }));
    expect(await closed).toBe(1009);
    const again = await open(identity, protocol);
    expect(await ask(again, boot)).toMatchObject([3, "boot", { status: "Accepted" }]);
  });
});

describe("a handshake that cannot be taken", () => {
  it.each([
    ["a bad percent escape", "/%E0%A4%A", 400],
    ["no identity", "/", 404],
    ["an unknown station", "/STRANGER", 404],
  ])("%s", async (_what, path, status) => {
    const answer = await handshake(path);
    expect(answer.status).toBe(status);
    expect(answer.text.length).toBeGreaterThan(10);
  });

  it("an unknown or missing subprotocol names those that are spoken", async () => {
    expect(await handshake("/OLD", { "sec-websocket-protocol": "ocpp1.5" })).toMatchObject({ status: 400, text: expect.stringContaining("ocpp1.6") as string });
  });

  it("a wrong password, and the right one", async () => {
    const { store } = house.cpo;
    const passwordHash = await hashSecret("correct horse");
    await store.transaction(async (unit) => {
      const known = await unit.get(stations, "OLD");
      unit.put(stations, "OLD", { ...known!, passwordHash });
    });
    const basic = (user: string, password: string) => ({ authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` });
    expect((await handshake("/OLD")).status).toBe(401);
    expect((await handshake("/OLD", basic("OLD", "hunter2"))).status).toBe(401);
    expect((await handshake("/OLD", basic("NEW", "correct horse"))).status).toBe(401);
    expect((await handshake("/OLD", basic("OLD", "correct horse"))).status).toBe(101);
    await expect.poll(async () => (await told("OLD")).join("\n")).toMatch(/password/i);
    expect((await told("OLD")).join("\n")).not.toContain("hunter2");
  });

  it("is remembered for the operator, also of a stranger", async () => {
    await handshake("/STRANGER");
    await handshake("/STRANGER");
    await expect.poll(async () => (await house.cpo.store.get(connectionAttempts, "STRANGER")) !== undefined).toBe(true);
  });
});
