import { describe as group, expect, it } from "vitest";
import { minutes, wh } from "@cpokit/kernel";
import { compile, explain, quote, type OcpiTariff } from "@cpokit/tariffs";
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
