import { creditCdr, generateCdr, invoiceReconciliation, reconcileInvoice, type OcpiCdr } from "@cpokit/tariffs";
import { instant } from "@cpokit/kernel";
import { describe, expect, it } from "vitest";
import { cdrOptions } from "../../test/scene.ts";

const { cdr: first } = generateCdr({ ...cdrOptions("2.2.1"), id: "A", invoiceReferenceId: "INV-1" });
const second: OcpiCdr = { ...first, id: "B" };
const other: OcpiCdr = { ...first, id: "C", invoice_reference_id: "INV-2" };

describe("reconcileInvoice (Y5)", () => {
  it("makes the record of an invoice and sums its CDRs", () => {
    const record = invoiceReconciliation("INV-1", [first, second, other]);
    expect(record).toEqual({ invoice_id: "INV-1", cdrs: ["A", "B"] });
    const { ok, total } = reconcileInvoice({ record, cdrs: [first, second, other] });
    expect(ok).toBe(true);
    expect(reconcileInvoice({ record, cdrs: [first, second, other], total }).ok).toBe(true);
    expect(Number(total.excl)).toBe(2 * (first.total_cost as { excl_vat: number }).excl_vat);
  });

  it("counts a credit negative", () => {
    const credit = creditCdr(first, { lastUpdated: instant(Date.UTC(2026, 0, 6)) });
    const record = { invoice_id: "INV-1", cdrs: ["A", credit.id] };
    expect(reconcileInvoice({ record, cdrs: [first, credit] }).total).toEqual({ excl: "0", incl: "0" });
  });

  it("names what is missing, misplaced, repeated and different", () => {
    const found = reconcileInvoice({ record: { invoice_id: "INV-1", cdrs: ["a", "A", "C", "D"] }, cdrs: [first, second, other], total: { excl: 1, incl: "x" } });
    expect(found).toMatchObject({ ok: false, missing: ["D"], misplaced: ["B", "C"], repeated: ["A"] });
    expect(found.difference.excl).toBe(String(Number((1 - Number(found.total.excl)).toFixed(4))));
    expect(found.difference.incl).toBe("x");
  });

  it("never sums what is not stated, nor two currencies", () => {
    const unsaid: OcpiCdr = { ...second, total_cost: { excl_vat: 1 }, currency: "SEK" };
    const found = reconcileInvoice({ record: { invoice_id: "INV-1", cdrs: ["A", "B"] }, cdrs: [first, unsaid], total: { incl: 5 } });
    expect(found.total.incl).toBeUndefined();
    expect(found).toMatchObject({ ok: false, currencies: ["EUR", "SEK"], difference: { incl: "5" } });
  });
});
