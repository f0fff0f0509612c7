import { RPCClient, RPCServer } from "ocpp-rpc";
import { describe, expect, it } from "vitest";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import { v21 } from "@cpokit/ocpp/v21";
import { createOcppClient, verifyBasicPassword } from "../src/index.ts";
import { afterTest, startServer, TIME } from "./support.ts";

type ClientOptions = ConstructorParameters<typeof RPCClient>[0];

const BOOT_16 = { chargePointVendor: "acme", chargePointModel: "one" };
const BOOT_201 = { reason: "PowerUp", chargingStation: { vendorName: "acme", model: "one" } };

/** The types of ocpp-rpc want all options, its code does not. */
async function connectRpc(port: number, subprotocol: string, options: Partial<ClientOptions> = {}): Promise<InstanceType<typeof RPCClient>> {
  const client = new RPCClient({
    endpoint: `ws://127.0.0.1:${port}`, identity: "CS:1", protocols: [subprotocol], strictMode: true, reconnect: false, ...options,
  } as ClientOptions);
  await client.connect();
  afterTest(() => client.close({ force: true }));
  return client;
}

describe("ocpp-rpc as the station", () => {
  it.each([["ocpp1.6", BOOT_16, { type: "Soft" }], ["ocpp2.0.1", BOOT_201, { type: "Immediate" }]] as const)("talks %s with us", async (subprotocol, boot, reset) => {
    const { server, port } = await startServer({
      authenticate: ({ password }) => (verifyBasicPassword(password, "se:cret") ? { accept: true } : { accept: false, status: 401, reason: "Wrong password." }),
    });
    const station = await connectRpc(port, subprotocol, { password: "se:cret" });
    station.handle("Reset", async ({ params }) => ({ status: params?.["type"] === reset.type ? "Accepted" : "Rejected" }));
    expect(await station.call("BootNotification", boot)).toEqual({ currentTime: TIME, interval: 300, status: "Accepted" });
    expect(await station.call("Heartbeat", {})).toEqual({ currentTime: TIME });
    const link = server.link("CS:1")!;
    expect(await link.call("Reset", reset)).toEqual({ outcome: "result", payload: { status: "Accepted" } });
    expect(await link.call("ClearCache", {})).toMatchObject({ outcome: "error", code: "NotImplemented" });
    await expect(station.call("Authorize", subprotocol === "ocpp1.6" ? { idTag: "a" } : { idToken: { idToken: "a", type: "Local" } })).rejects.toMatchObject({
      rpcErrorCode: "NotSupported",
    });
    await expect(connectRpc(port, subprotocol, { password: "wrong" })).rejects.toMatchObject({ code: 401 });
  });

  it("sends what we refuse when it does not check itself", async () => {
    const { port } = await startServer();
    const station = await connectRpc(port, "ocpp1.6", { strictMode: false });
    await expect(station.call("Authorize", {})).rejects.toMatchObject({ rpcErrorCode: "OccurenceConstraintViolation" });
    await expect(station.call("Frobnicate", {})).rejects.toMatchObject({ rpcErrorCode: "NotImplemented" });
    await expect(station.call("Heartbeat", { x: 1 })).rejects.toMatchObject({ rpcErrorCode: "FormationViolation" });
  });

  it("talks 2.1 with us, which it cannot check itself", async () => {
    const { server, port } = await startServer();
    const station = await connectRpc(port, "ocpp2.1", { strictMode: false });
    station.handle("ClearCache", async () => ({ status: "Perhaps" }));
    expect(await station.call("BootNotification", BOOT_201)).toMatchObject({ status: "Accepted" });
    expect(await server.link("CS:1")?.call("ClearCache", {})).toMatchObject({ outcome: "invalid" });
    expect(await station.call("Heartbeat", {})).toEqual({ currentTime: TIME });
  });

  it("survives many calls both ways at once", async () => {
    const { server, port } = await startServer();
    const station = await connectRpc(port, "ocpp1.6", { callConcurrency: 10 });
    station.handle("DataTransfer", async ({ params }) => ({ status: "Accepted", data: String(params?.["data"]) }));
    const link = server.link("CS:1")!;
    const ours = Array.from({ length: 100 }, (_, count) => link.call("DataTransfer", { vendorId: "v", data: String(count) }));
    const theirs = Array.from({ length: 100 }, () => station.call("Heartbeat", {}));
    expect(await Promise.all(ours)).toEqual(ours.map((_, count) => ({ outcome: "result", payload: { status: "Accepted", data: String(count) } })));
    expect(await Promise.all(theirs)).toEqual(theirs.map(() => ({ currentTime: TIME })));
  });
});

describe("ocpp-rpc as the central system", () => {
  it.each([[v16, BOOT_16], [v201, BOOT_201], [v21, BOOT_201]] as const)("talks $0.version with our client", async (version, boot) => {
    // Of 2.1 it has schemas, but does not find them.
    const server = new RPCServer({ protocols: [version.subprotocol], strictMode: version.version !== "2.1" });
    const asked: unknown[] = [];
    server.auth((accept, reject, { identity, password }) => {
      if (identity === "CS 1" && String(password) === "secret") accept();
      else reject(401, "Wrong password.");
    });
    server.on("client", (client: InstanceType<typeof RPCClient>) => {
      client.handle("BootNotification", async () => ({ status: "Accepted", interval: 300, currentTime: TIME }));
      client.handle("Heartbeat", async () => {
        asked.push(await client.call("ClearCache", {}));
        return { currentTime: TIME };
      });
    });
    const httpServer = await server.listen(0, "127.0.0.1");
    afterTest(() => server.close({ force: true }));
    const address = httpServer.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;

    const client = createOcppClient({
      url: `ws://127.0.0.1:${port}`, identity: "CS 1", password: "secret", protocols: [version], handler: () => ({ response: { status: "Accepted" } }),
    });
    afterTest(() => client.close());
    await client.connected();
    expect(await client.call("BootNotification", boot)).toMatchObject({ outcome: "result", payload: { status: "Accepted" } });
    expect(await client.call("Heartbeat", {})).toEqual({ outcome: "result", payload: { currentTime: TIME } });
    expect(asked).toEqual([{ status: "Accepted" }]);
    expect(await client.call("FirmwareStatusNotification", { status: "Idle" })).toMatchObject({ outcome: "error", code: "NotImplemented" });
  });
});
