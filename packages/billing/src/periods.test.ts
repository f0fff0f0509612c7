import { formatInstant, parseInstant } from "@cpokit/kernel";
import { describe, expect, it } from "vitest";
import { period, periodNameOf } from "./periods.ts";

describe("period", () => {
  it("is a month or a day on the wall of its zone", () => {
    const texts = (name: string, zone: string) => [period(name, zone).from, period(name, zone).to].map(formatInstant);
    expect(texts("2026-11", "Europe/Amsterdam")).toEqual(["2026-10-31T23:00:00.000Z", "2026-11-30T23:00:00.000Z"]);
    expect(texts("2026-12", "UTC")).toEqual(["2026-12-01T00:00:00.000Z", "2027-01-01T00:00:00.000Z"]);
    expect(texts("2026-10-25", "Europe/Amsterdam")).toEqual(["2026-10-24T22:00:00.000Z", "2026-10-25T23:00:00.000Z"]); // 25 hours
    expect(texts("2026-03-29", "Europe/Amsterdam")).toEqual(["2026-03-28T23:00:00.000Z", "2026-03-29T22:00:00.000Z"]); // 23 hours
    expect(texts("2018-11-04", "America/Sao_Paulo")).toEqual(["2018-11-04T03:00:00.000Z", "2018-11-05T02:00:00.000Z"]); // midnight is skipped
  });

  it("refuses what is no month and no day", () => {
    for (const name of ["2026", "2026-13", "2026-00", "2026-02-30", "26-11", "2026-11-16T00", ""]) expect(() => period(name, "UTC")).toThrow(expect.objectContaining({ code: "billing.period" }));
    expect(() => period("2026-11", "Europe/Atlantis")).toThrow(expect.objectContaining({ code: "kernel.time-zone" }));
  });

  it("follows the one before without a gap", () => {
    const names = ["2026-01", "2026-02", "2026-03", "2026-04", "2026-10", "2026-11", "2026-12"];
    for (const name of names) {
      const next = period(name, "Europe/Lisbon").to;
      expect(period(periodNameOf(next, "Europe/Lisbon", "month"), "Europe/Lisbon").from).toBe(next);
    }
    expect(periodNameOf(parseInstant("2026-11-30T23:30:00Z")!, "Europe/Amsterdam", "day")).toBe("2026-12-01");
  });
});
