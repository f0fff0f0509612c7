import { describe, expect, it } from "vitest";
import { bulk, bulkVerify, compile, price, priceTotals, type OcpiCdr } from "@cpokit/tariffs";

const tariff = compile({ id: "T", currency: "EUR", elements: [{ price_components: [{ type: "ENERGY", price: 0.25, vat: 21, step_size: 1 }, { type: "FLAT", price: 1, vat: 9, step_size: 1 }] }] }, { version: "2.2.1" });
const cdr = (id: string, volume: number | string, currency = "EUR") => ({
  id, currency, session_id: id, start_date_time: "2026-01-05T10:00:00Z", end_date_time: "2026-01-05T11:00:00Z",
  charging_periods: [{ start_date_time: "2026-01-05T10:00:00Z", dimensions: [{ type: "ENERGY", volume }] }],
});

describe("bulk", () => {
  it("prices what can be priced and names the rest", () => {
    const results = [...bulk([cdr("a", 10), cdr("b", "x"), cdr("c", 20, "SEK"), cdr("d", 4)], { tariff })];
    expect(results.map((result) => [result.cdr.id, result.priced?.totals.cost.incl ?? result.error?.code])).toEqual([
      ["a", "4.115"], ["b", "tariffs.invalid-session"], ["c", "tariffs.currency"], ["d", "2.3"],
    ]);
  });

  it("reads texts, and says which are none", () => {
    const texts = [JSON.stringify(cdr("a", 10)), JSON.stringify(cdr("b", "10")), "{\"currency\":", "[]", "null", "NaN"];
    expect([...bulk(texts, { tariff })].map((result) => result.priced?.totals.cost.incl ?? result.error?.code)).toEqual([
      "4.115", "4.115", "tariffs.invalid-session", "tariffs.invalid-session", "tariffs.invalid-session", "tariffs.invalid-session",
    ]);
  });

  it("says of a text the same whatever came before it in the file", () => {
    const energy = compile({ id: "T", currency: "EUR", elements: [{ price_components: [{ type: "ENERGY", price: 0.25, vat: 21, step_size: 1 }] }] }, { version: "2.2.1" });
    const list = (price: number): string => JSON.stringify([{ ...energy.source, elements: [{ price_components: [{ type: "ENERGY", price, step_size: 1 }] }] }]);
    const text = (tariffs: string, volume = 10): string => JSON.stringify({ ...cdr("a", volume), tariffs: "?" }).replace("\"?\"", tariffs);
    const texts = [
      text(list(1)), text(list(1), 20), text(`${list(1)} `, 30), text(`${list(1)},"x":[1]`), text(list(2)), text(list(2), 20), text(list(2).slice(0, -1)), text(`${list(2)}]`), text(`${list(2)}2`), text(`${list(2).slice(0, -1)}}`), text("[]"), text("null"),
      text(list(2)).slice(0, -1), text(list(2)).slice(0, -9), text(list(2)),
    ];
    const results = [...bulk(texts, { tariff: energy })];
    expect(results).toEqual(texts.flatMap((each) => [...bulk([each], { tariff: energy })]));
    expect(results.map(({ error }) => (error === undefined ? "" : "x")).join("-")).toBe("------x-x-x-x---x-x-");
  });

  it("verifies CDRs and their texts, and tells what differs (Y1)", () => {
    const right = { ...cdr("a", 10), total_cost: { excl_vat: 3.5, incl_vat: 4.115 }, total_energy: 10, total_time: 1 } as unknown as OcpiCdr;
    const wrong = { ...right, total_energy: 11 };
    const results = [...bulkVerify([right, JSON.stringify(right), wrong, JSON.stringify(wrong), "{"], { tariff, version: "2.2.1" })];
    expect(results.map(({ ok, verification, error }) => [ok, verification?.differences.map(({ field }) => field), error?.code])).toEqual([
      [true, undefined, undefined], [true, undefined, undefined], [false, ["total_energy"], undefined], [false, ["total_energy"], undefined], [false, undefined, "tariffs.invalid-session"],
    ]);
  });

  it("has the totals and warnings of price", () => {
    const options = { cdr: cdr("a", 12.3456), tariff };
    const { totals, warnings, currency } = price(options);
    expect(priceTotals(options)).toEqual({ totals, warnings, currency });
  });
});
