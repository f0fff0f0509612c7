import { hours, minutes, seconds, watts, wh } from "@cpokit/kernel";
import { describe, expect, it } from "vitest";
import { createVehicle } from "../src/index.ts";
import { createBootedWorld, TAG } from "./fake-central-system.ts";

const car = () => createVehicle({ batteryCapacity: wh(50_000), stateOfCharge: 50, acPower: watts(11_040) });
const quiet = { meterInterval: seconds(0) };

describe.each(["2.0.1", "2.1"] as const)("a %s station", (version) => {
  it("charges a car from plug to plug", async () => {
    const world = await createBootedWorld(version, { settings: { meterInterval: minutes(20) } });
    world.station.plugIn(1, car());
    await world.time.advance(seconds(10));
    void world.station.swipe(1, TAG);
    await world.time.advance(hours(1));
    void world.station.swipe(1, TAG);
    await world.time.advance(minutes(5));
    world.station.unplug(1);
    await world.time.settle();
    expect(world.news()).toEqual([
      "Status 1 Occupied", "Authorize", "0 Started Authorized/EVConnected 04A2B3C4", "1 Updated ChargingStateChanged/Charging",
      "2 Updated MeterValuePeriodic/Charging", "3 Updated MeterValuePeriodic/Charging", "4 Updated MeterValuePeriodic/Charging",
      "5 Ended StopAuthorized/EVConnected Local 04A2B3C4", "Status 1 Available",
    ]);
    const [started, ended] = [world.of("TransactionEvent")[0]!.payload, world.of("TransactionEvent").at(-1)!.payload];
    expect(started.evse).toEqual({ id: 1, connectorId: 1 });
    expect(ended.transactionInfo.transactionId).toBe(started.transactionInfo.transactionId);
    expect(ended.meterValue!.map((value) => [value.sampledValue[0]!.context, value.sampledValue[0]!.value])).toEqual([["Transaction.Begin", 1_000], ["Transaction.End", 12_040]]);
    expect(world.faults).toEqual([]);
    expect(world.violations()).toEqual([]);
  });

  it("tells the transaction from the plug on, and the time after the stop, where its points say so", async () => {
    const world = await createBootedWorld(version, { settings: { ...quiet, startPoint: "EVConnected", stopPoint: "EVConnected" } });
    world.station.plugIn(1, car());
    await world.time.advance(minutes(1));
    void world.station.swipe(1, TAG);
    await world.time.advance(minutes(30));
    void world.station.swipe(1, TAG);
    await world.time.advance(minutes(30));
    world.station.unplug(1);
    await world.time.settle();
    expect(world.news()).toEqual([
      "Status 1 Occupied", "0 Started CablePluggedIn/EVConnected", "Authorize", "1 Updated Authorized/EVConnected 04A2B3C4", "2 Updated ChargingStateChanged/Charging",
      "3 Updated StopAuthorized/EVConnected 04A2B3C4", "4 Ended EVCommunicationLost/Idle Local", "Status 1 Available",
    ]);
    const energies = world.of("TransactionEvent").at(-1)!.payload.meterValue!.map((value) => value.sampledValue[0]!.value);
    expect(energies).toEqual([1_000, 1_000 + 5_520]);
  });

  it("tells the transaction from the authorization on, and ends it when no car comes", async () => {
    const world = await createBootedWorld(version, { settings: { ...quiet, startPoint: "Authorized" } });
    void world.station.swipe(1, TAG);
    await world.time.advance(seconds(30));
    world.station.plugIn(1, car());
    await world.time.advance(seconds(30));
    world.station.unplug(1);
    await world.time.settle();
    expect(world.news()).toEqual([
      "Authorize", "0 Started Authorized/Idle 04A2B3C4", "Status 1 Occupied", "1 Updated CablePluggedIn/EVConnected", "2 Updated ChargingStateChanged/Charging",
      "3 Ended EVCommunicationLost/Idle EVDisconnected", "Status 1 Available",
    ]);
    void world.station.swipe(1, TAG);
    await world.time.advance(minutes(5));
    expect(world.news()).toEqual(["Authorize", "0 Started Authorized/Idle 04A2B3C4", "1 Ended EVConnectTimeout/Idle Timeout"]);
  });

  it("stops when the answer to an event refuses the token", async () => {
    const world = await createBootedWorld(version, { settings: quiet });
    world.replies.set("TransactionEvent", ({ payload }) => ({
      response: (payload as { eventType: string }).eventType === "Started" ? { idTokenInfo: { status: "ConcurrentTx" } } : {},
    }));
    world.station.plugIn(1, car());
    void world.station.swipe(1, TAG);
    await world.time.advance(minutes(1));
    expect(world.news()).toEqual([
      "Status 1 Occupied", "Authorize", "0 Started Authorized/EVConnected 04A2B3C4", "1 Updated ChargingStateChanged/Charging", "2 Ended Deauthorized/EVConnected DeAuthorized",
    ]);
  });

  it("lets the group and the master pass stop, and nobody else (C09, C16)", async () => {
    const world = await createBootedWorld(version, { settings: { ...quiet, masterPassGroup: "MASTER" } });
    const groups: Record<string, string> = { A: "family", B: "family", M: "MASTER", X: "others" };
    world.replies.set("Authorize", ({ payload }) => {
      const { idToken } = (payload as { idToken: { idToken: string } }).idToken;
      return { response: { idTokenInfo: { status: "Accepted", groupIdToken: { idToken: groups[idToken]!, type: "Central" } } } };
    });
    const swipe = async (value: string) => (await Promise.all([world.station.swipe(1, { value }), world.time.settle()]))[0];
    world.station.plugIn(1, car());
    expect(await swipe("A")).toEqual({ outcome: "authorized" });
    expect(await swipe("X")).toEqual({ outcome: "refused", status: "InUse" });
    expect(await swipe("B")).toEqual({ outcome: "stopped" });
    expect(await swipe("A")).toEqual({ outcome: "authorized" });
    expect(await swipe("M")).toEqual({ outcome: "stopped" });
    expect(world.of("TransactionEvent").at(-1)!.payload.transactionInfo.stoppedReason).toBe("MasterPass");
  });

  it("suspends when the car has enough", async () => {
    const world = await createBootedWorld(version, { settings: quiet });
    world.station.plugIn(1, createVehicle({ batteryCapacity: wh(50_000), stateOfCharge: 70, target: 80, acPower: watts(11_040) }));
    void world.station.swipe(1, TAG);
    await world.time.advance(hours(2));
    expect(world.news().at(-1)).toBe("2 Updated ChargingStateChanged/SuspendedEV");
    expect(world.station.view(1).register).toBe(6_000);
  });

  it("reports the state of charge at DC", async () => {
    const world = await createBootedWorld(version, { evses: [{ number: 1, connectors: 1, maxPower: watts(150_000), powerType: "DC" }], settings: { meterInterval: minutes(3) } });
    world.station.plugIn(1, createVehicle({ batteryCapacity: wh(60_000), stateOfCharge: 20, dcPower: watts(120_000) }));
    void world.station.swipe(1, TAG);
    await world.time.advance(minutes(3));
    const samples = world.of("TransactionEvent").at(-1)!.payload.meterValue![0]!.sampledValue;
    expect(samples.map((sample) => [sample.measurand, sample.value, sample.unitOfMeasure.unit].join(" "))).toEqual([
      "Energy.Active.Import.Register 7000 Wh", "Power.Active.Import 120000 W", "Current.Import 315.7 A", "Voltage 380 V", "SoC 30 Percent",
    ]);
    expect(world.violations()).toEqual([]);
  });
});
