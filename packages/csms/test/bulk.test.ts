import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { minutes } from "@cpokit/kernel";
import { bulkOrders, commands, selectStations, stations } from "@cpokit/csms";
import type { CallOutcome } from "@cpokit/ocpp";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import type { Driver } from "@cpokit/storage";
import { createSqliteDriver } from "@cpokit/storage-sqlite";
import { describe, expect, it, onTestFinished } from "vitest";
import { connect, createBench, station, type Answering } from "./kit.ts";
import { createTestTime, settled } from "./test-time.ts";

const reset = { command: "reset", mode: "immediate" } as const;
const by = { requestedBy: "test" };

async function startFleet(count: number, answering?: Answering, options: { readonly driver?: Driver; readonly time?: ReturnType<typeof createTestTime> } = {}) {
  const time = options.time ?? createTestTime();
  const bench = await createBench({ clock: time.clock, scheduler: time.scheduler, ...(options.driver && { driver: options.driver }) });
  const ids = Array.from({ length: count }, (_, index) => `S-${String(index).padStart(4, "0")}`);
  await bench.store.transaction((unit) => ids.forEach((id) => unit.put(stations, id, station(id))));
  const fleet = await Promise.all(ids.map((identity) => connect(bench, v16, { identity, boot: false, ...(answering && { answering }) })));
  const calls = () => fleet.reduce((sum, each) => sum + each.calls.length, 0);
  return { bench, ids, fleet, calls, time };
}

describe("a bulk order", () => {
  it("reaches every station once, and a second click is the same order", async () => {
    const { bench, ids, calls } = await startFleet(120);
    const first = await bench.csms.bulk.start(ids, reset, { ...by, key: "night" });
    expect(await bench.csms.bulk.start(ids, reset, { ...by, key: "night" })).toMatchObject({ id: first.id });
    await expect.poll(async () => (await bench.csms.bulk.progress(first.id)).order.state).toBe("done");
    expect(await bench.csms.bulk.progress(first.id)).toMatchObject({ waiting: 0, open: 0, outcomes: { accepted: 120 } });
    expect(calls()).toBe(120);
    await expect(bench.csms.bulk.start(ids, { command: "unlock", evse: 1 }, { ...by, key: "night" })).rejects.toMatchObject({ code: "csms.command-key" });
  });

  it("tells what became of each, whatever the stations do", async () => {
    const answers: readonly CallOutcome[] = [
      { outcome: "result", payload: { status: "Accepted" } }, { outcome: "result", payload: { status: "Rejected" } }, { outcome: "timeout" },
      { outcome: "error", code: "InternalError", description: "", details: {} }, { outcome: "closed", sent: false },
    ];
    let next = 0;
    const { bench, ids } = await startFleet(5, () => answers[next++ % answers.length]!);
    const { id } = await bench.csms.bulk.start([...ids, "NOBODY", "CS-1", ids[0]!], reset, { ...by, atOnce: 1 });
    await expect.poll(async () => (await bench.csms.bulk.progress(id)).order.state).toBe("done");
    expect((await bench.csms.bulk.progress(id)).outcomes).toEqual({ accepted: 1, rejected: 1, timeout: 1, error: 1, offline: 2, unknown: 1 });
    expect((await bench.store.find(commands, { index: "byBulk", prefix: id })).items).toHaveLength(6);
  });

  it("keeps no more than so many open, and its pace", async () => {
    let open = 0;
    let most = 0;
    const { bench, ids, calls, time } = await startFleet(12, async () => {
      most = Math.max(most, (open += 1));
      await settled();
      open -= 1;
      return { outcome: "result", payload: { status: "Accepted" } };
    });
    await bench.csms.bulk.start(ids, reset, { ...by, atOnce: 3 });
    await expect.poll(calls).toBe(12);
    expect(most).toBe(3);
    const { id } = await bench.csms.bulk.start(ids, { command: "unlock", evse: 1 }, { ...by, perMinute: 6 });
    await settled();
    expect(calls()).toBe(13);
    await time.pass(10_000);
    expect(calls()).toBe(14);
    await bench.csms.bulk.cancel(id, "me");
    await time.pass(60_000);
    expect(calls()).toBe(14);
    expect(await bench.csms.bulk.progress(id)).toMatchObject({ order: { state: "cancelled", cancelledBy: "me" }, waiting: 10, open: 0 });
  });

  it("that is cancelled takes back what waits for stations that are offline", async () => {
    const { bench, ids, fleet } = await startFleet(3);
    await bench.csms.disconnected(fleet[2]!.link, "gone");
    const { id } = await bench.csms.bulk.start(ids, reset, { ...by, queueFor: minutes(60) });
    await expect.poll(async () => (await bench.csms.bulk.progress(id)).outcomes).toEqual({ accepted: 2 });
    await settled();
    await bench.csms.sweep();
    expect(await bench.csms.bulk.progress(id)).toMatchObject({ order: { state: "running" }, open: 1 });
    await bench.csms.bulk.cancel(id, "me");
    expect((await bench.csms.bulk.progress(id)).outcomes).toEqual({ accepted: 2, cancelled: 1 });
    expect((await bench.csms.bulk.cancel(id, "you")).cancelledBy).toBe("me");
  });

  it("goes on after a restart and sends nothing twice", async () => {
    const folder = mkdtempSync(join(tmpdir(), "cpokit-bulk-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const open = () => createSqliteDriver({ file: join(folder, "cpo.db") });
    const time = createTestTime();
    let stuck = 60;
    const first = await startFleet(150, () => ((stuck -= 1) >= 0 ? { outcome: "result", payload: { status: "Accepted" } } : new Promise(() => {})), { driver: open(), time });
    const { id } = await first.bench.csms.bulk.start(first.ids, reset, { ...by, atOnce: 10 });
    await expect.poll(first.calls).toBe(70);
    await settled();
    await first.bench.store.close();

    const second = await startFleet(150, undefined, { driver: open(), time });
    await second.bench.csms.start();
    await expect.poll(async () => (await second.bench.csms.bulk.progress(id)).order.state).toBe("done");
    // What was on its way is unknown, and not sent again.
    expect((await second.bench.csms.bulk.progress(id)).outcomes).toEqual({ accepted: 140, timeout: 10 });
    expect(second.calls()).toBe(80);
    await second.bench.store.close();
  });

  it("counts a late answer in place of its timeout", async () => {
    const { bench, ids, fleet } = await startFleet(1, () => ({ outcome: "timeout", messageId: "m" }));
    const { id } = await bench.csms.bulk.start(ids, reset, by);
    await expect.poll(async () => (await bench.csms.bulk.progress(id)).outcomes).toEqual({ timeout: 1 });
    bench.csms.fault(fleet[0]!.link, { fault: "lateAnswer", messageId: "m", action: "Reset", outcome: { outcome: "result", payload: { status: "Accepted" } } });
    await expect.poll(async () => (await bench.csms.bulk.progress(id)).outcomes).toEqual({ accepted: 1 });
  });

  it("names what is wrong with it before anything is recorded", async () => {
    const { bench, ids } = await startFleet(1);
    await expect(bench.csms.bulk.start([], reset, by)).rejects.toMatchObject({ code: "csms.bulk", message: expect.stringContaining("stations is 0") });
    await expect(bench.csms.bulk.start(ids, reset, { ...by, atOnce: 0 })).rejects.toMatchObject({ message: expect.stringContaining("atOnce is 0") });
    await expect(bench.csms.bulk.start(ids, reset, { ...by, perMinute: 0.5 })).rejects.toMatchObject({ message: expect.stringContaining("perMinute is 0.5") });
    await expect(bench.csms.bulk.progress("none")).rejects.toMatchObject({ code: "csms.bulk-unknown" });
    await expect(bench.csms.cancel("none", "me")).rejects.toMatchObject({ code: "csms.command-unknown" });
    expect((await bench.store.find(bulkOrders)).items).toEqual([]);
  });

  it("selects stations by what is known of them", async () => {
    const { bench } = await startFleet(2);
    await connect(bench, v201);
    await bench.store.transaction((unit) => unit.put(stations, "OLD", station("OLD", { lifecycle: "retired" })));
    expect(await selectStations(bench.store, {})).toEqual(["CS-1", "S-0000", "S-0001"]);
    expect(await selectStations(bench.store, { protocol: "2.0.1" })).toEqual(["CS-1"]);
    expect(await selectStations(bench.store, { vendor: "Nobody" })).toEqual([]);
    expect(await selectStations(bench.store, { ids: ["S-0001", "GONE"] })).toEqual(["S-0001", "GONE"]);
  });
});
