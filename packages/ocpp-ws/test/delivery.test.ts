import { describe, expect, it } from "vitest";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import type { CallReply } from "@cpokit/ocpp";
import { createOcppClient, createOcppServer, verifyBasicPassword, type OcppClient, type OcppClientOptions } from "../src/index.ts";
import { afterTest, PROTOCOLS, startServer, TIME, until } from "./support.ts";

const BOOT = { chargePointVendor: "acme", chargePointModel: "one" };
const FAST = { waitMinimum: 5, repeatTimes: 0, randomRange: 5 };

function startClient(port: number, options: Partial<OcppClientOptions> = {}): OcppClient {
  const client = createOcppClient({
    url: `ws://127.0.0.1:${port}`, identity: "CS-1", protocols: [v16], backOff: FAST, handler: () => ({ response: { status: "Accepted" } }), ...options,
  });
  afterTest(() => client.close());
  return client;
}

describe("transaction messages of a station", () => {
  it("wait for the boot, survive losses of the connection, and arrive in order", async () => {
    const seen: unknown[] = [];
    let registration = "Pending";
    let losses = 2;
    const { server, port } = await startServer({
      handler: ({ action, payload, link }): CallReply => {
        if (action === "BootNotification") return { response: { currentTime: TIME, interval: 1, status: registration } };
        if (action === "MeterValues" && losses > 0) {
          losses -= 1;
          link.close(1001, "A cable was pulled.");
        }
        seen.push([action, (payload as { readonly transactionId?: number }).transactionId]);
        return { response: action === "StartTransaction" ? { transactionId: 17, idTagInfo: { status: "Accepted" } } : {} };
      },
    });
    const client = startClient(port);
    let transactionId = 0;
    const start = client.deliver("StartTransaction", { connectorId: 1, idTag: "a", meterStart: 0, timestamp: TIME }).then((delivery) => {
      if (delivery.outcome === "delivered") ({ transactionId } = delivery.payload as { readonly transactionId: number });
      return delivery.outcome;
    });
    const meter = client.deliver("MeterValues", () => ({ connectorId: 1, transactionId, meterValue: [{ timestamp: TIME, sampledValue: [{ value: "1" }] }] }));
    const stop = client.deliver("StopTransaction", () => ({ transactionId, meterStop: 5, timestamp: TIME }));
    await client.connected();
    await client.call("BootNotification", BOOT);
    expect(seen).toEqual([]);
    expect(client.undelivered().map(({ action }) => action)).toEqual(["StartTransaction", "MeterValues", "StopTransaction"]);
    registration = "Accepted";
    await client.call("BootNotification", BOOT);
    expect(await start).toBe("delivered");
    expect(await stop).toMatchObject({ outcome: "delivered", attempts: 1 });
    expect(await meter).toMatchObject({ outcome: "delivered", attempts: 1 });
    expect(seen).toEqual([["StartTransaction", undefined], ["MeterValues", 17], ["MeterValues", 17], ["MeterValues", 17], ["StopTransaction", 17]]);
    expect(server.connections()).toHaveLength(1);
  });

  it("arrive although the central system was away when they happened", async () => {
    const first = createOcppServer({ protocols: PROTOCOLS, handler: () => ({ response: { currentTime: TIME, interval: 1, status: "Accepted" } }) });
    const { port } = await first.listen({ port: 0, host: "127.0.0.1" });
    const client = startClient(port, { protocols: [v201] });
    await client.connected();
    await client.call("BootNotification", { reason: "PowerUp", chargingStation: { vendorName: "acme", model: "one" } });
    await first.close({ within: 100 });
    await until(() => client.link === undefined);
    const event = (eventType: string, seqNo: number) => ({ eventType, seqNo, offline: true, timestamp: TIME, triggerReason: "Authorized", transactionInfo: { transactionId: "T-1" } });
    const deliveries = ["Started", "Updated", "Ended"].map((eventType, seqNo) => client.deliver("TransactionEvent", event(eventType, seqNo)));
    const seen: unknown[] = [];
    const second = createOcppServer({ protocols: PROTOCOLS, handler: ({ payload }) => (seen.push((payload as { readonly eventType: string }).eventType), { response: {} }) });
    afterTest(() => second.close({ within: 100 }));
    await second.listen({ port, host: "127.0.0.1" });
    expect(await Promise.all(deliveries)).toEqual(deliveries.map(() => ({ outcome: "delivered", payload: {}, attempts: 1 })));
    expect(seen).toEqual(["Started", "Updated", "Ended"]);
  });

  it("are still there when the client is closed, and are refused when they are not valid", async () => {
    const { port } = await startServer();
    const client = startClient(port);
    await client.connected();
    await client.call("BootNotification", BOOT);
    await expect(client.deliver("StopTransaction", { transactionId: "none" })).rejects.toMatchObject({ code: "ocpp.invalidPayload" });
    client.drop();
    const left = client.deliver("StopTransaction", { transactionId: 1, meterStop: 5, timestamp: TIME });
    await client.close();
    expect(await left).toEqual({ outcome: "undelivered" });
    expect(client.undelivered()).toEqual([{ action: "StopTransaction", payload: { transactionId: 1, meterStop: 5, timestamp: TIME }, attempts: 0 }]);
  });
});

describe("a station that changes its password (2.x A01)", () => {
  it("connects again at once with the new one", async () => {
    let wanted = "first password!";
    const { server, port } = await startServer({
      authenticate: ({ password }) => (verifyBasicPassword(password, wanted) ? { accept: true } : { accept: false, status: 401, reason: "Wrong password." }),
    });
    let mine = wanted;
    const retries: (number | undefined)[] = [];
    const client = startClient(port, { password: () => mine, backOff: "off", onDisconnected: ({ retryIn }) => void retries.push(retryIn) });
    const before = await client.connected();
    wanted = mine = "second password";
    client.reconnect();
    const after = await client.connected();
    expect(after).not.toBe(before);
    expect(retries).toEqual([0]);
    await until(() => server.connections().length === 1 && server.link("CS-1") !== undefined);
  });
});

describe("the variables of the back-off", () => {
  it("are asked at every loss, since the central system may change them", async () => {
    const { server, port } = await startServer();
    let waitMinimum = 3;
    const retries: (number | undefined)[] = [];
    const client = startClient(port, {
      backOff: () => ({ waitMinimum, repeatTimes: 0, randomRange: 0 }), onDisconnected: ({ retryIn }) => void retries.push(retryIn),
    });
    for (waitMinimum of [3, 7]) {
      await client.connected();
      await until(() => server.link("CS-1") !== undefined);
      client.drop();
    }
    expect(retries).toEqual([3, 7]);
  });
});
