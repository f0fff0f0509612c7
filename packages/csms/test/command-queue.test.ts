import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { minutes } from "@cpokit/kernel";
import type { Command, CommandRecord } from "@cpokit/model";
import { commands } from "@cpokit/csms";
import type { CallOutcome } from "@cpokit/ocpp";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import type { Driver } from "@cpokit/storage";
import { createSqliteDriver } from "@cpokit/storage-sqlite";
import { describe, expect, it, onTestFinished } from "vitest";
import { bootOf, connect, createBench, createTestClock, type Bench } from "./kit.ts";
import { createTestTime, settled } from "./test-time.ts";

const token = { value: "04A2B3C4" };
const later = { requestedBy: "test", queueFor: minutes(60) };
const reset: Command = { command: "reset", mode: "whenIdle" };
const clearCache: Command = { command: "call", action: "ClearCache", payload: {} };
const BOOTING = 10_000;

/** A central system in test time; `pass` moves it. */
async function startBench(options: { readonly driver?: Driver; readonly commandDone?: (record: CommandRecord) => void; readonly clock?: ReturnType<typeof createTestClock> } = {}) {
  const { clock, scheduler, pass } = createTestTime(options.clock);
  const { commandDone } = options;
  const bench = await createBench({
    scheduler, clock, ...(options.driver && { driver: options.driver }), on: commandDone === undefined ? {} : { commandDone: (record) => commandDone(record) },
  });
  return { bench: { ...bench, clock }, pass, clock };
}

const states = async (bench: Bench) =>
  (await bench.store.find(commands, { index: "byTime" })).items.map(({ body }) => `${body.command.command} ${body.state} ${body.outcome?.outcome ?? ""}`.trim());

describe("commands to a station that is offline", () => {
  it("wait and are sent in their order when its boot is accepted, each after the answer to the one before", async () => {
    const done: string[] = [];
    const { bench } = await startBench({ commandDone: ({ command, outcome }) => void done.push(`${command.command} ${outcome?.outcome}`) });
    for (const command of [reset, clearCache, { command: "unlock", evse: 1 } as const]) expect(await bench.csms.send("CS-1", command, later)).toMatchObject({ state: "queued" });
    expect(done).toEqual([]);
    let inFlight = 0;
    const station = await connect(bench, v16, {
      answering: async (action): Promise<CallOutcome> => {
        expect((inFlight += 1)).toBe(1);
        await settled();
        inFlight -= 1;
        return { outcome: "result", payload: { status: action === "UnlockConnector" ? "Unlocked" : "Accepted" } };
      },
    });
    await expect.poll(() => done).toEqual(["reset accepted", "call accepted", "unlock accepted"]);
    expect(station.calls.map(({ action }) => action)).toEqual(["Reset", "ClearCache", "UnlockConnector"]);
    expect(await states(bench)).toEqual(["reset done accepted", "call done accepted", "unlock done accepted"]);
  });

  it("are sent to a station that comes back without a boot once it had the time for one", async () => {
    const { bench, pass } = await startBench();
    const first = await connect(bench, v201);
    await settled();
    await bench.csms.disconnected(first.link, "power loss");
    await bench.csms.send("CS-1", reset, later);
    const second = await connect(bench, v201, { boot: false });
    await settled();
    expect(second.calls).toEqual([]);
    await pass(BOOTING);
    expect(second.calls).toMatchObject([{ action: "Reset" }]);
    expect(first.calls).toEqual([]);
  });

  it("wait for the boot of a 2.x station that is not accepted", async () => {
    const { bench, pass } = await startBench();
    await bench.csms.send("CS-1", reset, later);
    const station = await connect(bench, v201, { boot: false });
    await pass(BOOTING);
    expect(station.calls).toEqual([]);
    await station.ask("BootNotification", bootOf(v201));
    await expect.poll(() => station.calls.length).toBe(1);
  });

  it("are not overtaken by later ones that may wait, while one that may not goes at once", async () => {
    const { bench, pass } = await startBench();
    const before = await connect(bench, v16);
    await bench.csms.disconnected(before.link, "gone");
    await bench.csms.send("CS-1", reset, later);
    const station = await connect(bench, v16, { boot: false });
    expect(await bench.csms.send("CS-1", clearCache, later)).toMatchObject({ state: "queued" });
    expect(await bench.csms.send("CS-1", { command: "call", action: "GetLocalListVersion", payload: {} }, { requestedBy: "test" })).toMatchObject({ state: "done" });
    await pass(BOOTING);
    expect(station.calls.map(({ action }) => action)).toEqual(["GetLocalListVersion", "Reset", "ClearCache"]);
  });

  it("are one command per key, also while they wait and after they were sent (I20)", async () => {
    const { bench } = await startBench();
    const ask = () => bench.csms.send("CS-1", { command: "start", token }, { ...later, key: "click" });
    const records = await Promise.all([ask(), ask(), ask()]);
    expect(new Set(records.map(({ id }) => id)).size).toBe(1);
    const station = await connect(bench, v201, { answering: () => ({ outcome: "result", payload: { status: "Accepted" } }) });
    await expect.poll(() => station.calls.length).toBe(1);
    await settled();
    expect(await ask()).toMatchObject({ id: records[0]?.id, state: "done", outcome: { outcome: "accepted" } });
    expect(station.calls).toHaveLength(1);
  });

  it("end as offline at their deadline, whether the station returns or not", async () => {
    const done: string[] = [];
    const { bench, pass } = await startBench({ commandDone: ({ command, outcome }) => void done.push(`${command.command} ${outcome?.outcome}`) });
    await bench.csms.send("CS-1", reset, { ...later, queueFor: minutes(1) });
    await bench.csms.send("CS-1", clearCache, { ...later, queueFor: minutes(5) });
    await pass(minutes(1) - 1);
    expect(done).toEqual([]);
    await pass(1);
    expect(done).toEqual(["reset offline"]);
    const station = await connect(bench, v16);
    await expect.poll(() => done).toEqual(["reset offline", "call accepted"]);
    expect(station.calls.map(({ action }) => action)).toEqual(["ClearCache"]);
  });

  it("wait again when the connection was gone before they left, but are never sent twice when they may have arrived (F18)", async () => {
    const { bench } = await startBench();
    await bench.csms.send("CS-1", reset, later);
    await bench.csms.send("CS-1", clearCache, later);
    const gone = await connect(bench, v16, { answering: () => ({ outcome: "closed", sent: false }) });
    await expect.poll(() => gone.calls.length).toBe(1);
    await settled();
    expect(await states(bench)).toEqual(["reset queued", "call queued"]);
    await bench.csms.disconnected(gone.link, "gone");
    const lossy = await connect(bench, v16, { answering: (action) => (action === "Reset" ? { outcome: "closed", sent: true } : { outcome: "result", payload: { status: "Accepted" } }) });
    await expect.poll(() => lossy.calls.length).toBe(2);
    await settled();
    expect(await states(bench)).toEqual(["reset done timeout", "call done accepted"]);
  });

  it("end as unsupported when the version of the station turns out not to have them, and the next one goes", async () => {
    const { bench } = await startBench();
    await bench.csms.send("CS-1", { command: "call", action: "GetBaseReport", payload: { requestId: 1, reportBase: "FullInventory" } }, later);
    await bench.csms.send("CS-1", clearCache, later);
    const station = await connect(bench, v16);
    await expect.poll(() => station.calls.length).toBe(1);
    await settled();
    expect(await states(bench)).toEqual(["call done unsupported", "call done accepted"]);
  });
});

describe("commands that wait", () => {
  it("outlive the process: in order, once each, with their deadlines; what was on its way is unknown", async () => {
    const folder = mkdtempSync(join(tmpdir(), "cpokit-queue-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const open = () => createSqliteDriver({ file: join(folder, "cpo.db") });
    const clock = createTestClock();
    const first = await startBench({ driver: open(), clock });
    const station = await connect(first.bench, v16, { answering: () => new Promise(() => {}) });
    void first.bench.csms.send("CS-1", { command: "call", action: "GetLocalListVersion", payload: {} }, { requestedBy: "test" });
    await expect.poll(() => station.calls.length).toBe(1);
    await first.bench.csms.disconnected(station.link, "gone");
    const key = { ...later, key: "night" };
    await first.bench.csms.send("CS-1", reset, { ...later, queueFor: minutes(1) });
    clock.advance(1);
    await first.bench.csms.send("CS-1", clearCache, key);
    clock.advance(1);
    await first.bench.csms.send("CS-1", { command: "unlock", evse: 1 }, later);
    await first.bench.store.close();

    const done: string[] = [];
    const second = await startBench({ driver: open(), clock, commandDone: ({ command, outcome }) => void done.push(`${command.command} ${outcome?.outcome}`) });
    await second.bench.csms.start();
    expect(done).toEqual(["call timeout"]);
    expect(await second.bench.csms.send("CS-1", clearCache, key)).toMatchObject({ state: "queued" });
    await second.pass(minutes(1));
    expect(done).toEqual(["call timeout", "reset offline"]);
    const back = await connect(second.bench, v16, { answering: (action) => ({ outcome: "result", payload: { status: action === "UnlockConnector" ? "Unlocked" : "Accepted" } }) });
    await expect.poll(() => done).toEqual(["call timeout", "reset offline", "call accepted", "unlock accepted"]);
    expect(back.calls.map(({ action }) => action)).toEqual(["ClearCache", "UnlockConnector"]);
    await second.bench.store.close();
  });
});
