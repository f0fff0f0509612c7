import { compareDecimals, decimal, divideDecimal, formatDecimal, instant, multiplyDecimals, ZERO, type Instant } from "@cpokit/kernel";
import { collection, type Unit } from "@cpokit/storage";
import { difference } from "../amounts.ts";
import type { Invoices } from "../invoices/create-invoices.ts";
import { dateName, periodNameOf, type Period } from "../periods.ts";
import { contractYear } from "./contract-year.ts";
import type { Subscription } from "./subscription.ts";

/** What a term of a contract was charged with, by `<contract>/<term>`; what changes later is charged or given back as a difference. */
const chargedFees = collection<{ readonly amount: string; readonly times: number }>("chargedFees");

interface Term {
  /** In ids, and never two of a contract. */
  readonly key: string;
  /** On invoices. */
  readonly text: string;
  readonly from: Instant;
  readonly to: Instant;
}

/** Charges the fees of a contract for its terms within a period, by days, and gives back what an earlier end left unused; answers how many charges are new. */
export async function chargeContract(unit: Unit, invoices: Pick<Invoices, "charge">, contract: Subscription, period: Period): Promise<number> {
  const { id, fee, name, currency, customer } = contract;
  if (fee === undefined) return 0;
  let posted = 0;
  for (const term of contract.term === "year" ? yearsIn(contract, period) : [monthOf(period)]) {
    const start = Math.max(contract.from, term.from);
    const end = Math.max(start, Math.min(contract.until ?? term.to, term.to));
    const known = await unit.get(chargedFees, `${id}/${term.key}`);
    if (known === undefined && start === end) continue;
    const due = share(fee.amount, end - start, term.to - term.from);
    const { amount: charged, times } = known ?? { amount: "0", times: 0 };
    const amount = difference(due, charged);
    if (known !== undefined && compareDecimals(decimal(amount), ZERO) === 0) continue;
    const charge = { id: `fee/${id}/${term.key}${times === 0 ? "" : `/${times}`}`, customer, currency, at: instant(Math.max(start, period.from)), charge: { text: `${name} ${term.text}`, lines: [{ ...fee, amount }] } };
    if (!(await invoices.charge(unit, charge))) continue;
    unit.put(chargedFees, `${id}/${term.key}`, { amount: due, times: times + 1 });
    posted += 1;
  }
  return posted;
}

function monthOf({ name, from, to }: Period): Term {
  return { key: name, text: name, from, to };
}

function yearsIn({ from: start }: Subscription, { from, to, timeZone }: Period): readonly Term[] {
  const years: Term[] = [];
  for (let year = contractYear(start, from, timeZone); year.from < to; year = contractYear(start, year.to, timeZone)) {
    years.push({ key: `year-${year.number}`, text: `${periodNameOf(year.from, timeZone, "day")} – ${lastDay(year.to, timeZone)}`, from: year.from, to: year.to });
  }
  return years;
}

/** The local day before the one that begins at a moment. */
function lastDay(to: Instant, timeZone: string): string {
  return dateName(Date.parse(periodNameOf(to, timeZone, "day")) / DAY - 1);
}

const DAY = 86_400_000;

/** A part of the fee by days; days of 23 or 25 hours count as days. */
function share(amount: string, part: number, whole: number): string {
  const days = (length: number): number => Math.round(length / DAY);
  return formatDecimal(divideDecimal(multiplyDecimals(decimal(amount), decimal(days(part))), decimal(days(whole)), 4));
}
