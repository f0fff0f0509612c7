import { instant, type Instant } from "@cpokit/kernel";
import { describe, expect, it } from "vitest";
import { checkRosterCsv, clearSkyKW, createWeekHabit, defineSite, expectedPeak, outlook, plan, readSeriesCsv, spansOf, sunAt, toForecast, toPlanInput, type OutlookSources, type SolarPlant } from "../src/index.ts";
import { createCar } from "../src/controller/car.ts";
import { planQuestion } from "../src/controller/planning.ts";
import { depot } from "./controller/scene.ts";

const at = (text: string): Instant => instant(Date.parse(text));
const amsterdam = { latitude: 52.37, longitude: 4.89 };
const roof: SolarPlant = { ...amsterdam, peakKW: 10 };
const HOUR = 3_600_000;

describe("the sun", () => {
  // Elevations at noon follow from 90° - latitude ± 23.44°; rise and set as almanacs have them.
  it.each([
    ["2026-06-21T11:42:00Z", 61.07, 180], ["2026-12-21T11:39:00Z", 14.19, 180], ["2026-06-21T03:21:00Z", -0.6, 48], ["2026-12-21T07:48:00Z", -0.6, 129], ["2026-06-21T19:58:00Z", 0, 311],
  ])("stands at %s %f° high, %f° from north", (moment, elevation, azimuth) => {
    const sun = sunAt(at(moment), amsterdam);
    expect(Math.abs(sun.elevation - elevation)).toBeLessThan(0.7);
    expect(Math.abs(sun.azimuth - azimuth)).toBeLessThan(2);
  });

  it("gives a plant nothing at night, most of its size at noon, more to a steep one in winter, and never more than the inverter takes", () => {
    expect(clearSkyKW(roof, at("2026-06-21T23:00:00Z"))).toBe(0);
    const noon = clearSkyKW(roof, at("2026-06-21T11:42:00Z"));
    expect([noon > 7.5, noon < 9]).toEqual([true, true]);
    expect(clearSkyKW({ ...roof, maxKW: 6 }, at("2026-06-21T11:42:00Z"))).toBe(6);
    const winter = (tilt: number) => clearSkyKW({ ...roof, tilt }, at("2026-12-21T11:39:00Z"));
    expect([winter(60) > winter(30), winter(30) > 1.5 * winter(0)]).toEqual([true, true]);
    const south = { ...roof, latitude: -33.9, longitude: 18.4 };
    expect(clearSkyKW(south, at("2026-06-21T10:45:00Z"))).toBeGreaterThan(clearSkyKW({ ...south, azimuth: 180 }, at("2026-06-21T10:45:00Z")));
  });
});

describe("the habit of a week", () => {
  const days = (count: number, kWOf: (moment: Instant) => number) => {
    const habit = createWeekHabit("Europe/Amsterdam");
    // From Monday 23 November 2026 on.
    for (let time = at("2026-11-22T23:00:00Z"); time < at("2026-11-22T23:00:00Z") + count * 24 * HOUR; time = instant(time + 300_000)) habit.read(kWOf(time), time);
    return habit;
  };

  it("is what was measured at that time of the week; on days of which nothing is known, what is usual on days of their kind", () => {
    const habit = days(1, (time) => (new Date(time).getUTCHours() === 9 ? 20 : 5));
    expect(habit.expected(at("2026-11-30T09:10:00Z"))).toBe(20);
    expect(habit.expected(at("2026-12-01T09:10:00Z"))).toBe(20);
    expect(habit.expected(at("2026-12-05T03:00:00Z"))).toBe(5);
    expect(createWeekHabit("UTC").expected(at("2026-12-05T03:00:00Z"))).toBeUndefined();
    const weekend = days(6, (time) => (new Date(time).getUTCDate() === 28 ? 2 : 8));
    expect(weekend.expected(at("2026-11-29T12:00:00Z"))).toBe(2);
  });

  it("follows the weeks, says when there is something to keep, and goes on after a restart", () => {
    const habit = days(7, () => 10);
    const later = createWeekHabit("Europe/Amsterdam", JSON.parse(JSON.stringify(habit.kept())) as ReturnType<typeof habit.kept>);
    const monday = at("2026-11-30T09:00:00Z");
    expect([later.read(20, monday), later.read(20, instant(monday + 300_000)), later.read(Number.NaN, monday), later.read(20, instant(monday + 900_000))]).toEqual([false, false, false, true]);
    expect(later.expected(monday)).toBe(13);
  });
});

describe("a series", () => {
  it("is read from CSV; each value holds until the next", () => {
    const points = readSeriesCsv('\uFEFFwatts;at\r\n1000;2026-12-01T10:00:00Z\r\n"2500,5";2026-12-01T11:15:00+01:00\r\n', "watts");
    expect(spansOf(points)).toEqual([
      { from: at("2026-12-01T10:00:00Z"), to: at("2026-12-01T10:15:00Z"), value: 1_000 }, { from: at("2026-12-01T10:15:00Z"), to: at("2026-12-01T10:30:00Z"), value: 2_500.5 },
    ]);
    expect(spansOf([{ at: at("2026-12-01T10:00:00Z"), value: 1 }])[0]!.to).toBe(at("2026-12-01T11:00:00Z"));
    expect(spansOf([])).toEqual([]);
  });

  it.each([
    ["", 1, "columns"], ["at,kw\n", 1, "columns"], ["at,watts\n2026-12-01 10:00,1", 2, "moment"], ["at,watts\n2026-12-01T10:00:00Z,", 2, "number"], ["at,watts\n2026-12-01T10:00:00Z,1\n2026-12-01T10:00:00Z,2", 3, "order"], ['at,watts\n"2026', 2, "quote"],
  ])("refuses %j", (text, line, rule) => {
    expect(() => readSeriesCsv(text, "watts")).toThrow(expect.objectContaining({ code: "smart-charging.series-csv", values: { line, rule } }));
  });
});

describe("an outlook", () => {
  const noon = at("2026-06-21T11:00:00Z");
  const question = { from: noon, to: instant(noon + 4 * HOUR), timeZone: "Europe/Amsterdam" };
  const week = Array.from({ length: 168 }, (_, hour) => hour);

  it("has PV by the sun: as the sky is now, then as usual; the building of that hour of the week, and the price of the day before where none is named", () => {
    const sources: OutlookSources = { pv: { plant: roof, usualShare: 0.5 }, building: { week }, prices: [{ from: instant(noon - 24 * HOUR), to: instant(noon - 22 * HOUR), price: 0.2 }, { from: noon, to: instant(noon + HOUR), price: 0.3 }] };
    const slots = outlook(sources, question);
    expect(slots).toHaveLength(16);
    // Sunday, 13:00 on the wall.
    expect(slots.map(({ buildingKW }) => buildingKW).filter((_, place) => place % 4 === 0)).toEqual([157, 158, 159, 160]);
    expect([slots[0], slots[4], slots[8]].map((slot) => [slot!.price, slot!.isPriceGuessed])).toEqual([[0.3, undefined], [0.2, true], [undefined, undefined]]);
    const usual = slots.map(({ generationKW }) => generationKW!);
    const clear = clearSkyKW(roof, instant(noon + 450_000));
    expect(usual[0]).toBeCloseTo(clear / 2, 5);
    const cloudy = outlook(sources, { ...question, measured: { at: noon, generationKW: 0 } }).map(({ generationKW }) => generationKW!);
    expect(cloudy[0]).toBeLessThan(0.001);
    expect(cloudy[15]! / usual[15]!).toBeCloseTo(1 - Math.exp(-15 / 12), 5);
    // At night the plant says nothing of the sky.
    expect(outlook(sources, { ...question, measured: { at: at("2026-06-21T00:00:00Z"), generationKW: 0 } })[0]!.generationKW).toBeCloseTo(usual[0]!, 5);
  });

  it("goes to the controller as spans and to a plan by slots", () => {
    const series = [{ from: noon, to: instant(noon + HOUR), kW: 6 }];
    const slots = outlook({ pv: { series }, building: { series: [{ from: noon, to: instant(noon + 2 * HOUR), kW: 6.9 }] }, prices: [{ from: noon, to: instant(noon + 4 * HOUR), price: 0.25 }] }, question);
    expect(toForecast(slots)).toEqual({ forecast: { generation: series, building: [{ from: noon, to: instant(noon + 2 * HOUR), kW: 6.9 }] }, prices: [{ from: noon, to: question.to, price: 0.25 }] });
    const site = defineSite(depot(1, 40));
    const { prices, surplus, loads } = toPlanInput(site, slots);
    expect([prices!.length, surplus!.kW[0], surplus!.kW[4], surplus!.kW[8]]).toEqual([16, expect.closeTo(-0.9, 6), -6.9, 0]);
    expect((loads!["grid"] as readonly { readonly l1: number }[])[0]!.l1).toBeCloseTo(10, 6);
    expect([toForecast([]), toPlanInput(site, [])]).toEqual([{ forecast: {}, prices: [] }, { prices: [] }]);
    expect(toPlanInput(site, [...slots, { from: question.to, to: instant(question.to + HOUR) }]).prices).toBeUndefined();
  });

  it("says what peak a plan and the building together will come to", () => {
    const site = defineSite(depot(1, 40));
    const slots = outlook({ building: { series: [{ from: noon, to: instant(noon + HOUR), kW: 3 }, { from: instant(noon + HOUR), to: question.to, kW: 10 }] } }, question);
    const made = plan({ site, from: noon, prices: slots.map((_, slot) => (slot < 4 ? 1 : 2)), cars: [{ id: "1", evse: "E1", departure: question.to, energyKWh: 11 }] });
    const charging = Math.max(...made.siteKW);
    expect(expectedPeak(made, slots).kW).toBeCloseTo(Math.max(charging + 3, 10), 6);
    expect(expectedPeak(made, [], { buildingKW: 20, generationKW: 5 })).toEqual({ kW: expect.closeTo(charging + 15, 6) as number, at: noon });
  });

  it("leaves what is reserved for sockets beside the building that is forecast", () => {
    const site = defineSite(depot(2, 60));
    const car = createCar({ transaction: "T1", reference: "T1", evse: "E1", startedAt: noon, wish: { targetKWh: 10, departure: question.to }, hasId: true });
    const { loads } = planQuestion({
      site, cars: [car], now: noon, slotMinutes: 15, prices: [], signals: [], loads: {}, reserves: { l1: 6, l2: 6, l3: 6 }, forecast: { building: [{ from: noon, to: question.to, kW: 6.9 }] },
    })!;
    expect((loads!["grid"] as readonly { readonly l1: number }[])[1]!.l1).toBeCloseTo(16, 6);
  });
});

describe("a roster as CSV", () => {
  it("is checked whole: every line with everything that is wrong with it", () => {
    const text = "id,token,arrival,departure,energyKWh,evse\n1,A,2026-11-23 08:00,2026-11-23 17:00,10,E1\n1,,soon,,much,E9\n2,,2026-11-23 09:00,2026-11-23 08:00,-1,E9\n1,C,2026-11-23 08:00,2026-11-23 17:00,1,E1\n";
    const lines = checkRosterCsv(text, "Europe/Amsterdam", { evses: new Set(["E1"]) });
    expect(lines.map(({ line, entry, problems }) => [line, entry?.id, problems.map(({ column, rule }) => `${column} ${rule}`)])).toEqual([
      [2, "1", []], [3, undefined, ["arrival moment", "departure empty", "energyKWh number"]], [4, "2", ["vehicle who", "departure order", "energyKWh range", "evse known"]], [5, "1", ["id unique"]],
    ]);
    expect(checkRosterCsv("plate,arrival\nX,2026-11-23 08:00", "UTC")).toMatchObject([{ line: 1, problems: [{ column: "plate", rule: "column" }, { column: "departure", rule: "missing" }] }]);
    expect(checkRosterCsv('token,arrival,departure\n"A', "UTC")).toMatchObject([{ line: 2, problems: [{ rule: "quote" }] }]);
  });
});
