import { formatInstant, instant, parseInstant, zone, type Instant } from "@cpokit/kernel";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { periodNameOf } from "../periods.ts";
import { contractYear } from "./contract-year.ts";
import { endOfContract } from "./subscription-plan.ts";

const at = (text: string): Instant => parseInstant(text)!;
const AMSTERDAM = "Europe/Amsterdam";
/** The local days on which the first years of a contract begin. */
function beginnings(from: string, timeZone: string, count: number): string[] {
  const days: string[] = [];
  for (let year = contractYear(at(from), at(from), timeZone); days.length < count; year = contractYear(at(from), year.to, timeZone)) days.push(periodNameOf(year.from, timeZone, "day"));
  return days;
}

describe("the years of a contract", () => {
  it("begin on the day on which it began, by the zone", () => {
    expect(beginnings("2026-11-16T14:05:00Z", AMSTERDAM, 3)).toEqual(["2026-11-16", "2027-11-16", "2028-11-16"]);
    // Late on the last of January in UTC is February in Amsterdam.
    expect(beginnings("2026-01-31T23:30:00Z", AMSTERDAM, 3)).toEqual(["2026-02-01", "2027-02-01", "2028-02-01"]);
    expect(beginnings("2026-01-31T23:30:00Z", "UTC", 3)).toEqual(["2026-01-31", "2027-01-31", "2028-01-31"]);
    expect(beginnings("2026-12-31T23:30:00Z", AMSTERDAM, 2)).toEqual(["2027-01-01", "2028-01-01"]);
    expect(formatInstant(contractYear(at("2026-11-16T14:05:00Z"), at("2026-11-16T14:05:00Z"), AMSTERDAM).to)).toBe("2027-11-15T23:00:00.000Z");
  });

  it("that began on 29 February begin on 1 March where there is none, and on 29 February again where there is", () => {
    expect(beginnings("2028-02-29T09:00:00Z", AMSTERDAM, 5)).toEqual(["2028-02-29", "2029-03-01", "2030-03-01", "2031-03-01", "2032-02-29"]);
    expect(beginnings("2028-02-28T23:30:00Z", AMSTERDAM, 2)).toEqual(["2028-02-29", "2029-03-01"]);
    expect(beginnings("2027-02-28T09:00:00Z", AMSTERDAM, 3)).toEqual(["2027-02-28", "2028-02-28", "2029-02-28"]);
  });

  it("begin with the first moment of a day whose midnight is skipped", () => {
    expect(formatInstant(contractYear(at("2017-11-04T12:00:00Z"), at("2018-11-04T12:00:00Z"), "America/Sao_Paulo").from)).toBe("2018-11-04T03:00:00.000Z");
  });

  const moment = fc.integer({ min: at("2020-01-01T00:00:00Z"), max: at("2034-01-01T00:00:00Z") }).map(instant);
  const zones = fc.constantFrom(AMSTERDAM, "UTC", "America/Sao_Paulo", "Pacific/Auckland", "Asia/Kathmandu", "America/Los_Angeles");

  it("follow each other without a gap, each of 364 to 366 days, and hold the moments they are asked for", () => {
    fc.assert(fc.property(moment, moment, zones, (one, other, timeZone) => {
      const [from, when] = [instant(Math.min(one, other)), instant(Math.max(one, other))];
      const year = contractYear(from, when, timeZone);
      expect(year.from <= when && when < year.to).toBe(true);
      expect(contractYear(from, year.to, timeZone)).toMatchObject({ number: year.number + 1, from: year.to });
      const days = (year.to - year.from) / 86_400_000;
      expect(days).toBeGreaterThan(363.9);
      expect(days).toBeLessThan(366.1);
      const [first, begun] = [zone(timeZone).localTime(from), zone(timeZone).localTime(year.from)];
      const isMoved = first.month === 2 && first.day === 29 && !(begun.month === 2);
      expect([begun.month, begun.day]).toEqual(isMoved ? [3, 1] : [first.month, first.day]);
    }), { seed: 29, numRuns: 1_000 });
  });

  it("end with a contract that is cancelled: the running one, and never before the least duration", () => {
    fc.assert(fc.property(moment, moment, zones, fc.nat({ max: 40 }), (one, other, timeZone, leastMonths) => {
      const [from, now] = [instant(Math.min(one, other)), instant(Math.max(one, other))];
      const end = endOfContract({ from, term: "year" }, leastMonths, now, timeZone);
      expect(end).toBeGreaterThan(now);
      const last = contractYear(from, instant(end - 1), timeZone);
      expect(last.to).toBe(end);
      expect(last.number).toBe(Math.max(contractYear(from, now, timeZone).number, Math.ceil(leastMonths / 12)));
    }), { seed: 2_902, numRuns: 500 });
  });
});
