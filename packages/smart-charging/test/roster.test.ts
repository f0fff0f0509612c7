import { dayNumberOf, instant, type Instant } from "@cpokit/kernel";
import { describe, expect, it } from "vitest";
import { checkRoster, defineSite, expectedDay, matchRoster, planDayAhead, readRosterCsv, wishOf, type PastSession, type RosterEntry } from "../src/index.ts";
import { ampsAt, carsAt, depot, run } from "./controller/scene.ts";

const at = (text: string): Instant => instant(Date.parse(text));
const bus = (id: string, changes: Partial<RosterEntry> = {}): RosterEntry => ({ id, vehicle: `HH-BU ${id}`, arrival: at("2026-11-23T18:00:00Z"), departure: at("2026-11-24T05:00:00Z"), energyKWh: 90, ...changes });

describe("matchRoster", () => {
  it("knows a vehicle by any spelling, else the token, and not another vehicle that shows the same card", () => {
    const entries = [bus("1", { token: "04AA" }), bus("2", { token: "04BB" })];
    const when = { evse: "E1", at: at("2026-11-23T18:20:00Z") };
    expect(matchRoster(entries, { ...when, vehicle: "hhbu2" })?.id).toBe("2");
    expect(matchRoster(entries, { ...when, token: "04aa" })?.id).toBe("1");
    expect(matchRoster(entries, { ...when, token: "04AA", vehicle: "HH BU 7" })).toBeUndefined();
    expect(matchRoster(entries, when)).toBeUndefined();
  });

  it("takes the nearest arrival that is not taken, the charging point before it, and nothing far from its plan", () => {
    const entries = [bus("1", { token: "fleet", evse: "E2" }), bus("2", { token: "fleet", arrival: at("2026-11-23T19:00:00Z") })];
    const match = (when: string, evse = "E1", taken: readonly string[] = []) => matchRoster(entries, { evse, at: at(when), token: "fleet" }, { taken: new Set(taken) })?.id;
    expect(match("2026-11-23T18:50:00Z")).toBe("2");
    expect(match("2026-11-23T18:50:00Z", "E2")).toBe("1");
    expect(match("2026-11-23T18:50:00Z", "E1", ["2"])).toBe("1");
    expect(match("2026-11-23T14:00:00Z")).toBeUndefined();
    expect(match("2026-11-24T05:00:00Z")).toBeUndefined();
  });

  it("makes a wish of it: the entry before the class, energy from the state of charge", () => {
    const entry = bus("1", { targetSoc: 80, capacityKWh: 100, priority: 7 });
    const { energyKWh: _energy, ...bySoc } = entry;
    const driver = { id: "fleet", priority: 3, weight: 2, mode: "cheap" as const, guaranteedKWh: 10, limitKW: 40 };
    expect(wishOf({ entry: bySoc, driver, soc: 35 })).toEqual({ mode: "cheap", weight: 2, guaranteedKWh: 10, priority: 7, departure: entry.departure, targetKWh: 50, class: { id: "fleet", limitKW: 40 } });
    expect(wishOf({ entry: bySoc }).targetKWh).toBeCloseTo(55.6, 1);
    expect(wishOf({ entry, soc: 35 }).targetKWh).toBe(90);
    expect(wishOf({ driver: { id: "guest", mode: "pv" } })).toEqual({ mode: "pv" });
  });
});

describe("a roster", () => {
  it("is read from CSV on the wall of the site, with what is wrong named by line and column", () => {
    const text = "\uFEFFid;vehicle;token;arrival;departure;energyKWh;class\r\n1;\"HH-BU \"\"1\"\"\";;2026-11-23 19:00;2026-11-24T06:00:00+01:00;90,5;fleet\r\n\r\n;;04AA;2026-11-23 20:15;2026-11-24 05:00;;\r\n";
    expect(readRosterCsv(text, "Europe/Berlin")).toEqual([
      { id: "1", vehicle: 'HH-BU "1"', arrival: at("2026-11-23T18:00:00Z"), departure: at("2026-11-24T05:00:00Z"), energyKWh: 90.5, class: "fleet" },
      { id: "line 4", token: "04AA", arrival: at("2026-11-23T19:15:00Z"), departure: at("2026-11-24T04:00:00Z") },
    ]);
    expect(readRosterCsv("", "UTC")).toEqual([]);
    // Clocks go from 2:00 to 3:00.
    expect(readRosterCsv("token,arrival,departure\nA,2026-03-29 02:30,2026-03-29 09:00", "Europe/Berlin")[0]!.arrival).toBe(at("2026-03-29T01:30:00Z"));
  });

  it.each([
    ["id,arrival\n1,2026-11-23 07:00", 1, "departure"], ["plate,arrival,departure", 1, "plate"], ["arrival,departure\n2026-11-23 07:00,soon", 2, "departure"],
    ["arrival,departure,energyKWh\n2026-11-23 07:00,2026-11-23 09:00,much", 2, "energyKWh"], ['arrival,departure\n"2026', 2, '"'],
  ])("refuses %j", (text, line, column) => {
    expect(() => readRosterCsv(text, "UTC")).toThrow(expect.objectContaining({ code: "smart-charging.roster-csv", values: { line, column } }));
  });

  it("is checked entry by entry", () => {
    const { vehicle: _vehicle, ...nameless } = bus("2");
    const wrong = [bus("1"), bus("1", { departure: at("2026-11-23T18:00:00Z") }), nameless, bus("4", { evse: "E9", class: "kings" }), bus("5", { energyKWh: -1, targetSoc: 101 })];
    expect(checkRoster(wrong, { evses: new Set(["E1"]), classes: new Set(["fleet"]) }).map(({ entry, field }) => `${entry} ${field}`)).toEqual(["1 id", "1 departure", "2 vehicle", "3 evse", "3 class", "4 energyKWh", "4 targetSoc"]);
    expect(checkRoster([bus("1")])).toEqual([]);
  });
});

describe("classes", () => {
  it("share what their class may take together, wherever they stand, and leave the rest to others", () => {
    const guest = { id: "guest", limitKW: 11.04 };
    const report = run(depot(3, 96, { evse: () => ({ fallbackA: 0 }) }), carsAt(3, (index) => (index < 2 ? { wish: { class: guest } } : {})), 10);
    expect(ampsAt(report, 8)).toEqual({ T1: 8, T2: 8, T3: 32 });
    expect(report.why["T1"]).toContain("all cars of its class together may take no more");
  });
});

describe("expectedDay and planDayAhead", () => {
  const site = defineSite(depot(3, 40));
  const monday = dayNumberOf(2026, 11, 23);
  const past = (weeksAgo: number, time: string, changes: Partial<PastSession> = {}): PastSession => {
    const from = instant(at(`2026-11-23T${time}:00+01:00`) - weeksAgo * 7 * 86_400_000);
    return { evse: "E1", from, to: instant(from + 8 * 3_600_000), kWh: 20, ...changes };
  };
  const history = [
    ...[1, 2, 3, 4].map((week) => past(week, `0${6 + (week % 2)}:30`, { token: "anna", evse: "E2", kWh: 10 + week })),
    past(1, "09:00", { token: "once" }), past(2, "10:00"), past(3, "11:00"), past(4, "12:00"),
    { ...past(1, "13:00"), from: at("2026-11-20T13:00:00Z"), to: at("2026-11-20T15:00:00Z") },
  ];
  const input = { site, dayNumber: monday, timeZone: "Europe/Berlin", history, roster: [bus("1"), bus("9", { arrival: at("2026-11-25T18:00:00Z"), departure: at("2026-11-25T20:00:00Z") })] };

  it("has the roster, the regulars at their usual time, and as many strangers as usual", () => {
    const day = expectedDay(input);
    expect([day.from, day.to]).toEqual([at("2026-11-22T23:00:00Z"), at("2026-11-23T23:00:00Z")]);
    expect(day.sessions.map(({ id, because, evse, arrival, energyKWh }) => [id, because, evse, new Date(arrival).toISOString().slice(11, 16), energyKWh])).toEqual([
      ["regular anna", "regular", "E2", "06:00", 12.5], ["typical 1", "typical", "E1", "10:00", 20], ["1", "roster", "E1", "18:00", 90],
    ]);
    expect(day.unplaced).toEqual([]);
    expect(expectedDay({ site, dayNumber: monday, timeZone: "UTC" }).sessions).toEqual([]);
  });

  it("says who finds no place", () => {
    const roster = ["1", "2", "3", "4"].map((id) => bus(id));
    const { sessions, unplaced } = expectedDay({ ...input, history: [], roster });
    expect([sessions.map(({ evse }) => evse), unplaced.map(({ id }) => id)]).toEqual([["E1", "E2", "E3"], ["4"]]);
  });

  it("plans the day until the last car leaves, also on a day of 23 hours", () => {
    const { plan, sessions, from, to } = planDayAhead(input);
    expect(plan.slots).toBe((at("2026-11-24T05:00:00Z") - from) / 900_000);
    expect(to - from).toBe(86_400_000);
    expect(plan.cars.map(({ deliveredKWh }) => deliveredKWh)).toEqual(sessions.map(({ energyKWh }) => expect.closeTo(energyKWh, 1) as number));
    expect(plan.shortfalls).toEqual([]);
    const short = planDayAhead({ ...input, dayNumber: dayNumberOf(2026, 3, 29), history: [], roster: [] });
    expect(short.plan.slots).toBe(92);
  });
});
