import { stationConnections, stations } from "@cpokit/csms";
import type { Protocol } from "@cpokit/ocpp";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import { v21 } from "@cpokit/ocpp/v21";
import { seconds } from "@cpokit/kernel";
import { describe, expect, it } from "vitest";
import { at, bootOf, connect, createBench, station as stationDocument } from "./kit.ts";

const ALL: readonly [string, Protocol][] = [["1.6", v16], ["2.0.1", v201], ["2.1", v21]];

describe.each(ALL)("registration of a %s station", (_, protocol) => {
  it("is pending while the station is planned, and accepted once an operator adopted it", async () => {
    const bench = await createBench();
    await bench.store.transaction((unit) => unit.put(stations, "CS-1", stationDocument("CS-1", { lifecycle: "planned" })));
    const station = await connect(bench, protocol, { boot: false });
    expect(await station.ask("BootNotification", bootOf(protocol))).toMatchObject({ status: "Pending", interval: 60 });
    expect(await station.send("Heartbeat", {})).toMatchObject({ refusal: "security" });
    await bench.store.transaction(async (unit) => {
      const document = await unit.get(stations, "CS-1");
      if (document !== undefined) unit.put(stations, "CS-1", { ...document, lifecycle: "operative" });
    });
    expect(await station.ask("BootNotification", bootOf(protocol))).toMatchObject({ status: "Accepted" });
    expect(await station.ask("Heartbeat", {})).toEqual({ currentTime: at(0) });
    expect((await bench.events()).map(({ kind }) => kind)).toContain("not-accepted");
  });

  it("lets a pending station send what we triggered, and nothing else", async () => {
    const bench = await createBench({ on: { booted: () => ({ accept: "pending", heartbeat: seconds(7) }) } });
    const station = await connect(bench, protocol, { boot: false });
    expect(await station.ask("BootNotification", bootOf(protocol))).toMatchObject({ status: "Pending", interval: 7 });
    const status = protocol === v16 ? { connectorId: 1, status: "Available", errorCode: "NoError" } : { evseId: 1, connectorId: 1, connectorStatus: "Available", timestamp: at(0) };
    expect(await station.send("StatusNotification", status)).toMatchObject({ refusal: "security" });
    await bench.csms.send("CS-1", { command: "trigger", message: "StatusNotification" }, { requestedBy: "test" });
    expect(await station.send("StatusNotification", status)).toEqual({ response: {} });
    expect(await station.send("Heartbeat", {})).toMatchObject({ refusal: "security" });
  });

  it("rejects a retired station's boot and all that follows", async () => {
    const bench = await createBench();
    await bench.store.transaction((unit) => unit.put(stations, "CS-1", stationDocument("CS-1", { lifecycle: "retired" })));
    const station = await connect(bench, protocol, { boot: false });
    expect(await station.ask("BootNotification", bootOf(protocol))).toMatchObject({ status: "Rejected" });
    expect(await station.send("Heartbeat", {})).toMatchObject({ refusal: "security" });
  });

  it("survives a new connection without a boot", async () => {
    const bench = await createBench();
    const first = await connect(bench, protocol);
    await bench.csms.disconnected(first.link, "network");
    const second = await connect(bench, protocol, { boot: false });
    expect(await second.ask("Heartbeat", {})).toEqual({ currentTime: at(0) });
    expect(await bench.store.get(stationConnections, "CS-1")).toMatchObject({ epoch: 2, registration: "accepted", online: true });
  });

  it("shows the operator that the hardware was changed (I24)", async () => {
    const bench = await createBench();
    const station = await connect(bench, protocol);
    const other = JSON.parse(JSON.stringify(bootOf(protocol)).replace("SN-1", "SN-2"));
    await station.ask("BootNotification", other);
    expect(await bench.events()).toMatchObject([{ kind: "hardware-changed", summary: "serial changed from SN-1 to SN-2" }]);
    expect(await bench.store.get(stations, "CS-1")).toMatchObject({ serial: "SN-2" });
  });
});

describe("a station that never booted here", () => {
  it("is served in 1.6 and refused in 2.x", async () => {
    const bench = await createBench();
    expect(await (await connect(bench, v16, { boot: false })).send("Heartbeat", {})).toHaveProperty("response");
    expect(await (await connect(bench, v201, { boot: false })).send("Heartbeat", {})).toMatchObject({ refusal: "security" });
    expect(await (await connect(bench, v21, { boot: false })).send("Heartbeat", {})).toMatchObject({ refusal: "security" });
  });
});
