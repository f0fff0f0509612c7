import { authorizationDecisions, connectorStatuses, stations, tokens } from "@cpokit/csms";
import { v16 } from "@cpokit/ocpp/v16";
import { describe, expect, it } from "vitest";
import { at, connect, createBench } from "./kit.ts";

const start = { connectorId: 1, idTag: "04a2b3c4", meterStart: 1_200, timestamp: at(0) };

describe("a 1.6 station", () => {
  it("boots, charges and stops", async () => {
    const bench = await createBench();
    const station = await connect(bench, v16, { boot: false });
    expect(await station.ask("BootNotification", { chargePointVendor: "Acme", chargePointModel: "One", chargePointSerialNumber: "SN-1" }))
      .toEqual({ status: "Accepted", currentTime: at(0), interval: 300 });
    expect(await bench.store.get(stations, "CS-1")).toMatchObject({ vendor: "Acme", model: "One", serial: "SN-1", protocol: "1.6" });
    expect(await station.ask("Heartbeat", {})).toEqual({ currentTime: at(0) });
    expect(await station.ask("Authorize", { idTag: "04A2B3C4" })).toEqual({ idTagInfo: { status: "Accepted", parentIdTag: "FLEET-1" } });
    expect(await station.ask("StartTransaction", start)).toEqual({ transactionId: 1, idTagInfo: { status: "Accepted", parentIdTag: "FLEET-1" } });
    await station.ask("MeterValues", { connectorId: 1, transactionId: 1, meterValue: [{ timestamp: at(60), sampledValue: [{ value: "1.45", unit: "kWh" }] }] });
    expect(await station.ask("StopTransaction", { transactionId: 1, meterStop: 2_000, timestamp: at(120), idTag: "04A2B3C4", reason: "Local" }))
      .toEqual({ idTagInfo: { status: "Accepted", parentIdTag: "FLEET-1" } });
    expect((await bench.facts()).map(({ fact }) => fact).sort()).toEqual(["ended", "metered", "started"]);
  });

  it("counts a repeated start once and answers the same, with the same and with a new message id (F6, Q15)", async () => {
    const bench = await createBench();
    const station = await connect(bench, v16);
    const first = await station.ask("StartTransaction", start, "1000001");
    expect(await station.ask("StartTransaction", start, "1000001")).toEqual(first);
    expect(await station.ask("StartTransaction", start, "9")).toEqual(first);
    expect((await bench.facts()).length).toBe(1);
    expect((await bench.store.find(authorizationDecisions)).items.length).toBe(1);
  });

  it("takes two messages with one constant message id for two (Q15)", async () => {
    const bench = await createBench();
    const station = await connect(bench, v16);
    const one = await station.ask("StartTransaction", start, "1000001");
    const two = await station.ask("StartTransaction", { ...start, connectorId: 2 }, "1000001");
    expect(one).toMatchObject({ transactionId: 1 });
    expect(two).toMatchObject({ transactionId: 2 });
  });

  it("keeps the first decision about a repeated start, though the token was blocked meanwhile (I2, I23)", async () => {
    const bench = await createBench();
    const station = await connect(bench, v16);
    const first = await station.ask("StartTransaction", start);
    await bench.store.transaction(async (unit) => {
      const token = await unit.get(tokens, "good");
      if (token !== undefined) unit.put(tokens, "good", { ...token, status: "blocked" });
    });
    expect(await station.ask("StartTransaction", start)).toEqual(first);
    expect(await station.ask("Authorize", { idTag: "04A2B3C4" })).toMatchObject({ idTagInfo: { status: "Blocked" } });
  });

  it.each([
    ["BLOCKED1", "Blocked"],
    ["EXPIRED1", "Expired"],
    ["NOBODY", "Invalid"],
  ])("answers and records a start with the refused token %s, with a number of its own (T6, Q16)", async (idTag, status) => {
    const bench = await createBench();
    const station = await connect(bench, v16);
    expect(await station.ask("StartTransaction", { ...start, idTag })).toEqual({ transactionId: 1, idTagInfo: { status } });
    expect(await bench.facts()).toMatchObject([{ fact: "started", authorization: { result: "refused" } }]);
  });

  it.each([-1, 0, 4_711])("answers a stop of transaction %i, touches nothing else and tells the operator (Q14)", async (transactionId) => {
    const bench = await createBench();
    const station = await connect(bench, v16);
    await station.ask("StartTransaction", start);
    expect(await station.ask("StopTransaction", { transactionId, meterStop: 5, timestamp: at(9) })).toEqual({});
    const ended = (await bench.facts()).filter(({ fact }) => fact === "ended");
    expect(ended).toMatchObject([{ transaction: String(transactionId) }]);
    expect(await bench.events()).toMatchObject([{ kind: "unknown-transaction" }]);
  });

  it("brings a status to the connector and to the transaction on it", async () => {
    const bench = await createBench();
    const station = await connect(bench, v16);
    await station.ask("StatusNotification", { connectorId: 0, status: "Available", errorCode: "NoError", timestamp: at(1) });
    await station.ask("StatusNotification", { connectorId: 1, status: "SuspendedEV", errorCode: "NoError", timestamp: at(2) });
    await station.ask("StatusNotification", { connectorId: 1, status: "Faulted", errorCode: "GroundFailure", vendorErrorCode: "E7", timestamp: at(3) });
    expect((await bench.store.find(connectorStatuses, { index: "byStation", prefix: "CS-1" })).items.map(({ body }) => body)).toMatchObject([
      { evse: 0, connector: 0, state: "available" },
      { evse: 1, connector: 1, state: "faulted", error: "GroundFailure", detail: "E7" },
    ]);
    expect(await bench.facts()).toMatchObject([{ fact: "metered", evse: 1, energyState: "suspendedEv", readings: [] }]);
  });

  it("keeps the main meter apart from sessions", async () => {
    const bench = await createBench();
    const station = await connect(bench, v16);
    await station.ask("MeterValues", { connectorId: 0, meterValue: [{ timestamp: at(1), sampledValue: [{ value: "7" }] }] });
    expect(await bench.facts()).toEqual([]);
    expect(await bench.events()).toMatchObject([{ kind: "MeterValues", severity: "info" }]);
  });

  it("tells an unknown vendor's message from a known one", async () => {
    const bench = await createBench({
      on: { dataTransfer: ({ vendor, data }) => (vendor === "com.acme" ? { status: "accepted", data: { echo: data } } : { status: "unknownVendor" }) },
    });
    const station = await connect(bench, v16);
    expect(await station.ask("DataTransfer", { vendorId: "com.acme", data: "hello" })).toEqual({ status: "Accepted", data: "{\"echo\":\"hello\"}" });
    expect(await station.ask("DataTransfer", { vendorId: "com.other", messageId: "M" })).toEqual({ status: "UnknownVendorId" });
    expect(await bench.events()).toMatchObject([{ kind: "DataTransfer", summary: expect.stringContaining("com.other M") }]);
  });
});
