import { describe, expect, it } from "vitest";
import { waitAfter } from "./back-off.ts";

describe("waitAfter", () => {
  it("doubles the wait so many times and adds a random part", () => {
    const policy = { waitMinimum: 1_000, repeatTimes: 3, randomRange: 500 };
    expect([1, 2, 3, 4, 5, 50].map((failures) => waitAfter(failures, policy, () => 0))).toEqual([1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
    expect(waitAfter(1, policy, () => 0.5)).toBe(1_250);
  });

  it("has defaults, and may never try again", () => {
    expect(waitAfter(1, {}, () => 0)).toBe(1_000);
    expect(waitAfter(1, "off", () => 0)).toBeUndefined();
  });
});
