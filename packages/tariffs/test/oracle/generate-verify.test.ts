/**
 * A CDR that this package writes holds what its own checker and the second calculator compute from it, to the last digit.
 * The large run is oracle/run.ts.
 */
import { expect, it } from "vitest";
import { problemsOfGenerated } from "./generated.ts";

const SESSIONS = 1_000;

it(`writes ${SESSIONS} CDRs in which nobody finds a difference`, { timeout: 120_000 }, () => {
  const reports: string[] = [];
  for (let seed = 1; seed <= SESSIONS && reports.length < 5; seed += 1) {
    const found = problemsOfGenerated(seed);
    if (found.length > 0) reports.push(`seed ${seed}: ${found.join("; ")}`);
  }
  expect(reports.join("\n")).toBe("");
});
