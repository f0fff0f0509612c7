import { readdirSync, readFileSync } from "node:fs";
import { isCpoError } from "@cpokit/kernel";
import { bulk, compile, price, priceTotals, type OcpiTariff, type PriceOptions, type Priced } from "@cpokit/tariffs";
import { describe, expect, it } from "vitest";

const root = new URL("./vectors/", import.meta.url);

interface ExpectedAmount {
  readonly excl: string;
  /** null: the version cannot say it (X1). */
  readonly incl: string | null;
}

type CostName = "cost" | "energyCost" | "timeCost" | "parkingCost" | "fixedCost" | "reservationCost";

interface Expected {
  readonly error?: string;
  readonly totals?: Readonly<Partial<Record<CostName, ExpectedAmount | null>>> & { readonly energy?: string; readonly time?: string; readonly parkingTime?: string | null; readonly taxes?: readonly string[] };
  /** Dimension, element, billed quantity, net amount. */
  readonly lines?: readonly (readonly [string, number, string, string])[];
  readonly adjustments?: readonly (ExpectedAmount & { readonly kind: string })[];
  /** `CODE pointer`, all of them, in any order. */
  readonly warnings?: readonly string[];
}

function read<Value>(path: string): Value {
  return JSON.parse(readFileSync(new URL(path, root), "utf8")) as Value;
}

function answer(options: PriceOptions): Priced | string {
  try {
    return price(options);
  } catch (error) {
    if (isCpoError(error)) return error.code;
    throw error;
  }
}

/** The quick ways to the same answer: compiled tariffs, and for a CDR its JSON text. */
function quickAnswers(options: PriceOptions): unknown[] {
  try {
    const tariffs = (options.tariffs ?? []).map((tariff) => ("use" in tariff ? tariff : compile(tariff, { version: options.version! })));
    const { totals, warnings } = priceTotals({ ...options, tariffs });
    return options.cdr === undefined ? [{ totals, warnings }] : [{ totals, warnings }, fromText(options, tariffs)];
  } catch (error) {
    if (isCpoError(error)) return answersOf(options, error.code);
    throw error;
  }
}

function fromText({ cdr, ...settings }: PriceOptions, tariffs: NonNullable<PriceOptions["tariffs"]>): unknown {
  const { session: _, ...rest } = settings;
  const [result] = [...bulk([JSON.stringify(cdr)], { ...rest, tariffs })];
  return result?.priced === undefined ? result?.error.code : { totals: result.priced.totals, warnings: result.priced.warnings };
}

function answersOf({ cdr }: PriceOptions, answer: unknown): unknown[] {
  return cdr === undefined ? [answer] : [answer, answer];
}

const folders = (path: string): string[] => readdirSync(new URL(path, root), { withFileTypes: true }).filter((each) => each.isDirectory()).map((each) => each.name).sort();
const cases = folders("./").flatMap((rule) => folders(`./${rule}/`).map((name) => `${rule}/${name}`));

describe("vectors", () => {
  it("are at least 150", () => {
    expect(cases.length).toBeGreaterThanOrEqual(150);
  });

  it.each(cases)("%s", (name) => {
    const tariff = read<OcpiTariff | OcpiTariff[]>(`${name}/tariff.json`);
    const call = read<PriceOptions & { readonly taxRates?: ReturnType<NonNullable<PriceOptions["taxes"]>> }>(`${name}/session.json`);
    const expected = read<Expected>(`${name}/expected.json`);
    expect(readFileSync(new URL(`${name}/why.txt`, root), "utf8").trim()).not.toBe("");

    const tariffs = Array.isArray(tariff) ? tariff : [tariff];
    const options: PriceOptions = { ...call, tariffs, ...(call.taxRates === undefined ? {} : { taxes: () => call.taxRates }) };
    const priced = answer(options);
    expect(quickAnswers(options)).toEqual(typeof priced === "string" ? answersOf(options, priced) : answersOf(options, { totals: priced.totals, warnings: priced.warnings }));
    if (typeof priced === "string") {
      expect(priced).toBe(expected.error);
      return;
    }
    expect(expected.error).toBeUndefined();
    const { energy, time, parkingTime, taxes, ...costs } = expected.totals ?? {};
    for (const [cost, amount] of Object.entries(costs)) {
      const got = priced.totals[cost as CostName];
      expect(got === undefined ? null : { excl: got.excl, incl: got.incl ?? null }, cost).toEqual(amount);
    }
    if (energy !== undefined) expect(priced.totals.energy).toBe(energy);
    if (time !== undefined) expect(priced.totals.time).toBe(time);
    if (parkingTime !== undefined) expect(priced.totals.parkingTime ?? null).toBe(parkingTime);
    if (taxes !== undefined) expect(priced.totals.cost.taxes.map((tax) => `${tax.name} ${tax.percentage ?? "-"} ${tax.amount}`)).toEqual(taxes);
    if (expected.lines !== undefined) expect(priced.lines.map((line) => [line.dimension, line.element, line.billed, line.excl])).toEqual(expected.lines);
    if (expected.adjustments !== undefined) expect(priced.adjustments.map(({ kind, excl, incl }) => ({ kind, excl, incl: incl ?? null }))).toEqual(expected.adjustments);
    if (expected.warnings !== undefined) expect(priced.warnings.map((warning) => `${warning.code} ${warning.pointer}`).sort()).toEqual([...expected.warnings].sort());
  });
});
