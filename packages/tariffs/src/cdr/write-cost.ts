import type { OcpiVersion } from "../ocpi.ts";
import type { Amount } from "../price/priced.ts";
import type { OcpiCost } from "./ocpi-cdr.ts";

/** An amount in the shape of a version: a number, `excl_vat`/`incl_vat`, or `before_taxes`/`taxes` (X1, X2, X4). */
export function writeCost(amount: Amount, version: OcpiVersion): OcpiCost {
  if (version === "2.1.1") return jsonNumber(amount.excl);
  if (version === "2.2.1") return { excl_vat: jsonNumber(amount.excl), ...(amount.incl === undefined ? {} : { incl_vat: jsonNumber(amount.incl) }) };
  return {
    before_taxes: jsonNumber(amount.excl),
    taxes: amount.taxes.map((tax) => ({
      name: tax.name,
      ...(tax.account === undefined ? {} : { account_number: tax.account }),
      ...(tax.percentage === undefined ? {} : { percentage: jsonNumber(tax.percentage) }),
      amount: jsonNumber(tax.amount),
    })),
  };
}

/** A decimal as a JSON number: JSON.stringify prints the same digits again, as long as there are at most 15. */
export function jsonNumber(text: string): number {
  return Number(text);
}
