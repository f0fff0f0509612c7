import { hours, minutes, seconds, wh } from "@cpokit/kernel";
import type { Version } from "@cpokit/ocpp";
import { describe, expect, it } from "vitest";
import { createVehicle, FAULTS, faultsNamed, type FaultName } from "../src/index.ts";
import { createWorld, TAG, type SeenPayload, type World } from "./fake-central-system.ts";

/** A session of an hour on a station with faults, and half a day after it. */
async function sessionWith(names: FaultName | readonly FaultName[], version: Version, meterInterval = seconds(0)): Promise<World> {
  const world = createWorld(version, { faults: faultsNamed([names].flat()), settings: { meterInterval } });
  world.station.start();
  await world.time.advance(seconds(1));
  world.station.plugIn(1, createVehicle({ batteryCapacity: wh(80_000), stateOfCharge: 20 }));
  void world.station.swipe(1, TAG);
  await world.time.advance(hours(1));
  if (world.station.view(1).grant !== undefined) void world.station.swipe(1, TAG);
  await world.time.advance(minutes(10));
  world.station.unplug(1);
  await world.time.advance(hours(12));
  return world;
}

const events = (world: World) => world.of("TransactionEvent").map(({ payload }) => payload);
const energyOf = (payload: SeenPayload) =>
  (payload.meterValue ?? []).flatMap((value) => value.sampledValue).find((sample) => /^Energy/.test(sample.measurand));

describe.each(["2.0.1", "2.1"] as const)("faults of a %s station", (version) => {
  it("seqNoZero: every seqNo is 0 (Q1)", async () => {
    const seen = events(await sessionWith("seqNoZero", version)).map((event) => event.seqNo);
    expect(seen).toEqual([0, 0, 0]);
  });

  it("twoEnded: the end comes twice (Q4)", async () => {
    const seen = events(await sessionWith("twoEnded", version)).map((event) => `${event.seqNo} ${event.eventType}`);
    expect(seen).toEqual(["0 Started", "1 Updated", "2 Ended", "3 Ended"]);
  });

  it("bareUpdates: only Started says where and who (Q10)", async () => {
    const seen = events(await sessionWith("bareUpdates", version)).map((event) => ["evse", "idToken", "meterValue"].filter((field) => field in event));
    expect(seen).toEqual([["evse", "idToken", "meterValue"], [], []]);
  });

  it("localTokenType: Authorize and events name different types (Q5)", async () => {
    const world = await sessionWith("localTokenType", version);
    expect([world.of("Authorize")[0]!.payload.idToken!.type, events(world)[0]!.idToken!.type]).toEqual(["Local", "ISO14443"]);
  });

  it("wrongUnit: Updated says kWh, Ended is right (Q2)", async () => {
    const units = events(await sessionWith("wrongUnit", version, minutes(30))).map((event) => energyOf(event)?.unitOfMeasure.unit);
    expect(units.filter((unit) => unit !== undefined)).toEqual(["Wh", "kWh", "kWh", "Wh"]);
  });

  it("exportRegister: no import energy at all (Q13)", async () => {
    const world = await sessionWith("exportRegister", version, minutes(30));
    const measurands = new Set(events(world).map((event) => energyOf(event)?.measurand));
    expect(measurands).toEqual(new Set([undefined, "Energy.Active.Export.Register"]));
    expect(world.violations()).toEqual([]);
  });

  it("changes all copies of a message, in whichever order the faults are named", async () => {
    for (const names of [["duplicateMessages", "bareUpdates"], ["bareUpdates", "duplicateMessages"]] as const) {
      const ends = events(await sessionWith(names, version)).filter((event) => event.eventType === "Ended");
      expect(ends.map((event) => event.meterValue)).toEqual([undefined, undefined]);
    }
  });

  it("lateStop: the end comes an hour late (T12)", async () => {
    const world = await sessionWith("lateStop", version);
    const ended = world.of("TransactionEvent").at(-1)!;
    expect(ended.payload.timestamp).toBe("2026-06-01T09:00:01.000Z");
    expect(ended.at - Date.parse(ended.payload.timestamp)).toBeGreaterThanOrEqual(hours(1));
  });

  it("offlineMidSession: the line is lost during the session", async () => {
    const world = await sessionWith("offlineMidSession", version, minutes(1));
    const offline = events(world).filter((event) => event.offline === true);
    expect(offline.length).toBeGreaterThanOrEqual(2);
    expect(events(world).map((event) => event.seqNo)).toEqual(events(world).map((_, index) => index));
  });

  it("clockSkew: timestamps are an hour ahead (F10)", async () => {
    const world = await sessionWith("clockSkew", version);
    for (const { payload, at } of world.of("TransactionEvent")) expect(Date.parse(payload.timestamp) - at).toBe(hours(1));
  });

  it("powerLossMidSession: the station boots again", async () => {
    const world = await sessionWith("powerLossMidSession", version);
    expect(world.of("BootNotification").length).toBe(2);
  });
});

describe("faults of a 1.6 station", () => {
  it("transactionIdZero: stop and meter values name transaction 0 (Q14)", async () => {
    const world = await sessionWith("transactionIdZero", "1.6", minutes(30));
    expect([...world.of("MeterValues"), ...world.of("StopTransaction")].map(({ payload }) => payload.transactionId)).toEqual([0, 0, 0]);
  });

  it("kilowattHours: values have the tail of a binary float (Q3)", async () => {
    const world = await sessionWith("kilowattHours", "1.6", minutes(30));
    expect(energyOf(world.of("MeterValues")[0]!.payload)).toMatchObject({ value: "6.4850000000000003", unit: "kWh" });
    expect(world.violations()).toEqual([]);
  });

  it("wrongUnit: the number is in Wh and the unit says kWh (Q2)", async () => {
    const world = await sessionWith("wrongUnit", "1.6", minutes(30));
    expect(energyOf(world.of("MeterValues")[0]!.payload)).toMatchObject({ value: "6485", unit: "kWh" });
  });

  it("duplicateMessages: each transaction message comes twice, as two messages (F6)", async () => {
    const world = await sessionWith("duplicateMessages", "1.6", minutes(30));
    expect(world.news().filter((word) => /^(Start|Stop|Meter)\w* /.test(word) && !word.startsWith("Status"))).toEqual([
      "Start 1 04A2B3C4 1000", "Start 1 04A2B3C4 1000", "MeterValues 1", "MeterValues 1", "MeterValues 1", "MeterValues 1",
      "Stop 1 11971 Local", "Stop 1 11971 Local",
    ]);
  });

  it("repeatedFrames: each transaction frame comes twice, with the same message id (F6)", async () => {
    const world = await sessionWith("repeatedFrames", "1.6", minutes(30));
    expect(world.faults.filter(({ fault }) => fault === "repeated")).toHaveLength(4);
    expect(world.of("StartTransaction")).toHaveLength(1);
  });

  it("garbageFrame: frames that are no messages, and the station goes on (F25)", async () => {
    const world = await sessionWith("garbageFrame", "1.6");
    const wrong = world.faults.filter(({ fault }) => fault === "unreadable" || fault === "refused");
    expect(wrong.length).toBeGreaterThan(20);
    expect(world.station.isOnline).toBe(true);
  });
});

describe("vendorKeyOnly: no charging profile is taken, and the key of the vendor sets a limit that stays", () => {
  const period = { startPeriod: 0, limit: 8 };
  it.each([
    ["1.6",
      { connectorId: 1, csChargingProfiles: { chargingProfileId: 1, stackLevel: 0, chargingProfilePurpose: "TxDefaultProfile", chargingProfileKind: "Relative", chargingSchedule: { chargingRateUnit: "A", chargingSchedulePeriod: [period] } } },
      (value: string) => ["ChangeConfiguration", { key: "MaxCurrentConnector1", value }] as const, (status: string) => ({ status })],
    ["2.0.1",
      { evseId: 1, chargingProfile: { id: 1, stackLevel: 0, chargingProfilePurpose: "TxDefaultProfile", chargingProfileKind: "Relative", chargingSchedule: [{ id: 1, chargingRateUnit: "A", chargingSchedulePeriod: [period] }] } },
      (value: string) => ["SetVariables", { setVariableData: [{ component: { name: "EVSE", evse: { id: 1 } }, variable: { name: "MaxCurrent" }, attributeValue: value }] }] as const,
      (attributeStatus: string) => ({ setVariableResult: [expect.objectContaining({ attributeStatus })] })],
  ] as const)("%s", async (version, profile, setTo, answer) => {
    const world = createWorld(version, { faults: faultsNamed(["vendorKeyOnly"]), settings: { meterInterval: seconds(0) } });
    world.station.start();
    await world.time.advance(seconds(10));
    world.station.plugIn(1, createVehicle({ batteryCapacity: wh(80_000), stateOfCharge: 20 }));
    void world.station.swipe(1, TAG);
    await world.time.advance(minutes(1));
    const set = (value: string) => world.ask(setTo(value)[0], setTo(value)[1]);
    const drawnIn = async (length: number): Promise<number> => {
      const before = world.station.view(1).register;
      await world.time.advance(length);
      return world.station.view(1).register - before;
    };
    expect(await world.ask("SetChargingProfile", profile)).toMatchObject({ outcome: "result", payload: { status: "Rejected" } });
    expect(await drawnIn(hours(1))).toBeGreaterThan(10_900);
    expect(await set("8")).toMatchObject({ outcome: "result", payload: answer("Accepted") });
    expect(await drawnIn(hours(1))).toBe(8 * 230 * 3);
    world.station.powerLoss(minutes(1), "resumed");
    await world.time.advance(minutes(5));
    expect(await drawnIn(hours(1))).toBe(8 * 230 * 3);
    expect(await set("much")).toMatchObject({ outcome: "result", payload: answer("Rejected") });
    expect(world.violations()).toEqual([]);
  });
});

it("names every fault as the table does, and says what it does", () => {
  for (const [name, fault] of Object.entries(FAULTS)) {
    expect(fault.name).toBe(name);
    expect(fault.does).toMatch(/\.$/);
  }
  expect(() => faultsNamed(["nonsense"])).toThrow(expect.objectContaining({ code: "simulator.fault" }));
});
