import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatInstant, instant, parseInstant } from "./instant.ts";

describe("parseInstant", () => {
  it.each([
    ["2026-11-21T09:30:00Z", "2026-11-21T09:30:00.000Z"],
    ["2026-11-21T09:30:00.123456Z", "2026-11-21T09:30:00.123Z"],
    ["2026-11-21T09:30:00.045Z", "2026-11-21T09:30:00.045Z"],
    ["2026-11-30T23:59:59.999Z", "2026-11-30T23:59:59.999Z"],
    ["2026-11-21T09:30:00.5Z", "2026-11-21T09:30:00.500Z"],
    ["2026-11-21T09:30:00", "2026-11-21T09:30:00.000Z"],
    ["2026-11-21 09:30:00", "2026-11-21T09:30:00.000Z"],
    ["2026-11-21T09:30:00+02:00", "2026-11-21T07:30:00.000Z"],
    ["2026-11-21T09:30:00+02", "2026-11-21T07:30:00.000Z"],
    ["2026-11-21T09:30:00-0530", "2026-11-21T15:00:00.000Z"],
    ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"],
    ["2026-12-31T23:59:60Z", "2027-01-01T00:00:00.000Z"],
    ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"],
  ])("reads %s", (text, expected) => {
    expect(formatInstant(parseInstant(text)!)).toBe(expected);
  });

  it.each(["", "2026-11-21", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-11-21T24:00:00Z", "2026-11-21T09:60:00Z", "tomorrow", "2026-11-21T09:30:00+19:00", "2026-00-21T09:30:00Z", "2026-11-2aT09:30:00Z", "2026-11-21T09:30:00.12aZ", "2026-11-21T09:30:00,123Z"])(
    "refuses %s",
    (text) => expect(parseInstant(text)).toBeUndefined(),
  );

  it("reads back what it wrote", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 253_402_300_799_999 }), (time) => {
        expect(parseInstant(formatInstant(instant(time)))).toBe(time);
      }),
    );
  });

  it("refuses moments that are none", () => {
    expect(() => instant(1.5)).toThrow(expect.objectContaining({ code: "kernel.instant" }));
    expect(() => instant(NaN)).toThrow(expect.objectContaining({ code: "kernel.instant" }));
  });
});
