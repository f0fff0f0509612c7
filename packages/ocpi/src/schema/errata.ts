import type { OcpiVersion } from "./version-facts.ts";

type ObjectRepair = (value: Readonly<Record<string, unknown>>, tell: (member: string, rule: string) => void) => Readonly<Record<string, unknown>>;

/** Known slips of partners that follow the examples of the text instead of its tables, by version and object. */
export const objectRepairs: Readonly<Partial<Record<OcpiVersion, Readonly<Record<string, ObjectRepair>>>>> = {
  "2.3.0": {
    /** E08: the example leaves `tax_included` out. */
    Tariff(value, tell) {
      if (value["tax_included"] !== undefined && value["tax_included"] !== null) return value;
      tell("tax_included", "required since 2.3.0; N/A was assumed (E08)");
      return { ...value, tax_included: "N/A" };
    },
    /** E09: the price of 2.2.1. */
    Price(value, tell) {
      const { excl_vat: net, incl_vat: gross, ...others } = value;
      if (typeof net !== "number" || others["before_taxes"] !== undefined) return value;
      tell("before_taxes", "excl_vat and incl_vat are of 2.2.1 (E09)");
      return { ...others, before_taxes: net, ...(typeof gross === "number" ? { taxes: [{ name: "VAT", amount: difference(gross, net) }] } : {}) };
    },
  },
};

/** Exact for amounts of four decimals. */
export function difference(a: number, b: number): number {
  return Math.round((a - b) * 10_000) / 10_000;
}
