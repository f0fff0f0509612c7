import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { between, createRandom, createUuid } from "./random.ts";

describe("createRandom", () => {
  it("gives the same numbers for the same seed, in [0, 1)", () => {
    fc.assert(fc.property(fc.integer(), (seed) => {
      const [a, b] = [createRandom(seed), createRandom(seed)];
      for (let count = 0; count < 20; count += 1) {
        const value = a();
        expect(value).toBe(b());
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThan(1);
      }
    }));
  });

  it("spreads over the whole range", () => {
    const random = createRandom(7);
    const hits = new Set(Array.from({ length: 500 }, () => between(random, 1, 6)));
    expect(hits).toEqual(new Set([1, 2, 3, 4, 5, 6]));
  });
});

it("makes version 4 UUIDs", () => {
  const random = createRandom(3);
  const ids = Array.from({ length: 100 }, () => createUuid(random));
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(ids).size).toBe(100);
});
