import { minutes, seconds, wh } from "@cpokit/kernel";
import { describe, expect, it } from "vitest";
import { createVehicle } from "../src/index.ts";
import { createBootedWorld, TAG, type World } from "./fake-central-system.ts";

const car = () => createVehicle({ batteryCapacity: wh(80_000), stateOfCharge: 20 });
const quiet = { meterInterval: seconds(0) };
const result = (payload: object) => ({ outcome: "result", payload });

async function charging(world: World): Promise<string> {
  world.station.plugIn(1, car());
  void world.station.swipe(1, TAG);
  await world.time.advance(minutes(1));
  world.news();
  return world.station.view(1).transaction!.reference;
}

describe.each(["2.0.1", "2.1"] as const)("commands of OCPP %s", (version) => {
  const booted = () => createBootedWorld(version, { settings: quiet });
  const token = { idToken: "APP", type: "Central" };

  it("starts and stops remotely, and ties the transaction to the request (F02, F03)", async () => {
    const world = await booted();
    expect(await world.ask("RequestStartTransaction", { idToken: token, remoteStartId: 7 })).toEqual(result({ status: "Accepted" }));
    world.station.plugIn(1, car());
    await world.time.advance(minutes(1));
    expect(world.news()).toEqual(["Status 1 Occupied", "0 Started CablePluggedIn/EVConnected APP", "1 Updated ChargingStateChanged/Charging"]);
    const { transactionId, remoteStartId } = world.of("TransactionEvent")[0]!.payload.transactionInfo;
    expect(remoteStartId).toBe(7);
    expect(await world.ask("RequestStartTransaction", { idToken: token, remoteStartId: 8 })).toMatchObject(result({ status: "Rejected" }));
    expect(await world.ask("GetTransactionStatus", { transactionId })).toEqual(result({ messagesInQueue: false, ongoingIndicator: true }));
    expect(await world.ask("RequestStopTransaction", { transactionId: "nonsense" })).toMatchObject(result({ status: "Rejected" }));
    expect(await world.ask("RequestStopTransaction", { transactionId })).toEqual(result({ status: "Accepted" }));
    expect(world.news()).toEqual(["2 Ended RemoteStop/EVConnected Remote"]);
    expect(await world.ask("GetTransactionStatus", { transactionId })).toEqual(result({ messagesInQueue: false, ongoingIndicator: false }));
    expect(world.violations()).toEqual([]);
  });

  it("names the transaction in the answer when it has begun with the plug", async () => {
    const world = await createBootedWorld(version, { settings: { ...quiet, startPoint: "EVConnected" } });
    world.station.plugIn(1, car());
    await world.time.settle();
    const transactionId = world.station.view(1).transaction!.reference;
    expect(await world.ask("RequestStartTransaction", { idToken: token, remoteStartId: 7, evseId: 1 })).toEqual(result({ status: "Accepted", transactionId }));
    expect(world.news().slice(2)).toEqual(["1 Updated RemoteStart/EVConnected APP", "2 Updated ChargingStateChanged/Charging"]);
    expect(world.of("TransactionEvent")[1]!.payload.transactionInfo.remoteStartId).toBe(7);
  });

  it("resets at once, when idle, or one EVSE", async () => {
    const world = await booted();
    await charging(world);
    expect(await world.ask("Reset", { type: "Immediate", evseId: 1 })).toEqual(result({ status: "Accepted" }));
    expect(world.news()).toEqual(["2 Ended ResetCommand/EVConnected ImmediateReset"]);
    await world.ask("RequestStartTransaction", { idToken: token, remoteStartId: 7 });
    expect(await world.ask("Reset", { type: "OnIdle" })).toEqual(result({ status: "Scheduled" }));
    world.station.unplug(1);
    world.news();
    await world.time.advance(minutes(1));
    expect(world.news()).toEqual(["2 Ended EVCommunicationLost/Idle EVDisconnected", "Status 1 Available", "BootNotification", "Status 1 Available"]);
    expect(world.of("BootNotification")[1]!.payload.reason).toBe("ScheduledReset");
    await charging(world);
    expect(await world.ask("Reset", { type: "Immediate" })).toEqual(result({ status: "Accepted" }));
    await world.time.advance(minutes(1));
    expect(world.news()).toEqual(["2 Ended ResetCommand/EVConnected ImmediateReset", "BootNotification", "Status 1 Occupied"]);
    expect(world.of("BootNotification")[2]!.payload.reason).toBe("RemoteReset");
    expect(await world.ask("Reset", { type: "OnIdle", evseId: 1 })).toMatchObject(result({ status: "Rejected" }));
    expect(world.violations()).toEqual([]);
  });

  it("unlocks only where nobody charges (F05)", async () => {
    const world = await booted();
    expect(await world.ask("UnlockConnector", { evseId: 1, connectorId: 1 })).toEqual(result({ status: "Unlocked" }));
    expect(await world.ask("UnlockConnector", { evseId: 1, connectorId: 2 })).toEqual(result({ status: "UnknownConnector" }));
    await charging(world);
    expect(await world.ask("UnlockConnector", { evseId: 1, connectorId: 1 })).toEqual(result({ status: "OngoingAuthorizedTransaction" }));
  });

  it("changes availability, after the transaction where one runs (G03, G04)", async () => {
    const world = await booted();
    await charging(world);
    expect(await world.ask("ChangeAvailability", { operationalStatus: "Inoperative" })).toEqual(result({ status: "Scheduled" }));
    world.station.unplug(1);
    await world.time.settle();
    expect(world.news().at(-1)).toBe("Status 1 Unavailable");
    expect(await world.ask("ChangeAvailability", { operationalStatus: "Operative", evse: { id: 1 } })).toEqual(result({ status: "Accepted" }));
    expect(world.news()).toEqual(["Status 1 Available"]);
    expect(await world.ask("ChangeAvailability", { operationalStatus: "Operative", evse: { id: 5 } })).toMatchObject(result({ status: "Rejected" }));
  });

  it.each([
    ["BootNotification", "BootNotification"], ["Heartbeat", "Heartbeat"], ["StatusNotification", "Status 1 Occupied"], ["MeterValues", "MeterValues 1"],
    ["TransactionEvent", "2 Updated Trigger/Charging"], ["FirmwareStatusNotification", "FirmwareStatusNotification"], ["LogStatusNotification", "LogStatusNotification"],
  ])("sends %s when triggered, after its answer (F06)", async (requestedMessage, heard) => {
    const world = await booted();
    await charging(world);
    expect(await world.ask("TriggerMessage", { requestedMessage, evse: { id: 1 } })).toEqual(result({ status: "Accepted" }));
    expect(world.news()).toEqual([heard]);
    expect(await world.ask("TriggerMessage", { requestedMessage, evse: { id: 4 } })).toMatchObject(result({ status: "Rejected" }));
    expect(await world.ask("TriggerMessage", { requestedMessage: "SignV2GCertificate" })).toEqual(result({ status: "NotImplemented" }));
    expect(world.violations()).toEqual([]);
  });

  it("reads and writes variables (B05, B06)", async () => {
    const world = await booted();
    const variable = (component: string, name: string, more: object = {}) => ({ component: { name: component }, variable: { name }, ...more });
    const read = await world.ask("GetVariables", { getVariableData: [
      variable("sampleddatactrlr", "txupdatedinterval"), variable("Nonsense", "X"), variable("TxCtrlr", "X"),
      variable("TxCtrlr", "TxStartPoint", { attributeType: "Target" }), { component: { name: "EVSE", evse: { id: 1 } }, variable: { name: "AvailabilityState" } },
      { component: { name: "OCPPCommCtrlr" }, variable: { name: "MessageAttempts", instance: "TransactionEvent" } },
    ] });
    const statuses = (outcome: unknown, list: string) => (outcome as { payload: Record<string, { attributeStatus: string; attributeValue?: string }[]> }).payload[list]!;
    expect(statuses(read, "getVariableResult").map(({ attributeStatus, attributeValue }) => [attributeStatus, attributeValue])).toEqual([
      ["Accepted", "0"], ["UnknownComponent", undefined], ["UnknownVariable", undefined], ["NotSupportedAttributeType", undefined], ["Accepted", "Available"], ["Accepted", "3"],
    ]);
    const written = await world.ask("SetVariables", { setVariableData: [
      variable("SampledDataCtrlr", "TxUpdatedInterval", { attributeValue: "60" }), variable("TxCtrlr", "TxStopPoint", { attributeValue: "EVConnected" }),
      variable("TxCtrlr", "TxStopPoint", { attributeValue: "Never" }), variable("ChargingStation", "Model", { attributeValue: "X" }),
      variable("SampledDataCtrlr", "TxUpdatedMeasurands", { attributeValue: "Energy.Active.Import.Register" }),
    ] });
    expect(statuses(written, "setVariableResult").map(({ attributeStatus }) => attributeStatus)).toEqual(["Accepted", "Accepted", "Rejected", "Rejected", "Accepted"]);
    await charging(world);
    await world.time.advance(minutes(1));
    expect(world.of("TransactionEvent").at(-1)!.payload.meterValue![0]!.sampledValue).toHaveLength(1);
    const tooMany = await world.ask("GetVariables", { getVariableData: Array.from({ length: 21 }, () => variable("TxCtrlr", "TxStopPoint")) });
    expect(tooMany).toMatchObject({ outcome: "error", code: "OccurrenceConstraintViolation" });
    expect(world.violations()).toEqual([]);
  });

  it("reports its variables in parts (B07)", async () => {
    const world = await booted();
    expect(await world.ask("GetBaseReport", { requestId: 3, reportBase: "FullInventory" })).toEqual(result({ status: "Accepted" }));
    const parts = world.of("NotifyReport").map(({ payload }) => payload);
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.map((part) => [part.seqNo, part.tbc ?? false])).toEqual(parts.map((_, index) => [index, index < parts.length - 1]));
    expect(world.violations()).toEqual([]);
  });

  it("keeps a local list and uses it offline (D01, C13)", async () => {
    const world = await booted();
    const entry = (idToken: string, status: string) => ({ idToken: { idToken, type: "ISO14443" }, idTokenInfo: { status } });
    const list = { versionNumber: 3, updateType: "Full", localAuthorizationList: [entry("GOOD", "Accepted"), entry("BAD", "Blocked")] };
    expect(await world.ask("SendLocalList", list)).toEqual(result({ status: "Accepted" }));
    expect(await world.ask("GetLocalListVersion", {})).toEqual(result({ versionNumber: 3 }));
    expect(await world.ask("SendLocalList", { versionNumber: 2, updateType: "Differential" })).toEqual(result({ status: "VersionMismatch" }));
    expect(await world.ask("ClearCache", {})).toEqual(result({ status: "Accepted" }));
    world.station.disconnect(minutes(5));
    expect(await world.station.swipe(1, { value: "bad" })).toEqual({ outcome: "refused", status: "Blocked" });
    expect(await world.station.swipe(1, { value: "good" })).toEqual({ outcome: "authorized" });
  });

  it("obeys charging profiles, reports them, and refuses what the specification refuses (K01, K09, K10)", async () => {
    const world = await booted();
    const transactionId = await charging(world);
    const profile = (id: number, limit: number, more: object = {}) => ({
      evseId: 1,
      chargingProfile: {
        id, transactionId, stackLevel: 0, chargingProfilePurpose: "TxProfile", chargingProfileKind: "Absolute",
        chargingSchedule: [{ id: 1, startSchedule: "2026-06-01T08:00:00Z", duration: 1_861, chargingRateUnit: "W", chargingSchedulePeriod: [{ startPeriod: 0, limit }] }], ...more,
      },
    });
    expect(await world.ask("SetChargingProfile", profile(1, 6_000))).toEqual(result({ status: "Accepted" }));
    expect(world.news()).toEqual(["2 Updated ChargingRateChanged/Charging"]);
    await world.time.advance(minutes(30));
    expect(world.station.view(1).register).toBe(1_000 + Math.floor(10_971 / 60 + 3_000));
    expect(await world.ask("SetChargingProfile", profile(2, 6_000))).toMatchObject(result({ status: "Rejected", statusInfo: { reasonCode: "DuplicateProfile" } }));
    expect(await world.ask("SetChargingProfile", profile(2, 6_000, { transactionId: "other" }))).toMatchObject(result({ status: "Rejected" }));
    expect(await world.ask("SetChargingProfile", profile(2, 6_000, { chargingProfilePurpose: "ChargingStationExternalConstraints" }))).toMatchObject(result({ status: "Rejected" }));
    expect(await world.ask("GetChargingProfiles", { requestId: 4, evseId: 1, chargingProfile: {} })).toEqual(result({ status: "Accepted" }));
    expect(world.of("ReportChargingProfiles")[0]!.payload.chargingProfile).toEqual([profile(1, 6_000).chargingProfile]);
    expect(await world.ask("GetCompositeSchedule", { evseId: 1, duration: 60, chargingRateUnit: "W" })).toMatchObject(result({
      status: "Accepted", schedule: { evseId: 1, duration: 60, chargingRateUnit: "W", chargingSchedulePeriod: [{ startPeriod: 0, limit: 11_040 }] },
    }));
    expect(await world.ask("ClearChargingProfile", { chargingProfileId: 1 })).toEqual(result({ status: "Accepted" }));
    expect(await world.ask("ClearChargingProfile", { chargingProfileId: 1 })).toEqual(result({ status: "Unknown" }));
    expect(await world.ask("GetChargingProfiles", { requestId: 4, chargingProfile: {} })).toEqual(result({ status: "NoProfiles" }));
    expect(world.violations()).toEqual([]);
  });

  it("says what it does not do", async () => {
    const world = await booted();
    expect(await world.ask("DataTransfer", { vendorId: "com.example", data: { any: "thing" } })).toEqual(result({ status: "UnknownVendorId" }));
    expect(await world.ask("CostUpdated", { totalCost: 1.5, transactionId: "x" })).toEqual(result({}));
  });
});

describe("OCPP 2.1 alone", () => {
  it("resumes a transaction after a reset that says so", async () => {
    const world = await createBootedWorld("2.1", { settings: quiet });
    const reference = await charging(world);
    expect(await world.ask("Reset", { type: "ImmediateAndResume" })).toEqual(result({ status: "Accepted" }));
    await world.time.advance(minutes(1));
    expect(world.news()).toEqual(["BootNotification", "2 Updated TxResumed/Charging offline", "Status 1 Occupied"]);
    expect(world.station.view(1).transaction!.reference).toBe(reference);
    expect(world.violations()).toEqual([]);
  });
});
