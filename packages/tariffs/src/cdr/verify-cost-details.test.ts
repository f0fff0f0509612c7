import { instant, wh } from "@cpokit/kernel";
import { compile, price, segment, verifyCostDetails, type Ocpp21CostDetails, type OcpiTariff } from "@cpokit/tariffs";
import { describe, expect, it } from "vitest";

const tariff: OcpiTariff = {
  id: "T", currency: "EUR", elements: [
    { price_components: [{ type: "FLAT", price: 1, vat: 20, step_size: 1 }, { type: "ENERGY", price: 0.5, vat: 20, step_size: 1 }] },
    { price_components: [{ type: "PARKING_TIME", price: 6, vat: 20, step_size: 1 }] },
  ],
};
const start = instant(Date.UTC(2026, 0, 5, 12));
const full = instant(start + 3_600_000);
const end = instant(full + 1_800_000);
const compiled = compile(tariff, { version: "2.2.1" });
const session = segment({
  start, end, tariffs: [compiled], timeZone: "UTC", samples: [{ at: start, energy: wh(0) }, { at: full, energy: wh(10_000) }, { at: end, energy: wh(10_000) }], events: [{ at: full, state: "suspendedEV" }],
});
const priced = price({ session, tariff: compiled });

/** 1.00 + 5.00 + 3.00, and 20 % on it. */
const details: Ocpp21CostDetails = {
  totalCost: {
    currency: "EUR", typeOfCost: "NormalCost", fixed: { exclTax: 1, inclTax: 1.2 }, energy: { exclTax: 5, inclTax: 6 }, idleTime: { exclTax: 3, inclTax: 3.6 },
    total: { exclTax: 9, inclTax: 10.8 },
  },
  totalUsage: { energy: 10, chargingTime: 5_400, idleTime: 1_800 },
};
const withCost = (change: Partial<Ocpp21CostDetails["totalCost"]>): Ocpp21CostDetails => ({ ...details, totalCost: { ...details.totalCost, ...change } });

describe("verifyCostDetails (O3)", () => {
  it("finds nothing in what the central price says too", () => {
    expect(verifyCostDetails(details, priced)).toEqual({ ok: true, differences: [], failed: false });
    expect(verifyCostDetails(withCost({ fixed: undefined, idleTime: undefined, energy: undefined }), priced).ok).toBe(true);
  });

  it("names the field, both values, and whom it contradicts", () => {
    expect(verifyCostDetails(withCost({ energy: { exclTax: 4, inclTax: 4.8 }, total: { exclTax: 8, inclTax: 9.6 } }), priced).differences).toEqual([
      { field: "totalCost.total.exclTax", stated: "8", computed: "9", contradicts: "tariff" },
      { field: "totalCost.energy.exclTax", stated: "4", computed: "5", contradicts: "tariff" },
      { field: "totalCost.total.inclTax", stated: "9.6", computed: "10.8", contradicts: "tariff" },
      { field: "totalCost.energy.inclTax", stated: "4.8", computed: "6", contradicts: "tariff" },
    ]);
    expect(verifyCostDetails(withCost({ energy: { exclTax: 4 } }), priced).differences).toContainEqual({ field: "totalCost.total.exclTax", stated: "9", computed: "8", contradicts: "itself" });
  });

  it("compares currency, limit and usage", () => {
    expect(verifyCostDetails(withCost({ currency: "SEK", typeOfCost: "MaxCost" }), priced).differences.map(({ field }) => field)).toEqual(["totalCost.currency", "totalCost.typeOfCost"]);
    expect(verifyCostDetails({ ...details, totalUsage: { energy: 9, chargingTime: 5_402, idleTime: 1_801 } }, priced).differences.map(({ field, stated, computed }) => [field, stated, computed])).toEqual([
      ["totalUsage.energy", "9", "10"], ["totalUsage.chargingTime", "5402", "5400"],
    ]);
    const capped = price({ session, tariff: { ...tariff, max_price: { excl_vat: 8, incl_vat: 9.6 } }, version: "2.2.1" });
    expect(verifyCostDetails(withCost({ typeOfCost: "MaxCost", total: { exclTax: 8, inclTax: 9.6 } }), capped).ok).toBe(true);
  });

  it("tells a FLAT that the station cannot report as parking from a difference (F3)", () => {
    const parking = price({ session, tariff: { ...tariff, elements: [{ price_components: [{ type: "ENERGY", price: 0.5, vat: 20, step_size: 1 }] }, { price_components: [{ type: "FLAT", price: 1, vat: 20, step_size: 1 }, { type: "PARKING_TIME", price: 6, vat: 20, step_size: 1 }] }] }, version: "2.2.1" });
    expect(parking.totals.parkingCost?.excl).toBe("4");
    expect(verifyCostDetails(details, parking).ok).toBe(true);
  });

  it("leaves the price to the center when the station could not calculate", () => {
    expect(verifyCostDetails({ ...details, failureToCalculate: true, failureReason: "no tariff" }, priced)).toEqual({ ok: false, differences: [], failed: true, failureReason: "no tariff" });
  });

  it("reports a number that is none", () => {
    expect(verifyCostDetails(withCost({ total: { exclTax: "nine" } }), priced).differences.map(({ field, stated }) => [field, stated])).toContainEqual(["totalCost.total.exclTax", "nine"]);
  });
});
