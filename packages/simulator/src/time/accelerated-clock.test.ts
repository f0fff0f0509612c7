import { instant } from "@cpokit/kernel";
import { describe, expect, it } from "vitest";
import { createAcceleratedClock } from "./accelerated-clock.ts";

describe("createAcceleratedClock", () => {
  it("runs faster than real time, clock and scheduler alike", async () => {
    const began = performance.now();
    const { clock, scheduler } = createAcceleratedClock({ start: instant(0), speed: 3_600 });
    const passed = (): number => (performance.now() - began) * 3_600;
    expect(clock.now()).toBeLessThanOrEqual(passed());
    await new Promise<void>((resolve) => {
      const keepAlive = setTimeout(resolve, 10_000);
      scheduler.after(60_000, () => {
        clearTimeout(keepAlive);
        resolve();
      });
    });
    expect(clock.now()).toBeGreaterThanOrEqual(57_000);
    expect(clock.now()).toBeLessThanOrEqual(passed());
  });

  it("does not fire a long delay at once", async () => {
    const { scheduler } = createAcceleratedClock({ start: instant(0), speed: 1 });
    let fired = false;
    const cancel = scheduler.after(2 ** 40, () => (fired = true));
    await new Promise((resolve) => setTimeout(resolve, 5));
    cancel();
    expect(fired).toBe(false);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("refuses speed %s", (speed) => {
    expect(() => createAcceleratedClock({ start: instant(0), speed })).toThrow(expect.objectContaining({ code: "simulator.speed" }));
  });
});
