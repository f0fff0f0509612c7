import { describe, expect, it } from "vitest";
import { createRandom } from "../random.ts";
import { firstDifference } from "./compare.ts";
import { randomStack } from "./random-stack.ts";

/** The script test/composite/fuzz.ts runs 100,000 of each. */
describe.each(["1.6", "2.0.1", "2.1"] as const)("composite schedules of OCPP %s", (version) => {
  it("say what a naive reading says at each second of 400 random stacks", () => {
    const random = createRandom(16);
    const stacks = Array.from({ length: 400 }, () => randomStack(random, version));
    expect(stacks.filter((stack) => firstDifference(stack) !== undefined)).toEqual([]);
  });
});
