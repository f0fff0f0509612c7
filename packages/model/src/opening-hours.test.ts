import { instant, type Instant } from "@cpokit/kernel";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openAt, OpeningHours, openSpans } from "./opening-hours.ts";

const at = (text: string): Instant => instant(Date.parse(text));
const shop: OpeningHours = { twentyFourSeven: false, regular: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, begin: "08:00", end: "20:00" })) };
const AMSTERDAM = "Europe/Amsterdam";

describe("opening hours", () => {
  it.each([
    ["a Monday morning", "2026-11-23T06:59:00Z", false, "2026-11-23T07:00:00Z"],
    ["the minute it opens", "2026-11-23T07:00:00Z", true, "2026-11-23T19:00:00Z"],
    ["the minute it closes", "2026-11-23T19:00:00Z", false, "2026-11-24T07:00:00Z"],
    ["a Saturday", "2026-11-21T12:00:00Z", false, "2026-11-23T07:00:00Z"],
    ["a summer day, one hour earlier in UTC", "2026-07-06T06:00:00Z", true, "2026-07-06T18:00:00Z"],
  ])("are read on the wall of the location: %s", (_, moment, isOpen, until) => {
    expect(openAt(shop, AMSTERDAM, at(moment))).toEqual({ isOpen, until: at(until) });
  });

  it("are open for ever where nothing closes them, and say so by no end", () => {
    expect(openAt({ twentyFourSeven: true }, AMSTERDAM, at("2026-11-23T07:00:00Z"))).toEqual({ isOpen: true });
    expect(openAt({ twentyFourSeven: false }, AMSTERDAM, at("2026-11-23T07:00:00Z"))).toEqual({ isOpen: false });
  });

  it("join what touches: an evening and the night after it", () => {
    const night: OpeningHours = { twentyFourSeven: false, regular: [{ weekday: 5, begin: "18:00", end: "24:00" }, { weekday: 6, begin: "00:00", end: "02:00" }] };
    expect(openSpans(night, AMSTERDAM, at("2026-11-20T00:00:00Z"), at("2026-11-22T00:00:00Z"))).toEqual([{ from: at("2026-11-20T17:00:00Z"), to: at("2026-11-21T01:00:00Z") }]);
  });

  it("let exceptional closings win over openings", () => {
    const holiday: OpeningHours = {
      ...shop,
      exceptionalOpenings: [{ from: "2026-11-22T11:00", to: "2026-11-22T15:00" }],
      exceptionalClosings: [{ from: "2026-11-22T13:00", to: "2026-11-22T14:00" }],
    };
    expect(openSpans(holiday, AMSTERDAM, at("2026-11-22T00:00:00Z"), at("2026-11-23T00:00:00Z"))).toEqual([
      { from: at("2026-11-22T10:00:00Z"), to: at("2026-11-22T12:00:00Z") }, { from: at("2026-11-22T13:00:00Z"), to: at("2026-11-22T14:00:00Z") },
    ]);
  });

  it("open at the first minute after a gap of the clock", () => {
    const early: OpeningHours = { twentyFourSeven: false, regular: [{ weekday: 7, begin: "02:30", end: "05:00" }] };
    expect(openSpans(early, AMSTERDAM, at("2026-03-28T23:00:00Z"), at("2026-03-29T12:00:00Z"))).toEqual([{ from: at("2026-03-29T01:00:00Z"), to: at("2026-03-29T03:00:00Z") }]);
  });

  it.each([
    [{ twentyFourSeven: false, regular: [{ weekday: 8, begin: "08:00", end: "09:00" }] }, ["regular", 0, "weekday"]],
    [{ twentyFourSeven: false, regular: [{ weekday: 1, begin: "8:00", end: "09:00" }] }, ["regular", 0, "begin"]],
    [{ twentyFourSeven: false, regular: [{ weekday: 1, begin: "18:00", end: "02:00" }] }, ["regular", 0, "end"]],
    [{ twentyFourSeven: true, exceptionalClosings: [{ from: "2026-12-25T00:00", to: "2026-12-25T00:00" }] }, ["exceptionalClosings", 0, "to"]],
    [{ twentyFourSeven: true, exceptionalClosings: [{ from: "tomorrow", to: "2026-12-25T00:00" }] }, ["exceptionalClosings", 0, "from"]],
  ])("name the field that is wrong", (hours, path) => {
    expect(OpeningHours.safeParse(hours).error?.issues[0]?.path).toEqual(path);
  });

  it("agree: a moment is open exactly where it lies in a span", () => {
    const times = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 1, max: 24 })).filter(([begin, end]) => begin < end)
      .map(([begin, end]) => ({ begin: `${String(begin).padStart(2, "0")}:00`, end: `${String(end).padStart(2, "0")}:00` }));
    const weeks = fc.array(fc.tuple(fc.integer({ min: 1, max: 7 }), times).map(([weekday, time]) => ({ weekday, ...time })), { maxLength: 14 });
    const from = at("2026-10-20T00:00:00Z");
    fc.assert(fc.property(weeks, fc.integer({ min: 0, max: 10 * 24 * 60 }), (regular, minutes) => {
      const hours: OpeningHours = { twentyFourSeven: false, regular };
      const moment = instant(from + minutes * 60_000);
      const spans = openSpans(hours, AMSTERDAM, from, instant(from + 11 * 86_400_000));
      expect(openAt(hours, AMSTERDAM, moment).isOpen).toBe(spans.some((span) => span.from <= moment && moment < span.to));
    }));
  });
});
