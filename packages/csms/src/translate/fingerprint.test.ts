import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonical, fingerprint } from "./fingerprint.ts";

describe("fingerprint", () => {
  it("does not depend on the order of fields", () => {
    expect(fingerprint({ a: 1, b: [{ c: 2, d: 3 }] })).toBe(fingerprint({ b: [{ d: 3, c: 2 }], a: 1 }));
    expect(fingerprint({ a: 1, b: undefined })).toBe(fingerprint({ a: 1 }));
    expect(fingerprint([1, 2])).not.toBe(fingerprint([2, 1]));
  });

  it("is the same for the same JSON and differs for different JSON", () => {
    fc.assert(fc.property(fc.jsonValue(), fc.jsonValue(), (left, right) => {
      expect(fingerprint(JSON.parse(JSON.stringify(left)))).toBe(fingerprint(left));
      expect(fingerprint(left) === fingerprint(right)).toBe(canonical(left) === canonical(right));
    }));
  });

  it("tells 20,000 neighbours apart", () => {
    const seen = new Set(Array.from({ length: 20_000 }, (_, index) => fingerprint([{ timestamp: "2026-11-21T09:00:00Z", value: String(index) }])));
    expect(seen.size).toBe(20_000);
  });

  it("keeps its value: keys are stored", () => {
    expect(fingerprint([{ value: "1.45" }])).toMatchInlineSnapshot(`"b7fb3de809584104"`);
  });
});
