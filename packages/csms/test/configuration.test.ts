import { hours } from "@cpokit/kernel";
import { configurationStates, configurationTemplates, stationTasks, type ConfigurationTemplate } from "@cpokit/csms";
import type { Protocol } from "@cpokit/ocpp";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import { v21 } from "@cpokit/ocpp/v21";
import { describe, expect, it } from "vitest";
import { isSameValue } from "../src/configuration/drift.ts";
import { createFakeDevice, type FakeVariable } from "./device.ts";
import { bootOf, connect, createBench } from "./kit.ts";

const ALL: readonly [string, Protocol][] = [["1.6", v16], ["2.0.1", v201], ["2.1", v21]];

const template: ConfigurationTemplate = {
  id: "house", priority: 0, match: {}, mode: "repair",
  values: [{ setting: "heartbeatInterval", value: "300" }, { setting: "localListEnabled", value: "true" }, { setting: "masterPassGroup", value: "MASTER" }],
};

/** Both names of each setting, so that one list serves every version. */
function variables(more: Readonly<Record<string, FakeVariable>> = {}): Record<string, FakeVariable> {
  return {
    HeartbeatInterval: { value: "60" }, LocalAuthListEnabled: { value: "True" },
    "OCPPCommCtrlr.HeartbeatInterval": { value: "60" }, "LocalAuthListCtrlr.Enabled": { value: "True" }, "AuthCtrlr.MasterPassGroupId": { value: "MASTER" },
    ...more,
  };
}

async function start(protocol: Protocol, templates: readonly ConfigurationTemplate[], more: Readonly<Record<string, FakeVariable>> = {}) {
  const bench = await createBench();
  await bench.store.transaction((unit) => {
    for (const each of templates) unit.put(configurationTemplates, each.id, each);
  });
  const device = createFakeDevice(protocol, variables(more));
  const station = await connect(bench, protocol, { answering: device.answer, boot: false });
  const boot = async () => station.ask("BootNotification", bootOf(protocol));
  const state = async () => bench.store.get(configurationStates, "CS-1");
  return { bench, device, station, boot, state };
}

describe.each(ALL)("a template for a %s station", (_, protocol) => {
  const heartbeat = protocol === v16 ? "HeartbeatInterval" : "OCPPCommCtrlr.HeartbeatInterval";

  it("finds what differs and repairs it after the boot", async () => {
    const { bench, device, boot, state } = await start(protocol, [template]);
    expect(await boot()).toMatchObject({ status: "Accepted" });
    await bench.csms.work();
    expect(device.variables[heartbeat]?.value).toBe("300");
    expect(await state()).toMatchObject({ state: "inSync" });
    expect((await state())?.items.map(({ finding }) => finding)).toEqual(protocol === v16 ? ["same", "same"] : ["same", "same", "same"]);
  });

  it("only reports when it is told to, and looks again a day later", async () => {
    const { bench, device, boot, state } = await start(protocol, [{ ...template, mode: "report" }]);
    await boot();
    await bench.csms.work();
    expect(await state()).toMatchObject({ state: "drift" });
    expect((await state())?.items[0]).toMatchObject({ desired: "300", reported: "60", finding: "different" });
    expect((await bench.events()).filter(({ kind }) => kind === "configuration-drift")).toHaveLength(1);
    device.variables[heartbeat]!.value = "300";
    bench.clock.advance(hours(24));
    await bench.csms.work();
    expect(await state()).toMatchObject({ state: "inSync" });
  });

  it("holds the boot until the station is set, then lets it in", async () => {
    const { bench, boot, station, state } = await start(protocol, [{ ...template, beforeAccept: true }]);
    expect(await boot()).toMatchObject({ status: "Pending" });
    expect(await station.send("Heartbeat", {})).toMatchObject({ refusal: "security" });
    await bench.csms.work();
    expect(await state()).toMatchObject({ state: "inSync" });
    expect(station.calls.at(-1)).toEqual({ action: "TriggerMessage", payload: { requestedMessage: "BootNotification" } });
    expect(await boot()).toMatchObject({ status: "Accepted" });
    expect(await boot()).toMatchObject({ status: "Accepted" });
    // A wish that changed holds the next boot.
    await bench.store.transaction((unit) => unit.put(configurationTemplates, "house", { ...template, beforeAccept: true, values: [{ setting: "heartbeatInterval", value: "900" }] }));
    expect(await boot()).toMatchObject({ status: "Pending" });
  });

  it("says what the station refuses, and keeps its boot pending when that must be set", async () => {
    const { bench, boot, state } = await start(protocol, [{ ...template, beforeAccept: true }], { [heartbeat]: { value: "60", access: "readOnly" } });
    expect(await boot()).toMatchObject({ status: "Pending" });
    await bench.csms.work();
    expect((await state())?.items[0]).toMatchObject({ finding: "refused", detail: "Rejected", reported: "60" });
    expect(await boot()).toMatchObject({ status: "Pending" });
  });

  it("finds a value that was taken and not kept", async () => {
    const { bench, boot, state } = await start(protocol, [template], { [heartbeat]: { value: "60", sticky: true } });
    await boot();
    await bench.csms.work();
    expect((await state())?.items[0]).toMatchObject({ finding: "different", reported: "60" });
  });

  it("restarts the station once for what needs a restart", async () => {
    const { bench, boot, state, station } = await start(protocol, [{ ...template, restart: true }], { [heartbeat]: { value: "60", answer: "RebootRequired" } });
    await boot();
    await bench.csms.work();
    expect((await state())?.items[0]).toMatchObject({ finding: "restart" });
    const resets = () => station.calls.filter(({ action }) => action === "Reset").length;
    expect(resets()).toBe(1);
    await boot();
    await bench.csms.work();
    expect(resets()).toBe(1);
  });

  it("sets what cannot be read once", async () => {
    const secret = protocol === v16 ? "AuthorizationKey" : "SecurityCtrlr.BasicAuthPassword";
    const { bench, boot, state, device } = await start(protocol, [{ ...template, values: [{ setting: "password", value: "0123456789abcdef" }] }], { [secret]: { value: "old", access: "writeOnly" } });
    await boot();
    await bench.csms.work();
    expect(device.variables[secret]?.value).toBe("0123456789abcdef");
    expect((await state())?.items).toMatchObject([{ finding: "written" }]);
    device.variables[secret]!.value = "untouched";
    await boot();
    await bench.csms.work();
    expect(device.variables[secret]?.value).toBe("untouched");
  });

  it("tells of variables that the station does not have, which is no drift", async () => {
    const own = protocol === v16 ? { variable: "VendorKey" } : { component: "VendorCtrlr", variable: "Key" };
    const { bench, boot, state } = await start(protocol, [{ ...template, values: [{ ...own, value: "1" }] }]);
    await boot();
    await bench.csms.work();
    expect(await state()).toMatchObject({ state: "inSync", items: [{ finding: "unknown" }] });
  });
});

describe("templates", () => {
  it("apply by what they match; the one of the higher priority wins", async () => {
    const { bench, boot, device, state } = await start(v16, [
      { ...template, priority: 5, id: "acme", match: { vendor: "Acme", protocol: "1.6" }, values: [{ setting: "heartbeatInterval", value: "120" }] },
      template,
      { ...template, priority: 9, id: "other", match: { vendor: "Other" }, values: [{ setting: "heartbeatInterval", value: "1" }] },
    ]);
    await boot();
    await bench.csms.work();
    expect(device.variables["HeartbeatInterval"]?.value).toBe("120");
    expect((await state())?.items).toHaveLength(2);
  });

  it("cost nothing where none applies", async () => {
    const { bench, boot } = await start(v16, [{ ...template, match: { stations: ["CS-9"] } }]);
    await boot();
    expect((await bench.store.find(stationTasks)).items).toEqual([]);
  });
});

describe("a station that goes away or fails in the middle", () => {
  it("is gone on with when it is back", async () => {
    const bench = await createBench();
    await bench.store.transaction((unit) => unit.put(configurationTemplates, "house", template));
    const device = createFakeDevice(v16, variables());
    const first = await connect(bench, v16, { answering: (action, payload) => (action === "ChangeConfiguration" ? { outcome: "closed", sent: true } : device.answer(action, payload)) });
    await bench.csms.work();
    expect(await bench.store.get(stationTasks, "CS-1/configure")).toMatchObject({ state: "waiting", attempts: 1, problem: "Setting the configuration: the station did not answer." });
    await bench.csms.disconnected(first.link, "power loss");
    bench.clock.advance(hours(1));
    await bench.csms.work();
    expect(await bench.store.get(stationTasks, "CS-1/configure")).toMatchObject({ state: "parked" });
    await connect(bench, v16, { answering: device.answer });
    await bench.csms.work();
    expect(device.variables["HeartbeatInterval"]?.value).toBe("300");
  });

  it("is given up after some tries, told to the operator, and tried again at its next boot", async () => {
    const bench = await createBench();
    await bench.store.transaction((unit) => unit.put(configurationTemplates, "house", template));
    const device = createFakeDevice(v16, variables());
    let isDeaf = true;
    const station = await connect(bench, v16, { answering: (action, payload) => (isDeaf ? { outcome: "timeout" } : device.answer(action, payload)) });
    for (let attempt = 0; attempt < 10; attempt += 1) {
      await bench.csms.work();
      bench.clock.advance(hours(7));
    }
    expect(await bench.store.get(stationTasks, "CS-1/configure")).toMatchObject({ state: "failed", attempts: 6 });
    expect((await bench.events()).filter(({ kind }) => kind === "upkeep-failed")).toMatchObject([{ severity: "error", summary: "configure: Reading the configuration: the station did not answer." }]);
    isDeaf = false;
    await station.ask("BootNotification", bootOf(v16));
    await bench.csms.work();
    expect(device.variables["HeartbeatInterval"]?.value).toBe("300");
  });
});

describe("two values", () => {
  it.each([
    ["true", "True", true], ["60", "60.0", true], ["A,B", "a, b", true], ["A,B", "B,A", false], ["60", "", false], ["1", "true", false], ["", "", true], ["010", "10", true],
  ])("%s and %s", (left, right, same) => {
    expect(isSameValue(left, right)).toBe(same);
  });
});
