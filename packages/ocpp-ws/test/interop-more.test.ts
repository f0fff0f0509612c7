import { createServer, type IncomingMessage, type Server } from "node:http";
import { OcppClient as StationOf201, OcppServer as CentralSystemOf201 } from "@extrawest/node-ts-ocpp";
import { OcppClient as StationOf16, OcppServer as CentralSystemOf16 } from "ocpp-ts";
import { describe, expect, it } from "vitest";
import type { Protocol } from "@cpokit/ocpp";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import { basicHeader } from "../src/basic-auth.ts";
import { createOcppClient, verifyBasicPassword, type Authenticate, type OcppClient } from "../src/index.ts";
import { afterTest, startServer, TIME } from "./support.ts";

const authenticate: Authenticate = ({ password }) =>
  verifyBasicPassword(password, "se:cret") ? { accept: true, minimumProfile: 1 } : { accept: false, status: 401, reason: "Wrong password." };

const headers = { authorization: basicHeader("CS-1", "se:cret") };

/** Resolves at the event `connect`, rejects at an error. */
function connected(station: { on(event: "connect", listener: () => void): unknown; on(event: "error", listener: (error: Error) => void): unknown }, connect: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    station.on("connect", resolve);
    station.on("error", reject);
    connect();
  });
}

describe("ocpp-ts as the station of 1.6", () => {
  it("talks with us both ways, and learns what it did wrong", async () => {
    const { server, port } = await startServer({ authenticate });
    const station = new StationOf16("CS-1");
    station.on("RemoteStartTransaction", (request, answer) => answer({ status: request.idTag === "04A2B3C4" ? "Accepted" : "Rejected" }));
    await connected(station, () => station.connect(`ws://127.0.0.1:${port}/`, headers));
    expect(await station.callRequest("BootNotification", { chargePointVendor: "acme", chargePointModel: "one" })).toEqual({ currentTime: TIME, interval: 300, status: "Accepted" });
    expect(await station.callRequest("Heartbeat", {})).toEqual({ currentTime: TIME });
    const link = server.link("CS-1")!;
    expect(await link.call("RemoteStartTransaction", { idTag: "04A2B3C4" })).toEqual({ outcome: "result", payload: { status: "Accepted" } });
    expect(await link.call("ClearCache", {})).toMatchObject({ outcome: "error", code: "NotImplemented" });
    await expect(station.callRequest("Authorize", { idTag: "x".repeat(21) })).rejects.toMatchObject({ code: "PropertyConstraintViolation" });
  });

  it("is refused without its password", async () => {
    const { port } = await startServer({ authenticate });
    const station = new StationOf16("CS-1");
    await expect(connected(station, () => station.connect(`ws://127.0.0.1:${port}/`))).rejects.toThrow("401");
  });
});

describe("@extrawest/node-ts-ocpp as the station of 2.0.1", () => {
  it("talks with us both ways", async () => {
    const { server, port } = await startServer({ authenticate });
    const station = new StationOf201("CS-1");
    station.on("Reset", (request, answer) => answer({ status: request.type === "OnIdle" ? "Scheduled" : "Accepted" }));
    await connected(station, () => station.connect(`ws://127.0.0.1:${port}/`, headers));
    expect(await station.callRequest("BootNotification", { reason: "PowerUp", chargingStation: { vendorName: "acme", model: "one" } })).toMatchObject({ status: "Accepted" });
    expect(await station.callRequest("Heartbeat", {})).toEqual({ currentTime: TIME });
    const link = server.link("CS-1")!;
    expect(await link.call("Reset", { type: "OnIdle" })).toEqual({ outcome: "result", payload: { status: "Scheduled" } });
    expect(await link.call("ClearCache", {})).toMatchObject({ outcome: "error", code: "InternalError" });
  });
});

/** What both libraries' servers have in common. */
interface CentralSystem {
  listen(port: number): void;
  on(event: "authorization", listener: (identity: string, request: IncomingMessage, decide: (refusal?: Error) => void) => void): unknown;
}

/** Starts it on a free port and connects our client; they offer no way to stop, so the test reaches for the HTTP server. */
async function connectTo(central: CentralSystem, protocol: Protocol): Promise<OcppClient> {
  const port = await freePort();
  central.on("authorization", (_identity, request, decide) => {
    const { server } = request.socket as typeof request.socket & { readonly server: Server };
    afterTest(() => void server.close());
    decide(request.headers.authorization === headers.authorization ? undefined : new Error("Wrong password."));
  });
  central.listen(port);
  const client = createOcppClient({
    url: `ws://127.0.0.1:${port}`, identity: "CS-1", password: "se:cret", protocols: [protocol], handler: () => ({ response: { status: "Accepted" } }),
  });
  afterTest(() => client.close());
  await client.connected();
  return client;
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

describe("independent central systems with our client", () => {
  it("ocpp-ts with 1.6", async () => {
    const central = new CentralSystemOf16();
    const asked: unknown[] = [];
    central.on("connection", (link) => {
      link.on("Heartbeat", (_request, answer) => {
        void link.callRequest("ClearCache", {}).then((response) => {
          asked.push(response);
          answer({ currentTime: TIME });
        });
      });
    });
    const client = await connectTo(central, v16);
    expect(await client.call("Heartbeat", {})).toEqual({ outcome: "result", payload: { currentTime: TIME } });
    expect(asked).toEqual([{ status: "Accepted" }]);
    expect(await client.call("Authorize", { idTag: "a" })).toMatchObject({ outcome: "error", code: "NotImplemented" });
  });

  it("@extrawest/node-ts-ocpp with 2.0.1", async () => {
    const central = new CentralSystemOf201();
    const asked: unknown[] = [];
    central.on("connection", (link) => {
      link.on("Heartbeat", (_request, answer) => {
        void link.callRequest("ClearCache", {}).then((response) => {
          asked.push(response);
          answer({ currentTime: TIME });
        });
      });
    });
    const client = await connectTo(central, v201);
    expect(await client.call("Heartbeat", {})).toEqual({ outcome: "result", payload: { currentTime: TIME } });
    expect(asked).toEqual([{ status: "Accepted" }]);
    expect(await client.call("Authorize", { idToken: { idToken: "a", type: "Central" } })).toMatchObject({ outcome: "error", code: "InternalError" });
  });
});
