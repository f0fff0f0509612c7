import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareKeys } from "./driver.ts";
import { encodeKey, firstPart, keyPrefix, type KeyPart } from "./key.ts";

const part = fc.oneof(fc.string({ unit: "binary", maxLength: 4 }), fc.constantFrom("\ud800", "\udfff", "\u0000", "\u0001", "\u0002", "\u0003", "a", "a!b"), fc.maxSafeInteger());
const parts = fc.array(part, { minLength: 1, maxLength: 3 });

function compareParts(a: readonly KeyPart[], b: readonly KeyPart[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const [left, right] = [a[index]!, b[index]!];
    const order = typeof left === "number" && typeof right === "number" ? left - right : compareKeys(String(left), String(right));
    if (order !== 0) return Math.sign(order);
  }
  return Math.sign(a.length - b.length);
}

describe("encodeKey", () => {
  it("orders texts and numbers part by part", () => {
    // Parts in one place of an index have one type.
    const kinds = fc.array(fc.boolean(), { minLength: 1, maxLength: 3 });
    const rows = kinds.chain((numeric) => {
      const row = fc.tuple(...numeric.map((isNumber) => (isNumber ? fc.maxSafeInteger() : part.map(String)))).chain((all) => fc.integer({ min: 1, max: all.length }).map((length) => all.slice(0, length)));
      return fc.tuple(row, row);
    });
    fc.assert(fc.property(rows, ([a, b]) => {
      expect(Math.sign(compareKeys(encodeKey(a), encodeKey(b)))).toBe(compareParts(a, b));
    }), { numRuns: 1_000 });
  });

  it("tells all keys apart", () => {
    fc.assert(fc.property(parts, parts, (a, b) => {
      const texts = (list: readonly KeyPart[]): string => JSON.stringify(list.map((each) => (typeof each === "number" ? [each] : each)));
      // A number and the text of its digits share a place in the order; everything else differs.
      if (texts(a) !== texts(b) && a.every((each) => typeof each === "string") && b.every((each) => typeof each === "string")) expect(encodeKey(a)).not.toBe(encodeKey(b));
      if (texts(a) === texts(b)) expect(encodeKey(a)).toBe(encodeKey(b));
    }));
  });

  it("takes a single part as a key of one part", () => {
    expect(encodeKey("a")).toBe(encodeKey(["a"]));
    expect(encodeKey(-7)).toBe(encodeKey([-7]));
  });

  it("refuses numbers that it could not keep", () => {
    for (const value of [0.5, Number.NaN, Infinity, 2 ** 53]) expect(() => encodeKey(value)).toThrow(expect.objectContaining({ code: "storage.key" }));
  });
});

describe("keyPrefix", () => {
  it("holds exactly the keys that start with its parts", () => {
    fc.assert(fc.property(parts, parts, (prefix, key) => {
      const { from, to } = keyPrefix(prefix);
      const inside = (candidate: readonly KeyPart[]): boolean => compareKeys(encodeKey(candidate), from) >= 0 && compareKeys(encodeKey(candidate), to) < 0;
      expect(inside([...prefix, ...key])).toBe(true);
      expect(inside(key)).toBe(encodeKey(key).startsWith(encodeKey(prefix)));
    }), { numRuns: 1_000 });
    const { from, to } = keyPrefix("a");
    for (const other of ["a!", "a!b", "ab", "", "\u0000"]) expect([other, encodeKey(other) >= from && encodeKey(other) < to]).toEqual([other, false]);
    expect(encodeKey(["a", "\u{10ffff}\u{10ffff}"]) < to).toBe(true);
  });

  it("refuses to have no part", () => {
    expect(() => keyPrefix([])).toThrow(expect.objectContaining({ code: "storage.key" }));
  });
});

describe("firstPart", () => {
  it("gives back the text that an id begins with, and what is behind it", () => {
    fc.assert(fc.property(part.map(String), parts, (first, others) => {
      expect(firstPart(encodeKey([first, ...others]))).toEqual({ first, rest: encodeKey(others) });
    }));
  });
});
