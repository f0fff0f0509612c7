import { instant } from "@cpokit/kernel";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createVirtualTime } from "./virtual-time.ts";

describe("createVirtualTime", () => {
  it("runs what is due in order of time, then of planning, at its own time", async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 40 }), async (delays) => {
      const time = createVirtualTime(instant(1_000));
      const runs: { readonly at: number; readonly index: number }[] = [];
      for (const [index, delay] of delays.entries()) time.scheduler.after(delay, () => void runs.push({ at: time.clock.now(), index }));
      await time.advance(50);
      const expected = delays.map((delay, index) => ({ at: 1_000 + delay, index })).sort((a, b) => a.at - b.at || a.index - b.index);
      expect(runs).toEqual(expected);
      expect(time.clock.now()).toBe(1_050);
    }), { numRuns: 30 });
  });

  it("lets promise callbacks run before the next planned run", async () => {
    const time = createVirtualTime(instant(0));
    const order: string[] = [];
    time.scheduler.after(1, () => void Promise.resolve().then(() => Promise.resolve()).then(() => order.push("promise")));
    time.scheduler.after(1, () => void order.push("timer"));
    await time.advance(1);
    expect(order).toEqual(["promise", "timer"]);
  });

  it("forgets what was cancelled, and names what comes next", async () => {
    const time = createVirtualTime(instant(0));
    const runs: number[] = [];
    const cancel = time.scheduler.after(5, () => void runs.push(5));
    time.scheduler.after(7, () => void runs.push(7));
    cancel();
    cancel();
    expect(time.next()).toBe(7);
    await time.advance(10);
    expect(runs).toEqual([7]);
    expect(time.next()).toBeUndefined();
  });

  it("does not go back", async () => {
    const time = createVirtualTime(instant(10));
    await expect(time.runUntil(instant(9))).rejects.toMatchObject({ code: "simulator.time-reversed" });
  });
});
