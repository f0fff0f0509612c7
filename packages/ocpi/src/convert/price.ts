import type { Price as Price221 } from "../v221/index.ts";
import type { Price as Price230 } from "../v230/index.ts";
import { difference } from "../schema/errata.ts";
import type { Loss } from "./loss.ts";

/** 2.2.1 to 2.3.0: the difference is one tax. */
export function newPrice({ excl_vat: net, incl_vat: gross, ...others }: Price221): Price230 {
  if (gross === undefined) return { ...others, before_taxes: net };
  const amount = difference(gross, net);
  return { ...others, before_taxes: net, taxes: amount === 0 ? [] : [{ name: "VAT", amount }] };
}

/** 2.3.0 to 2.2.1: taxes become a sum. */
export function oldPrice({ before_taxes: net, taxes, ...others }: Price230, losses: Loss[], pointer: string): Price221 {
  if (taxes === undefined) return { ...others, excl_vat: net };
  const said = taxes.length === 0 || (taxes.length === 1 && taxes[0]!.name === "VAT" && taxes[0]!.account_number === undefined && taxes[0]!.percentage === undefined);
  if (!said) losses.push({ pointer: `${pointer}/taxes`, code: "dropped", rule: "2.2.1 has a price with VAT, not the taxes one by one" });
  const tax = taxes.reduce((sum, { amount }) => sum + amount, 0);
  return { ...others, excl_vat: net, incl_vat: Math.round((net + tax) * 10_000) / 10_000 };
}
