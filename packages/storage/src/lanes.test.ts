import { describe, expect, it } from "vitest";
import { createLanes } from "./lanes.ts";
import { createVirtualTime } from "./contract/virtual-time.ts";

describe("lanes", () => {
  it("lets one after another through, each lane for itself", async () => {
    const lanes = createLanes(createVirtualTime().scheduler);
    const order: string[] = [];
    const leave = await lanes.enter("a");
    const second = lanes.enter("a").then((next) => (order.push("second"), next()));
    (await lanes.enter("b"))();
    order.push("other lane");
    leave();
    await second;
    (await lanes.enter("a"))();
    expect(order).toEqual(["other lane", "second"]);
  });

  it("waits no longer than a tenth of a second, since the one before may wait for us", async () => {
    const time = createVirtualTime();
    const lanes = createLanes(time.scheduler);
    await lanes.enter("a");
    const second = lanes.enter("a");
    time.advance(100);
    const leave = await second;
    expect(leave).toBeTypeOf("function");
  });
});
