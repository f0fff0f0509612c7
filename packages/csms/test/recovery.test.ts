import { instant, minutes, seconds } from "@cpokit/kernel";
import { cases, commands, createCases, createRecovery, recoveries, type RecoveryOptions } from "@cpokit/csms";
import type { CallOutcome } from "@cpokit/ocpp";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import type { Protocol } from "@cpokit/ocpp";
import { createMemoryDriver, createStore } from "@cpokit/storage";
import { describe, expect, it, onTestFinished } from "vitest";
import { nextMove, type Recovery, type Situation } from "../src/recovery/recovery.ts";
import { at, connect, createBench, createTestIds, START } from "./kit.ts";
import { createTestTime } from "./test-time.ts";

const running: Recovery = { id: "r", station: "CS-1", evse: 1, state: "running", log: [], taken: [], isDryRun: false, startedAt: START, nextAt: START };
const faulted: Situation = { state: "faulted", isOnline: true, isBusyHere: false, isBusyAtStation: false };

describe("the next move of a recovery", () => {
  const cases: readonly (readonly [string, Partial<Recovery>, Partial<Situation>, object])[] = [
    ["begins gently", {}, {}, { move: "take", step: "toggle" }],
    ["goes on", { taken: ["toggle"] }, {}, { move: "take", step: "unlock" }],
    ["ends when it helped", { taken: ["toggle"] }, { state: "available" }, { move: "end", how: "recovered" }],
    ["ends when a car charges again", {}, { state: "charging" }, { move: "end", how: "recovered" }],
    ["asks a person when nothing helped", { taken: ["toggle", "unlock", "softReset", "hardReset"] }, {}, { move: "end", how: "ticket", reason: "nothing helped" }],
    ["waits for a station that is away", {}, { isOnline: false, state: "available" }, { move: "wait", for: "offline" }],
    ["touches no EVSE at which a car charges", {}, { isBusyHere: true, isBusyAtStation: true }, { move: "wait", for: "here" }],
    ["unlocks beside a car that charges", { taken: ["toggle"] }, { isBusyAtStation: true }, { move: "take", step: "unlock" }],
    ["resets no station at which a car charges", { taken: ["toggle", "unlock"] }, { isBusyAtStation: true }, { move: "wait", for: "station" }],
    ["asks a person when it waited too long", { waitingSince: instant(START - 7_200_000) }, { isOnline: false }, { move: "end", how: "ticket" }],
  ];
  it.each(cases)("%s", (_name, recovery, seen, expected) => {
    expect(nextMove({ ...running, ...recovery }, ["toggle", "unlock", "softReset", "hardReset"], { ...faulted, ...seen }, START)).toMatchObject(expected);
  });
});

async function playbook(protocol: Protocol, options: Partial<RecoveryOptions> = {}, answering?: (action: string) => CallOutcome) {
  const time = createTestTime();
  const { clock, scheduler } = time;
  const store = createStore(createMemoryDriver(), { clock, scheduler });
  onTestFinished(() => store.close());
  const bench = await createBench({ store, clock, scheduler });
  const ids = createTestIds();
  const recovery = createRecovery({ store, clock, ids, send: bench.csms.send, busy: () => Promise.resolve([]), cases: createCases({ store, clock, ids }), ...options });
  await recovery.start();
  const station = await connect(bench, protocol, { answering: (action) => answering?.(action) ?? { outcome: "result", payload: { status: action === "UnlockConnector" ? "Unlocked" : "Accepted" } } });
  const status = (word: string) => station.ask("StatusNotification", protocol.version === "1.6"
    ? { connectorId: 1, errorCode: word === "Faulted" ? "ConnectorLockFailure" : "NoError", status: word }
    : { evseId: 1, connectorId: 1, connectorStatus: word, timestamp: at(0) });
  const pass = async (milliseconds: number): Promise<void> => {
    for (let passed = 0; passed < milliseconds; passed += 30_000) {
      await time.pass(seconds(30));
      await recovery.sweep(clock.now());
    }
  };
  const all = async () => (await store.find(recoveries, { index: "byTime" })).items.map(({ body }) => body);
  return { bench, store, recovery, station, status, pass, all };
}

describe.each<[string, Protocol]>([["1.6", v16], ["2.0.1", v201]])("OCPP %s: an EVSE that is stuck", (_, protocol) => {
  it("is left alone when it comes back by itself, and helped step by step when it does not", async () => {
    const { status, pass, all, station, recovery } = await playbook(protocol);
    await status("Faulted");
    await pass(minutes(1));
    await status("Available");
    await pass(minutes(5));
    expect(await all()).toMatchObject([{ state: "recovered", fixedBy: "itself", taken: [] }]);
    await status("Faulted");
    await pass(minutes(8));
    expect(station.calls.map(({ action }) => action)).toEqual(["ChangeAvailability", "ChangeAvailability", "UnlockConnector"]);
    await status("Available");
    await pass(minutes(6));
    expect((await all())[1]).toMatchObject({ state: "recovered", fixedBy: "unlock", taken: ["toggle", "unlock"], log: expect.arrayContaining([expect.objectContaining({ text: "unlock: accepted" })]) });
    expect(await recovery.statistics()).toMatchObject({ toggle: { taken: 1, helped: 0 }, unlock: { taken: 1, helped: 1 }, softReset: { taken: 0 } });
  });

  it("becomes a case when nothing helps, even when the station never answers", async () => {
    const { status, pass, all, station, store } = await playbook(protocol, {}, () => ({ outcome: "timeout" }));
    await status("Faulted");
    await pass(minutes(40));
    expect(await all()).toMatchObject([{ state: "ticket", reason: "nothing helped", taken: ["toggle", "unlock", "softReset", "hardReset"] }]);
    expect(station.calls).toHaveLength(5);
    expect((await store.find(cases)).items.map(({ body }) => body)).toMatchObject([{ station: "CS-1", evse: 1, source: "recovery", notes: [{ by: "recovery", text: "Tried: toggle, unlock, softReset, hardReset. nothing helped." }] }]);
  });
});

describe("a recovery", () => {
  it("does nothing in a dry run, and says what it would have done", async () => {
    const { status, pass, all, station, store } = await playbook(v16, { dryRun: true });
    await status("Faulted");
    await pass(minutes(40));
    expect(await all()).toMatchObject([{ state: "ticket", isDryRun: true, log: [{ text: "would toggle" }, { text: "would unlock" }, { text: "would softReset" }, { text: "would hardReset" }, { text: "nothing helped" }] }]);
    expect(station.calls).toEqual([]);
    expect((await store.find(cases)).items).toEqual([]);
    expect((await store.find(commands)).items).toEqual([]);
  });

  it("is limited for each station and for all, and begins by hand", async () => {
    const { recovery, store, status, pass } = await playbook(v16, { perStationAndDay: 2, perHour: 3 });
    await status("Faulted");
    const first = await recovery.begin("CS-1", 1);
    expect(await recovery.begin("CS-1", 1)).toEqual(first);
    expect(await recovery.abort("id" in first ? first.id : "", "anna")).toMatchObject({ state: "aborted", reason: "aborted by anna" });
    await recovery.begin("CS-1", 2);
    expect(await recovery.begin("CS-1", 3)).toEqual({ refused: "2 recoveries were tried here within a day" });
    expect((await store.find(cases)).items).toHaveLength(1);
    await recovery.begin("CS-2", 1);
    expect(await recovery.begin("CS-3", 1)).toEqual({ refused: "3 recoveries began within the hour" });
    await expect(recovery.abort("none", "anna")).rejects.toMatchObject({ code: "csms.recovery-unknown" });
    await pass(minutes(1));
  });

  it("waits for cars that charge, and then resets", async () => {
    let charging: readonly number[] = [2];
    const { status, pass, all, station } = await playbook(v16, { steps: ["softReset"], busy: () => Promise.resolve(charging) });
    await status("Faulted");
    await pass(minutes(20));
    expect(station.calls).toEqual([]);
    expect(await all()).toMatchObject([{ state: "running", log: [{ text: "waits: cars charge at the station" }] }]);
    charging = [];
    await pass(minutes(6));
    expect(station.calls.map(({ action }) => action)).toEqual(["Reset"]);
  });
});
