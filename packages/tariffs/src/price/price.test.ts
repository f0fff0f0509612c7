import { describe, expect, it } from "vitest";
import { compile, price, type OcpiTariff, type SessionInput } from "@cpokit/tariffs";

const dayRate: OcpiTariff = {
  id: "complex", currency: "EUR",
  elements: [
    { price_components: [{ type: "FLAT", price: 2.5, vat: 15, step_size: 1 }] },
    { price_components: [{ type: "TIME", price: 1, vat: 20, step_size: 900 }], restrictions: { max_current: 32 } },
    { price_components: [{ type: "TIME", price: 2, vat: 20, step_size: 600 }], restrictions: { min_current: 32, day_of_week: ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"] } },
    { price_components: [{ type: "TIME", price: 1.25, vat: 20, step_size: 600 }], restrictions: { min_current: 32, day_of_week: ["SATURDAY", "SUNDAY"] } },
    { price_components: [{ type: "PARKING_TIME", price: 5, vat: 10, step_size: 300 }], restrictions: { start_time: "09:00", end_time: "18:00", day_of_week: ["MONDAY"] } },
    { price_components: [{ type: "PARKING_TIME", price: 6, vat: 10, step_size: 300 }], restrictions: { start_time: "10:00", end_time: "17:00", day_of_week: ["SATURDAY"] } },
  ],
};

// Saturday 10 January 2026 in Amsterdam, UTC+1.
const saturday: SessionInput = {
  start: "2026-01-10T12:00:00Z", end: "2026-01-10T14:12:00Z",
  periods: [
    { start: "2026-01-10T12:00:00Z", dimensions: [{ type: "TIME", volume: 1.9 }, { type: "MAX_CURRENT", volume: 43 }, { type: "MIN_CURRENT", volume: 43 }] },
    { start: "2026-01-10T13:54:00Z", dimensions: [{ type: "PARKING_TIME", volume: 0.3 }] },
  ],
};

describe("price", () => {
  it("prices the complex example's Saturday exactly: 114 min at 1.25/h are 2.375, not 2.28 (§1)", () => {
    const priced = price({ tariff: compile(dayRate, { version: "2.2.1" }), session: saturday, timeZone: "Europe/Amsterdam" });
    expect(priced.totals).toMatchObject({
      cost: { excl: "6.875", incl: "7.925" },
      fixedCost: { excl: "2.5", incl: "2.875" },
      timeCost: { excl: "2.375", incl: "2.85" },
      parkingCost: { excl: "2", incl: "2.2" },
      time: "2.2", parkingTime: "0.3",
    });
    // Only parking is stepped: 18 min become 20 at 300 s (B4), on the line of element 5.
    expect(priced.lines.map((line) => [line.dimension, line.element, line.measured, line.billed])).toEqual([
      ["FLAT", 0, "1", "1"], ["TIME", 3, "6840", "6840"], ["PARKING_TIME", 5, "1080", "1200"],
    ]);
    expect(priced.totals.cost.taxes).toEqual([
      { name: "VAT", percentage: "15", amount: "0.375" }, { name: "VAT", percentage: "20", amount: "0.475" }, { name: "VAT", percentage: "10", amount: "0.2" },
    ]);
    expect(Object.isFrozen(priced) && Object.isFrozen(priced.totals.cost.taxes) && Object.isFrozen(priced.lines[0])).toBe(true);
  });

  it("needs the time zone once an element looks at the clock, and never assumes UTC (Z2)", () => {
    expect(() => price({ tariff: compile(dayRate, { version: "2.2.1" }), session: saturday })).toThrow(expect.objectContaining({ code: "tariffs.time-zone-required" }));
  });

  it("refuses to price without a valid tariff instead of saying 0 (V6)", () => {
    expect(() => price({ tariffs: [], session: saturday })).toThrow(expect.objectContaining({ code: "tariffs.no-tariff" }));
    const later = compile({ ...dayRate, start_date_time: "2026-01-10T12:00:01Z" }, { version: "2.2.1" });
    expect(() => price({ tariff: later, session: saturday })).toThrow(expect.objectContaining({ code: "tariffs.no-tariff" }));
  });

  it("prices volumes of any precision exactly (N2)", () => {
    const tariff = compile({ id: "t", currency: "EUR", elements: [{ price_components: [{ type: "ENERGY", price: "0.123456789", step_size: 0 }] }] }, { version: "2.2.1" });
    const session = { start: "2026-01-10T12:00:00Z", end: "2026-01-10T13:00:00Z", periods: [{ start: "2026-01-10T12:00:00Z", dimensions: [{ type: "ENERGY", volume: "1000000000.123456789" }] }] };
    const priced = price({ tariff, session, policy: { rounding: { scale: 18 } } });
    expect(priced.totals.cost.excl).toBe("123456789.015241578750190521");
  });
});
