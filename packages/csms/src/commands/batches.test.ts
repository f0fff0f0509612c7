import fc from "fast-check";
import { expect, it } from "vitest";
import { batches } from "./batches.ts";

it("keeps every item in order and no batch too long", () => {
  fc.assert(fc.property(fc.array(fc.string()), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 121, max: 400 }), (items, most, bytes) => {
    const cut = batches(items, most, bytes);
    expect(cut.flat()).toEqual(items);
    for (const batch of cut) {
      expect(batch.length).toBeGreaterThan(0);
      expect(batch.length).toBeLessThanOrEqual(most);
      if (batch.length > 1) expect(JSON.stringify(batch).length).toBeLessThanOrEqual(bytes);
    }
  }));
});

it("is one batch without limits, and none of nothing", () => {
  expect(batches([1, 2, 3])).toEqual([[1, 2, 3]]);
  expect(batches([])).toEqual([]);
});
