import { describe as group, expect, it } from "vitest";
import { minutes, watts, wh } from "@cpokit/kernel";
import { compile, describe, explain, quote, type OcpiTariff } from "@cpokit/tariffs";
import { at } from "../../test/scene.ts";

const tariff: OcpiTariff = {
  id: "T", currency: "EUR",
  elements: [
    { price_components: [{ type: "ENERGY", price: 0.6, vat: 20, step_size: 1 }], restrictions: { start_time: "17:00", end_time: "21:00" } },
    { price_components: [{ type: "ENERGY", price: 0.4, vat: 20, step_size: 1 }, { type: "FLAT", price: 1, vat: 20, step_size: 1 }] },
    { price_components: [{ type: "PARKING_TIME", price: 6, vat: 20, step_size: 60 }] },
  ],
};
const compiled = compile(tariff, { version: "2.2.1" });
const profile = { energy: wh(20_000), duration: minutes(60), parking: minutes(30) };

group("quote", () => {
  it("estimates with the functions that bill, with a range and the next change of prices (V5, I13)", () => {
    // 15:40Z is 16:40 in Amsterdam: a third of the energy before 17:00.
    const answer = quote({ tariffs: [compiled], profile, start: at("2026-01-05T15:40:00Z"), timeZone: "Europe/Amsterdam" });
    // 6.667 × 0.40 + 13.333 × 0.60 + 1 + 3 = 14.6666, and 20 % on it.
    // A quarter less: 6.667 × 0.40 + 8.333 × 0.60 + 1 + 23 min × 0.10; a quarter more: 6.667 × 0.40 + 18.333 × 0.60 + 1 + 38 min × 0.10.
    expect(answer.estimate.totals.cost).toMatchObject({ excl: "14.6666", incl: "17.5999" });
    expect(answer).toMatchObject({ tariffId: "T", currency: "EUR", nextPriceChange: at("2026-01-05T16:00:00Z"), range: { low: "13.1599", high: "22.1599" }, preauthorisation: "23" });
    expect(explain(answer.estimate).lines).toHaveLength(4);
  });

  it("takes the tariff by validity, kind, none of a kind, then the first (V5)", () => {
    const named = (id: string, more: Partial<OcpiTariff> = {}) => compile({ ...tariff, id, ...more }, { version: "2.2.1" });
    const ask = (tariffs: ReturnType<typeof named>[], kind?: "AD_HOC_PAYMENT") =>
      quote({ tariffs, profile, start: at("2026-01-05T10:00:00Z"), timeZone: "UTC", ...(kind === undefined ? {} : { kind }) }).tariffId;
    const old = named("old", { end_date_time: "2026-01-05T10:00:00Z" });
    const adHoc = named("adhoc", { type: "AD_HOC_PAYMENT" });
    const plain = named("plain");
    const green = named("green", { type: "PROFILE_GREEN" });
    expect(ask([old, green, plain, adHoc], "AD_HOC_PAYMENT")).toBe("adhoc");
    expect(ask([old, green, plain, adHoc])).toBe("plain");
    expect(ask([old, green, adHoc])).toBe("green");
    expect(() => ask([old])).toThrow(expect.objectContaining({ code: "tariffs.no-tariff" }));
  });

  it("reserves the tariff's own amount or its maximum", () => {
    const ask = (more: Partial<OcpiTariff>) => quote({ tariffs: [compile({ ...tariff, ...more }, { version: "2.2.1" })], profile, start: at("2026-01-05T10:00:00Z"), timeZone: "UTC" }).preauthorisation;
    expect(ask({ preauthorize_amount: 35 })).toBe("35");
    expect(ask({ max_price: { excl_vat: 30, incl_vat: 36 } })).toBe("36");
  });
});

group("describe", () => {
  it("lists kWh, minute, session and other in that order, with what applies now (D1, D3)", () => {
    const description = describe(compiled, { at: at("2026-01-05T15:40:00Z"), timeZone: "Europe/Amsterdam", profile });
    expect(description.text).toBe([
      "energy: EUR 0.72/kWh incl. tax (17:00–21:00)", "energy: EUR 0.48/kWh incl. tax", "parking time: EUR 0.12/min incl. tax in blocks of 1 min", "start fee: EUR 1.20 incl. tax",
    ].join("\n"));
    expect(description.components.map((each) => each.appliesNow)).toEqual([false, true, true, true]);
    expect(description.components[0]?.price).toEqual({ excl: "0.6", incl: "0.72", taxes: [{ name: "VAT", percentage: "20", amount: "0.12" }] });
    expect(description.nextChange).toBe(at("2026-01-05T16:00:00Z"));
    // The worst start is at 17:00: 20 × 0.60 + 3 (no start fee: it stands in another element, for which FLAT applies too) + 1, with 20 %.
    expect(description.worstPerKwh).toBe("0.96");
  });

  it("speaks the driver's language", () => {
    expect(describe(compiled, { at: at("2026-01-05T15:40:00Z"), timeZone: "Europe/Amsterdam", locale: "nl" }).text.split("\n")[0]).toBe("energie: EUR 0,72/kWh incl. btw (17:00–21:00)");
  });

  it.each([
    ["en", "parking time: EUR 0.12/min incl. tax in blocks of 1 min"], ["de", "Standzeit: EUR 0,12/Min. inkl. Steuer in Schritten von 1 Min."], ["fr", "temps de stationnement: EUR 0,12/min TTC par tranches de 1 min"],
    ["nl", "parkeertijd: EUR 0,12/min incl. btw per 1 min"], ["es", "tiempo de estacionamiento: EUR 0,12/min impuestos incl. en bloques de 1 min"],
  ])("says prices, taxes and blocks in %s (D3)", (locale, line) => {
    expect(describe(compiled, { at: at("2026-01-05T15:40:00Z"), timeZone: "Europe/Amsterdam", locale }).text.split("\n")[2]).toBe(line);
  });

  it("checks what laws ask of the tariff itself (D1, D2)", () => {
    const failed = (display: "AFIR" | "PAngV" | "UK" | "CTEP", power = 150_000) =>
      describe(compiled, { at: at("2026-01-05T15:40:00Z"), timeZone: "Europe/Amsterdam", power: watts(power), display: [display] }).checks.filter((check) => !check.ok).map((check) => check.code);
    expect(failed("AFIR")).toEqual(["ONLY_OCCUPANCY"]);
    expect(failed("AFIR", 22_000)).toEqual([]);
    expect(failed("PAngV")).toEqual([]);
    expect(failed("UK")).toEqual(["ONE_PRICE", "NO_BUNDLE"]);
    expect(failed("CTEP")).toEqual([]);
    const byTime = compile({ id: "M", currency: "EUR", elements: [{ price_components: [{ type: "TIME", price: 3, step_size: 60 }] }] }, { version: "2.1.1" });
    expect(describe(byTime, { at: at("2026-01-05T15:40:00Z"), display: ["PAngV"] }).checks.map((check) => check.ok)).toEqual([false, false, true]);
  });
});
