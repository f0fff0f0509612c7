/** Documents with damage in one or a few places: whatever reads them answers, or refuses with a typed error, and never makes a price of 0 of what it cannot read. */
import { isCpoError } from "@cpokit/kernel";
import { bulk, bulkVerify, checkTariff, compile, convert, creditCdr, describe, explain, lint, price, toOcpp21, verifyCdr, type CompiledTariff, type OcpiCdr, type OcpiVersion } from "@cpokit/tariffs";
import { createDice, type Dice } from "./dice.ts";
import { randomCdr } from "./generated.ts";

const ABSENT = Symbol("absent");
const DAMAGES: readonly unknown[] = [
  ABSENT, null, Number.NaN, Infinity, -Infinity, -1, -0.5, 1e300, 5e-324, 2 ** 60, "", " ", "abc", "NaN", "1e999", "-1", "0x10", "1,5", "\u0000", "__proto__", "2026-02-30T00:00:00Z", "2026-13-01", "24:00", "25:61",
  "x".repeat(10_000), [], {}, [null], [[]], { toString: null }, { length: 3 }, true, false,
];

/** Replaces, removes, doubles or reorders something at a random place, however deep. */
function damage(value: unknown, dice: Dice): unknown {
  if (typeof value !== "object" || value === null || dice.chance(0.06)) return dice.pick(DAMAGES);
  if (Array.isArray(value)) {
    if (value.length === 0 || dice.chance(0.05)) return dice.pick([[...value, ...value], value.toReversed(), [...value, dice.pick(DAMAGES)], value.slice(1)]).filter((each: unknown) => each !== ABSENT);
    const place = dice.int(0, value.length - 1);
    const damaged = damage(value[place], dice);
    return damaged === ABSENT ? value.toSpliced(place, 1) : value.with(place, damaged);
  }
  const keys = Object.keys(value);
  if (keys.length === 0) return dice.pick(DAMAGES);
  const key = dice.pick(keys);
  const damaged = damage((value as Record<string, unknown>)[key], dice);
  const { [key]: _, ...rest } = value as Record<string, unknown>;
  return damaged === ABSENT ? rest : { ...rest, [key]: damaged };
}

/** Damaged, but still an object: all that reads a CDR is given one. */
function damagedObject<Value extends object>(given: Value, dice: Dice): Value {
  for (let tries = 0; tries < 20; tries += 1) {
    const damaged = damage(given, dice);
    if (typeof damaged === "object" && damaged !== null && !Array.isArray(damaged)) return dice.chance(0.3) ? damagedObject(damaged as Value, dice) : (damaged as Value);
  }
  return given;
}

/** What went wrong with the damaged documents of this seed, in words. */
export function problemsOfAttack(seed: number): string[] {
  const { scene: { version, timeZone }, tariffs, cdr } = randomCdr(seed);
  const dice = createDice(seed ^ 0x5bd1_e995);
  const problems: string[] = [];
  const attempt = <Value>(name: string, work: () => Value): Value | undefined => {
    try {
      return work();
    } catch (error) {
      if (!isCpoError(error)) problems.push(`${name}: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`);
      return undefined;
    }
  };
  for (const tariff of tariffs) attackTariff(damagedObject(tariff.source, dice), version, timeZone, attempt);
  const broken = damagedObject(cdr, dice);
  problems.push(...attackCdr(cdr, broken, { version, timeZone, tariffs }, attempt).map((problem) => `${problem} in ${JSON.stringify(broken)}`));
  return problems;
}

type Attempt = <Value>(name: string, work: () => Value) => Value | undefined;

function attackTariff(broken: object, version: OcpiVersion, timeZone: string, attempt: Attempt): void {
  const check = attempt("checkTariff", () => checkTariff(broken, { version }));
  attempt("lint", () => lint(broken, { version, timeZone }));
  const compiled = attempt("compile", () => compile(broken, { version }));
  if ((check?.problems.length === 0) !== (compiled !== undefined)) attempt("compile", () => { throw new Error("and checkTariff disagree"); });
  if (compiled === undefined) return;
  attempt("describe", () => describe(compiled, { at: 0 as never, timeZone, display: ["AFIR", "PAngV", "UK", "CTEP"] }));
  attempt("toOcpp21", () => toOcpp21(compiled));
  for (const to of ["2.1.1", "2.2.1", "2.3.0"] as const) attempt("convert", () => convert(compiled.source, version, to));
}

interface Known {
  readonly version: OcpiVersion;
  readonly timeZone: string;
  readonly tariffs: readonly CompiledTariff[];
}

function attackCdr(cdr: OcpiCdr, broken: OcpiCdr, known: Known, attempt: Attempt): string[] {
  const { version, timeZone, tariffs } = known;
  const problems: string[] = [];
  for (const own of [{}, { tariffs }]) {
    const priced = attempt("price", () => price({ cdr: broken, version, timeZone, ...own }));
    if (priced !== undefined) attempt("explain", () => explain(priced));
    const verified = attempt("verifyCdr", () => verifyCdr(broken, { version, timeZone, ...own }));
    const before = price({ cdr, version, timeZone, tariffs });
    if (isNothing(priced?.totals.cost.excl) && !isNothing(before.totals.cost.excl) && priced?.warnings.length === 0 && verified?.ok === true) problems.push("a silent 0");
    const text = JSON.stringify(broken);
    const [bulked] = attempt("bulk", () => [...bulk([broken], { version, timeZone, ...own })]) ?? [];
    const [scanned] = attempt("bulk of text", () => [...bulk([text], { version, timeZone, ...own })]) ?? [];
    const [verdict] = attempt("bulkVerify", () => [...bulkVerify([broken], { version, timeZone, ...own })]) ?? [];
    attempt("bulkVerify of text", () => [...bulkVerify([text], { version, timeZone, ...own })]);
    if (bulked !== undefined && JSON.stringify(bulked.priced?.totals) !== JSON.stringify(priced?.totals)) problems.push("bulk says something else than price");
    if (verdict !== undefined && verdict.ok !== (verified?.ok === true)) problems.push("bulkVerify says something else than verifyCdr");
    const parsed = attempt("price of text", () => price({ cdr: JSON.parse(text) as OcpiCdr, version, timeZone, ...own }));
    if (scanned !== undefined && JSON.stringify(scanned.priced?.totals) !== JSON.stringify(parsed?.totals)) problems.push("bulk of text says something else than price");
  }
  attempt("creditCdr", () => creditCdr(broken, { lastUpdated: 0 as never }));
  return problems;
}

function isNothing(amount: string | undefined): boolean {
  return amount === "0";
}
