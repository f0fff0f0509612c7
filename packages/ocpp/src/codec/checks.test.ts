import { describe, expect, it } from "vitest";
import { isLonger, isObject, isTenths } from "./checks.ts";

describe("isTenths", () => {
  it("accepts every limit from 0.0 to 40.0 in steps of 0.1, as read from text", () => {
    const limits = Array.from({ length: 401 }, (_, tenths) => `${Math.floor(tenths / 10)}.${tenths % 10}`);
    expect(limits.filter((text) => !isTenths(Number(text)))).toEqual([]);
  });

  it.each([2000.1, -0.1, 0, 16, 123_456_789.1])("accepts %d", (value) => expect(isTenths(value)).toBe(true));
  it.each([8.15, 0.05, 0.30000000000000004, 1e-7, 6.25])("refuses %d", (value) => expect(isTenths(value)).toBe(false));
});

describe("isLonger", () => {
  it("counts code points", () => {
    expect(isLonger("😀😀", 2)).toBe(false);
    expect(isLonger("😀😀😀", 2)).toBe(true);
    expect(isLonger("ab\ud83d", 2)).toBe(true);
    expect(isLonger("a\ud83d", 2)).toBe(false);
  });
});

describe("isObject", () => {
  it.each([null, [], "x", 1, undefined])("refuses %j", (value) => expect(isObject(value)).toBe(false));
});
