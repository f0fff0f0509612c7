import { minutes, seconds, wh } from "@cpokit/kernel";
import { describe, expect, it } from "vitest";
import { createVehicle } from "../src/index.ts";
import { createBootedWorld, TAG, type World } from "./fake-central-system.ts";

const car = () => createVehicle({ batteryCapacity: wh(80_000), stateOfCharge: 20 });
const quiet = { meterInterval: seconds(0) };
const booted = () => createBootedWorld("1.6", { settings: quiet });
const result = (payload: object) => ({ outcome: "result", payload });

async function charging(world: World): Promise<void> {
  world.station.plugIn(1, car());
  void world.station.swipe(1, TAG);
  await world.time.advance(minutes(1));
  world.news();
}

describe("commands of OCPP 1.6", () => {
  it("starts and stops remotely", async () => {
    const world = await booted();
    expect(await world.ask("RemoteStartTransaction", { idTag: "APP" })).toEqual(result({ status: "Accepted" }));
    world.station.plugIn(1, car());
    await world.time.advance(minutes(1));
    expect(world.news()).toEqual(["Status 1 Preparing", "Start 1 APP 1000", "Status 1 Charging"]);
    expect(await world.ask("RemoteStartTransaction", { idTag: "APP", connectorId: 1 })).toEqual(result({ status: "Rejected" }));
    expect(await world.ask("RemoteStopTransaction", { transactionId: 99 })).toEqual(result({ status: "Rejected" }));
    expect(await world.ask("RemoteStopTransaction", { transactionId: 1 })).toEqual(result({ status: "Accepted" }));
    expect(world.news()).toEqual(["Stop 1 1182 Remote", "Status 1 Finishing"]);
    expect(world.violations()).toEqual([]);
  });

  it("asks first when AuthorizeRemoteTxRequests says so", async () => {
    const world = await booted();
    expect(await world.ask("ChangeConfiguration", { key: "AuthorizeRemoteTxRequests", value: "true" })).toEqual(result({ status: "Accepted" }));
    world.replies.set("Authorize", () => ({ response: { idTagInfo: { status: "Expired" } } }));
    expect(await world.ask("RemoteStartTransaction", { idTag: "APP", connectorId: 1 })).toEqual(result({ status: "Accepted" }));
    await world.time.settle();
    expect(world.news()).toEqual(["Authorize"]);
    expect(world.station.view(1).grant).toBeUndefined();
  });

  it.each([["Soft", "SoftReset"], ["Hard", "HardReset"]])("resets %s", async (type, reason) => {
    const world = await booted();
    await charging(world);
    expect(await world.ask("Reset", { type })).toEqual(result({ status: "Accepted" }));
    await world.time.advance(minutes(1));
    expect(world.news()).toEqual([`Stop 1 1182 ${reason}`, "Status 1 Finishing", "BootNotification", "Status 1 Finishing"]);
  });

  it("unlocks, and ends what runs", async () => {
    const world = await booted();
    await charging(world);
    expect(await world.ask("UnlockConnector", { connectorId: 1 })).toEqual(result({ status: "Unlocked" }));
    expect(await world.ask("UnlockConnector", { connectorId: 2 })).toEqual(result({ status: "NotSupported" }));
    expect(world.news()).toEqual(["Stop 1 1182 UnlockCommand", "Status 1 Finishing"]);
  });

  it("changes availability, after the transaction where one runs", async () => {
    const world = await booted();
    await charging(world);
    expect(await world.ask("ChangeAvailability", { connectorId: 0, type: "Inoperative" })).toEqual(result({ status: "Scheduled" }));
    world.station.unplug(1);
    await world.time.settle();
    expect(world.news().at(-1)).toBe("Status 1 Unavailable");
    world.station.plugIn(1, car());
    expect(await world.ask("RemoteStartTransaction", { idTag: "APP" })).toEqual(result({ status: "Rejected" }));
    expect(await world.ask("ChangeAvailability", { connectorId: 1, type: "Operative" })).toEqual(result({ status: "Accepted" }));
    expect(world.news().at(-1)).toBe("Status 1 Preparing");
    expect(await world.ask("ChangeAvailability", { connectorId: 7, type: "Operative" })).toEqual(result({ status: "Rejected" }));
  });

  it.each([
    ["BootNotification", "BootNotification"], ["Heartbeat", "Heartbeat"], ["StatusNotification", "Status 1 Charging"], ["MeterValues", "MeterValues 1"],
    ["FirmwareStatusNotification", "FirmwareStatusNotification"], ["DiagnosticsStatusNotification", "DiagnosticsStatusNotification"],
  ])("sends %s when triggered, after its answer", async (requestedMessage, heard) => {
    const world = await booted();
    await charging(world);
    expect(await world.ask("TriggerMessage", { requestedMessage, connectorId: 1 })).toEqual(result({ status: "Accepted" }));
    expect(world.news()).toEqual([heard]);
    expect(await world.ask("TriggerMessage", { requestedMessage, connectorId: 9 })).toEqual(result({ status: "Rejected" }));
    expect(world.violations()).toEqual([]);
  });

  it("reads and changes configuration", async () => {
    const world = await booted();
    const all = await world.ask("GetConfiguration", {});
    expect(all).toMatchObject({ outcome: "result" });
    expect((all as unknown as { payload: { configurationKey: unknown[] } }).payload.configurationKey.length).toBeGreaterThan(25);
    expect(await world.ask("GetConfiguration", { key: ["NumberOfConnectors", "Nonsense"] })).toEqual(
      result({ configurationKey: [{ key: "NumberOfConnectors", readonly: true, value: "1" }], unknownKey: ["Nonsense"] }));
    const change = async (key: string, value: string) => ((await world.ask("ChangeConfiguration", { key, value })) as { payload?: unknown }).payload;
    expect(await change("MeterValueSampleInterval", "60")).toEqual({ status: "Accepted" });
    expect(await change("MeterValueSampleInterval", "soon")).toEqual({ status: "Rejected" });
    expect(await change("MeterValuesSampledData", "Energy.Active.Import.Register,Temperature")).toEqual({ status: "Rejected" });
    expect(await change("MeterValuesSampledData", "SoC, Energy.Active.Import.Register")).toEqual({ status: "Accepted" });
    expect(await change("NumberOfConnectors", "2")).toEqual({ status: "Rejected" });
    expect(await change("Nonsense", "2")).toEqual({ status: "NotSupported" });
    expect(await change("HeartbeatInterval", "60")).toEqual({ status: "Accepted" });
    await charging(world);
    await world.time.advance(minutes(1));
    expect(world.news().toSorted()).toEqual(["Heartbeat", "MeterValues 1"]);
    expect(world.violations()).toEqual([]);
  });

  it("keeps a local list and uses it offline", async () => {
    const world = await booted();
    const entries = [{ idTag: "GOOD", idTagInfo: { status: "Accepted" } }, { idTag: "BAD", idTagInfo: { status: "Blocked" } }];
    expect(await world.ask("SendLocalList", { listVersion: 3, updateType: "Full", localAuthorizationList: entries })).toEqual(result({ status: "Accepted" }));
    expect(await world.ask("GetLocalListVersion", {})).toEqual(result({ listVersion: 3 }));
    expect(await world.ask("SendLocalList", { listVersion: 3, updateType: "Differential" })).toEqual(result({ status: "VersionMismatch" }));
    await world.ask("ChangeConfiguration", { key: "AllowOfflineTxForUnknownId", value: "false" });
    expect(await world.ask("ClearCache", {})).toEqual(result({ status: "Accepted" }));
    world.station.disconnect(minutes(5));
    expect(await world.station.swipe(1, { value: "BAD" })).toEqual({ outcome: "refused", status: "Blocked" });
    expect(await world.station.swipe(1, { value: "STRANGER" })).toEqual({ outcome: "refused", status: "Invalid" });
    expect(await world.station.swipe(1, { value: "good" })).toEqual({ outcome: "authorized" });
  });

  it("obeys charging profiles, and tells the composite schedule", async () => {
    const world = await booted();
    await charging(world);
    const profile = (limit: number, more: object = {}) => ({
      connectorId: 1,
      csChargingProfiles: {
        chargingProfileId: 1, transactionId: 1, stackLevel: 0, chargingProfilePurpose: "TxProfile", chargingProfileKind: "Relative",
        chargingSchedule: { chargingRateUnit: "A", chargingSchedulePeriod: [{ startPeriod: 0, limit }, { startPeriod: 1_800, limit: 16 }] }, ...more,
      },
    });
    expect(await world.ask("SetChargingProfile", profile(8.5))).toEqual(result({ status: "Accepted" }));
    await world.time.advance(minutes(10));
    expect(world.station.view(1).register).toBe(1_000 + Math.floor(10_971 / 60 + (8.5 * 230 * 3 * 10) / 60));
    expect(await world.ask("GetCompositeSchedule", { connectorId: 1, duration: 3_600 })).toMatchObject(result({
      status: "Accepted", connectorId: 1, chargingSchedule: { chargingRateUnit: "A", chargingSchedulePeriod: [{ startPeriod: 0, limit: 8.5 }, { startPeriod: 1_140, limit: 16 }] },
    }));
    expect(await world.ask("SetChargingProfile", profile(0, { chargingProfileId: 2, stackLevel: 1 }))).toEqual(result({ status: "Accepted" }));
    expect(world.news()).toEqual(["Status 1 SuspendedEVSE"]);
    await world.time.advance(minutes(25));
    expect(world.news()).toEqual(["Status 1 Charging"]);
    expect(await world.ask("ClearChargingProfile", { id: 77 })).toEqual(result({ status: "Unknown" }));
    expect(await world.ask("ClearChargingProfile", { chargingProfilePurpose: "TxProfile" })).toEqual(result({ status: "Accepted" }));
    expect(await world.ask("SetChargingProfile", profile(8, { transactionId: 77 }))).toEqual(result({ status: "Rejected" }));
    expect(world.violations()).toEqual([]);
  });

  it("starts under the profile of a remote start, and forgets it at the end", async () => {
    const world = await booted();
    const chargingProfile = {
      chargingProfileId: 5, stackLevel: 0, chargingProfilePurpose: "TxProfile", chargingProfileKind: "Relative",
      chargingSchedule: { chargingRateUnit: "W", chargingSchedulePeriod: [{ startPeriod: 0, limit: 6_000 }] },
    };
    world.station.plugIn(1, car());
    await world.ask("RemoteStartTransaction", { idTag: "APP", chargingProfile });
    await world.time.advance(minutes(60));
    expect(world.station.view(1).register).toBe(7_000);
    await world.ask("RemoteStopTransaction", { transactionId: 1 });
    void world.station.swipe(1, TAG);
    await world.time.advance(minutes(60));
    expect(world.station.view(1).register).toBe(7_000 + 10_971);
  });

  it("says what it does not do", async () => {
    const world = await booted();
    expect(await world.ask("DataTransfer", { vendorId: "com.example" })).toEqual(result({ status: "UnknownVendorId" }));
  });
});
