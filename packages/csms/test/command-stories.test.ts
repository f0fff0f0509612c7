import { hours, minutes, seconds, wh } from "@cpokit/kernel";
import type { Command } from "@cpokit/model";
import { commands } from "@cpokit/csms";
import type { Version } from "@cpokit/ocpp";
import { createVehicle } from "@cpokit/simulator";
import { describe, expect, it } from "vitest";
import { createFleetWorld } from "./fleet-world.ts";

const by = { requestedBy: "anna" };

describe.each<Version>(["1.6", "2.0.1", "2.1"])("OCPP %s: an evening of commands to simulated stations", (version) => {
  it("leads to what they are for: availability, a session, its end, a restart", async () => {
    const world = await createFleetWorld(version, ["A"]);
    const [station] = world.fleet;
    const play = async (command: Command) => {
      const { id } = await world.bench.csms.send("A", command, by);
      await world.pass(minutes(2));
      const record = await world.bench.store.get(commands, id);
      return [command.command, record?.outcome?.outcome, record?.effect?.state, record?.session].filter((part) => part !== undefined).join(" ");
    };
    const story = [await play({ command: "changeAvailability", operative: false, evse: 1 }), await play({ command: "changeAvailability", operative: true, evse: 1 })];
    station!.plugIn(1, createVehicle({ batteryCapacity: wh(60_000), stateOfCharge: 20 }));
    story.push(await play({ command: "start", token: { value: "04A2B3C4" }, evse: 1 }));
    const transaction = version === "1.6" ? "1" : station!.view(1).transaction!.reference;
    story.push(await play({ command: "stop", transaction }), await play({ command: "stop", transaction }), await play({ command: "reset", mode: "immediate" }));
    expect(story).toEqual([
      "changeAvailability accepted confirmed", "changeAvailability accepted confirmed", "start accepted confirmed session-1", "stop accepted confirmed", "stop rejected void", "reset accepted confirmed",
    ]);
  });

  it("reaches many, and those that are away when they return, once each", async () => {
    const names = Array.from({ length: 20 }, (_, index) => `S-${String(index).padStart(2, "0")}`);
    const world = await createFleetWorld(version, names);
    for (const station of world.fleet.slice(0, 5)) station.disconnect(minutes(30));
    world.fleet[19]!.stop();
    await world.pass(seconds(30));
    const { id } = await world.bench.csms.bulk.start(names, { command: "trigger", message: "Heartbeat" }, { ...by, queueFor: hours(2) });
    await world.pass(minutes(5));
    expect(await world.bench.csms.bulk.progress(id)).toMatchObject({ order: { state: "running" }, waiting: 0, open: 6, outcomes: { accepted: 14 } });
    await world.pass(minutes(60));
    expect(await world.bench.csms.bulk.progress(id)).toMatchObject({ open: 1, outcomes: { accepted: 19 } });
    await world.pass(minutes(90));
    expect(await world.bench.csms.bulk.progress(id)).toMatchObject({ order: { state: "done" }, open: 0, outcomes: { accepted: 19, offline: 1 } });
  });
});
