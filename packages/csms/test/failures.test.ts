import { CpoError, isCpoError } from "@cpokit/kernel";
import { createMemoryDriver, createStore, type Driver } from "@cpokit/storage";
import { stationEvents, unprocessedMessages } from "@cpokit/csms";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import { describe, expect, it } from "vitest";
import { at, connect, createBench, createTestClock, recordSession } from "./kit.ts";

const start = { connectorId: 1, idTag: "04A2B3C4", meterStart: 1_200, timestamp: at(0) };
const stop = { transactionId: 1, meterStop: 2_000, timestamp: at(60) };

/** A driver whose next commits fail, as a database does that fails over (F15). */
function failingDriver(): Driver & { failures: number; committed: boolean } {
  const driver = createMemoryDriver();
  const failing = {
    ...driver,
    failures: 0,
    /** True: the commit happens and its answer is lost. */
    committed: false,
    async commit(units: Parameters<Driver["commit"]>[0]) {
      if (failing.failures === 0) return driver.commit(units);
      failing.failures -= 1;
      if (failing.committed) await driver.commit(units);
      throw new CpoError("storage.io", "The disk is gone for a moment.");
    },
  };
  return failing;
}

describe("a unit that fails", () => {
  it("is tried again, and nothing is answered before it is durable (I1, F15)", async () => {
    const driver = failingDriver();
    const bench = await createBench({ driver });
    const station = await connect(bench, v16);
    driver.failures = 3;
    expect(await station.ask("StartTransaction", start)).toMatchObject({ transactionId: 1 });
    expect(driver.failures).toBe(0);
    expect(await bench.facts()).toHaveLength(1);
  });

  it("counts once when the commit happened and its answer was lost (F2)", async () => {
    const driver = failingDriver();
    const bench = await createBench({ driver });
    const station = await connect(bench, v16);
    driver.failures = 1;
    driver.committed = true;
    expect(await station.ask("StartTransaction", start)).toMatchObject({ transactionId: 1 });
    expect(await bench.facts()).toHaveLength(1);
  });

  it("throws, so that the peer answers InternalError, only when not even the message can be kept", async () => {
    const driver = failingDriver();
    const bench = await createBench({ driver });
    const station = await connect(bench, v16);
    driver.failures = 100;
    await expect(station.send("StopTransaction", stop)).rejects.toMatchObject({ code: "storage.io" });
    driver.failures = 0;
    expect(await bench.facts()).toEqual([]);
  });
});

describe("a message that always fails", () => {
  it("is put aside and acknowledged, shown, and worked in later (Q15, #35)", async () => {
    let broken = true;
    const bench = await createBench({
      on: {
        session(fact, unit) {
          if (broken && fact.fact === "ended") throw new CpoError("sessions.broken", "The engine is broken.");
          return recordSession(fact, unit);
        },
      },
    });
    const station = await connect(bench, v16);
    await station.ask("StartTransaction", start);
    expect(await station.ask("StopTransaction", stop)).toEqual({});
    expect(await station.ask("StopTransaction", stop)).toEqual({});
    const kept = (await bench.store.find(unprocessedMessages, { index: "byStation", prefix: "CS-1" })).items;
    expect(kept).toMatchObject([{ body: { action: "StopTransaction", payload: stop, error: "sessions.broken: The engine is broken." } }]);
    expect(await bench.events()).toMatchObject([{ kind: "unprocessed", severity: "error" }]);

    const id = kept[0]?.id ?? "";
    expect(await bench.csms.reprocess(id)).toBe("failed");
    broken = false;
    expect(await bench.csms.reprocess(id)).toBe("processed");
    expect((await bench.facts()).map(({ fact }) => fact).sort()).toEqual(["ended", "started"]);
    await expect(bench.csms.reprocess(id)).rejects.toMatchObject({ code: "csms.unprocessed-unknown" });
  });

  it("of 2.x is put aside too", async () => {
    const bench = await createBench({ on: { session: () => Promise.reject(new Error("no")) } });
    const station = await connect(bench, v201);
    const event = { eventType: "Started", timestamp: at(0), triggerReason: "CablePluggedIn", seqNo: 0, transactionInfo: { transactionId: "t" } };
    expect(await station.ask("TransactionEvent", event)).toEqual({});
    expect((await bench.store.find(unprocessedMessages)).items).toHaveLength(1);
  });

  it("without an honest answer is refused: a 1.6 start needs its number", async () => {
    const bench = await createBench({ on: { session: () => ({ outcome: "recorded" }) } });
    const station = await connect(bench, v16);
    const failure = await station.send("StartTransaction", start).catch((error: unknown) => error);
    expect(isCpoError(failure, "csms.transaction")).toBe(true);
    expect((await bench.store.find(unprocessedMessages)).items).toEqual([]);
  });
});

it("has effects and events in one commit: nothing of a failed unit remains", async () => {
  const store = createStore(createMemoryDriver(), { clock: createTestClock() });
  const bench = await createBench({
    store,
    on: {
      async authorize(fact, unit) {
        unit.put(stationEvents, "mine", { station: fact.station, seq: 0, at: fact.receivedAt, severity: "info", kind: "mine", summary: "written by a hook" });
        throw new CpoError("app.down", "The partner cannot be asked.");
      },
    },
  });
  const station = await connect(bench, v16);
  await expect(station.send("Authorize", { idTag: "04A2B3C4" })).rejects.toMatchObject({ code: "app.down" });
  expect(await store.get(stationEvents, "mine")).toBeUndefined();
});
