import { describe as group, expect, it } from "vitest";
import { minutes, watts, wh } from "@cpokit/kernel";
import { compile, describe, LANGUAGES, type Jurisdiction, type OcpiTariff } from "@cpokit/tariffs";
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

/** Which line stands where; "apart" are those under their own heading. */
const ORDERS: Readonly<Record<Jurisdiction, readonly string[]>> = {
  AFIR: ["evening", "otherwise", "time", "parking", "start", "reservation", "worst"],
  PAngV: ["otherwise", "evening", "time", "parking", "start", "reservation", "worst"],
  UK: ["evening", "otherwise", "time", "start", "equivalent", "apart parking", "apart reservation", "worst"],
  CTEP: ["evening", "otherwise", "start", "apart time", "apart parking", "apart reservation", "worst"],
};

const BUNDLE_TEXTS = {
  en: {
    evening: "energy: EUR 0.72/kWh incl. tax (Mon–Fri 17:00–21:00)", otherwise: "energy: EUR 0.48/kWh incl. tax in blocks of 100 Wh", time: "charging time: EUR 0.03/min incl. tax",
    parking: "parking time: EUR 0.12/min incl. tax in blocks of 1 min", start: "start fee: EUR 1.20 incl. tax", reservation: "reservation fee: EUR 2.40 incl. tax (reservation)",
    worst: "at most EUR 1.05/kWh for this use", equivalent: "with all fees for charging EUR 0.87/kWh", apart: "separately",
  },
  de: {
    evening: "Energie: EUR 0,72/kWh inkl. Steuer (Mo–Fr 17:00–21:00)", otherwise: "Energie: EUR 0,48/kWh inkl. Steuer in Schritten von 100 Wh", time: "Ladezeit: EUR 0,03/Min. inkl. Steuer",
    parking: "Standzeit: EUR 0,12/Min. inkl. Steuer in Schritten von 1 Min.", start: "Startgebühr: EUR 1,20 inkl. Steuer", reservation: "Reservierungsgebühr: EUR 2,40 inkl. Steuer (Reservierung)",
    worst: "höchstens EUR 1,05/kWh bei dieser Nutzung", equivalent: "mit allen Gebühren für das Laden EUR 0,87/kWh", apart: "gesondert",
  },
  fr: {
    evening: "énergie: EUR 0,72/kWh TTC (lun–ven 17:00–21:00)", otherwise: "énergie: EUR 0,48/kWh TTC par tranches de 100 Wh", time: "temps de charge: EUR 0,03/min TTC",
    parking: "temps de stationnement: EUR 0,12/min TTC par tranches de 1 min", start: "frais de session: EUR 1,20 TTC", reservation: "frais de réservation: EUR 2,40 TTC (réservation)",
    worst: "au plus EUR 1,05/kWh pour cette utilisation", equivalent: "avec tous les frais de recharge EUR 0,87/kWh", apart: "séparément",
  },
  nl: {
    evening: "energie: EUR 0,72/kWh incl. btw (ma–vr 17:00–21:00)", otherwise: "energie: EUR 0,48/kWh incl. btw per 100 Wh", time: "laadtijd: EUR 0,03/min incl. btw",
    parking: "parkeertijd: EUR 0,12/min incl. btw per 1 min", start: "starttarief: EUR 1,20 incl. btw", reservation: "reserveringskosten: EUR 2,40 incl. btw (reservering)",
    worst: "hoogstens EUR 1,05/kWh bij dit gebruik", equivalent: "met alle kosten voor het laden EUR 0,87/kWh", apart: "apart",
  },
  es: {
    evening: "energía: EUR 0,72/kWh impuestos incl. (lun–vie 17:00–21:00)", otherwise: "energía: EUR 0,48/kWh impuestos incl. en bloques de 100 Wh", time: "tiempo de carga: EUR 0,03/min impuestos incl.",
    parking: "tiempo de estacionamiento: EUR 0,12/min impuestos incl. en bloques de 1 min", start: "tarifa de inicio: EUR 1,20 impuestos incl.", reservation: "tarifa de reserva: EUR 2,40 impuestos incl. (reserva)",
    worst: "como máximo EUR 1,05/kWh con este uso", equivalent: "con todas las tarifas de la carga EUR 0,87/kWh", apart: "aparte",
  },
};

group("describe", () => {
  it("lists kWh, minute, session and other in that order, with what applies now (D1, D3)", () => {
    const description = describe(compiled, { at: at("2026-01-05T15:40:00Z"), timeZone: "Europe/Amsterdam", profile });
    expect(description.text).toBe([
      "energy: EUR 0.72/kWh incl. tax (17:00–21:00)", "energy: EUR 0.48/kWh incl. tax", "parking time: EUR 0.12/min incl. tax in blocks of 1 min", "start fee: EUR 1.20 incl. tax",
      "at most EUR 0.96/kWh for this use",
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
      describe(compiled, { at: at("2026-01-05T15:40:00Z"), timeZone: "Europe/Amsterdam", power: watts(power), display: [display] }).displays[0]!.checks.filter((check) => !check.ok).map((check) => check.code);
    expect(failed("AFIR")).toEqual(["ONLY_OCCUPANCY"]);
    expect(failed("AFIR", 22_000)).toEqual([]);
    expect(failed("PAngV")).toEqual([]);
    expect(failed("UK")).toEqual(["ONE_PRICE", "NO_BUNDLE"]);
    expect(failed("CTEP")).toEqual([]);
    const byTime = compile({ id: "M", currency: "EUR", elements: [{ price_components: [{ type: "TIME", price: 3, step_size: 60 }] }] }, { version: "2.1.1" });
    expect(describe(byTime, { at: at("2026-01-05T15:40:00Z"), display: ["PAngV"] }).displays[0]!.checks.map((check) => check.ok)).toEqual([false, false, false]);
  });

  it.each(Object.entries(BUNDLE_TEXTS).flatMap(([locale, texts]) => Object.entries(ORDERS).map(([law, order]) => [law as Jurisdiction, locale, order, texts] as const)))(
    "shows what %s wants, in its order, in %s (D1, D2, D3)", (law, locale, order, texts) => {
      const { displays: [display], worstPerKwh } = describeBundle(law, locale);
      const written = order.map((line) => (line.startsWith("apart ") ? `${texts.apart}: ${texts[line.slice(6) as keyof typeof texts]}` : texts[line as keyof typeof texts])).join("\n");
      // In the UK a price per kWh is said in pence.
      expect(display?.text).toBe(law === "UK" ? written.replace(/EUR 0([.,])(\d\d)\/kWh/g, "$2 p/kWh").replace(/EUR 1[.,]05\/kWh/g, "105 p/kWh").replaceAll("EUR", "GBP") : written);
      // From 17:00: 20 × 0.60 + 1.50 + 1, without 3 for parking in the equivalent, with 20 % on it.
      expect([worstPerKwh, display?.equivalentPerKwh]).toEqual(["1.05", law === "UK" ? "0.87" : undefined]);
    });

  it.each(Object.keys(BUNDLE_TEXTS))("names every rule in %s (D3)", (locale) => {
    const rulesIn = (language: string): string[] => (Object.keys(ORDERS) as Jurisdiction[]).flatMap((law) => [150_000, 22_000].flatMap((power) => describeBundle(law, language, power).displays[0]!.checks.map(({ rule }) => rule)));
    const rules = rulesIn(locale);
    expect(new Set(rules).size).toBe(8);
    if (locale !== "en") expect(rulesIn("en").filter((rule) => rules.includes(rule))).toEqual([]);
  });

  it("has texts for every language it knows", () => {
    expect(Object.keys(BUNDLE_TEXTS)).toEqual(LANGUAGES);
  });
});

/** Everything that a tariff can charge for. */
const bundle = (currency: string): OcpiTariff => ({
  id: "B", currency,
  elements: [
    { price_components: [{ type: "ENERGY", price: 0.6, vat: 20, step_size: 1 }], restrictions: { start_time: "17:00", end_time: "21:00", day_of_week: ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"] } },
    { price_components: [{ type: "ENERGY", price: 0.4, vat: 20, step_size: 100 }, { type: "TIME", price: 1.5, vat: 20, step_size: 1 }, { type: "FLAT", price: 1, vat: 20, step_size: 1 }] },
    { price_components: [{ type: "PARKING_TIME", price: 6, vat: 20, step_size: 60 }] },
    { price_components: [{ type: "FLAT", price: 2, vat: 20, step_size: 1 }], restrictions: { reservation: "RESERVATION" } },
  ],
});

/** On a Monday at 21:00. */
function describeBundle(law: Jurisdiction, locale: string, power = 150_000): ReturnType<typeof describe> {
  return describe(compile(bundle(law === "UK" ? "GBP" : "EUR"), { version: "2.2.1" }), { at: at("2026-01-05T20:00:00Z"), timeZone: "Europe/Amsterdam", locale, display: [law], power: watts(power), profile });
}
