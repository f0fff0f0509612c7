import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addDecimals, compareDecimals, decimal, divideDecimal, formatDecimal, multiplyDecimals, roundDecimal, subtractDecimal, tryDecimal, type Decimal, type RoundingMode,
} from "./decimal.ts";

const decimals = fc.record({ units: fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), scale: fc.integer({ min: 0, max: 12 }) });
const text = (value: Decimal): string => formatDecimal(value);

describe("decimal", () => {
  it.each([
    ["0.25", "0.25"], ["-0.250", "-0.25"], ["12", "12"], ["1e-3", "0.001"], ["1.5E+2", "150"], ["+7", "7"], ["-0", "0"], [" 3.1 ", "3.1"],
    [0.1, "0.1"], [1e-7, "0.0000001"], [1e21, "1000000000000000000000"], [5n, "5"], ["0.22784000000000001", "0.22784000000000001"],
  ])("reads %s as %s (tariffs N1)", (input, expected) => {
    expect(text(decimal(input))).toBe(expected);
  });

  it.each(["", "abc", "1.", ".5", "1,5", "0x10", "1e9999", NaN, Infinity])("refuses %s", (input) => {
    expect(tryDecimal(input)).toBeUndefined();
    expect(() => decimal(input)).toThrow(expect.objectContaining({ code: "kernel.decimal" }));
  });

  it("adds without binary error", () => {
    expect(text(addDecimals(decimal(0.1), decimal(0.2)))).toBe("0.3");
  });

  it.each<[string, RoundingMode, string]>([
    ["5.625", "half-away", "5.63"], ["-5.625", "half-away", "-5.63"], ["5.625", "half-even", "5.62"], ["5.635", "half-even", "5.64"],
    ["5.621", "up", "5.63"], ["-5.621", "up", "-5.63"], ["5.629", "down", "5.62"], ["-5.629", "down", "-5.62"], ["5.62", "up", "5.62"],
  ])("rounds %s %s to %s (tariffs M1, M2)", (input, mode, expected) => {
    expect(text(roundDecimal(decimal(input), 2, mode))).toBe(expected);
  });

  it("pads to the wanted decimals", () => {
    expect(formatDecimal(decimal("3.1"), 2)).toBe("3.10");
    expect(formatDecimal(decimal("3"), 2)).toBe("3.00");
  });

  it("divides, rounded once", () => {
    expect(text(divideDecimal(decimal("1"), decimal("3"), 4))).toBe("0.3333");
    expect(text(divideDecimal(decimal("-2"), decimal("3"), 4))).toBe("-0.6667");
    expect(() => divideDecimal(decimal(1), decimal(0), 2)).toThrow(expect.objectContaining({ code: "kernel.divide-by-zero" }));
  });

  it("keeps the laws of arithmetic", () => {
    fc.assert(
      fc.property(decimals, decimals, decimals, (a, b, c) => {
        expect(text(addDecimals(a, b))).toBe(text(addDecimals(b, a)));
        expect(text(multiplyDecimals(a, addDecimals(b, c)))).toBe(text(addDecimals(multiplyDecimals(a, b), multiplyDecimals(a, c))));
        expect(text(subtractDecimal(addDecimals(a, b), b))).toBe(text(a));
        expect(text(decimal(text(a)))).toBe(text(a));
        expect(compareDecimals(a, b) + compareDecimals(b, a)).toBe(0);
      }),
    );
  });

  it("rounds to the nearest neighbour", () => {
    fc.assert(
      fc.property(decimals, fc.integer({ min: 0, max: 6 }), (value, scale) => {
        const rounded = roundDecimal(value, scale, "half-away");
        const twiceOff = multiplyDecimals(subtractDecimal(value, rounded), decimal(2));
        const size = twiceOff.units < 0n ? { ...twiceOff, units: -twiceOff.units } : twiceOff;
        expect(compareDecimals(size, { units: 1n, scale })).toBeLessThanOrEqual(0);
      }),
    );
  });
});
