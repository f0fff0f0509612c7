import { describe, expect, it } from "vitest";
import { addMoney, formatMoney, minorUnit, money, roundMoney } from "./money.ts";

describe("money", () => {
  it("adds one currency exactly", () => {
    expect(formatMoney(addMoney(money("0.10", "EUR"), money("0.20", "EUR"), money("2.8", "EUR")))).toBe("EUR 3.10");
  });

  it("never mixes currencies", () => {
    expect(() => addMoney(money(1, "EUR"), money(1, "USD"))).toThrow(expect.objectContaining({ code: "kernel.currency-mix" }));
  });

  it.each(["eur", "EURO", "", "E1R"])("refuses the currency %s", (code) => {
    expect(() => money(1, code)).toThrow(expect.objectContaining({ code: "kernel.currency" }));
  });

  it("rounds to the minor unit of the currency", () => {
    expect([minorUnit("EUR"), minorUnit("JPY"), minorUnit("KWD")]).toEqual([2, 0, 3]);
    expect(formatMoney(roundMoney(money("12.3456", "KWD")))).toBe("KWD 12.346");
    expect(formatMoney(roundMoney(money("12.5", "JPY")))).toBe("JPY 13");
    expect(formatMoney(roundMoney(money("0.005", "EUR"), "half-even"))).toBe("EUR 0.00");
  });
});
