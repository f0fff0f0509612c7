import { describe, expect, it } from "vitest";
import { compile, explain, LANGUAGES, price } from "@cpokit/tariffs";

const tariff = compile({
  id: "T", currency: "EUR", min_price: { excl_vat: 6 },
  elements: [
    { price_components: [{ type: "ENERGY", price: 0.2, vat: 21, step_size: 1 }], restrictions: { start_time: "22:00", end_time: "06:00" } },
    { price_components: [{ type: "ENERGY", price: 0.25, vat: 21, step_size: 1 }], restrictions: { start_time: "17:00", end_time: "22:00", day_of_week: ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"] } },
    { price_components: [{ type: "PARKING_TIME", price: 6, step_size: 300 }] },
  ],
}, { version: "2.2.1" });
const priced = price({
  tariff, timeZone: "Europe/Amsterdam",
  session: {
    start: "2026-01-05T17:00:00Z", end: "2026-01-05T18:48:00Z",
    periods: [{ start: "2026-01-05T17:00:00Z", dimensions: [{ type: "ENERGY", volume: 12.4 }] }, { start: "2026-01-05T18:30:00Z", dimensions: [{ type: "PARKING_TIME", volume: 0.3 }] }],
  },
});

describe("explain", () => {
  it("says when, how much, at what price, with which tax and why", () => {
    const explanation = explain(priced);
    expect(explanation.lines.map((line) => line.text)).toEqual([
      "18:00–19:30  energy 12.400 kWh × 0.25/kWh = 3.10 + 21 % VAT 0.651   element 2: Mon–Fri 17:00–22:00",
      "19:30–19:48  parking time 18 min → 20 min (in blocks of 5 min) × 6.00/h = 2.00   element 3: always",
    ]);
    expect(explanation.adjustments.map((each) => each.text)).toEqual(["minimum price +0.90"]);
    expect(explanation.total).toBe("total EUR 6.00 excl. tax, 6.7659 incl. tax");
    expect(explanation.lines[0]?.restrictions.map((each) => each.fields)).toEqual([["day_of_week"], ["start_time", "end_time"]]);
  });

  it("speaks five languages, and English to everybody else", () => {
    expect(LANGUAGES).toEqual(["en", "de", "fr", "nl", "es"]);
    expect(explain(priced, { locale: "de-AT" }).lines[0]?.text).toBe("18:00–19:30  Energie 12,400 kWh × 0,25/kWh = 3,10 + 21 % VAT 0,651   Element 2: Mo–Fr 17:00–22:00");
    expect(explain(priced, { locale: "fi" }).text).toBe(explain(priced).text);
  });

  it("says UTC when it knows no zone", () => {
    const free = price({
      tariff: compile({ id: "F", currency: "EUR", elements: [{ price_components: [{ type: "FLAT", price: 1, step_size: 1 }] }] }, { version: "2.2.1" }),
      session: { start: "2026-01-05T17:00:00Z", end: "2026-01-05T18:00:00Z", periods: [{ start: "2026-01-05T17:00:00Z", dimensions: [{ type: "TIME", volume: 1 }] }] },
    });
    expect(explain(free).lines.map((line) => line.text)).toEqual(["17:00Z  start fee 1.00   element 1: always"]);
  });
});
