import { ceiling, compare, minus, NOUGHT, over, plus, rational, round, sum, times, type Rational } from "./rational.ts";
import { componentOf, type Charge } from "./charges.ts";
import type { OcpiTariff } from "@cpokit/tariffs";

/** What a charge bills: its own quantity, and for the last one of its kind the rest of the block. */
export interface BilledCharge extends Charge {
  readonly billed: Rational;
  readonly step?: number | undefined;
}

/** B1–B8: blocks of energy, of time or parking, and of reserved time. */
export function bill(charges: readonly Charge[], tariffs: { readonly session: OcpiTariff | undefined; readonly reservation: OcpiTariff | undefined }, policy: "spec" | "off"): BilledCharge[] {
  if (policy === "off") return charges.map((charge) => ({ ...charge, billed: charge.measured })); // B8
  // B5: only what the last tariff prices.
  const own = charges.filter((charge) => charge.tariff === (charge.reserved ? tariffs.reservation : tariffs.session));
  const session = own.filter(({ reserved }) => !reserved);
  const parking = session.filter((charge) => charge.dimension === "PARKING_TIME");
  const groups = [
    session.filter(({ dimension }) => dimension === "ENERGY"), // B1
    parking.length > 0 ? parking : session.filter(({ dimension }) => dimension === "TIME"), // B4
    own.filter(({ reserved, dimension }) => reserved && dimension === "TIME"), // B1
  ];
  const surpluses = groups.map(surplusOf);
  return charges.map((charge) => {
    const surplus = surpluses.find((one) => one?.charge === charge);
    return surplus === undefined ? { ...charge, billed: charge.measured } : { ...charge, billed: plus(charge.measured, surplus.amount), step: surplus.step };
  });
}

/** B2, B3: the total in whole blocks of the last component; what is missing goes to its last charge. */
function surplusOf(group: readonly Charge[]): { charge: Charge; amount: Rational; step: number } | undefined {
  const last = group.at(-1);
  if (last === undefined) return undefined;
  const step = componentOf(last).step_size;
  const total = sum(group.map(({ measured }) => measured));
  if (step === 0 || compare(total, NOUGHT) <= 0) return undefined; // B7, Q3
  const energy = last.dimension === "ENERGY";
  const size = energy ? rational(step, 1000) : rational(step); // Wh or s
  const counted = energy ? round(total, 4) : total; // B6
  const billed = times(rational(ceiling(over(counted, size))), size);
  return { charge: last, amount: minus(billed, total), step };
}
