import { addDecimals, type Decimal } from "@cpokit/kernel";
import { fields, written } from "../compile/document.ts";
import { readNumber } from "../numbers/read-number.ts";

/** What a field of a CDR states: a number, nothing (absent or null), or something that is no number, as text. */
export type StatedValue = Decimal | { readonly noNumber: string } | undefined;

export function statedValue(value: unknown): StatedValue {
  if (value === undefined || value === null) return undefined;
  const read = readNumber(value);
  return read === undefined ? { noNumber: typeof value === "number" ? String(value) : written(value) } : { units: BigInt(read.units), scale: read.scale };
}

/** One side of a cost, as any version writes it: a number is the net; of 2.3.0 the gross is the net and its taxes. */
export function statedSide(cost: unknown, side: "excl" | "incl"): StatedValue {
  const raw = fields(cost);
  if (raw === undefined) return side === "excl" ? statedValue(cost) : undefined;
  if (!("before_taxes" in raw)) return statedValue(side === "excl" ? raw["excl_vat"] : raw["incl_vat"]);
  const net = statedValue(raw["before_taxes"]);
  const taxes = raw["taxes"] ?? [];
  if (side === "excl" || !isNumber(net)) return net;
  if (!Array.isArray(taxes)) return { noNumber: written(taxes) };
  const amounts = taxes.map((tax) => statedValue(fields(tax)?.["amount"]));
  return amounts.every(isNumber) ? addDecimals(net, ...amounts) : { noNumber: written(taxes) };
}

/** The side where it is a number. */
export function numberOfSide(cost: unknown, side: "excl" | "incl"): Decimal | undefined {
  const stated = statedSide(cost, side);
  return isNumber(stated) ? stated : undefined;
}

export function isNumber(stated: StatedValue): stated is Decimal {
  return stated !== undefined && "units" in stated;
}
