import { decimal, formatInstant, instant, parseInstant } from "@cpokit/kernel";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { finenessOf, quantityOf, quickQuantity } from "./quantity.ts";
import { hasOffset, readInstant } from "./read-instant.ts";
import { readNumber } from "./read-number.ts";
import { decimalText } from "./whole.ts";

describe("readNumber (N1)", () => {
  it("reads the shortest decimal that round-trips", () => {
    fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 }), (value) => {
      const read = readNumber(value);
      const expected = decimal(value);
      if (expected.scale > 40 || String(expected.units).length > 40) expect(read).toBeUndefined();
      else expect(decimalText(read?.units ?? 0, read?.scale ?? 0)).toBe(decimalText(expected.units, expected.scale));
    }), { numRuns: 2_000 });
  });

  it.each([Number.NaN, Infinity, "1e300", "", " ", "1,5", null, {}, true])("refuses %s", (value) => {
    expect(readNumber(value)).toBeUndefined();
  });
});

describe("quickQuantity (§6)", () => {
  it("is the exact quantity wherever it answers", () => {
    fc.assert(fc.property(fc.oneof(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), fc.integer({ min: -1e9, max: 1e9 }).map((units) => units / 1e4)), (value) => {
      const quick = quickQuantity(value);
      if (Number.isNaN(quick)) return;
      const exact = readNumber(value) ?? { units: 0, scale: 0 };
      expect(finenessOf({ ...exact, scale: exact.units === 0 ? 0 : trimmed(value) })).toBe(0);
      expect(BigInt(quick)).toBe(BigInt(quantityOf(exact, Math.max(0, exact.scale - 5))) / 10n ** BigInt(Math.max(0, exact.scale - 5)));
    }), { numRuns: 2_000 });
  });

  it("answers for four decimals", () => {
    expect([0.0001, 12.3456, 0.1 + 0.2].map(quickQuantity)).toEqual([360, 44_444_160, Number.NaN]);
  });
});

describe("readInstant (N3)", () => {
  it("reads every usual timestamp as the kernel does", () => {
    fc.assert(fc.property(fc.date({ noInvalidDate: true, min: new Date("1900-01-01T00:00:00Z"), max: new Date("2200-01-01T00:00:00Z") }), (date) => {
      const seconds = Math.floor(date.getTime() / 1_000) * 1_000;
      const text = formatInstant(instant(seconds)).replace(".000Z", "Z");
      expect(readInstant(text)).toBe(seconds);
    }), { numRuns: 2_000 });
  });

  it.each(["2026-02-30T10:00:00Z", "2026-13-01T10:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T10:60:00Z", "2026-01-01T10:00:61Z", "2026-01-0aT10:00:00Z", "2026/01/01T10:00:00Z", "yesterday", "", "2026-01-01T10:00:60Z", "2024-02-29T10:00:00Z"])(
    "judges %s as the kernel does", (text) => expect(readInstant(text)).toBe(parseInstant(text)),
  );

  it("sees offsets", () => {
    expect(["2026-01-05T10:00:00+01:00", "2026-01-05T10:00:00-0130", "2026-01-05T10:00:00Z", "2026-01-05T10:00:00"].map(hasOffset)).toEqual([true, true, false, false]);
  });
});

function trimmed(value: number): number {
  return decimalText(decimal(value).units, decimal(value).scale).split(".")[1]?.length ?? 0;
}
