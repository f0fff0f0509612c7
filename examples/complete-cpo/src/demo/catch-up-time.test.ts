import { instant, type Instant } from "@cpokit/kernel";
import { createVirtualTime } from "@cpokit/simulator";
import { describe, expect, it } from "vitest";
import { createCatchUpTime } from "./catch-up-time.ts";

const NOW = instant(1_000_000_000);
const HOUR = 3_600_000;

function catchUp(hoursBehind: number) {
  const real = createVirtualTime(NOW);
  const time = createCatchUpTime({ start: instant(NOW - hoursBehind * HOUR), speed: 61, real: real.clock, scheduler: real.scheduler });
  return { real, time };
}

describe("time that catches up", () => {
  it("starts in the past, runs fast, meets now and then is now", async () => {
    const { real, time } = catchUp(1);
    expect(time.clock.now()).toBe(NOW - HOUR);
    await real.advance(30_000);
    expect(time.clock.now()).toBe(NOW - HOUR + 61 * 30_000);
    // An hour behind at 60 times the gain takes a minute.
    await real.advance(30_000);
    expect(time.clock.now()).toBe(real.clock.now());
    await real.advance(5_000);
    expect(time.clock.now()).toBe(real.clock.now());
  });

  it("never is ahead, even when it is told to start in the future", () => {
    const real = createVirtualTime(NOW);
    const time = createCatchUpTime({ start: instant(NOW + HOUR), speed: 60, real: real.clock, scheduler: real.scheduler });
    expect(time.clock.now()).toBe(NOW);
  });

  it.each([
    ["before the meeting", 61_000, 1_000],
    ["across the meeting", 61 * 60_000 + 5_000, 65_000],
  ])("waits as long as its clock says, %s", async (_, wait, real) => {
    const { real: machine, time } = catchUp(1);
    let firedAt: Instant | undefined;
    time.scheduler.after(wait, () => {
      firedAt = machine.clock.now();
    });
    await machine.advance(real - 1);
    expect(firedAt).toBeUndefined();
    await machine.advance(1);
    expect(firedAt).toBe(NOW + real);
  });

  it("waits in real time after the meeting, and can be told not to", async () => {
    const { real, time } = catchUp(0);
    let fired = 0;
    time.scheduler.after(1_000, () => (fired += 1));
    const cancel = time.scheduler.after(1_000, () => (fired += 1));
    cancel();
    await real.advance(999);
    expect(fired).toBe(0);
    await real.advance(1);
    expect(fired).toBe(1);
  });
});
