import { wh } from "@cpokit/kernel";
import { creditCdr, generateCdr, price, segment, verifyCdr, type OcpiCdr } from "@cpokit/tariffs";
import { describe, expect, it } from "vitest";
import { at, cdrOptions, compiled, evening, eveningSession } from "./scene.ts";

describe("generateCdr", () => {
  it("prints a 2.2.1 CDR whose receiver computes the same price (G3, M5)", () => {
    const { cdr, priced, warnings, needsReview } = generateCdr(cdrOptions("2.2.1"));
    // 10 kWh at 0.60, 5 kWh at 0.40, start fee 0.50: 8.50; 70 min idle at 4/h: 4.6667.
    expect(cdr).toMatchObject({
      id: "CDR-1", session_id: "SESSION-1", start_date_time: "2026-01-05T19:00:00Z", end_date_time: "2026-01-05T21:40:00Z", currency: "EUR",
      charging_periods: [
        { start_date_time: "2026-01-05T19:00:00Z", tariff_id: "EVENING", dimensions: [{ type: "ENERGY", volume: 10 }, { type: "TIME", volume: 1 }] },
        { start_date_time: "2026-01-05T20:00:00Z", tariff_id: "EVENING", dimensions: [{ type: "ENERGY", volume: 5 }, { type: "TIME", volume: 0.5 }] },
        { start_date_time: "2026-01-05T20:30:00Z", tariff_id: "EVENING", dimensions: [{ type: "PARKING_TIME", volume: 1.1667 }] },
      ],
      total_cost: { excl_vat: 13.1667, incl_vat: 15.3717 },
      total_fixed_cost: { excl_vat: 0.5, incl_vat: 0.605 }, total_energy_cost: { excl_vat: 8, incl_vat: 9.68 }, total_parking_cost: { excl_vat: 4.6667, incl_vat: 5.0867 },
      total_energy: 15, total_time: 2.6667, total_parking_time: 1.1667, last_updated: "2026-01-05T21:41:00Z",
    });
    expect(cdr.total_time_cost).toBeUndefined();
    expect(needsReview).toBe(false);
    expect(warnings.map((warning) => warning.code)).toEqual(["UNPRICED", "UNPRICED"]);
    const received = JSON.parse(JSON.stringify(cdr)) as OcpiCdr;
    expect(price({ cdr: received, version: "2.2.1", timeZone: "Europe/Amsterdam" }).totals).toEqual(priced.totals);
    expect(priced.totals).toEqual(price({ session: eveningSession([compiled("2.2.1")]), tariff: compiled("2.2.1"), timeZone: "Europe/Amsterdam" }).totals);
  });

  it("prints taxes by rate in 2.3.0 and what is included (X4, errata E08)", () => {
    const { cdr } = generateCdr(cdrOptions("2.3.0"));
    expect(cdr.total_cost).toEqual({
      before_taxes: 13.1667, taxes: [{ name: "VAT", percentage: 21, amount: 1.785 }, { name: "VAT", percentage: 9, amount: 0.42 }],
    });
    const missing = generateCdr(cdrOptions("2.3.0", [compiled("2.2.1")].map((tariff) => ({ ...tariff, version: "2.3.0" as const }))));
    expect(missing.cdr.tariffs?.[0]?.tax_included).toBe("NO");
  });

  it("prints a 2.1.1 CDR with its own names and without what it cannot say (X1)", () => {
    const { cdr } = generateCdr(cdrOptions("2.1.1"));
    expect(cdr).toMatchObject({
      stop_date_time: "2026-01-05T21:40:00Z", auth_id: "NL8ACC12E46L89", location: { id: "LOC-1" }, total_cost: 13.1667, total_energy: 15, total_time: 2.6667, total_parking_time: 1.1667,
    });
    for (const absent of ["end_date_time", "cdr_token", "session_id", "country_code", "total_energy_cost", "cdr_location"]) expect(cdr).not.toHaveProperty(absent);
    expect(cdr.charging_periods.every((period) => period.tariff_id === undefined)).toBe(true);
  });

  it("prints energy by rounded sums and hours each for itself (G3, N5)", () => {
    const session = {
      start: "2026-01-05T10:00:00Z", end: "2026-01-05T11:00:00Z",
      periods: ["10:00:00", "10:20:00", "10:40:00"].map((time) => ({ start: `2026-01-05T${time}Z`, dimensions: [{ type: "ENERGY", volume: "0.33333" }, { type: "TIME", volume: "0.333333" }] })),
    };
    const { cdr } = generateCdr({ ...cdrOptions("2.2.1"), session });
    expect(cdr.charging_periods.map((period) => period.dimensions.map((each) => each.volume))).toEqual([[0.3333, 0.3333], [0.3334, 0.3333], [0.3333, 0.3333]]);
    expect([cdr.total_energy, cdr.total_time]).toEqual([1, 1]);
  });

  it("writes a period even for a session in which nothing happened (G4, L5)", () => {
    const tariff = compiled("2.2.1", { ...evening, min_price: { excl_vat: 1 } });
    const { cdr } = generateCdr({ ...cdrOptions("2.2.1", [tariff]), session: { start: at("2026-01-05T10:00:00Z"), end: at("2026-01-05T10:00:00Z"), periods: [] } });
    expect(cdr.charging_periods).toEqual([{ start_date_time: "2026-01-05T10:00:00Z", dimensions: [{ type: "TIME", volume: 0 }] }]);
    expect(cdr.total_cost).toEqual({ excl_vat: 1, incl_vat: 1 });
  });

  it("keeps signed values untouched and holds what contradicts them (Y4)", () => {
    const signedData = { encoding_method: "OCMF", signed_values: [{ nature: "Start", plain_data: "OCMF|{}", signed_data: "x".repeat(5_001) }] };
    const good = generateCdr({ ...cdrOptions("2.2.1"), signedData, signedEnergy: { begin: wh(1_000), end: wh(16_000) } });
    expect(good.cdr.signed_data).toBe(signedData);
    expect(good.needsReview).toBe(false);
    expect(good.warnings).toContainEqual({ code: "FIELD_TOO_LONG", pointer: "/signed_data/signed_values/0/signed_data", values: { length: 5_001, most: 5_000 } });
    const bad = generateCdr({ ...cdrOptions("2.2.1"), signedData, signedEnergy: { begin: wh(1_000), end: wh(16_001) } });
    expect(bad.needsReview).toBe(true);
    expect(generateCdr({ ...cdrOptions("2.2.1"), signedEnergy: { begin: wh(1_000), end: wh(16_090), resolution: wh(100) } }).needsReview).toBe(false);
  });

  it("marks the compensation of a driver at home, at the reimbursement's price and with its sign kept positive (Y3)", () => {
    const { cdr, priced } = generateCdr({ ...cdrOptions("2.2.1"), homeChargingCompensation: true });
    expect(cdr.home_charging_compensation).toBe(true);
    expect(cdr.total_cost).toEqual(generateCdr(cdrOptions("2.2.1")).cdr.total_cost);
    expect(Number(priced.totals.cost.excl)).toBeGreaterThan(0);
    expect(generateCdr({ ...cdrOptions("2.1.1"), homeChargingCompensation: true }).cdr).not.toHaveProperty("home_charging_compensation");
  });

  it("cuts what OCPI has no room for and refuses ids that credits could not extend (G6)", () => {
    const options = cdrOptions("2.2.1");
    const { cdr, warnings } = generateCdr({ ...options, remark: "r".repeat(300) });
    expect(cdr.remark).toHaveLength(255);
    expect(warnings).toContainEqual({ code: "FIELD_CUT", pointer: "/remark", values: { length: 300, most: 255 } });
    expect(() => generateCdr({ ...options, id: "x".repeat(37) })).toThrow(expect.objectContaining({ code: "tariffs.cdr-field" }));
  });

  it("refuses tariffs of another version, and in 2.1.1 a change of tariffs", () => {
    expect(() => generateCdr({ ...cdrOptions("2.3.0"), tariffs: [compiled("2.2.1")] })).toThrow(expect.objectContaining({ code: "tariffs.version-mismatch" }));
    const both = [compiled("2.1.1"), compiled("2.1.1", { ...evening, id: "B" })];
    const session = segment({
      start: at("2026-01-05T10:00:00Z"), end: at("2026-01-05T11:00:00Z"), tariffs: both, timeZone: "UTC", switches: [{ at: at("2026-01-05T10:30:00Z"), tariffId: "B" }],
      samples: [{ at: at("2026-01-05T10:00:00Z"), energy: wh(0) }, { at: at("2026-01-05T11:00:00Z"), energy: wh(10) }],
    });
    expect(() => generateCdr({ ...cdrOptions("2.1.1", both), session })).toThrow(expect.objectContaining({ code: "tariffs.not-expressible" }));
  });
});

describe("verifyCdr", () => {
  const { cdr } = generateCdr(cdrOptions("2.2.1"));
  const settings = { version: "2.2.1", timeZone: "Europe/Amsterdam" } as const;

  it("agrees with what generateCdr wrote, in every version", () => {
    for (const version of ["2.1.1", "2.2.1", "2.3.0"] as const) {
      expect(verifyCdr(generateCdr(cdrOptions(version)).cdr, { version, timeZone: "Europe/Amsterdam" })).toMatchObject({ ok: true, differences: [], selfInconsistent: false });
    }
  });

  it("names the field, both values, and whom it contradicts (Y1)", () => {
    const wrongPrice = verifyCdr({ ...cdr, total_cost: { excl_vat: 14.1667, incl_vat: 16.3717 }, total_energy_cost: { excl_vat: 9, incl_vat: 10.68 } }, settings);
    expect(wrongPrice.differences).toEqual([
      { field: "total_cost", side: "excl", stated: "14.1667", computed: "13.1667", difference: "1", contradicts: "tariff" },
      { field: "total_cost", side: "incl", stated: "16.3717", computed: "15.3717", difference: "1", contradicts: "tariff" },
      { field: "total_energy_cost", side: "excl", stated: "9", computed: "8", difference: "1", contradicts: "tariff" },
      { field: "total_energy_cost", side: "incl", stated: "10.68", computed: "9.68", difference: "1", contradicts: "tariff" },
    ]);
    expect(wrongPrice.selfInconsistent).toBe(false);
    const wrongSum = verifyCdr({ ...cdr, total_cost: { excl_vat: 20 }, total_energy: 16 }, settings);
    expect(wrongSum.differences.map(({ field, contradicts }) => [field, contradicts])).toEqual([["total_energy", "itself"], ["total_cost", "itself"]]);
  });

  it("reports stated values that are no numbers field by field (N1, Y1)", () => {
    const broken = { ...cdr, total_cost: { excl_vat: "much", incl_vat: Number.NaN }, total_energy: "15 kWh", total_time: { hours: 2 }, total_fixed_cost: [0.5] } as unknown as OcpiCdr;
    expect(verifyCdr(broken, settings).differences).toEqual([
      { field: "total_energy", stated: "15 kWh", computed: "15", contradicts: "itself" },
      { field: "total_time", stated: '{"hours":2}', computed: "2.6667", contradicts: "itself" },
      { field: "total_cost", side: "excl", stated: "much", computed: "13.1667", contradicts: "itself" },
      { field: "total_cost", side: "incl", stated: "NaN", computed: "15.3717", contradicts: "itself" },
      { field: "total_fixed_cost", side: "excl", stated: "[0.5]", computed: "0.5", contradicts: "itself" },
    ]);
    const taxed = generateCdr(cdrOptions("2.3.0")).cdr;
    const untaxed = { ...taxed, total_cost: { before_taxes: 13.1667, taxes: [{ name: "VAT" }, null] } } as unknown as OcpiCdr;
    expect(verifyCdr(untaxed, { ...settings, version: "2.3.0" }).differences).toEqual([{ field: "total_cost", side: "incl", stated: '[{"name":"VAT"},null]', computed: "15.3717", contradicts: "itself" }]);
  });

  it("compares where a FLAT is reported as a group (F3)", () => {
    const moved = { ...cdr, total_fixed_cost: undefined, total_parking_cost: { excl_vat: 5.1667, incl_vat: 5.6917 } };
    expect(verifyCdr(moved, settings).differences).toEqual([]);
    expect(verifyCdr({ ...moved, total_parking_cost: { excl_vat: 6, incl_vat: 6.6 } }, settings).ok).toBe(false);
  });

  it("tolerates what partners agreed on, field by field", () => {
    const cents = { ...cdr, total_cost: { excl_vat: 13.2, incl_vat: 15.4 } };
    expect(verifyCdr(cents, settings).ok).toBe(false);
    expect(verifyCdr(cents, { ...settings, tolerance: { total_cost: "0.05" } }).ok).toBe(true);
  });

  it("still checks a CDR against itself when no tariff prices it (V6)", () => {
    const orphan = verifyCdr({ ...cdr, tariffs: [], total_cost: { excl_vat: 5 } }, settings);
    expect(orphan).toMatchObject({ ok: false, unpriced: "tariffs.no-tariff", selfInconsistent: true });
  });
});

describe("creditCdr", () => {
  const { cdr } = generateCdr(cdrOptions("2.2.1"));

  it("copies everything and negates only the total (Y2)", () => {
    const credit = creditCdr(cdr, { lastUpdated: at("2026-02-01T00:00:00Z") });
    expect(credit).toEqual({ ...cdr, id: "CDR-1-C", credit: true, credit_reference_id: "CDR-1", total_cost: { excl_vat: -13.1667, incl_vat: -15.3717 }, last_updated: "2026-02-01T00:00:00Z" });
    expect(verifyCdr(credit, { version: "2.2.1", timeZone: "Europe/Amsterdam" }).ok).toBe(true);
  });

  it("negates taxes in 2.3.0, and partial costs where partners want it", () => {
    const taxed = creditCdr(generateCdr(cdrOptions("2.3.0")).cdr, { lastUpdated: at("2026-02-01T00:00:00Z"), negateAll: true });
    expect(taxed.total_cost).toEqual({ before_taxes: -13.1667, taxes: [{ name: "VAT", percentage: 21, amount: -1.785 }, { name: "VAT", percentage: 9, amount: -0.42 }] });
    expect(taxed.total_energy_cost).toMatchObject({ before_taxes: -8 });
    expect(taxed.total_energy).toBe(15);
  });

  it("refuses to credit what states no cost", () => {
    for (const total_cost of [undefined, null, "13", {}, { excl_vat: Number.NaN }, { before_taxes: 1, taxes: [null] }]) {
      expect(() => creditCdr({ ...cdr, total_cost } as unknown as OcpiCdr, { lastUpdated: at("2026-02-01T00:00:00Z") })).toThrow(expect.objectContaining({ code: "tariffs.credit" }));
    }
  });

  it("never credits a credit, nor a CDR of 2.1.1", () => {
    const options = { lastUpdated: at("2026-02-01T00:00:00Z") };
    expect(() => creditCdr(creditCdr(cdr, options), options)).toThrow(expect.objectContaining({ code: "tariffs.credit" }));
    expect(() => creditCdr(generateCdr(cdrOptions("2.1.1")).cdr, options)).toThrow(expect.objectContaining({ code: "tariffs.credit" }));
    expect(() => creditCdr({ ...cdr, id: "x".repeat(38) }, options)).toThrow(expect.objectContaining({ code: "tariffs.credit" }));
  });
});
