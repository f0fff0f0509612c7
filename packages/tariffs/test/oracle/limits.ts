import type { OcpiPriceLimit, OcpiTariff, OcpiVersion } from "@cpokit/tariffs";
import { taxKey, type Money } from "./amounts.ts";
import { compare, isNought, minus, NOUGHT, over, read, times, type Rational } from "./rational.ts";

export interface Clamped {
  readonly cost: Money;
  readonly adjustments: readonly (Money & { readonly kind: "min_price" | "max_price" })[];
}

/** L1–L4: the limits of a tariff on the total cost, minimum before maximum. */
export function clamp(cost: Money, tariff: OcpiTariff | undefined, version: OcpiVersion): Clamped {
  if (tariff === undefined || version === "2.1.1") return { cost, adjustments: [] };
  const adjustments: Clamped["adjustments"][number][] = [];
  let now = cost;
  for (const kind of ["min_price", "max_price"] as const) {
    const after = limited(now, tariff[kind], kind === "min_price" ? 1 : -1, version);
    if (after === now) continue;
    adjustments.push({ kind, ...difference(after, now) });
    now = after;
  }
  return { cost: now, adjustments };
}

/** L1: two clamps. `side` is 1 for a minimum, -1 for a maximum. */
function limited(cost: Money, limit: OcpiPriceLimit | undefined, side: 1 | -1, version: OcpiVersion): Money {
  const [net, gross] = version === "2.2.1" ? [limit?.excl_vat, limit?.incl_vat] : [limit?.before_taxes, limit?.after_taxes];
  const before = cost.incl ?? cost.excl;
  const excl = bitten(cost.excl, net, side);
  // L2: without a gross limit the tax follows the net in proportion; with nothing to be proportional to there is none.
  const scaled = excl === cost.excl ? before : isNought(cost.excl) ? excl : times(before, over(excl, cost.excl));
  const incl = gross === undefined ? scaled : bitten(before, gross, side);
  if (excl === cost.excl && incl === before) return cost;
  const tax = minus(before, cost.excl);
  const wanted = minus(incl, excl);
  if (isNought(tax)) return { excl, incl, taxes: isNought(wanted) ? cost.taxes : new Map([...cost.taxes, [taxKey({}), wanted]]) };
  return { excl, incl, taxes: new Map([...cost.taxes].map(([rate, amount]) => [rate, times(amount, over(wanted, tax))])) }; // L4: each rate in proportion
}

function bitten(value: Rational, limit: number | string | undefined, side: 1 | -1): Rational {
  if (limit === undefined) return value;
  return compare(value, read(limit)) * side < 0 ? read(limit) : value;
}

function difference(after: Money, before: Money): Money {
  const taxes = [...after.taxes].map(([rate, amount]) => [rate, minus(amount, before.taxes.get(rate) ?? NOUGHT)] as const);
  return { excl: minus(after.excl, before.excl), incl: minus(after.incl ?? NOUGHT, before.incl ?? NOUGHT), taxes: new Map(taxes) };
}
