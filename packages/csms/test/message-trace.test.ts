import { instant, seconds, silentLogger } from "@cpokit/kernel";
import { createVirtualTime } from "@cpokit/simulator";
import { createMessageTrace, traceChunks } from "@cpokit/csms";
import { createMemoryDriver, createStore } from "@cpokit/storage";
import { describe, expect, it } from "vitest";
import { START } from "./kit.ts";

function start(capacity = 100) {
  const time = createVirtualTime(START);
  const store = createStore(createMemoryDriver(), { clock: time.clock });
  const trace = createMessageTrace({ store, scheduler: time.scheduler, logger: silentLogger, capacity });
  let last = 0;
  const note = (count: number, identity = "CS-1") => {
    for (let index = 0; index < count; index += 1) trace.note(identity, { at: instant(START + last), direction: last % 2 === 0 ? "in" : "out", text: `message ${(last += 1)}` });
  };
  return { time, store, trace, note };
}

describe("the trace of messages", () => {
  it("is durable after a moment, newest first, page by page", async () => {
    const { time, store, trace, note } = start();
    note(3);
    expect((await store.find(traceChunks, { limit: 10 })).items).toEqual([]);
    await time.advance(seconds(3));
    expect((await store.find(traceChunks, { limit: 10 })).items).toHaveLength(1);
    note(2);
    const first = await trace.read("CS-1", { limit: 3 });
    expect(first.items.map(({ text }) => text)).toEqual(["message 5", "message 4", "message 3"]);
    expect((await trace.read("CS-1", { limit: 3, before: first.next! })).items.map(({ text, seq }) => `${seq} ${text}`)).toEqual(["1 message 2", "0 message 1"]);
  });

  it("is searched, kept apart by station, and forgets the oldest", async () => {
    const { store, trace, note } = start();
    // One at a time: chunks are filled, however seldom a station speaks.
    for (let index = 0; index < 260; index += 1) {
      note(1);
      await trace.flush();
    }
    note(1, "CS-10");
    await trace.flush();
    const all = await trace.read("CS-1", { limit: 1_000 });
    expect(all.items.length).toBeGreaterThanOrEqual(100);
    expect(all.items.length).toBeLessThanOrEqual(150);
    expect(all.items[0]).toMatchObject({ seq: 259, text: "message 260" });
    expect(all.items.map(({ seq }) => seq)).toEqual(all.items.map((_, index) => 259 - index));
    expect((await trace.read("CS-1", { search: "MESSAGE 25", limit: 1_000 })).items).toHaveLength(10);
    expect((await trace.read("CS-10")).items).toHaveLength(1);
    expect((await store.find(traceChunks, { limit: 100 })).items.length).toBeLessThan(6);
  });

  it("cuts what is very long", async () => {
    const { trace } = start();
    trace.note("CS-1", { at: START, direction: "in", text: "x".repeat(20_000) });
    expect((await trace.read("CS-1")).items[0]?.text).toMatch(/^x{16384}… \(20000 characters\)$/);
  });
});
