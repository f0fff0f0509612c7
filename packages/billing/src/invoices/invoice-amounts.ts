import { addDecimals, decimal, divideDecimal, formatDecimal, minorUnit, multiplyDecimals, subtractDecimal, ZERO, type Decimal } from "@cpokit/kernel";
import { inMinorUnits, sum } from "../amounts.ts";
import type { InvoicePart } from "./invoice-parts.ts";
import type { InvoiceAmounts, InvoiceTax, TaxExemption, TaxName } from "./invoice-record.ts";

/**
 * EN 16931 (tariffs M4): the tax of a rate is on the sum of all lines that bear it and rounded once. What the items claim by themselves
 * is what is payable; the difference stands in a line of its own.
 */
export function invoiceAmounts(parts: readonly InvoicePart[], currency: string, basis: "net" | "gross", exemption?: TaxExemption): InvoiceAmounts {
  const scale = minorUnit(currency);
  const lines = parts.flatMap((part) => part.lines);
  const groups = new Map<string, { readonly taxes: readonly TaxName[]; sum: Decimal }>();
  for (const { taxes, amount } of lines) {
    const key = taxes.map((tax) => `${tax.name} ${tax.percentage ?? ""}`).join("|");
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { taxes, sum: decimal(amount) });
    else group.sum = addDecimals(group.sum, decimal(amount));
  }
  const taxes = [...groups.values()].flatMap((group) => (group.taxes.length === 0 ? [untaxed(group.sum, scale, exemption)] : taxesOn(group.sum, group.taxes, basis, scale)));
  const total = inMinorUnits(sum(...lines.map((line) => line.amount)), currency);
  const tax = inMinorUnits(sum(...taxes.map((each) => each.amount)), currency);
  const net = basis === "net" ? total : formatDecimal(subtractDecimal(decimal(total), decimal(tax)), scale);
  const gross = basis === "net" ? formatDecimal(addDecimals(decimal(total), decimal(tax)), scale) : total;
  const payable = inMinorUnits(sum(...parts.map((part) => part.payable)), currency);
  return { currency, basis, lines, taxes, net, tax, gross, rounding: formatDecimal(subtractDecimal(decimal(payable), decimal(gross)), scale), payable };
}

function taxesOn(amount: Decimal, taxes: readonly TaxName[], basis: "net" | "gross", scale: number): InvoiceTax[] {
  const rates = taxes.map((tax) => decimal(tax.percentage ?? "0"));
  const divisor = basis === "net" ? decimal(100) : addDecimals(decimal(100), ...rates);
  const amounts = rates.map((rate) => divideDecimal(multiplyDecimals(amount, rate), divisor, scale));
  const base = basis === "net" ? amount : subtractDecimal(amount, addDecimals(ZERO, ...amounts));
  return taxes.map(({ name, percentage }, index) => ({
    name, category: rates[index]?.units === 0n ? "Z" : "S", ...(percentage === undefined ? {} : { percentage }), base: formatDecimal(base, scale), amount: formatDecimal(amounts[index] ?? ZERO, scale),
  }));
}

/** Lines without tax stand in the breakdown too, so that its bases sum to the net (EN 16931 BG-23). */
function untaxed(amount: Decimal, scale: number, exemption: TaxExemption | undefined): InvoiceTax {
  return { name: "VAT", category: exemption?.category ?? "O", base: formatDecimal(amount, scale), amount: formatDecimal(ZERO, scale) };
}
