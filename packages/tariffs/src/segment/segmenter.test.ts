import { instant, parseInstant, watts, wh, type Instant } from "@cpokit/kernel";
import { describe, expect, it } from "vitest";
import { compile, createSegmenter, price, segment, type MeterSample, type OcpiTariff } from "@cpokit/tariffs";

const at = (text: string): Instant => parseInstant(text) ?? instant(Number.NaN);
const sample = (time: string, energy: number, power?: number): MeterSample => ({ at: at(time), energy: wh(energy), ...(power === undefined ? {} : { power: watts(power) }) });
const tariff = (elements: OcpiTariff["elements"]) => compile({ id: "T", currency: "EUR", elements }, { version: "2.2.1" });
const kwh = (price: number, restrictions?: OcpiTariff["elements"][number]["restrictions"]): OcpiTariff["elements"][number] => ({
  price_components: [{ type: "ENERGY", price, step_size: 1 }], restrictions,
});

describe("segment", () => {
  it("keeps one period when no answer can change, whatever the number of samples (G1)", () => {
    const samples = Array.from({ length: 60 }, (_, minute) => sample(`2026-01-05T10:${String(minute).padStart(2, "0")}:00Z`, 5_000 + minute * 100));
    const session = segment({ start: at("2026-01-05T10:00:00Z"), end: at("2026-01-05T10:59:00Z"), samples, tariffs: [tariff([kwh(0.5)])] });
    expect(session.periods).toEqual([
      { start: at("2026-01-05T10:00:00Z"), dimensions: [{ type: "ENERGY", volume: "5.9" }, { type: "TIME", volume: "0.9833" }], tariffId: "T", energy: 5_900, interpolated: false },
    ]);
    expect(session).toMatchObject({ energy: 5_900, needsReview: false, warnings: [] });
  });

  it("cuts at local window edges between two samples, on the line between them, to the Wh (G1, G2)", () => {
    // 17:00 in Amsterdam is 16:00Z; a third of the hour's 10 000 Wh has flowed.
    const session = segment({
      start: at("2026-01-05T15:40:00Z"), end: at("2026-01-05T16:40:00Z"), timeZone: "Europe/Amsterdam",
      samples: [sample("2026-01-05T15:40:00Z", 1), sample("2026-01-05T16:40:00Z", 10_001)],
      tariffs: [tariff([kwh(0.8, { start_time: "17:00", end_time: "22:00" }), kwh(0.5)])],
    });
    expect(session.periods.map((period) => [period.start, period.energy, period.interpolated])).toEqual([
      [at("2026-01-05T15:40:00Z"), 3_333, false], [at("2026-01-05T16:00:00Z"), 6_667, true],
    ]);
  });

  it("cuts where the energy crosses a limit, so that the next period starts behind it (G1, R5)", () => {
    const tiers = tariff([kwh(0.3, { max_kwh: 2 }), kwh(0.6)]);
    const session = segment({
      start: at("2026-01-05T10:00:00Z"), end: at("2026-01-05T11:00:00Z"), samples: [sample("2026-01-05T10:00:00Z", 0), sample("2026-01-05T11:00:00Z", 7_000)], tariffs: [tiers],
    });
    expect(session.periods.map((period) => period.energy)).toEqual([2_000, 5_000]);
    expect(session.periods[1]?.start).toBe(at("2026-01-05T10:00:00Z") + Math.ceil((2_000 / 7_000) * 3_600_000));
    expect(price({ tariff: tiers, session }).totals.cost.excl).toBe("3.6");
  });

  it("counts time that the vehicle does not use as parking and time that the station withholds as charging (Q2)", () => {
    const session = segment({
      start: at("2026-01-05T10:00:00Z"), end: at("2026-01-05T14:00:00Z"), tariffs: [tariff([kwh(0.5)])],
      samples: [sample("2026-01-05T10:00:00Z", 0), sample("2026-01-05T11:00:00Z", 9_000), sample("2026-01-05T14:00:00Z", 9_000)],
      events: [
        { at: at("2026-01-05T11:00:00Z"), state: "suspendedEVSE" }, { at: at("2026-01-05T12:00:00Z"), state: "suspendedEV" }, { at: at("2026-01-05T13:00:00Z"), state: "idle" },
      ],
    });
    expect(session.periods.map((period) => period.dimensions.map((each) => `${each.type} ${each.volume}`))).toEqual([
      ["ENERGY 9", "TIME 2"], ["PARKING_TIME 2"],
    ]);
  });

  it("follows the wall clock through the repeated hour of autumn (Z4)", () => {
    // 25 October 2026: 02:30 comes twice in Amsterdam, at 00:30Z and 01:30Z.
    const session = segment({
      start: at("2026-10-24T23:00:00Z"), end: at("2026-10-25T03:00:00Z"), timeZone: "Europe/Amsterdam",
      samples: [sample("2026-10-24T23:00:00Z", 0), sample("2026-10-25T03:00:00Z", 4_000)],
      tariffs: [tariff([kwh(0.1, { start_time: "02:30", end_time: "03:00" }), kwh(0.5)])],
    });
    expect(session.periods.map((period) => period.start)).toEqual(
      ["2026-10-24T23:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z", "2026-10-25T01:30:00Z", "2026-10-25T02:00:00Z"].map(at),
    );
  });

  it("does not cut at midnight when no element asks for the day, and does when one does (G1)", () => {
    const night = { start: at("2026-01-09T22:00:00Z"), end: at("2026-01-10T01:00:00Z"), timeZone: "UTC", samples: [sample("2026-01-09T22:00:00Z", 0), sample("2026-01-10T01:00:00Z", 3_000)] };
    expect(segment({ ...night, tariffs: [tariff([kwh(0.8, { start_time: "06:00", end_time: "20:00" }), kwh(0.5)])] }).periods).toHaveLength(1);
    expect(segment({ ...night, tariffs: [tariff([kwh(0.8, { day_of_week: ["SATURDAY"] }), kwh(0.5)])] }).periods.map((period) => period.energy)).toEqual([2_000, 1_000]);
  });

  it("cuts where the power crosses a limit and prints the range (G1, G4)", () => {
    const session = segment({
      start: at("2026-01-05T10:00:00Z"), end: at("2026-01-05T11:00:00Z"), tariffs: [tariff([kwh(0.8, { min_power: 50 }), kwh(0.5)])],
      samples: [
        sample("2026-01-05T10:00:00Z", 0, 120_000), sample("2026-01-05T10:20:00Z", 30_000, 60_000), sample("2026-01-05T10:40:00Z", 45_000, 20_000), sample("2026-01-05T11:00:00Z", 50_000, 0),
      ],
    });
    expect(session.periods.map((period) => period.dimensions.map((each) => `${each.type} ${each.volume}`).join(" "))).toEqual([
      "ENERGY 45 TIME 0.6667 MAX_POWER 120 MIN_POWER 60", "ENERGY 5 TIME 0.3333 MAX_POWER 20 MIN_POWER 20",
    ]);
  });

  it("never lets a rolled back meter take energy away, and asks for a review (G5)", () => {
    const session = segment({
      start: at("2026-01-05T10:00:00Z"), end: at("2026-01-05T10:30:00Z"), tariffs: [tariff([kwh(0.5)])],
      samples: [sample("2026-01-05T10:00:00Z", 1_000), sample("2026-01-05T10:10:00Z", 2_000), sample("2026-01-05T10:20:00Z", 5), sample("2026-01-05T10:30:00Z", 3_000)],
    });
    expect(session).toMatchObject({ energy: 2_000, needsReview: true, warnings: [{ code: "METER_ROLLBACK" }] });
  });

  it("holds a session whose last reading is missing while it charged, and not one that was suspended (G5)", () => {
    const open = { start: at("2026-01-05T10:00:00Z"), end: at("2026-01-05T11:00:00Z"), tariffs: [tariff([kwh(0.5)])], samples: [sample("2026-01-05T10:00:00Z", 0), sample("2026-01-05T10:30:00Z", 5_000)] };
    expect(segment(open)).toMatchObject({ energy: 5_000, needsReview: true, warnings: [{ code: "MISSING_END_SAMPLE" }] });
    expect(segment({ ...open, events: [{ at: at("2026-01-05T10:30:00Z"), state: "suspendedEV" }] })).toMatchObject({ energy: 5_000, needsReview: false });
  });

  it("answers the same live as at once, also when samples come late", () => {
    const tariffs = [tariff([kwh(0.3, { max_kwh: 2 }), kwh(0.6, { start_time: "11:30", end_time: "12:00" }), kwh(0.5)])];
    const options = { start: at("2026-01-05T10:00:00Z"), tariffs, timeZone: "Europe/Amsterdam" };
    const samples = [sample("2026-01-05T10:00:00Z", 0), sample("2026-01-05T10:15:00Z", 1_700), sample("2026-01-05T10:40:00Z", 4_100), sample("2026-01-05T11:00:00Z", 7_000)];
    const change = { at: at("2026-01-05T10:50:00Z"), state: "suspendedEV" } as const;
    const whole = segment({ ...options, end: at("2026-01-05T11:00:00Z"), samples, events: [change] });
    const live = createSegmenter(options);
    for (const index of [0, 2, 1, 3]) {
      live.push(samples[index]!);
      if (index === 1) expect(live.snapshot(at("2026-01-05T10:40:00Z")).energy).toBe(4_100);
    }
    live.change(change);
    expect(live.finish(at("2026-01-05T11:00:00Z"))).toEqual(whole);
    expect(whole.periods.length).toBeGreaterThan(3);
  });

  it("prints hours that a receiver takes for the period's length, so that no block opens (N5)", () => {
    const blocks = compile({ id: "T", currency: "EUR", elements: [
      { price_components: [{ type: "TIME", price: 6, step_size: 600 }], restrictions: { max_duration: 1_200 } },
      { price_components: [{ type: "TIME", price: 6, step_size: 600 }] },
    ] }, { version: "2.2.1" });
    const session = segment({ start: at("2026-01-05T10:00:00Z"), end: at("2026-01-05T11:00:00Z"), tariffs: [blocks], samples: [sample("2026-01-05T10:00:00Z", 0), sample("2026-01-05T11:00:00Z", 0)] });
    expect(session.periods.map((period) => period.dimensions.at(-1)?.volume)).toEqual(["0.3333", "0.6667"]);
    expect(price({ tariff: blocks, session }).totals.cost.excl).toBe("6");
  });

  it("puts the reservation in front and gives the period its tariff (V1, G4)", () => {
    const session = segment({
      start: at("2026-01-05T10:00:00Z"), end: at("2026-01-05T11:00:00Z"), reservedFrom: at("2026-01-05T09:30:00Z"),
      tariffs: [tariff([kwh(0.5)]), compile({ id: "NIGHT", currency: "EUR", elements: [kwh(0.2)] }, { version: "2.2.1" })],
      switches: [{ at: at("2026-01-05T10:30:00Z"), tariffId: "night" }], samples: [sample("2026-01-05T10:00:00Z", 0), sample("2026-01-05T11:00:00Z", 1_000)],
    });
    expect(session.periods.map((period) => [period.tariffId, period.dimensions[0]])).toEqual([
      ["T", { type: "RESERVATION_TIME", volume: "0.5" }], ["T", { type: "ENERGY", volume: "0.5" }], ["NIGHT", { type: "ENERGY", volume: "0.5" }],
    ]);
  });
});
