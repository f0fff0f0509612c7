import { CpoError, instant } from "@cpokit/kernel";
import {
  bulk, compile, price, priceTotals, type Amount, type Category, type Priced, type PricedLine, type PriceOptions, type SessionInput, type TaxQuestion,
} from "@cpokit/tariffs";
import { taxKey, type Money } from "./amounts.ts";
import { ratesOf, type CaseSession, type PriceCase } from "./case.ts";
import { judge, type JudgedLine, type Judgement } from "./oracle.ts";
import { equal, minus, NOUGHT, plus, read, round, write, type Rational } from "./rational.ts";

/** What the calculator answers: a price, or the code of its error. */
export function calculate(given: PriceCase): Priced | { readonly refused: string } {
  try {
    return price(optionsOf(given));
  } catch (error) {
    if (error instanceof CpoError) return { refused: error.code };
    throw error;
  }
}

function optionsOf(given: PriceCase): PriceOptions {
  const { version, timeZone, policy, expired, taxes } = given;
  const shared = {
    ...(timeZone === undefined ? {} : { timeZone }), ...(policy === undefined ? {} : { policy }), ...(expired === undefined ? {} : { facts: { expired } }),
    ...(taxes === undefined ? {} : { taxes: ({ dimension, at }: TaxQuestion) => ratesOf(taxes, dimension, at) }),
  };
  if (given.cdr !== undefined) return { cdr: given.cdr, version, ...shared };
  const session = inputOf(given.session!);
  if (given.tariffs.length === 1) return { tariff: given.tariffs[0]!, version, session, ...shared };
  return { tariffs: given.tariffs.map((tariff) => compile(tariff, { version })), session, ...shared };
}

function inputOf(session: CaseSession): SessionInput {
  const at = (value: number | string) => (typeof value === "number" ? instant(value) : value);
  return { ...session, start: at(session.start), end: at(session.end), periods: session.periods.map((period) => ({ ...period, start: at(period.start) })) };
}

/** Every difference between the calculator and the rules, in words; none when they agree. */
export function differences(given: PriceCase): string[] {
  const expected = judge(given);
  const actual = calculate(given);
  if ("refused" in expected || "refused" in actual) {
    const [wanted, got] = [expected, actual].map((one) => ("refused" in one ? one.refused : "a price"));
    return wanted === got ? [] : [`outcome: rules ${wanted}, calculator ${got}`];
  }
  return [
    ...totalDifferences(expected, actual), ...lineDifferences(expected, actual), ...adjustmentDifferences(expected, actual), ...invariantDifferences(actual),
    ...quickDifferences(given, actual),
  ];
}

/** The quick ways (compiled tariffs, JSON text) against the calculator: the same totals and the same warnings, to the letter. */
function quickDifferences(given: PriceCase, { totals, warnings }: Priced): string[] {
  const options = optionsOf(given);
  const expected = JSON.stringify({ totals, warnings });
  const tariffs = (given.cdr?.tariffs ?? given.tariffs).map((tariff) => compile(tariff, { version: given.version }));
  const compiled = priceTotals({ ...options, tariffs });
  const found = JSON.stringify({ totals: compiled.totals, warnings: compiled.warnings }) === expected ? [] : ["priceTotals: other totals or warnings than price"];
  if (options.cdr === undefined) return found;
  const { cdr, ...settings } = options;
  const [fromText] = [...bulk([JSON.stringify(cdr)], { ...settings, tariffs })];
  const scanned = JSON.stringify({ totals: fromText?.priced?.totals, warnings: fromText?.priced?.warnings });
  return scanned === expected ? found : [...found, "bulk: other totals or warnings from text than price"];
}

function totalDifferences(expected: Judgement, { totals }: Priced): string[] {
  const actual: Readonly<Record<Category, Amount | undefined>> = {
    energy: totals.energyCost, time: totals.timeCost, parking: totals.parkingCost, fixed: totals.fixedCost, reservation: totals.reservationCost,
  };
  const categories = Object.entries(actual).flatMap(([category, amount]) => moneyDifference(`totals.${category}`, expected.categories.get(category as Category), amount));
  return [
    ...moneyDifference("totals.cost", expected.cost, totals.cost), ...categories,
    ...numberDifference("totals.energy", expected.energy, totals.energy),
    ...numberDifference("totals.time", expected.time, totals.time),
    ...numberDifference("totals.parkingTime", expected.parkingTime, totals.parkingTime ?? "0"),
  ];
}

function lineDifferences(expected: Judgement, actual: Priced): string[] {
  const found: string[] = [];
  const left = [...actual.lines];
  for (const line of expected.lines) {
    const first = line.charges[0]!;
    const name = `line ${first.tariff.id}/${first.element}/${first.component} from period ${first.period.index}`;
    const index = left.findIndex((other) => isLineOf(other, line));
    const other = left[index];
    if (other === undefined) {
      found.push(`${name}: missing`);
      continue;
    }
    left.splice(index, 1);
    found.push(...moneyDifference(name, line, other), ...numberDifference(`${name}.measured`, line.measured, other.measured), ...numberDifference(`${name}.billed`, line.billed, other.billed));
    if (other.category !== line.category) found.push(`${name}.category: rules ${line.category}, calculator ${other.category}`);
    const last = line.charges.at(-1)!;
    if (other.dimension !== "FLAT" && (Number(other.from) !== first.period.start || Number(other.to) !== Math.max(last.period.start, last.period.end))) found.push(`${name}: from or to`);
  }
  return [...found, ...left.map((line) => `line ${line.tariffId}/${line.element}/${line.component} from period ${line.periods.first}: not in the rules`)];
}

function isLineOf(line: PricedLine, judged: JudgedLine): boolean {
  const first = judged.charges[0]!;
  const last = judged.charges.at(-1)!;
  return line.tariffId === first.tariff.id && line.element === first.element && line.component === first.component
    && line.periods.first === first.period.index && line.periods.last === last.period.index;
}

function adjustmentDifferences(expected: Judgement, actual: Priced): string[] {
  const kinds = (list: readonly { kind: string }[]): string => list.map(({ kind }) => kind).join();
  if (kinds(expected.adjustments) !== kinds(actual.adjustments)) return [`adjustments: rules ${kinds(expected.adjustments)}, calculator ${kinds(actual.adjustments)}`];
  return expected.adjustments.flatMap((adjustment, index) => moneyDifference(`adjustments.${adjustment.kind}`, adjustment, actual.adjustments[index]));
}

/** M5, X4: lines, adjustments and rounding sum to the total, and taxes to the difference of gross and net. */
function invariantDifferences({ totals, lines, adjustments, rounding }: Priced): string[] {
  const parts = [...lines, ...adjustments, rounding];
  const found: string[] = [];
  const total = (pick: (amount: Amount) => Rational): Rational => parts.map(pick).reduce(plus, NOUGHT);
  if (!equal(total(({ excl }) => read(excl)), read(totals.cost.excl))) found.push("M5: the net parts do not sum to the total");
  if (totals.cost.incl === undefined) return found;
  if (!equal(total(({ incl }) => read(incl ?? "0")), read(totals.cost.incl))) found.push("M5: the gross parts do not sum to the total");
  for (const key of new Set([...parts, totals.cost].flatMap(({ taxes }) => taxes.map(taxKey)))) {
    const of = ({ taxes }: Amount): Rational => taxes.filter((tax) => taxKey(tax) === key).map(({ amount }) => read(amount)).reduce(plus, NOUGHT);
    if (!equal(total(of), of(totals.cost))) found.push(`M5: the parts of tax ${key} do not sum to the total`);
  }
  for (const amount of [totals.cost, totals.energyCost, totals.timeCost, totals.parkingCost, totals.fixedCost, totals.reservationCost, ...lines, ...adjustments]) {
    if (amount === undefined || equal(minus(read(amount.incl ?? "0"), read(amount.excl)), taxOf(amount))) continue;
    found.push("X4: taxes are not gross minus net");
  }
  return found;
}

function moneyDifference(name: string, expected: Money | undefined, actual: Amount | undefined): string[] {
  if (expected === undefined || actual === undefined) {
    const nothing = expected === undefined ? actual === undefined || isFree(actual) : equal(expected.excl, NOUGHT) && equal(expected.incl ?? NOUGHT, NOUGHT);
    return nothing ? [] : [`${name}: rules ${expected && write(expected.excl)}, calculator ${actual?.excl}`];
  }
  const found = numberDifference(`${name}.excl`, expected.excl, actual.excl);
  if ((expected.incl === undefined) !== (actual.incl === undefined)) found.push(`${name}.incl: rules ${expected.incl && write(expected.incl)}, calculator ${actual.incl}`);
  if (expected.incl !== undefined && actual.incl !== undefined) found.push(...numberDifference(`${name}.incl`, expected.incl, actual.incl));
  const rates = new Set([...expected.taxes.keys(), ...actual.taxes.map(taxKey)]);
  for (const rate of rates) {
    const same = actual.taxes.filter((tax) => taxKey(tax) === rate);
    if (same.length !== 1 || !expected.taxes.has(rate)) found.push(`${name}.taxes ${rate}: rules ${expected.taxes.has(rate) ? 1 : 0} entries, calculator ${same.length}`);
    else if (!expected.tied?.get(rate)?.some((possible) => equal(possible, read(same[0]!.amount)))) found.push(...numberDifference(`${name}.taxes ${rate}`, expected.taxes.get(rate)!, same[0]!.amount));
  }
  return found;
}

function numberDifference(name: string, expected: Rational, actual: string): string[] {
  return equal(expected, read(actual)) ? [] : [`${name}: rules ${write(round(expected, 12))}, calculator ${actual}`];
}

function isFree(amount: Amount): boolean {
  return equal(read(amount.excl), NOUGHT) && equal(read(amount.incl ?? "0"), NOUGHT);
}

function taxOf(amount: Amount): Rational {
  return amount.taxes.map((tax) => read(tax.amount)).reduce(plus, NOUGHT);
}
