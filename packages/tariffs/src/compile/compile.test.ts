import { describe, expect, it } from "vitest";
import { checkTariff, compile, price } from "@cpokit/tariffs";

const energy = { type: "ENERGY", price: 0.25, step_size: 1 };

describe("compile", () => {
  it("names the first problem, its place and how many there are", () => {
    const broken = { id: "T", currency: "EURO", elements: [{ price_components: [{ ...energy, price: "x" }] }] };
    expect(() => compile(broken, { version: "2.2.1" })).toThrow(expect.objectContaining({
      code: "tariffs.invalid", values: { pointer: "/currency", problem: "CURRENCY", count: 2, pointers: "/currency /elements/0/price_components/0/price" },
    }));
    expect(checkTariff(broken, { version: "2.2.1" }).problems).toEqual([{ code: "CURRENCY", pointer: "/currency" }, { code: "PRICE", pointer: "/elements/0/price_components/0/price" }]);
  });

  it("points to every field that cannot be read, and never takes it for 0 (B7, N1)", () => {
    const elements = [
      { price_components: [{ ...energy, step_size: -1 }, { ...energy, type: "TIME", price: Number.NaN }, { ...energy, type: "FLAT", vat: 101 }, { ...energy, type: "WATER" }] },
      { price_components: [energy], restrictions: { start_time: "25:00", end_date: "2026-02-30", min_kwh: "many", max_duration: 1.5, day_of_week: ["SOMEDAY"] } },
    ];
    const broken = { id: "T", currency: "EUR", elements, start_date_time: "soon", min_price: { excl_vat: "x" } };
    expect(checkTariff(broken, { version: "2.2.1" }).problems.map(({ pointer }) => pointer).toSorted()).toEqual([
      "/elements/0/price_components/0/step_size", "/elements/0/price_components/1/price", "/elements/0/price_components/2/vat", "/elements/0/price_components/3/type",
      "/elements/1/restrictions/day_of_week/0", "/elements/1/restrictions/end_date", "/elements/1/restrictions/max_duration", "/elements/1/restrictions/min_kwh", "/elements/1/restrictions/start_time",
      "/min_price/excl_vat", "/start_date_time",
    ]);
    expect(() => compile(broken, { version: "2.2.1" })).toThrow(expect.objectContaining({ code: "tariffs.invalid" }));
  });

  it.each([null, undefined, [], "tariff", 7])("reads %j without throwing", (value) => {
    expect(checkTariff(value, { version: "2.3.0" }).problems).toEqual([{ code: "NOT_AN_OBJECT", pointer: "" }]);
  });

  it("is frozen, keeps the tariff as given, and can be used again and again", () => {
    const source = { id: "T", currency: "eur", vendor_field: 1, elements: [{ price_components: [energy] }] };
    const compiled = compile(source, { version: "2.2.1" });
    expect(compiled.source).toBe(source);
    expect(compiled.currency).toBe("EUR");
    expect(Object.isFrozen(compiled)).toBe(true);
  });

  it("prices charging and parking time by SESSION_TIME when it is allowed (Q6)", () => {
    const tariff = compile({ id: "T", currency: "EUR", elements: [{ price_components: [{ type: "SESSION_TIME", price: 3, step_size: 1 }] }] }, { version: "2.2.1", extensions: ["session-time"] });
    const priced = price({
      tariff,
      session: {
        start: "2026-01-05T10:00:00Z", end: "2026-01-05T12:00:00Z",
        periods: [{ start: "2026-01-05T10:00:00Z", dimensions: [{ type: "TIME", volume: 1 }] }, { start: "2026-01-05T11:00:00Z", dimensions: [{ type: "PARKING_TIME", volume: 1 }] }],
      },
    });
    expect(priced.totals).toMatchObject({ cost: { excl: "6" }, timeCost: { excl: "3" }, parkingCost: { excl: "3" } });
  });
});
