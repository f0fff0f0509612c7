/**
 * The second calculator judges the first: random tariffs and sessions of all versions, 0 differences. A bounded sample; the
 * large run is oracle/run.ts. A case is its seed: `randomCase(4711)` is the same everywhere.
 */
import { expect, it } from "vitest";
import { reportOf } from "./report.ts";

const CASES = 4_000;
const SHOWN = 5;

it(`prices ${CASES} random sessions as the rules do`, { timeout: 120_000 }, () => {
  const reports: string[] = [];
  for (let seed = 1; seed <= CASES && reports.length < SHOWN; seed += 1) {
    const report = reportOf(seed);
    if (report !== undefined) reports.push(report);
  }
  expect(reports.join("\n\n")).toBe("");
});
