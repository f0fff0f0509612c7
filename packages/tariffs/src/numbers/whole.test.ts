import { decimal, divideRounded, formatDecimal, type RoundingMode } from "@cpokit/kernel";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ceiledBy, decimalText, dividedBy, flooredBy, minus, plus, times } from "./whole.ts";

const any = fc.oneof(fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.maxSafeInteger(), fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }));
const divisor = fc.oneof(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), fc.bigInt({ min: 1n, max: 10n ** 20n }));
const modes: readonly RoundingMode[] = ["half-away", "half-even", "up", "down"];

describe("whole numbers (§6)", () => {
  it("agree with bigints, however large", () => {
    fc.assert(fc.property(any, any, (a, b) => {
      expect(BigInt(plus(a, b))).toBe(BigInt(a) + BigInt(b));
      expect(BigInt(minus(a, b))).toBe(BigInt(a) - BigInt(b));
      expect(BigInt(times(a, b))).toBe(BigInt(a) * BigInt(b));
    }), { numRuns: 2_000 });
  });

  it("divide and round as the kernel does", () => {
    fc.assert(fc.property(any, divisor, fc.constantFrom(...modes), (a, b, mode) => {
      const expected = divideRounded(BigInt(a), BigInt(b), mode);
      expect(BigInt(dividedBy(a, b, mode))).toBe(expected);
      expect(BigInt(flooredBy(a, b)) * BigInt(b) <= BigInt(a)).toBe(true);
      expect(BigInt(ceiledBy(a, b)) * BigInt(b) >= BigInt(a)).toBe(true);
    }), { numRuns: 4_000 });
  });

  it("round ties by the named rule", () => {
    expect(modes.map((mode) => dividedBy(5, 2, mode))).toEqual([3, 2, 3, 2]);
    expect(modes.map((mode) => dividedBy(7, 2, mode))).toEqual([4, 4, 4, 3]);
    expect(modes.map((mode) => dividedBy(-5, 2, mode))).toEqual([-3, -2, -3, -2]);
  });

  it("are written as the kernel writes decimals", () => {
    fc.assert(fc.property(any, fc.integer({ min: 0, max: 20 }), (units, scale) => {
      expect(decimalText(units, scale)).toBe(formatDecimal({ units: BigInt(units), scale }));
    }), { numRuns: 4_000 });
    expect(["0", "-0.05", "1.5", "1000"].map((text) => { const { units, scale } = decimal(text); return decimalText(Number(units), scale); })).toEqual(["0", "-0.05", "1.5", "1000"]);
  });
});
