import { explain, verifyCdr, type OcpiCdr } from "@cpokit/tariffs";

/** What an OCPI 2.2.1 CDR costs by the tariff inside it, line by line, and every amount that it states differently. */
export function priceASession(json: string, timeZone: string): { readonly text: string; readonly ok: boolean } {
  const cdr = JSON.parse(json) as OcpiCdr; // verifyCdr checks it: what cannot be read is an error with a pointer to the field
  const { priced, unpriced, differences, ok } = verifyCdr(cdr, { version: "2.2.1", timeZone });
  const reasons = priced === undefined ? `It cannot be priced: ${unpriced}.` : explain(priced).text;
  const verdict = differences.map(({ field, stated, computed, contradicts }) => `${field} says ${stated}, but ${contradicts === "itself" ? "its own numbers give" : "the tariff gives"} ${computed}`);
  return { ok, text: [reasons, ...(ok ? ["The CDR says the same."] : verdict)].join("\n") };
}
