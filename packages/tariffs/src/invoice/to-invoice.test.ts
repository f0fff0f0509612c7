import { decimal, addDecimals, formatDecimal } from "@cpokit/kernel";
import { describe, expect, it } from "vitest";
import { compile, price, toInvoice, type OcpiTariff, type OcpiVersion } from "@cpokit/tariffs";

const kwh = (price: number, vat?: number, restrictions?: object) => ({ price_components: [{ type: "ENERGY", price, step_size: 0, vat }], restrictions }) as OcpiTariff["elements"][number];

function priced(tariff: Partial<OcpiTariff> & Pick<OcpiTariff, "elements">, volumes: readonly number[], version: OcpiVersion = "2.3.0") {
  return price({
    tariff: compile({ id: "T", currency: "EUR", tax_included: "NO", ...tariff }, { version }),
    session: {
      start: "2026-01-05T10:00:00Z", end: "2026-01-05T12:00:00Z",
      periods: volumes.map((volume, index) => ({ start: `2026-01-05T1${index}:00:00Z`, dimensions: [{ type: "ENERGY", volume }] })),
    },
  });
}

describe("toInvoice", () => {
  it("rounds line nets, then one tax on their sum (M4)", () => {
    // 0.333 and 0.334 become 0.33 each; 21 % of 0.66 is 0.1386. The CDR's 0.667 + 0.14007 = 0.8071 is 0.81.
    const invoice = toInvoice(priced({ elements: [kwh(0.333, 21, { max_kwh: 1 }), kwh(0.334, 21)] }, [1, 1]), { basis: "net" });
    expect(invoice.lines.map((line) => line.amount)).toEqual(["0.33", "0.33"]);
    expect(invoice).toMatchObject({ net: "0.66", taxes: [{ name: "VAT", percentage: "21", base: "0.66", amount: "0.14" }], tax: "0.14", gross: "0.80", payable: "0.81", rounding: "0.01" });
  });

  it("starts from the gross for consumers (M4)", () => {
    const invoice = toInvoice(priced({ tax_included: "YES", elements: [kwh(0.59, 19)] }, [12.345]), { basis: "gross" });
    // 7.28355 is 7.28; 19/119 of it is 1.1624.
    expect(invoice).toMatchObject({ gross: "7.28", tax: "1.16", net: "6.12", payable: "7.28", rounding: "0.00", taxes: [{ base: "6.12", amount: "1.16" }] });
  });

  it("does not round twice: 2.3449996 is 2.34, although the CDR prints 2.3450", () => {
    expect(toInvoice(priced({ elements: [kwh(2.3449996)] }, [1]), { basis: "net" }).lines[0]?.amount).toBe("2.34");
  });

  it("keeps zero rate and no tax apart, and gives each rate its share of a limit (X2, L4)", () => {
    const invoice = toInvoice(priced({ min_price: { before_taxes: 10 }, elements: [kwh(1, 20, { max_kwh: 1 }), kwh(1, 0, { max_kwh: 2 }), kwh(3)] }, [1, 1, 1]), { basis: "net" });
    expect(invoice.lines.map((line) => [line.amount, line.taxes.map((tax) => tax.percentage).join()])).toEqual([["1.00", "20"], ["1.00", "0"], ["3.00", ""], ["1.00", "20"], ["1.00", "0"], ["3.00", ""]]);
    expect(invoice).toMatchObject({ net: "10.00", tax: "0.40", gross: "10.40", rounding: "0.00" });
    expect(invoice.taxes).toEqual([{ name: "VAT", percentage: "20", base: "2.00", amount: "0.40" }, { name: "VAT", percentage: "0", base: "2.00", amount: "0.00" }]);
  });

  it("adds up, whatever the currency's minor unit", () => {
    for (const [currency, amount] of [["JPY", "4"], ["KWD", "3.704"], ["EUR", "3.70"]] as const) {
      const invoice = toInvoice(priced({ currency, elements: [kwh(0.3, 23.45)] }, [10]), { basis: "net" });
      expect(invoice.payable).toBe(amount);
      expect(formatDecimal(addDecimals(decimal(invoice.net), decimal(invoice.tax), decimal(invoice.rounding)))).toBe(formatDecimal(decimal(invoice.payable)));
    }
  });

  it("refuses a price that cannot say taxes (X1)", () => {
    expect(() => toInvoice(priced({ elements: [kwh(1)] }, [1], "2.1.1"), { basis: "net" })).toThrow(expect.objectContaining({ code: "tariffs.tax-unknown" }));
  });
});
