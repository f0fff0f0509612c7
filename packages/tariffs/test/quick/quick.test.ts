/** The quick ways to a price, on plain numbers and from JSON text, say what the calculator says, and are taken by most CDRs. */
import { expect, it } from "vitest";
import { quickTotals, quickTotalsOfText } from "../../src/quick/quick-totals.ts";
import { quickDifferences, usualCase } from "./usual-case.ts";

const CASES = 1_500;

it(`price ${CASES} usual CDRs as the calculator does`, () => {
  let quick = 0;
  let scanned = 0;
  for (let seed = 1; seed <= CASES; seed += 1) {
    const given = usualCase(seed);
    const found = quickDifferences(given);
    if (found.length > 0) expect.fail(`seed ${seed}: ${found.join("; ")}\n${given.text}\n${JSON.stringify(given.tariffs.map(({ source }) => source))}`);
    if (quickTotals({ ...given.settings, cdr: given.cdr }) !== undefined) quick += 1;
    if (quickTotalsOfText(given.text, given.settings, new Map()) !== undefined) scanned += 1;
  }
  expect(quick).toBeGreaterThan(CASES / 4);
  expect(scanned).toBeGreaterThan(CASES / 5);
});
