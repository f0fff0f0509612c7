import { seconds } from "@cpokit/kernel";
import { deviceModel, findVariable, stationCapabilities, stationTasks, type DeviceComponent } from "@cpokit/csms";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import { v21 } from "@cpokit/ocpp/v21";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { at, connect, createBench, type Bench, type FakeStation } from "./kit.ts";
import { createFakeDevice } from "./device.ts";

const item = (component: object, variable: string, value: string, more: object = {}) => ({ component, variable: { name: variable }, variableAttribute: [{ value }], ...more });

const REPORT = [
  item({ name: "LocalAuthListCtrlr" }, "Available", "true"),
  item({ name: "LocalAuthListCtrlr" }, "Entries", "3", { variableCharacteristics: { dataType: "integer", supportsMonitoring: false, maxLimit: 500 } }),
  item({ name: "LocalAuthListCtrlr" }, "ItemsPerMessage", "20"),
  item({ name: "ReservationCtrlr" }, "Available", "false"),
  item({ name: "SmartChargingCtrlr" }, "Enabled", "true"),
  item({ name: "Connector", evse: { id: 1, connectorId: 2 } }, "ConnectorType", "cCCS2"),
  item({ name: "EVSE", evse: { id: 1 } }, "Power", "11000"),
];

async function begin(protocol: typeof v201 | typeof v21 = v201): Promise<{ bench: Bench; station: FakeStation; request: number }> {
  const bench = await createBench();
  const station = await connect(bench, protocol);
  await bench.csms.maintain("CS-1", "readModel");
  await bench.csms.work();
  const { requestId: request } = station.calls[0]!.payload as { requestId: number };
  return { bench, station, request };
}

function parts(request: number, size: number): readonly object[] {
  const chunks = Array.from({ length: Math.ceil(REPORT.length / size) }, (_, index) => REPORT.slice(index * size, (index + 1) * size));
  return chunks.map((reportData, seqNo) => ({ requestId: request, generatedAt: at(0), seqNo, tbc: seqNo < chunks.length - 1, reportData }));
}

const values = (model: readonly DeviceComponent[]) => model.flatMap(({ component, evse, connector, variables }) => variables.map(({ variable, attributes }) => [component, evse, connector, variable, attributes[0]?.value].join(" "))).sort();

describe("the device model of 2.x", () => {
  it("comes from the parts of a report in any order, repeated or not, however they were cut", async () => {
    const whole = await begin();
    for (const part of parts(whole.request, 100)) await whole.station.ask("NotifyReport", part);
    const expected = values(await deviceModel(whole.bench.store, "CS-1"));
    expect(expected).toHaveLength(REPORT.length);
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 7 }), fc.array(fc.nat(20), { maxLength: 20 }), async (size, order) => {
      const { bench, station, request } = await begin();
      const all = parts(request, size);
      const sent = [...order.map((index) => all[index % all.length]!), ...all];
      for (const part of sent) await station.ask("NotifyReport", part);
      await bench.csms.work();
      expect(values(await deviceModel(bench.store, "CS-1"))).toEqual(expected);
      expect((await bench.store.find(stationTasks)).items).toEqual([]);
    }), { numRuns: 20 });
  });

  it("tells what the station can do", async () => {
    const { bench, station, request } = await begin(v21);
    for (const part of parts(request, 3).toReversed()) await station.ask("NotifyReport", part);
    await bench.csms.work();
    expect(await bench.store.get(stationCapabilities, "CS-1")).toMatchObject({
      version: "2.1", localListEntries: 500, localListItems: 20, can: { localList: true, reservation: false, smartCharging: true, displayMessages: false, security: true },
    });
    expect(await findVariable(bench.store, "CS-1", { component: "connector", evse: 1, connector: 2, variable: "CONNECTORTYPE" })).toMatchObject({ attributes: [{ type: "Actual", value: "cCCS2" }] });
    expect(await findVariable(bench.store, "CS-1", { component: "Connector", evse: 2, connector: 2, variable: "ConnectorType" })).toBeUndefined();
  });

  it("is asked for again when the station reboots in the middle of its report, and changes nothing until it is whole", async () => {
    const { bench, station, request } = await begin();
    const all = parts(request, 3);
    await station.ask("NotifyReport", all[0]);
    bench.clock.advance(seconds(61));
    await bench.csms.work();
    expect(await bench.store.get(stationTasks, "CS-1/readModel")).toMatchObject({ state: "waiting", attempts: 1, problem: "Reading the device model: the report is not complete; 1 parts came, not the last one." });
    expect(await deviceModel(bench.store, "CS-1")).toEqual([]);
    bench.clock.advance(seconds(61));
    await bench.csms.work();
    expect(station.calls).toHaveLength(2);
    // A late part of the report that was given up belongs to nothing.
    await station.ask("NotifyReport", all[1]);
    for (const part of parts(request + 1, 4)) await station.ask("NotifyReport", part);
    await bench.csms.work();
    expect(values(await deviceModel(bench.store, "CS-1"))).toHaveLength(REPORT.length);
  });

  it("forgets what a newer inventory does not name, and takes what the operator asked for himself as a part only", async () => {
    const { bench, station, request } = await begin();
    for (const part of parts(request, 100)) await station.ask("NotifyReport", part);
    await bench.csms.work();
    await station.ask("NotifyReport", { requestId: 99, generatedAt: at(1), seqNo: 0, reportData: [item({ name: "EVSE", evse: { id: 1 } }, "Power", "7400")] });
    expect(values(await deviceModel(bench.store, "CS-1"))).toHaveLength(REPORT.length);
    await bench.csms.maintain("CS-1", "readModel");
    await bench.csms.work();
    await station.ask("NotifyReport", { requestId: request + 1, generatedAt: at(2), seqNo: 0, reportData: [item({ name: "EVSE", evse: { id: 1 } }, "Power", "7400")] });
    await bench.csms.work();
    expect(values(await deviceModel(bench.store, "CS-1"))).toEqual(["EVSE 1  Power 7400"]);
  });

  it("learns from every value that a command read", async () => {
    const bench = await createBench();
    const device = createFakeDevice(v201, { "OCPPCommCtrlr.HeartbeatInterval": { value: "60" } });
    await connect(bench, v201, { answering: device.answer });
    await bench.csms.send("CS-1", { command: "getVariables", variables: [{ component: "OCPPCommCtrlr", variable: "HeartbeatInterval" }, { component: "A", variable: "B" }] }, { requestedBy: "test" });
    expect(values(await deviceModel(bench.store, "CS-1"))).toEqual(["OCPPCommCtrlr   HeartbeatInterval 60"]);
  });
});

describe("the configuration of 1.6", () => {
  it("is one component, and tells what the station can do", async () => {
    const bench = await createBench();
    const device = createFakeDevice(v16, {
      SupportedFeatureProfiles: { value: "Core, LocalAuthListManagement,RemoteTrigger", access: "readOnly" }, LocalAuthListMaxLength: { value: "800" }, SendLocalListMaxLength: { value: "50" }, HeartbeatInterval: { value: "60" },
    });
    await connect(bench, v16, { answering: device.answer });
    await bench.csms.maintain("CS-1", "readModel");
    await bench.csms.work();
    expect(await bench.store.get(stationCapabilities, "CS-1")).toEqual({
      station: "CS-1", version: "1.6", localListEntries: 800, localListItems: 50,
      can: { localList: true, remoteTrigger: true, reservation: false, smartCharging: false, firmware: false, cache: false, security: false },
    });
    expect(await findVariable(bench.store, "CS-1", { variable: "SupportedFeatureProfiles" })).toMatchObject({ attributes: [{ mutability: "ReadOnly" }] });
  });

  it("is read by itself when another device boots, if the policy says so", async () => {
    const bench = await createBench({ policy: { readModel: "onNewDevice" } });
    const device = createFakeDevice(v16, { HeartbeatInterval: { value: "60" } });
    const station = await connect(bench, v16, { answering: device.answer });
    await bench.csms.work();
    expect(station.calls).toHaveLength(1);
    await station.ask("BootNotification", { chargePointVendor: "Acme", chargePointModel: "One", chargePointSerialNumber: "SN-1", firmwareVersion: "1.2.3" });
    await bench.csms.work();
    expect(station.calls).toHaveLength(1);
    await station.ask("BootNotification", { chargePointVendor: "Acme", chargePointModel: "One", chargePointSerialNumber: "SN-9", firmwareVersion: "1.2.3" });
    expect(await deviceModel(bench.store, "CS-1")).toEqual([]);
    await bench.csms.work();
    expect(await deviceModel(bench.store, "CS-1")).toHaveLength(1);
  });
});

describe("a station that does not answer as it should", () => {
  it.each([
    ["never", { outcome: "timeout" }, "waiting", "Reading the device model: the station did not answer."],
    ["with an error", { outcome: "error", code: "InternalError", description: "oops", details: {} }, "waiting", "Reading the device model: InternalError, oops"],
    ["with the wrong type", { outcome: "invalid", payload: {}, rule: "status is missing" }, "waiting", "Reading the device model: InvalidAnswer, The answer of the station is not valid: status is missing"],
    ["that it has no such thing", { outcome: "error", code: "NotImplemented", description: "", details: {} }, "failed", "Reading the device model: NotImplemented"],
    ["that it will not", { outcome: "result", payload: { status: "Rejected" } }, "waiting", "Reading the device model: the station refused (Rejected)."],
  ] as const)("%s: the task says so", async (_, answer, state, problem) => {
    const bench = await createBench();
    await connect(bench, v201, { answering: () => answer });
    await bench.csms.maintain("CS-1", "readModel");
    await bench.csms.work();
    expect(await bench.store.get(stationTasks, "CS-1/readModel")).toMatchObject({ state, problem, attempts: 1 });
  });
});
