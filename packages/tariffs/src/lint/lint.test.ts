import { describe, expect, it } from "vitest";
import { lint, type LintOptions, type OcpiTariff } from "@cpokit/tariffs";
import { LINT_TEXTS } from "./messages.ts";

const energy = { type: "ENERGY", price: 0.25, vat: 21, step_size: 1 } as const;
const time = { type: "TIME", price: 2, vat: 21, step_size: 1 } as const;
const parking = { type: "PARKING_TIME", price: 2, vat: 21, step_size: 1 } as const;
const flat = { type: "FLAT", price: 1, vat: 21, step_size: 1 } as const;
const codes = (tariff: object, options: Partial<LintOptions> = {}) =>
  lint({ id: "T", currency: "EUR", ...tariff }, { version: "2.2.1", ...options }).map((each) => `${each.severity === "error" ? "!" : ""}${each.code} ${each.pointer}`);
const restricted = (restrictions: OcpiTariff["elements"][number]["restrictions"]) => codes({ elements: [{ price_components: [energy], restrictions }, { price_components: [energy] }] });
const R = "/elements/0/restrictions";
const C = "/elements/0/price_components/0";

describe("lint", () => {
  it("has nothing to say about a plain tariff, with a message and a fix for all that it says", () => {
    expect(codes({ elements: [{ price_components: [energy] }] })).toEqual([]);
    const [first] = lint({ id: "T", currency: "EUR", elements: [] }, { version: "2.2.1" });
    expect(first).toEqual({ severity: "error", code: "NO_ELEMENTS", pointer: "/elements", ...LINT_TEXTS["NO_ELEMENTS"] });
  });

  it.each<[string, object, string[]]>([
    ["no element", { elements: [] }, ["!NO_ELEMENTS /elements"]],
    ["negative step", { elements: [{ price_components: [{ ...energy, step_size: -1 }] }] }, [`!STEP_SIZE ${C}/step_size`]],
    ["vat above 100", { elements: [{ price_components: [{ ...energy, vat: 121 }] }] }, [`!VAT ${C}/vat`]],
    ["currency not in ISO 4217", { currency: "EUX", elements: [{ price_components: [energy] }] }, ["!CURRENCY_UNKNOWN /currency"]],
    ["end before start", { start_date_time: "2026-02-01T00:00:00Z", end_date_time: "2026-01-01T00:00:00Z", elements: [{ price_components: [energy] }] }, ["!VALIDITY /end_date_time"]],
    ["minimum price above maximum price", { min_price: { excl_vat: 5 }, max_price: { excl_vat: 4 }, elements: [{ price_components: [energy] }] }, ["!RANGE /max_price/excl_vat"]],
    ["duplicate dimension", { elements: [{ price_components: [energy, { ...energy, price: 0.3 }] }] }, ["DUPLICATE_DIMENSION /elements/0/price_components/1"]],
    ["step 0", { elements: [{ price_components: [{ ...energy, step_size: 0 }] }] }, [`STEP_ZERO ${C}/step_size`]],
    ["step above 1 kWh", { elements: [{ price_components: [{ ...energy, step_size: 1_001 }] }] }, [`LARGE_STEP ${C}/step_size`]],
    ["step above 60 s", { elements: [{ price_components: [energy, { ...parking, step_size: 61 }] }] }, ["LARGE_STEP /elements/0/price_components/1/step_size"]],
    ["FLAT step", { elements: [{ price_components: [{ ...flat, step_size: 2 }, energy] }] }, [`FLAT_STEP ${C}/step_size`]],
    ["TIME step that parking hides", { elements: [{ price_components: [{ ...time, step_size: 60 }, parking] }] }, [`UNUSED_TIME_STEP ${C}/step_size`]],
    ["five decimals", { elements: [{ price_components: [{ ...energy, price: 0.12345 }] }] }, [`PRECISE_PRICE ${C}/price`]],
    ["nothing priced by use", { elements: [{ price_components: [parking] }] }, ["NOTHING_BY_USE /elements"]],
    ["free says so", { elements: [{ price_components: [{ ...flat, price: 0 }] }] }, []],
    ["energy of a reservation", { elements: [{ price_components: [energy], restrictions: { reservation: "RESERVATION" } }, { price_components: [energy] }] }, [`RESERVATION_DIMENSION ${C}/type`]],
    ["text repeats price", { tariff_alt_text: [{ language: "en", text: "only 0,25 per kWh" }], elements: [{ price_components: [energy] }] }, ["TEXT_REPEATS_PRICE /tariff_alt_text/0/text"]],
    ["dates of all elements", { elements: [{ price_components: [energy], restrictions: { start_date: "2026-01-01" } }] }, [`DATES_AS_VALIDITY ${R}`, "NO_FALLBACK /elements"]],
  ])("%s", (_, tariff, expected) => {
    expect(codes(tariff)).toEqual(expected);
  });

  it.each<[string, NonNullable<OcpiTariff["elements"][number]["restrictions"]>, string[]]>([
    ["a misspelt restriction", { dayOfWeek: ["MONDAY"] } as object, [`!UNKNOWN_RESTRICTION ${R}/dayOfWeek`, "UNREACHABLE /elements/1/price_components/0"]],
    ["a bad time", { start_time: "9:00" }, [`!TIME_OF_DAY ${R}/start_time`]],
    ["a bad date", { start_date: "2026-02-30" }, [`!DATE ${R}/start_date`]],
    ["min above max", { min_kwh: 20, max_kwh: 10 }, [`!RANGE ${R}/max_kwh`, `UNREACHABLE ${C}`]],
    ["dates that end before they start", { start_date: "2026-03-01", end_date: "2026-02-01" }, [`!RANGE ${R}/end_date`, `UNREACHABLE ${C}`]],
    ["empty restrictions", {}, [`EMPTY_RESTRICTIONS ${R}`, "UNREACHABLE /elements/1/price_components/0"]],
    ["start = end", { start_time: "10:00", end_time: "10:00" }, [`WHOLE_DAY_WINDOW ${R}/end_time`, "UNREACHABLE /elements/1/price_components/0"]],
    ["wrap and weekday", { start_time: "22:00", end_time: "06:00", day_of_week: ["FRIDAY"] }, [`WRAP_WITH_WEEKDAY ${R}/day_of_week`]],
    ["max of 0", { max_kwh: 0 }, [`NEVER ${R}/max_kwh`, `UNREACHABLE ${C}`]],
    ["all seven days", { day_of_week: ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"] }, [`ALL_WEEKDAYS ${R}/day_of_week`, "UNREACHABLE /elements/1/price_components/0"]],
  ])("%s", (_, restrictions, expected) => {
    expect(restricted(restrictions)).toEqual(expected);
  });

  it("sees that earlier elements cover a later one only together", () => {
    const day = { price_components: [energy], restrictions: { start_time: "06:00", end_time: "22:00" } };
    const night = { price_components: [energy], restrictions: { start_time: "22:00", end_time: "06:00" } };
    const rest = { price_components: [energy] };
    expect(codes({ elements: [day, night, rest] })).toEqual(["UNREACHABLE /elements/2/price_components/0"]);
    expect(codes({ elements: [day, { ...night, restrictions: { ...night.restrictions, max_kwh: 10 } }, rest] })).toEqual([]);
    expect(codes({ elements: [day] })).toEqual(["NO_FALLBACK /elements"]);
    expect(lint({ id: "T", currency: "EUR", elements: [day] }, { version: "2.2.1" })[0]?.values).toEqual({ dimension: "ENERGY", example: "00:00-06:00" });
  });

  it("knows that limits on power leave unreported power to the fallback (R8)", () => {
    const below = { price_components: [energy], restrictions: { max_power: 50 } };
    const above = { price_components: [energy], restrictions: { min_power: 50 } };
    expect(codes({ elements: [below, above, { price_components: [energy] }] })).toEqual([]);
    expect(codes({ elements: [below, above] })).toEqual(["NO_FALLBACK /elements"]);
  });

  it("finds a FLAT that can never be the first (F1)", () => {
    const late = { price_components: [flat], restrictions: { min_duration: 3_600 } };
    expect(codes({ elements: [late, { price_components: [flat, energy] }] })).toEqual(["FLAT_NEVER_FIRST /elements/0/price_components/0"]);
    expect(codes({ elements: [late, { price_components: [energy] }] })).toEqual([]);
  });

  it("looks at what 2.3.0 says of taxes (X3)", () => {
    const elements = [{ price_components: [energy] }];
    expect(codes({ tax_included: "N/A", elements }, { version: "2.3.0" })).toEqual(["VAT_WITHOUT_TAX /tax_included"]);
    expect(codes({ tax_included: "YES", elements: [{ price_components: [{ ...energy, vat: undefined }] }] }, { version: "2.3.0" })).toEqual([`TAX_SPLIT_UNKNOWN ${C}/vat`]);
    expect(codes({ elements }, { version: "2.3.0" })).toEqual(["TAX_INCLUDED_MISSING /tax_included"]);
  });

  it("finds windows whose edge a change of clocks skips or repeats", () => {
    const elements = [{ price_components: [energy], restrictions: { start_time: "02:30", end_time: "06:00" } }, { price_components: [energy] }];
    expect(codes({ elements }, { timeZone: "Europe/Amsterdam" })).toEqual([`CLOCK_CHANGE ${R}/start_time`]);
    expect(codes({ elements }, { timeZone: "Asia/Tokyo" })).toEqual([]);
  });

  it("reads the 192 slots of two day-ahead days, which leave no fallback", () => {
    const slots = Array.from({ length: 192 }, (_, slot) => ({
      price_components: [{ ...energy, price: slot }],
      restrictions: {
        start_date: slot < 96 ? "2026-01-05" : "2026-01-06", end_date: slot < 96 ? "2026-01-06" : "2026-01-07",
        start_time: clock((slot % 96) * 15), end_time: clock(((slot % 96) * 15 + 15) % 1_440),
      },
    }));
    expect(codes({ elements: slots })).toEqual(["NO_FALLBACK /elements"]);
  });
});

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}
