import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareKeys } from "./driver.ts";
import { encodeKey } from "./key.ts";
import { cursorBehind, rangeOf } from "./query.ts";

const text = fc.string({ unit: fc.oneof(fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)), fc.constantFrom("a", "\ud7ff", "\uffff", "\udfff", "\udbff")), maxLength: 3 });

describe("rangeOf", () => {
  it("reads the ids that start with a text, whatever its last character", () => {
    fc.assert(fc.property(text, text, (prefix, id) => {
      const { from, to } = rangeOf("", "c", { prefix });
      const inside = (candidate: string): boolean => compareKeys(candidate, from ?? "") >= 0 && (to === undefined || compareKeys(candidate, to) < 0);
      expect(inside(prefix + id)).toBe(true);
      expect(inside(id)).toBe(id.startsWith(prefix));
    }), { numRuns: 2_000 });
  });

  it("takes plain ids, encoded ids and keys of an index", () => {
    expect(rangeOf("t", "c", { from: "a", to: "b", limit: 5 })).toEqual({ scope: "t", collection: "c", from: "a", to: "b", limit: 6 });
    expect(rangeOf("t", "c", { from: ["a", 1] }).from).toBe(encodeKey(["a", 1]));
    expect(rangeOf("t", "c", { index: "i", from: "a", reverse: true })).toEqual({ scope: "t", collection: "c", index: "i", from: encodeKey("a"), reverse: true, limit: 101 });
  });

  it("takes the narrower of a prefix and a bound", () => {
    const { from, to } = rangeOf("", "c", { index: "i", prefix: ["a"], from: ["a", 5], to: ["z"] });
    expect([from, to]).toEqual([encodeKey(["a", 5]), rangeOf("", "c", { index: "i", prefix: ["a"] }).to]);
  });

  it("refuses page sizes and cursors that make no sense", () => {
    for (const limit of [0, -1, 1.5, 1_001]) expect(() => rangeOf("", "c", { limit })).toThrow(expect.objectContaining({ code: "storage.query" }));
    for (const after of ["", "x", "{}", "[1,2]", '["a"]']) expect(() => rangeOf("", "c", { after })).toThrow(expect.objectContaining({ code: "storage.cursor" }));
  });

  it("reads its own cursors, whatever the key and id hold", () => {
    fc.assert(fc.property(text, text, (key, id) => {
      expect(rangeOf("", "c", { after: cursorBehind({ key, id, version: 1, body: "{}" }) }).after).toEqual({ key, id });
    }));
  });
});
