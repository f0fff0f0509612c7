import { formatInstant, instant, minutes, seconds, watts, wh } from "@cpokit/kernel";
import type { Version } from "@cpokit/ocpp";
import { describe, expect, it } from "vitest";
import { createVehicle, type CertificateName, type StationKeys } from "../src/index.ts";
import { createBootedWorld, START, TAG, type World } from "./fake-central-system.ts";

const ALL = ["1.6", "2.0.1", "2.1"] as const satisfies readonly Version[];
const V2 = ["2.0.1", "2.1"] as const;
const car = () => createVehicle({ batteryCapacity: wh(80_000), stateOfCharge: 20 });
const result = (payload: object) => ({ outcome: "result", payload });
const TWO = [1, 2].map((number) => ({ number, connectors: 1, maxPower: watts(11_040), powerType: "AC_3_PHASE" as const }));
const STRANGER = { value: "STRANGER" };

const reserve = (world: World, id: number, place: number | undefined, until = instant(START + minutes(30)), more: object = {}) =>
  world.station.version === "1.6"
    ? world.ask("ReserveNow", { reservationId: id, connectorId: place ?? 0, idTag: TAG.value, expiryDate: formatInstant(until), ...more })
    : world.ask("ReserveNow", { id, ...(place === undefined ? {} : { evseId: place }), idToken: { idToken: TAG.value, type: "ISO14443" }, expiryDateTime: formatInstant(until), ...more });

async function swiped(world: World, evse: number, token: { value: string }) {
  const outcome = world.station.swipe(evse, token);
  await world.time.settle();
  return outcome;
}

describe.each(ALL)("a reserved place of a %s station", (version) => {
  it("is kept for its token, told as reserved, and used up by it", async () => {
    const world = await createBootedWorld(version, { evses: TWO });
    expect(await reserve(world, 5, 1)).toEqual(result({ status: "Accepted" }));
    expect(world.news()).toEqual(["Status 1 Reserved"]);
    expect(await swiped(world, 1, STRANGER)).toEqual({ outcome: "refused", status: "Reserved" });
    expect(await swiped(world, 1, TAG)).toEqual({ outcome: "authorized" });
    world.station.plugIn(1, car());
    await world.time.settle();
    const [start] = world.of(version === "1.6" ? "StartTransaction" : "TransactionEvent");
    expect(start?.payload).toMatchObject({ reservationId: 5 });
    world.station.unplug(1);
    await world.time.settle();
    expect(world.news().at(-1)).toBe("Status 1 Available");
    expect(world.violations()).toEqual([]);
  });

  it("is free again when it is cancelled, and when its time is over", async () => {
    const world = await createBootedWorld(version);
    await reserve(world, 5, 1);
    expect(await world.ask("CancelReservation", { reservationId: 5 })).toEqual(result({ status: "Accepted" }));
    expect(await world.ask("CancelReservation", { reservationId: 5 })).toEqual(result({ status: "Rejected" }));
    expect(world.news()).toEqual(["Status 1 Reserved", "Status 1 Available"]);
    await reserve(world, 6, 1, instant(START + minutes(5)));
    await world.time.advance(minutes(6));
    expect(world.news()).toEqual(["Status 1 Reserved", ...(version === "1.6" ? ["Status 1 Available"] : ["Status 1 Available", "ReservationStatusUpdate"])]);
    expect(world.violations()).toEqual([]);
  });

  it("may be any: then the last free one is closed to others", async () => {
    const world = await createBootedWorld(version, { evses: TWO });
    expect(await reserve(world, 7, undefined)).toEqual(result({ status: "Accepted" }));
    expect(world.news()).toEqual([]);
    expect(await swiped(world, 1, STRANGER)).toEqual({ outcome: "authorized" });
    world.station.plugIn(1, car());
    await world.time.settle();
    expect(world.news()).toContain(version === "1.6" ? "Status 2 Reserved" : "Status 1 Reserved");
    expect(await swiped(world, 2, STRANGER)).toEqual({ outcome: "refused", status: "Reserved" });
    expect(await swiped(world, 2, TAG)).toEqual({ outcome: "authorized" });
  });

  it("is refused where it cannot be kept, each for its reason", async () => {
    const world = await createBootedWorld(version);
    expect(await reserve(world, 1, 1, instant(START - 1))).toMatchObject(result({ status: "Rejected" }));
    expect(await reserve(world, 1, 4)).toMatchObject(result({ status: "Rejected" }));
    await reserve(world, 1, 1);
    expect(await reserve(world, 2, 1)).toEqual(result({ status: "Occupied" }));
    // The same one again takes the place of itself.
    expect(await reserve(world, 1, 1)).toEqual(result({ status: "Accepted" }));
    await world.ask("CancelReservation", { reservationId: 1 });
    world.station.plugIn(1, car());
    await world.time.settle();
    expect(await reserve(world, 3, 1)).toEqual(result({ status: "Occupied" }));
    world.station.unplug(1);
    await world.ask("ChangeAvailability", version === "1.6" ? { connectorId: 1, type: "Inoperative" } : { operationalStatus: "Inoperative" });
    expect(await reserve(world, 3, 1)).toEqual(result({ status: "Unavailable" }));
  });

  it("is closed to remote starts of others", async () => {
    const world = await createBootedWorld(version);
    await reserve(world, 5, 1);
    const start = (token: string) => (version === "1.6" ? world.ask("RemoteStartTransaction", { idTag: token }) : world.ask("RequestStartTransaction", { idToken: { idToken: token, type: "Central" }, remoteStartId: 1 }));
    expect(await start("STRANGER")).toMatchObject(result({ status: "Rejected" }));
    expect(await start(TAG.value)).toMatchObject(result({ status: "Accepted" }));
  });
});

const NAME: CertificateName = { hashAlgorithm: "SHA256", issuerNameHash: "aa", issuerKeyHash: "bb", serialNumber: "1" };
const keys: StationKeys = { request: async (use) => `CSR ${use}`, fits: async (_, chain) => chain === "GOOD", name: async (certificate) => (certificate.startsWith("ROOT") ? { ...NAME, serialNumber: certificate.slice(4) } : undefined) };

describe.each(ALL)("the certificates of a %s station", (version) => {
  const use = version === "1.6" ? "CentralSystemRootCertificate" : "CSMSRootCertificate";
  const ids = (world: World) => world.ask("GetInstalledCertificateIds", version === "1.6" ? { certificateType: use } : { certificateType: [use] });

  it("are asked for, taken, listed and deleted", async () => {
    const world = await createBootedWorld(version, { keys });
    const trigger = version === "1.6" ? world.ask("ExtendedTriggerMessage", { requestedMessage: "SignChargePointCertificate" }) : world.ask("TriggerMessage", { requestedMessage: "SignChargingStationCertificate" });
    expect(await trigger).toEqual(result({ status: "Accepted" }));
    expect(world.of("SignCertificate")[0]?.payload).toMatchObject({ csr: "CSR chargingStation" });
    expect(await world.ask("CertificateSigned", { certificateChain: "GOOD" })).toEqual(result({ status: "Accepted" }));
    expect(await world.ask("CertificateSigned", { certificateChain: "BAD" })).toMatchObject(result({ status: "Rejected" }));
    expect(await ids(world)).toEqual(result({ status: "NotFound" }));
    expect(await world.ask("InstallCertificate", { certificateType: use, certificate: "ROOT7" })).toEqual(result({ status: "Accepted" }));
    expect(await world.ask("InstallCertificate", { certificateType: use, certificate: "nonsense" })).toMatchObject(result({ status: "Rejected" }));
    expect(await ids(world)).toMatchObject(result({ status: "Accepted" }));
    const remove = () => world.ask("DeleteCertificate", { certificateHashData: { ...NAME, serialNumber: "7" } });
    expect([await remove(), await remove()]).toEqual([result({ status: "Accepted" }), result({ status: "NotFound" })]);
    expect(world.violations()).toEqual([]);
  });

  it("are none without cryptography", async () => {
    const world = await createBootedWorld(version);
    const trigger = version === "1.6" ? world.ask("ExtendedTriggerMessage", { requestedMessage: "SignChargePointCertificate" }) : world.ask("TriggerMessage", { requestedMessage: "SignV2GCertificate" });
    expect(await trigger).toEqual(result({ status: "NotImplemented" }));
    expect(await world.ask("InstallCertificate", { certificateType: use, certificate: "ROOT7" })).toMatchObject(result({ status: "Rejected" }));
  });
});

describe.each(V2)("a %s station", (version) => {
  const booted = () => createBootedWorld(version, { settings: { meterInterval: seconds(0) } });
  const component = { name: "EVSE", evse: { id: 1 } };

  it("reports parts of its device model in numbered parts (B07, B08)", async () => {
    const world = await booted();
    expect(await world.ask("GetReport", { requestId: 4, componentVariable: [{ component: { name: "TxCtrlr" } }] })).toEqual(result({ status: "Accepted" }));
    expect(world.of("NotifyReport").map(({ payload }) => payload)).toMatchObject([{ requestId: 4, seqNo: 0, reportData: { length: 5 } }]);
    expect(await world.ask("GetReport", { requestId: 5, componentCriteria: ["Problem"] })).toEqual(result({ status: "EmptyResultSet" }));
    expect(await world.ask("GetBaseReport", { requestId: 6, reportBase: "SummaryInventory" })).toEqual(result({ status: "Accepted" }));
    expect(await world.ask("GetBaseReport", { requestId: 7, reportBase: "FullInventory" })).toEqual(result({ status: "Accepted" }));
    const full = world.of("NotifyReport").filter(({ payload }) => (payload as unknown as { requestId: number }).requestId === 7);
    expect(full.length).toBeGreaterThan(1);
    expect(full.map(({ payload }) => payload.tbc === true)).toEqual(full.map((_, index) => index < full.length - 1));
    expect(world.violations()).toEqual([]);
  });

  it("watches variables and tells what it sees (N04, N07)", async () => {
    const world = await booted();
    const monitor = (more: object) => ({ component, variable: { name: "Power" }, value: 1_000, type: "UpperThreshold", severity: 4, ...more });
    const set = await world.ask("SetVariableMonitoring", { setMonitoringData: [
      monitor({}), monitor({}), monitor({ variable: { name: "Nothing" } }), monitor({ type: "TargetDelta" }), monitor({ variable: { name: "AvailabilityState" }, type: "Delta", value: 1 }), monitor({ type: "Periodic", value: 60, severity: 8 }),
    ].map((each) => (version === "2.0.1" && each.type === "TargetDelta" ? { ...each, type: "PeriodicClockAligned" } : each)) });
    expect(set).toMatchObject(result({ setMonitoringResult: [{ status: "Accepted", id: 1 }, { status: "Duplicate" }, { status: "UnknownVariable" }, { status: "UnsupportedMonitorType" }, { status: "Accepted", id: 2 }, { status: "Accepted", id: 3 }] }));
    await world.ask("SetMonitoringLevel", { severity: 5 });
    world.station.plugIn(1, car());
    void world.station.swipe(1, TAG);
    await world.time.advance(minutes(2));
    world.station.unplug(1);
    await world.time.advance(minutes(1));
    const told = world.of("NotifyEvent").flatMap(({ payload }) => (payload as unknown as { eventData: { variableMonitoringId: number; trigger: string; actualValue: string; cleared?: boolean }[] }).eventData);
    expect(told.filter(({ variableMonitoringId }) => variableMonitoringId === 1)).toMatchObject([{ trigger: "Alerting" }, { trigger: "Alerting", cleared: true, actualValue: "0" }]);
    expect(told.filter(({ variableMonitoringId }) => variableMonitoringId === 2).map(({ actualValue }) => actualValue)).toEqual(["Occupied", "Available"]);
    // Not severe enough.
    expect(told.some(({ variableMonitoringId }) => variableMonitoringId === 3)).toBe(false);
    expect(await world.ask("GetMonitoringReport", { requestId: 9, monitoringCriteria: ["ThresholdMonitoring"] })).toEqual(result({ status: "Accepted" }));
    expect(world.of("NotifyMonitoringReport")[0]?.payload).toMatchObject({ requestId: 9, monitor: [{ variableMonitoring: [{ id: 1, value: 1_000 }] }] });
    expect(await world.ask("ClearVariableMonitoring", { id: [1, 99] })).toEqual(result({ clearMonitoringResult: [{ id: 1, status: "Accepted" }, { id: 99, status: "NotFound" }] }));
    await world.ask("SetMonitoringBase", { monitoringBase: "HardWiredOnly" });
    expect(await world.ask("GetMonitoringReport", { requestId: 10 })).toEqual(result({ status: "EmptyResultSet" }));
    expect(world.violations()).toEqual([]);
  });

  it("shows texts, tells them, and knows customers (O01–O06, N09, N10)", async () => {
    const world = await booted();
    const message = { id: 1, priority: "AlwaysFront", message: { format: "UTF8", content: "Hello" } };
    expect(await world.ask("SetDisplayMessage", { message })).toEqual(result({ status: "Accepted" }));
    expect(await world.ask("SetDisplayMessage", { message: { ...message, id: 2, message: { format: "HTML", content: "<b>" } } })).toEqual(result({ status: "NotSupportedMessageFormat" }));
    expect(await world.ask("SetDisplayMessage", { message: { ...message, id: 2, transactionId: "none" } })).toEqual(result({ status: "UnknownTransaction" }));
    expect(await world.ask("GetDisplayMessages", { requestId: 3 })).toEqual(result({ status: "Accepted" }));
    expect(world.of("NotifyDisplayMessages")[0]?.payload).toMatchObject({ requestId: 3, messageInfo: [{ id: 1 }] });
    expect(await world.ask("ClearDisplayMessage", { id: 1 })).toEqual(result({ status: "Accepted" }));
    expect(await world.ask("GetDisplayMessages", { requestId: 4 })).toEqual(result({ status: "Unknown" }));

    await swiped(world, 1, TAG);
    const idToken = { idToken: TAG.value, type: "ISO14443" };
    expect(await world.ask("CustomerInformation", { requestId: 5, report: true, clear: true, idToken })).toEqual(result({ status: "Accepted" }));
    await world.ask("CustomerInformation", { requestId: 6, report: true, clear: false, idToken });
    expect(world.of("NotifyCustomerInformation").map(({ payload }) => (payload as unknown as { data: string }).data)).toEqual([`${TAG.value}: Accepted`, ""]);
    expect(await world.ask("CustomerInformation", { requestId: 7, report: true, clear: false })).toEqual(result({ status: "Invalid" }));
    expect(world.violations()).toEqual([]);
  });

  it("connects as its network profiles say from its next start, and goes back when nobody is there (B09, B10)", async () => {
    const world = await booted();
    const profile = (ocppCsmsUrl: string) => ({ ocppVersion: "OCPP20", ocppTransport: "JSON", ocppCsmsUrl, messageTimeout: 30, securityProfile: 1, ocppInterface: "Wired0" });
    expect(await world.ask("SetNetworkProfile", { configurationSlot: 2, connectionData: profile("ws://elsewhere") })).toEqual(result({ status: "Accepted" }));
    expect(await world.ask("SetNetworkProfile", { configurationSlot: 9, connectionData: profile("ws://elsewhere") })).toMatchObject(result({ status: "Rejected" }));
    const order = (attributeValue: string) => world.ask("SetVariables", { setVariableData: [{ component: { name: "OCPPCommCtrlr" }, variable: { name: "NetworkConfigurationPriority" }, attributeValue }] });
    expect(await order("9")).toMatchObject(result({ setVariableResult: [{ attributeStatus: "Rejected" }] }));
    expect(await order("2,1")).toMatchObject(result({ setVariableResult: [{ attributeStatus: "Accepted" }] }));
    world.unreachable.add("ws://elsewhere");
    await world.ask("Reset", { type: "Immediate" });
    await world.time.advance(minutes(3));
    expect(world.opened).toEqual([undefined, "ws://elsewhere", "ws://elsewhere", "ws://elsewhere", undefined]);
    expect(world.station.isOnline).toBe(true);
  });

  it("publishes firmware for stations behind it (L03, L04)", async () => {
    const world = await createBootedWorld(version, { downloads: { firmware: (location) => (location.includes("image") ? "2.0.0" : undefined) } });
    expect(await world.ask("PublishFirmware", { location: "http://a/image", checksum: "abc", requestId: 1 })).toEqual(result({ status: "Accepted" }));
    await world.time.advance(minutes(1));
    await world.ask("PublishFirmware", { location: "http://a/nothing", checksum: "def", requestId: 2 });
    await world.time.advance(minutes(1));
    expect(world.of("PublishFirmwareStatusNotification").map(({ payload }) => payload.status)).toEqual(["Downloading", "Downloaded", "ChecksumVerified", "Published", "Downloading", "DownloadFailed"]);
    const unpublish = () => world.ask("UnpublishFirmware", { checksum: "abc" });
    expect([await unpublish(), await unpublish()]).toEqual([result({ status: "Unpublished" }), result({ status: "NoFirmware" })]);
    expect(world.violations()).toEqual([]);
  });
});

describe("what only 2.1 has", () => {
  const tariff = (tariffId: string) => ({ tariffId, currency: "EUR", energy: { prices: [{ priceKwh: 0.3 }] } });

  it("tariffs", async () => {
    const world = await createBootedWorld("2.1", { evses: TWO });
    const set = (evseId: number, id: string) => world.ask("SetDefaultTariff", { evseId, tariff: tariff(id) });
    expect(await world.ask("GetTariffs", { evseId: 0 })).toEqual(result({ status: "NoTariff" }));
    expect([await set(0, "a"), await set(2, "b"), await set(1, "a")]).toEqual([result({ status: "Accepted" }), result({ status: "Accepted" }), result({ status: "DuplicateTariffId" })]);
    expect(await set(9, "c")).toMatchObject(result({ status: "Rejected" }));
    expect(await world.ask("GetTariffs", { evseId: 0 })).toMatchObject(result({ status: "Accepted", tariffAssignments: [{ tariffId: "a", evseIds: [1] }, { tariffId: "b", evseIds: [2] }] }));
    expect(await world.ask("ClearTariffs", { tariffIds: ["a", "x"] })).toEqual(result({ clearTariffsResult: [{ tariffId: "a", status: "Accepted" }, { tariffId: "x", status: "NoTariff" }] }));
    void world.station.swipe(2, TAG);
    world.station.plugIn(2, car());
    await world.time.settle();
    const transactionId = world.station.view(2).transaction!.reference;
    expect(await world.ask("ChangeTransactionTariff", { transactionId, tariff: tariff("night") })).toEqual(result({ status: "Accepted" }));
    expect(await world.ask("ChangeTransactionTariff", { transactionId, tariff: { ...tariff("night"), currency: "SEK" } })).toEqual(result({ status: "NoCurrencyChange" }));
    expect(await world.ask("ChangeTransactionTariff", { transactionId: "none", tariff: tariff("night") })).toEqual(result({ status: "TxNotFound" }));
    expect(world.violations()).toEqual([]);
  });

  it("grid controls, battery swaps and dynamic schedules", async () => {
    const world = await createBootedWorld("2.1");
    const control = (controlId: string) => ({ isDefault: false, controlId, controlType: "LimitMaxDischarge", limitMaxDischarge: { priority: 1, pctMaxDischargePower: 50 } });
    expect(await world.ask("SetDERControl", control("a"))).toEqual(result({ status: "Accepted" }));
    expect(await world.ask("SetDERControl", control("b"))).toEqual(result({ status: "Accepted", supersededIds: ["a"] }));
    expect(await world.ask("GetDERControl", { requestId: 1 })).toEqual(result({ status: "Accepted" }));
    expect(world.of("ReportDERControl").map(({ payload }) => payload)).toMatchObject([{ tbc: true, limitMaxDischarge: [{ id: "a", isSuperseded: true }] }, { limitMaxDischarge: [{ id: "b" }] }]);
    expect(await world.ask("ClearDERControl", { isDefault: false })).toEqual(result({ status: "Accepted" }));
    expect(await world.ask("GetDERControl", { requestId: 2 })).toEqual(result({ status: "NotFound" }));

    await world.ask("RequestBatterySwap", { requestId: 3, idToken: { idToken: TAG.value, type: "ISO14443" } });
    await world.time.advance(minutes(1));
    expect(world.of("BatterySwap").map(({ payload }) => payload.eventType)).toEqual(["BatteryIn", "BatteryOut"]);

    const profile = { id: 7, stackLevel: 0, chargingProfilePurpose: "TxDefaultProfile", chargingProfileKind: "Dynamic", chargingSchedule: [{ id: 1, chargingRateUnit: "W", chargingSchedulePeriod: [{ startPeriod: 0, setpoint: 4_000, operationMode: "CentralSetpoint" }] }] };
    expect(await world.ask("SetChargingProfile", { evseId: 1, chargingProfile: profile })).toEqual(result({ status: "Accepted" }));
    void world.station.swipe(1, TAG);
    world.station.plugIn(1, car());
    await world.time.advance(minutes(1));
    const power = async () => {
      await world.time.advance(seconds(70));
      const value = world.of("TransactionEvent").at(-1)?.payload.meterValue?.[0]?.sampledValue.find(({ measurand }) => measurand === "Power.Active.Import")?.value;
      return Number(value);
    };
    expect(await power()).toBeLessThanOrEqual(4_000);
    const update = (chargingProfileId: number, setpoint: number) => world.ask("UpdateDynamicSchedule", { chargingProfileId, scheduleUpdate: { setpoint } });
    expect(await update(7, 9_000)).toEqual(result({ status: "Accepted" }));
    expect(await power()).toBeGreaterThan(4_000);
    expect(await update(7, -5_000)).toEqual(result({ status: "Accepted" }));
    expect(await power()).toBe(0);
    expect(await update(8, 1)).toMatchObject(result({ status: "Rejected" }));
    expect(world.violations()).toEqual([]);
  });
});
