import { formatInstant, instant } from "@cpokit/kernel";
import { describe, expect, it } from "vitest";
import { calendarLimits, checkCalendar, plan, type LimitCalendar } from "../../src/index.ts";
import { even } from "../random.ts";
import { ampsAt, carsAt, depot, minute, run, START } from "./scene.ts";

const at = (text: string) => instant(Date.parse(text));
const spans = (calendar: LimitCalendar, from: string, to: string) => calendarLimits(calendar, at(from), at(to)).map(({ from: begin, to: end, ...limit }) => [formatInstant(begin).slice(0, 16), formatInstant(end).slice(0, 16), limit.importKW ?? limit.importA?.l1 ?? limit.exportKW]);
const berlin = (weekly: LimitCalendar["weekly"], exceptions: LimitCalendar["exceptions"] = []): LimitCalendar => ({ timeZone: "Europe/Berlin", weekly, exceptions });
const WORKDAYS = [1, 2, 3, 4, 5];

describe("limits by calendar (smart-charging §12)", () => {
  it("hold on their weekdays, on the wall of the site", () => {
    const evening = berlin([{ days: WORKDAYS, from: "17:00", to: "20:00", importKW: 30 }]);
    // Friday to Monday.
    expect(spans(evening, "2026-11-20T00:00:00Z", "2026-11-24T00:00:00Z")).toEqual([["2026-11-20T16:00", "2026-11-20T19:00", 30], ["2026-11-23T16:00", "2026-11-23T19:00", 30]]);
  });

  it("may run over midnight, and belong to the day on which they begin", () => {
    expect(spans(berlin([{ days: [7], from: "22:00", to: "06:00", importA: even(20) }]), "2026-11-23T00:00:00Z", "2026-11-23T12:00:00Z")).toEqual([["2026-11-22T21:00", "2026-11-23T05:00", 20]]);
  });

  it("without times hold all day, 23 hours when summer time begins and 25 when it ends", () => {
    const sundays = berlin([{ days: [7], exportKW: 5 }]);
    expect(spans(sundays, "2026-03-29T12:00:00Z", "2026-03-29T13:00:00Z")).toEqual([["2026-03-28T23:00", "2026-03-29T22:00", 5]]);
    expect(spans(sundays, "2026-10-25T12:00:00Z", "2026-10-25T13:00:00Z")).toEqual([["2026-10-24T22:00", "2026-10-25T23:00", 5]]);
  });

  it("DST: a time that is skipped is the next that there is; of one that comes twice, the limit holds for both", () => {
    expect(spans(berlin([{ days: [7], from: "02:30", to: "04:00", importKW: 1 }]), "2026-03-29T00:00:00Z", "2026-03-29T05:00:00Z")).toEqual([["2026-03-29T01:00", "2026-03-29T02:00", 1]]);
    expect(spans(berlin([{ days: [7], from: "02:15", to: "02:45", importKW: 1 }]), "2026-10-25T00:00:00Z", "2026-10-25T05:00:00Z")).toEqual([["2026-10-25T00:15", "2026-10-25T01:45", 1]]);
  });

  it("give way to those of a date, which may be none", () => {
    const calendar = berlin([{ days: [1, 2, 3, 4, 5, 6, 7], from: "08:00", to: "09:00", importKW: 30 }], [{ from: "2026-12-24", to: "2026-12-25", limits: [] }, { from: "2026-12-26", limits: [{ from: "10:00", to: "11:00", importKW: 5 }] }]);
    expect(spans(calendar, "2026-12-23T00:00:00Z", "2026-12-28T00:00:00Z").map(([from, , kW]) => [from, kW])).toEqual([["2026-12-23T07:00", 30], ["2026-12-26T09:00", 5], ["2026-12-27T07:00", 30]]);
  });

  it.each<[string, Partial<LimitCalendar>]>([
    ["weekly[0].days", { weekly: [{ days: [0], importKW: 1 }] }],
    ["weekly[0].days", { weekly: [{ days: [], importKW: 1 }] }],
    ["weekly[1].from", { weekly: [{ days: [1], importKW: 1 }, { days: [1], from: "25:00", importKW: 1 }] }],
    ["weekly[0].to", { weekly: [{ days: [1], to: "7 pm", importKW: 1 }] }],
    ["weekly[0].node", { weekly: [{ days: [1], node: "cellar", importKW: 1 }] }],
    ["weekly[0]", { weekly: [{ days: [1] }] }],
    ["weekly[0].importA.l2", { weekly: [{ days: [1], importA: { l1: 1, l2: -1, l3: 1 } }] }],
    ["exceptions[0].from", { exceptions: [{ from: "2026-02-30", limits: [] }] }],
    ["exceptions[0].to", { exceptions: [{ from: "2026-02-20", to: "2026-02-19", limits: [] }] }],
    ["exceptions[0].limits[0].exportKW", { exceptions: [{ from: "2026-02-20", limits: [{ exportKW: Number.NaN }] }] }],
  ])("name %s where they cannot be used", (path, change) => {
    expect(checkCalendar({ ...berlin([]), ...change }, depot(1, 40))[0]).toMatchObject({ path });
  });
});

describe("the controller", () => {
  const wall = (minutes: number): string => new Date(minute(minutes)).toISOString().slice(11, 16);
  const daily = (from: number, to: number, amps: number): LimitCalendar => ({ timeZone: "UTC", weekly: [{ days: [1, 2, 3, 4, 5, 6, 7], from: wall(from), to: wall(to), importA: even(amps) }] });
  const NO_FALLBACK = { evse: () => ({ fallbackA: 0 }) };
  /** The first whole minute of the scene. */
  const offset = (60_000 - (START % 60_000)) / 60_000;

  it("keeps its cars below what the calendar says, as long as it says it", () => {
    const report = run(depot(2, 60, NO_FALLBACK), carsAt(2), 40, { calendar: daily(10 + offset, 20 + offset, 20) });
    expect(ampsAt(report, 8)).toEqual({ T1: 30, T2: 30 });
    expect(ampsAt(report, 15)).toEqual({ T1: 10, T2: 10 });
    expect(ampsAt(report, 30)).toEqual({ T1: 30, T2: 30 });
    expect(report.overloads.every(({ seconds }) => seconds <= 15)).toBe(true);
  });

  it("plans around a limit that is to come", () => {
    const prices = [{ from: minute(0), to: minute(60), price: 0.5 }, { from: minute(60), to: minute(120), price: 0.1 }, { from: minute(120), to: minute(1_440), price: 0.3 }];
    const car = carsAt(1, () => ({ energyKWh: 15, departure: minute(240), wish: { mode: "cheap", targetKWh: 15, departure: minute(240) } }));
    const free = run(depot(1, 60, NO_FALLBACK), car, 200, { prices, plan });
    const shut = run(depot(1, 60, NO_FALLBACK), car, 200, { prices, plan, calendar: daily(50, 130, 0) });
    expect(ampsAt(free, 90)["T1"]).toBeGreaterThan(10);
    expect(ampsAt(shut, 90)["T1"]).toBe(0);
    expect(ampsAt(shut, 150)["T1"]).toBeGreaterThan(10);
    expect(shut.deliveredKWh["T1"]).toBeGreaterThanOrEqual(15);
  });

  it("refuses a calendar below which the fallbacks do not fit, and one that names what is not there", () => {
    expect(() => run(depot(2, 60), [], 1, { calendar: daily(10, 20, 10) })).toThrow(expect.objectContaining({ code: "smart-charging.commission" }));
    expect(() => run(depot(2, 60), [], 1, { calendar: { timeZone: "UTC", weekly: [{ days: [1], node: "cellar", importKW: 1 }] } })).toThrow(expect.objectContaining({ code: "smart-charging.calendar", values: expect.objectContaining({ path: "weekly[0].node" }) }));
    expect(() => run(depot(2, 60), [], 1, { calendar: { timeZone: "Mars/Olympus", weekly: [] } })).toThrow(expect.objectContaining({ code: "kernel.time-zone" }));
  });
});
