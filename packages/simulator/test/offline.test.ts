import { minutes, seconds, wh } from "@cpokit/kernel";
import { describe, expect, it } from "vitest";
import { createVehicle, type OpenChannel } from "../src/index.ts";
import { createBootedWorld, createWorld, TAG } from "./fake-central-system.ts";

const car = () => createVehicle({ batteryCapacity: wh(50_000), stateOfCharge: 50 });
const quiet = { meterInterval: seconds(0) };
const refusal = () => ({ refusal: "internal", description: "The database is busy." }) as const;

describe("a line that is lost", () => {
  it("replays a 1.6 session that began offline, in order and with the id from the start", async () => {
    const world = await createBootedWorld("1.6", { settings: { meterInterval: minutes(4) } });
    world.station.disconnect(minutes(10));
    world.station.plugIn(1, car());
    expect(await world.station.swipe(1, TAG)).toEqual({ outcome: "authorized" });
    await world.time.advance(minutes(9));
    expect(world.news()).toEqual([]);
    await world.time.advance(minutes(2));
    expect(world.news()).toEqual(["Start 1 04A2B3C4 1000", "MeterValues 1", "MeterValues 1", "Status 1 Charging"]);
    expect(world.of("StartTransaction")[0]!.payload.timestamp).toBe("2026-06-01T08:00:01.000Z");
  });

  it.each(["2.0.1", "2.1"] as const)("marks what happened offline, and only that (%s)", async (version) => {
    const world = await createBootedWorld(version, { settings: quiet });
    world.station.plugIn(1, car());
    void world.station.swipe(1, TAG);
    await world.time.advance(minutes(1));
    world.station.disconnect(minutes(10));
    await world.station.swipe(1, TAG);
    await world.time.advance(minutes(12));
    expect(world.news()).toEqual([
      "Status 1 Occupied", "Authorize", "0 Started Authorized/EVConnected 04A2B3C4", "1 Updated ChargingStateChanged/Charging",
      "2 Ended StopAuthorized/EVConnected Local 04A2B3C4 offline",
    ]);
    expect(world.violations()).toEqual([]);
  });

  it("sends the status of now, not of then", async () => {
    const world = await createBootedWorld("1.6", { settings: quiet });
    world.station.disconnect(minutes(10));
    world.station.plugIn(1, car());
    await world.time.advance(minutes(1));
    world.station.unplug(1);
    await world.time.advance(minutes(10));
    expect(world.news()).toEqual([]);
    expect(world.station.isOnline).toBe(true);
  });

  it("keeps trying with growing pauses while the central system cannot be reached", async () => {
    const world = createWorld("1.6");
    let attempts = 0;
    const countingOpen: OpenChannel = (...line) => {
      attempts += 1;
      return world.network.open(...line);
    };
    world.network.reachable = false;
    const station = createWorld("1.6", { open: countingOpen, clock: world.time.clock, scheduler: world.time.scheduler }).station;
    station.start();
    await world.time.advance(minutes(10));
    expect(attempts).toBeGreaterThan(5);
    expect(attempts).toBeLessThan(12);
    world.network.reachable = true;
    await world.time.advance(minutes(3));
    expect(station.isOnline).toBe(true);
  });

  it("tells a message again whose answer it never got", async () => {
    const world = await createBootedWorld("1.6", { settings: quiet });
    world.replies.set("StartTransaction", () => {
      world.network.link("CS-1")!.close(1001, "going away");
      world.replies.delete("StartTransaction");
      return { response: { idTagInfo: { status: "Accepted" }, transactionId: 5 } };
    });
    world.station.plugIn(1, car());
    void world.station.swipe(1, TAG);
    await world.time.advance(minutes(1));
    expect(world.news().filter((word) => word.startsWith("Start"))).toEqual(["Start 1 04A2B3C4 1000", "Start 1 04A2B3C4 1000"]);
    expect(world.of("StartTransaction")[1]!.payload).toEqual(world.of("StartTransaction")[0]!.payload);
  });
});

describe("a transaction message that is refused", () => {
  it("is tried as often as the settings say, with growing pauses, and does not hold up what is no transaction message", async () => {
    const world = await createBootedWorld("1.6", { settings: { ...quiet, messageAttempts: 3, messageRetryInterval: seconds(10) } });
    world.replies.set("StartTransaction", refusal);
    world.station.plugIn(1, car());
    void world.station.swipe(1, TAG);
    await world.time.advance(minutes(1));
    const starts = world.of("StartTransaction").map(({ at }) => (at - world.of("StartTransaction")[0]!.at) / 1_000);
    expect(starts).toEqual([0, 10, 30]);
    expect(world.news()).toEqual(["Status 1 Preparing", "Authorize", "Start 1 04A2B3C4 1000", "Status 1 Charging", "Start 1 04A2B3C4 1000", "Start 1 04A2B3C4 1000"]);
    expect(world.station.queued).toBe(0);
  });

  it("leaves the following messages with transaction id -1 (Q14)", async () => {
    const world = await createBootedWorld("1.6", { settings: { ...quiet, messageAttempts: 1 } });
    world.replies.set("StartTransaction", refusal);
    world.station.plugIn(1, car());
    void world.station.swipe(1, TAG);
    await world.time.advance(minutes(1));
    world.station.unplug(1);
    await world.time.settle();
    expect(world.news().at(-2)).toMatch(/^Stop -1 \d+ EVDisconnected$/);
  });
});

describe("a power loss", () => {
  it.each([
    ["resumed", ["BootNotification", "2 Updated ChargingStateChanged/Charging offline", "Status 1 Occupied"]],
    ["ended", ["BootNotification", "2 Ended AbnormalCondition/EVConnected PowerLoss offline", "Status 1 Occupied"]],
    ["lost", ["BootNotification", "Status 1 Occupied"]],
  ] as const)("leaves a 2.0.1 session %s", async (session, expected) => {
    const world = await createBootedWorld("2.0.1", { settings: quiet });
    world.station.plugIn(1, car());
    void world.station.swipe(1, TAG);
    await world.time.advance(minutes(6));
    world.news();
    world.station.powerLoss(minutes(10), session);
    await world.time.advance(minutes(11));
    expect(world.news()).toEqual(expected);
    const [before, energy] = [1_000, world.station.view(1).register];
    expect(energy - before).toBe(session === "resumed" ? Math.floor((7 * 10_971) / 60) : Math.floor((6 * 10_971) / 60));
    expect(world.violations()).toEqual([]);
  });

  it("dates the end of a 1.6 session at the loss", async () => {
    const world = await createBootedWorld("1.6", { settings: quiet });
    world.station.plugIn(1, car());
    void world.station.swipe(1, TAG);
    await world.time.advance(minutes(6));
    world.station.powerLoss(minutes(10), "ended");
    await world.time.advance(minutes(11));
    expect(world.of("StopTransaction")[0]!.payload).toMatchObject({ reason: "PowerLoss", timestamp: "2026-06-01T08:06:01.000Z", transactionId: 1 });
  });

  it("notices a car that left meanwhile", async () => {
    const world = await createBootedWorld("2.1", { settings: quiet });
    world.station.plugIn(1, car());
    void world.station.swipe(1, TAG);
    await world.time.advance(minutes(6));
    world.news();
    world.station.powerLoss(minutes(10), "resumed");
    await world.time.advance(minutes(1));
    world.station.unplug(1);
    await world.time.advance(minutes(11));
    expect(world.news()).toEqual(["BootNotification", "2 Ended EVCommunicationLost/Idle EVDisconnected offline", "Status 1 Available"]);
  });
});
