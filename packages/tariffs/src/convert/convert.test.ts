import { describe, expect, it } from "vitest";
import { compile, convert, fromOcpp21, price, toOcpp21, type OcpiTariff, type SessionInput } from "@cpokit/tariffs";

const tariff: OcpiTariff = {
  id: "T", country_code: "NL", party_id: "EXA", currency: "EUR", type: "REGULAR", last_updated: "2026-01-01T00:00:00Z",
  min_price: { excl_vat: 1, incl_vat: 1.21 },
  elements: [
    { price_components: [{ type: "TIME", price: 3, vat: 21, step_size: 1 }], restrictions: { reservation: "RESERVATION" } },
    { price_components: [{ type: "ENERGY", price: 0.6, vat: 21, step_size: 100 }], restrictions: { start_time: "17:00", end_time: "21:00", day_of_week: ["MONDAY", "TUESDAY"], min_power: 3.7 } },
    { price_components: [{ type: "FLAT", price: 0.5, vat: 21, step_size: 1 }, { type: "ENERGY", price: 0.4, vat: 21, step_size: 100 }] },
    { price_components: [{ type: "PARKING_TIME", price: 6, vat: 21, step_size: 60 }], restrictions: { min_duration: 7_200 } },
  ],
};
const session: SessionInput = {
  start: "2026-01-05T15:00:00Z", end: "2026-01-05T19:00:00Z",
  periods: [
    { start: "2026-01-05T15:00:00Z", dimensions: [{ type: "ENERGY", volume: 7.1 }, { type: "TIME", volume: 1 }] },
    { start: "2026-01-05T16:00:00Z", dimensions: [{ type: "ENERGY", volume: 9.3 }, { type: "TIME", volume: 2 }] },
    { start: "2026-01-05T18:00:00Z", dimensions: [{ type: "PARKING_TIME", volume: 1 }] },
  ],
};
const cost = (value: OcpiTariff, version: "2.1.1" | "2.2.1" | "2.3.0") => price({ tariff: compile(value, { version }), session, timeZone: "Europe/Amsterdam" }).totals.cost;

describe("convert", () => {
  it("writes 2.2.1 as 2.3.0 and back without loss, at the same price", () => {
    const newer = convert(tariff, "2.2.1", "2.3.0");
    expect(newer.losses).toEqual([]);
    expect(newer.value).toMatchObject({ tax_included: "NO", min_price: { before_taxes: 1, after_taxes: 1.21 } });
    expect(cost(newer.value, "2.3.0")).toEqual(cost(tariff, "2.2.1"));
    expect(convert(newer.value, "2.3.0", "2.2.1")).toEqual({ value: tariff, losses: [] });
  });

  it("lists what 2.1.1 has no words for, and drops elements rather than widen them", () => {
    const older = convert(tariff, "2.3.0", "2.1.1");
    expect(older.losses.map((loss) => `${loss.code} ${loss.pointer}`)).toEqual([
      "FIELD_NOT_IN_VERSION /type", "FIELD_NOT_IN_VERSION /min_price", "ELEMENT_DROPPED /elements/0",
      "VAT /elements/1/price_components/0/vat", "VAT /elements/2/price_components/0/vat", "VAT /elements/2/price_components/1/vat", "VAT /elements/3/price_components/0/vat",
    ]);
    expect(cost(older.value, "2.1.1")).toEqual({ excl: cost(tariff, "2.2.1").excl, taxes: [] });
    expect(() => convert({ ...tariff, elements: tariff.elements.slice(0, 1) }, "2.2.1", "2.1.1")).toThrow(expect.objectContaining({ code: "tariffs.not-expressible" }));
  });

  it("takes included taxes out, and says when that is not exact (X3)", () => {
    const gross = (value: number, vat?: number): OcpiTariff => ({ id: "T", currency: "EUR", tax_included: "YES", elements: [{ price_components: [{ type: "ENERGY", price: value, vat, step_size: 1 }] }] });
    expect(convert(gross(0.605, 21), "2.3.0", "2.2.1")).toMatchObject({ value: { elements: [{ price_components: [{ price: 0.5, vat: 21 }] }] }, losses: [] });
    expect(convert(gross(0.6, 21), "2.3.0", "2.2.1")).toMatchObject({ value: { elements: [{ price_components: [{ price: 0.4959 }] }] }, losses: [{ code: "PRICE_ROUNDED" }] });
    expect(convert(gross(0.6), "2.3.0", "2.2.1").losses.map((loss) => loss.code)).toEqual(["TAX_SPLIT_UNKNOWN"]);
    expect(convert(gross(0.6, 21), "2.3.0", "2.2.1").value).not.toHaveProperty("tax_included");
  });

  it("says that 2.1.1 left the taxes open (X1)", () => {
    const { value, losses } = convert({ id: "T", currency: "EUR", elements: tariff.elements.slice(1) }, "2.1.1", "2.2.1", { party: { countryCode: "DE", partyId: "ABC" } });
    expect(losses.map((loss) => loss.code)).toEqual(["TAX_NOT_KNOWN"]);
    expect(value).toMatchObject({ country_code: "DE", party_id: "ABC" });
  });
});

describe("toOcpp21", () => {
  it("writes each dimension in list order, per minute, with Wh and W, and lists what is lost (O1, O2)", () => {
    const { value, losses } = toOcpp21(compile(tariff, { version: "2.2.1" }));
    expect(value).toEqual({
      tariffId: "T", currency: "EUR", minCost: { exclTax: 1, inclTax: 1.21 },
      energy: {
        taxRates: [{ type: "VAT", tax: 21 }],
        prices: [{ priceKwh: 0.6, conditions: { startTimeOfDay: "17:00", endTimeOfDay: "21:00", dayOfWeek: ["Monday", "Tuesday"], minPower: 3_700 } }, { priceKwh: 0.4 }],
      },
      idleTime: { taxRates: [{ type: "VAT", tax: 21 }], prices: [{ priceMinute: 0.1, conditions: { minTime: 7_200 } }] },
      reservationTime: { taxRates: [{ type: "VAT", tax: 21 }], prices: [{ priceMinute: 0.05 }] },
      fixedFee: { taxRates: [{ type: "VAT", tax: 21 }], prices: [{ priceFixed: 0.5 }] },
    });
    expect(losses.map((loss) => `${loss.code} ${loss.pointer}`)).toEqual([
      "STEP_SIZE /elements/1/price_components/0/step_size", "STEP_SIZE /elements/2/price_components/1/step_size", "STEP_SIZE /elements/3/price_components/0/step_size",
    ]);
  });

  it("refuses a price per hour that no price per minute says exactly (O2)", () => {
    const { value, losses } = toOcpp21(compile({ id: "T", currency: "EUR", elements: [{ price_components: [{ type: "TIME", price: 1, step_size: 1 }] }] }, { version: "2.2.1" }));
    expect(value).toBeUndefined();
    expect(losses).toEqual([{ code: "PRICE_NOT_EXACT", pointer: "/elements/0/price_components/0/price" }]);
  });

  it("refuses different taxes in one dimension, which has one list of them (O1)", () => {
    const rates = [9, 21].map((vat): OcpiTariff["elements"][number] => ({ price_components: [{ type: "ENERGY", price: 1, vat, step_size: 1 }], restrictions: vat === 9 ? { max_kwh: 1 } : undefined }));
    expect(toOcpp21(compile({ id: "T", currency: "EUR", elements: rates }, { version: "2.2.1" }))).toMatchObject({ value: undefined, losses: [{ code: "TAX_PER_PRICE" }] });
  });

  it("comes back from OCPP 2.1 at the same price, without the blocks", () => {
    const { value } = toOcpp21(compile(tariff, { version: "2.2.1" }));
    const back = fromOcpp21(value ?? { tariffId: "", currency: "" }, { party: { countryCode: "NL", partyId: "EXA" }, lastUpdated: "2026-01-01T00:00:00Z" });
    expect(back.losses).toEqual([]);
    const withoutSteps = { ...tariff, elements: tariff.elements.map((element) => ({ ...element, price_components: element.price_components.map((each) => ({ ...each, step_size: 1 })) })) };
    expect(cost(back.value, "2.3.0")).toEqual(cost(withoutSteps, "2.2.1"));
  });
});

describe("fromOcpp21", () => {
  const options = { party: { countryCode: "NL", partyId: "EXA" }, lastUpdated: "2026-01-01T00:00:00Z" };

  it("leaves out prices whose conditions OCPI has no words for (O2)", () => {
    const { value, losses } = fromOcpp21({
      tariffId: "T", currency: "EUR",
      energy: { prices: [{ priceKwh: 0.5, conditions: { evseKind: "DC" } }, { priceKwh: 0.4 }], taxRates: [{ type: "GST", tax: 5 }, { type: "QST", tax: 9.975, stack: 1 }] },
      idleTime: { prices: [{ priceMinute: 0.1, conditions: { minIdleTime: 900 } }] },
    }, options);
    expect(losses.map((loss) => `${loss.code} ${loss.pointer}`)).toEqual(["STACKED_TAXES /energy/taxRates", "CONDITION /energy/prices/0/conditions", "CONDITION /idleTime/prices/0/conditions"]);
    expect(value.elements).toEqual([{ price_components: [{ type: "ENERGY", price: 0.4, vat: 5, step_size: 1 }] }]);
  });

  it("resolves the kind of EVSE when it is known", () => {
    const { value, losses } = fromOcpp21({ tariffId: "T", currency: "EUR", energy: { prices: [{ priceKwh: 0.5, conditions: { evseKind: "DC" } }, { priceKwh: 0.4, conditions: { evseKind: "AC", minEnergy: 1_500 } }] } }, { ...options, evseKind: "AC" });
    expect(losses).toEqual([]);
    expect(value.elements).toEqual([{ price_components: [{ type: "ENERGY", price: 0.4, step_size: 1 }], restrictions: { min_kwh: 1.5 } }]);
  });
});
