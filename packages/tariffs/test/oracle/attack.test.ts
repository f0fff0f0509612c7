/** Nobody's document makes this package throw anything but its own errors, or price as 0 what it cannot read. The large run is oracle/run.ts. */
import { expect, it } from "vitest";
import { problemsOfAttack } from "./attack.ts";

const DOCUMENTS = 1_200;

it(`withstands ${DOCUMENTS} damaged CDRs and tariffs`, { timeout: 120_000 }, () => {
  const reports: string[] = [];
  for (let seed = 1; seed <= DOCUMENTS && reports.length < 5; seed += 1) {
    const found = problemsOfAttack(seed);
    if (found.length > 0) reports.push(`seed ${seed}: ${found.join("; ")}`);
  }
  expect(reports.join("\n")).toBe("");
});
