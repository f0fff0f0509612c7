import { parseInstant } from "@cpokit/kernel";
import { assert, constant, constantFrom, integer, oneof, property, tuple } from "fast-check";
import { describe, expect, it } from "vitest";
import { BAD_DATE_TIMES, GOOD_DATE_TIMES } from "../../test/differential/payloads.ts";
import { isDateTimeOfOracle } from "../../test/differential/oracle.ts";
import { isDateTime } from "./date-time.ts";

describe("isDateTime", () => {
  it.each(GOOD_DATE_TIMES)("accepts %j", (text) => {
    expect(isDateTime(text)).toBe(true);
  });

  it.each(BAD_DATE_TIMES)("refuses %j", (text) => {
    expect(isDateTime(text)).toBe(false);
  });

  it("judges like ajv-formats 3, and the kernel reads all that it accepts", () => {
    const digits = integer({ min: 0, max: 99 }).map((number) => String(number).padStart(2, "0"));
    const text = tuple(
      constantFrom("20", "19", "00", "2", "x0"), constantFrom("24", "26", "00", "6"), constantFrom("-", "/", ""),
      constantFrom("01", "02", "06", "12", "13", "00"), constantFrom("-", ":"), constantFrom("01", "28", "29", "30", "31", "32", "00"),
      constantFrom("T", "t", " ", "  ", "\t", "_"), constantFrom("00", "23", "24", "5"), constant(":"), constantFrom("00", "59", "60"), constant(":"),
      constantFrom("00", "59", "60", "61"), constantFrom("", ".", ".0", ".123456789", ",5"),
      oneof(constantFrom("Z", "z", "", "+", "+02", "-0530", "+00:00", "+18:00", "+18:01", "-5:00", "ZZ"), digits.map((hour) => `+${hour}:00`), digits.map((minute) => `-23:${minute}`)),
    ).map((pieces) => pieces.join(""));
    assert(property(text, (candidate) => {
      expect(isDateTime(candidate)).toBe(isDateTimeOfOracle(candidate));
      if (isDateTime(candidate)) expect(parseInstant(candidate)).toBeDefined();
    }), { numRuns: 5_000, seed: 17 });
  });
});
