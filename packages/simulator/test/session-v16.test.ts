import { hours, minutes, seconds, watts, wh } from "@cpokit/kernel";
import { describe, expect, it } from "vitest";
import { createVehicle } from "../src/index.ts";
import { createBootedWorld, createWorld, TAG } from "./fake-central-system.ts";

const car = () => createVehicle({ batteryCapacity: wh(50_000), stateOfCharge: 50, acPower: watts(11_040) });

describe("a 1.6 station", () => {
  it("boots, tells its status and beats at the given interval", async () => {
    const world = createWorld("1.6");
    world.replies.set("BootNotification", () => ({ response: { status: "Accepted", currentTime: "2026-06-01T08:00:00Z", interval: 600 } }));
    world.station.start();
    await world.time.advance(minutes(20));
    expect(world.news()).toEqual(["BootNotification", "Status 1 Available", "Heartbeat", "Heartbeat"]);
    expect(world.heard[2]!.at - world.heard[0]!.at).toBe(600_000);
  });

  it.each(["Pending", "Rejected"])("sends nothing but the boot while %s, and boots again after the interval", async (status) => {
    const world = createWorld("1.6");
    world.replies.set("BootNotification", () => ({ response: { status, currentTime: "2026-06-01T08:00:00Z", interval: 30 } }));
    world.station.start();
    await world.time.advance(seconds(61));
    expect(world.news()).toEqual(["BootNotification", "BootNotification", "BootNotification"]);
    expect(world.station.isOnline).toBe(false);
    world.replies.delete("BootNotification");
    await world.time.advance(seconds(30));
    expect(world.news()).toEqual(["BootNotification", "Status 1 Available"]);
  });

  it("charges a car from plug to plug", async () => {
    const world = await createBootedWorld("1.6", { settings: { meterInterval: minutes(20) } });
    world.station.plugIn(1, car());
    await world.time.advance(seconds(10));
    expect(await Promise.all([world.station.swipe(1, TAG), world.time.settle()])).toMatchObject([{ outcome: "authorized" }, undefined]);
    await world.time.advance(hours(1));
    expect(world.station.view(1)).toMatchObject({ register: 1_000 + 11_040, state: "Charging" });
    await Promise.all([world.station.swipe(1, TAG), world.time.settle()]);
    await world.time.advance(minutes(5));
    world.station.unplug(1);
    await world.time.settle();
    expect(world.news()).toEqual([
      "Status 1 Preparing", "Authorize", "Start 1 04A2B3C4 1000", "Status 1 Charging", "MeterValues 1", "MeterValues 1", "MeterValues 1",
      "Stop 1 12040 Local", "Status 1 Finishing", "Status 1 Available",
    ]);
    expect(world.faults).toEqual([]);
    expect(world.violations()).toEqual([]);
  });

  it("measures energy, power, current per phase and voltage", async () => {
    const world = await createBootedWorld("1.6", { settings: { meterInterval: minutes(30) } });
    world.station.plugIn(1, car());
    void world.station.swipe(1, TAG);
    await world.time.advance(minutes(30));
    const samples = world.of("MeterValues")[0]!.payload.meterValue![0]!.sampledValue;
    expect(samples.map((sample) => [sample.measurand, sample.phase, sample.value, sample.unit].join(" "))).toEqual([
      "Energy.Active.Import.Register  6520 Wh", "Power.Active.Import  11040 W", "Current.Import L1 16.0 A", "Current.Import L2 16.0 A", "Current.Import L3 16.0 A",
      "Voltage L1-N 230 V", "Voltage L2-N 230 V", "Voltage L3-N 230 V",
    ]);
  });

  it("suspends when the car has enough, and idles until the driver comes", async () => {
    const world = await createBootedWorld("1.6", { settings: { meterInterval: seconds(0) } });
    world.station.plugIn(1, createVehicle({ batteryCapacity: wh(50_000), stateOfCharge: 70, target: 80, acPower: watts(11_040) }));
    void world.station.swipe(1, TAG);
    await world.time.advance(hours(2));
    world.station.unplug(1);
    await world.time.settle();
    expect(world.news()).toEqual([
      "Status 1 Preparing", "Authorize", "Start 1 04A2B3C4 1000", "Status 1 Charging", "Status 1 SuspendedEV", "Stop 1 6000 EVDisconnected", "Status 1 Available",
    ]);
    const suspended = world.of("StatusNotification").find(({ payload }) => payload.status === "SuspendedEV")!;
    expect(suspended.at - world.of("StartTransaction")[0]!.at).toBe(Math.ceil((5_000 * 3_600_000) / 11_040));
  });

  it("ends a transaction by itself when told to end when the car has enough", async () => {
    const world = await createBootedWorld("1.6", { endWhenFull: true, settings: { meterInterval: seconds(0) } });
    world.station.plugIn(1, createVehicle({ batteryCapacity: wh(50_000), stateOfCharge: 79, target: 80 }));
    void world.station.swipe(1, TAG);
    await world.time.advance(hours(1));
    expect(world.news().slice(-2)).toEqual(["Stop 1 1500 Local", "Status 1 Finishing"]);
  });

  it("refuses a token that the central system refuses, and stops one that it refuses at the start", async () => {
    const world = await createBootedWorld("1.6");
    world.replies.set("Authorize", () => ({ response: { idTagInfo: { status: "Blocked" } } }));
    world.station.plugIn(1, car());
    expect((await Promise.all([world.station.swipe(1, TAG), world.time.settle()]))[0]).toEqual({ outcome: "refused", status: "Blocked" });
    world.replies.set("Authorize", () => ({ response: { idTagInfo: { status: "Accepted" } } }));
    world.replies.set("StartTransaction", () => ({ response: { idTagInfo: { status: "ConcurrentTx" }, transactionId: 9 } }));
    void world.station.swipe(1, TAG);
    await world.time.advance(minutes(1));
    expect(world.news()).toEqual([
      "Status 1 Preparing", "Authorize", "Authorize", "Start 1 04A2B3C4 1000", "Status 1 Charging", "Stop 9 1000 DeAuthorized", "Status 1 Finishing",
    ]);
  });

  it("forgets an authorization for which no car comes", async () => {
    const world = await createBootedWorld("1.6");
    void world.station.swipe(1, TAG);
    await world.time.advance(minutes(2));
    expect(world.news()).toEqual(["Authorize", "Status 1 Preparing", "Status 1 Available"]);
  });

  it("numbers connectors through the station, and blocks the other connector of a busy EVSE", async () => {
    const two = { number: 2, connectors: 2, maxPower: watts(50_000), powerType: "DC" } as const;
    const world = await createBootedWorld("1.6", { evses: [{ ...two, number: 1, connectors: 1 }, two], settings: { meterInterval: minutes(1) } });
    world.station.plugIn(2, car(), 2);
    void world.station.swipe(2, TAG);
    await world.time.advance(minutes(1));
    expect(world.news()).toEqual(["Status 2 Unavailable", "Status 3 Preparing", "Authorize", "Start 3 04A2B3C4 1000", "Status 3 Charging", "MeterValues 1"]);
    const soc = world.of("MeterValues")[0]!.payload.meterValue![0]!.sampledValue.at(-1);
    expect(soc).toEqual({ value: "51", context: "Sample.Periodic", location: "EV", measurand: "SoC", unit: "Percent" });
  });
});
