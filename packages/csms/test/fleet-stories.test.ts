import { hours, minutes, seconds, wh } from "@cpokit/kernel";
import { TokenId, type Token } from "@cpokit/model";
import type { Version } from "@cpokit/ocpp";
import { createVehicle } from "@cpokit/simulator";
import { configurationStates, configurationTemplates, localLists, readIntervals, stations, tokens } from "@cpokit/csms";
import { describe, expect, it } from "vitest";
import { createFleetWorld } from "./fleet-world.ts";
import { START } from "./kit.ts";

const member: Token = { id: TokenId.parse("member"), value: "MEMBER01", type: "RFID", status: "accepted", whitelist: "ALWAYS" };

describe.each<Version>(["1.6", "2.0.1", "2.1"])("a simulated %s station", (version) => {
  it("is configured before it is accepted, gets its list, and charges by it while it is offline", async () => {
    const world = await createFleetWorld(version, ["SIM-1"], { simulate: () => ({ settings: { offlineUnknownTokens: false, cacheEnabled: false } }) });
    const { store, csms } = world.bench;
    // From here on it does by itself what is due.
    await csms.start();
    await store.transaction((unit) => {
      unit.put(tokens, member.id, member);
      unit.put(configurationTemplates, "house", {
        id: "house", priority: 0, match: {}, mode: "repair", beforeAccept: true,
        values: [{ setting: "heartbeatInterval", value: "120" }, { setting: "localAuthorizeOffline", value: "true" }, { setting: "localListEnabled", value: "true" }],
      });
    });
    // The next boot is held until the station is set, and accepted then.
    await csms.send("SIM-1", { command: "reset", mode: "immediate" }, { requestedBy: "ada" });
    await world.pass(minutes(6));
    expect(await store.get(configurationStates, "SIM-1")).toMatchObject({ state: "inSync" });
    expect(csms.online()).toMatchObject([{ registration: "accepted" }]);

    await csms.maintain("SIM-1", "localList");
    await world.pass(minutes(2));
    expect(await store.get(localLists, "SIM-1")).toMatchObject({ state: "synced", entries: 1 });

    const [station] = world.fleet;
    station!.disconnect(minutes(40));
    await world.pass(seconds(20));
    station!.plugIn(1, createVehicle({ batteryCapacity: wh(58_000), stateOfCharge: 20 }));
    await world.pass(seconds(10));
    void station!.swipe(1, { value: member.value });
    await world.pass(minutes(20));
    station!.unplug(1);
    await world.pass(hours(1));
    const facts = await world.bench.facts();
    expect(facts.filter(({ fact }) => fact === "started")).toHaveLength(1);
    expect(facts.filter(({ fact }) => fact === "ended")).toHaveLength(1);
    const occupied = (await readIntervals(store, "SIM-1", 1, START, world.time.clock.now())).filter(({ state }) => state === "occupied");
    expect(occupied.reduce((sum, { from, to }) => sum + to - from, 0)).toBeGreaterThan(minutes(15));
    expect((await store.get(stations, "SIM-1"))?.protocol).toBe(version);
  });
});
